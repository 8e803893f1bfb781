"""What no log may have: tokens of signed links, with which anybody could answer."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(/asked/|/me/mail/(?:confirm|stop)/)[^/\s?]+")


class LinksHidden(logging.Filter):
    """Takes the token out of every path of a signed link that a line names.

    Django names the path of each request that it refuses (`django.request`).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where need be; every line is written."""
        said = record.getMessage()
        hidden = _LINK.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
