"""What no log may have: tokens of signed links, with which anybody could answer, of
feeds that are somebody's own, and what messages to channels are sent or signed with.
"""

from __future__ import annotations

import logging
import re

_HIDDEN = (
    re.compile(r"(/asked/|/me/mail/(?:confirm|stop)/|/me/unfollow/|/feeds/)[^/\s?]+"),
    # The addresses of chats are secrets themselves.
    re.compile(r"(//hooks\.slack(?:-gov)?\.com/)[^\s'\"]+"),
    re.compile(r"([?&]api_key=)[^&\s'\"]+"),
    # What begins so is one of ours: of a program that asks, or that is told.
    re.compile(r"\b(trk[sf]?_)[A-Za-z0-9_-]+"),
)


class LinksHidden(logging.Filter):
    """Takes the token out of every path of a signed link that a line names, and every
    other secret that is known by its look.

    Django names the path of each request that it refuses (`django.request`).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where need be; every line is written."""
        said = hidden = record.getMessage()
        for pattern in _HIDDEN:
            hidden = pattern.sub(r"\1…", hidden)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
