"""What an answer says, as somebody reads it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse

_UNREAD = re.compile(r"<(script|svg).*?</\1>", re.DOTALL)


def words(answer: HttpResponse) -> str:
    """The text of a page in one line, without its scripts and pictures."""
    text = _UNREAD.sub("", answer.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
