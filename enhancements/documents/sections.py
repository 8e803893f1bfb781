"""The headings of a document, and whether its author wrote anything below them."""

from __future__ import annotations

import re
from typing import NamedTuple

from enhancements.documents.markdown import Line, plain, read_page
from enhancements.documents.text import Unreadable, decode

REVISION = 1
"""Raised whenever the same text may give other sections than before."""

_OPEN = re.compile(
    r"(?:tbd|tba|todo|to be (?:done|decided|defined|determined)|n/?a|none|-+|\.+|_+)?"
    r"[.:!]?",
    re.IGNORECASE,
)
_CODE = ("```", "~~~")


class Part(NamedTuple):
    """A heading: plain text, level from 1 to 6, and whether words stand below it."""

    heading: str
    level: int
    is_filled: bool
    """Before the next heading of any level: words, or code, that are no comment, no
    list mark alone and no TBD."""


def read(data: bytes) -> tuple[Part, ...]:
    """The sections of a Markdown text in order; none for what is no text."""
    try:
        text = decode(data)
    except Unreadable:
        return ()
    page = read_page(text)
    starts = {heading.line: heading for heading in page.headings}
    parts: list[Part] = []
    for line in page.lines:
        heading = starts.get(line.number)
        if heading is not None:
            parts.append(Part(plain(heading.text), heading.level, is_filled=False))
        elif parts and not parts[-1].is_filled and _says(line):
            parts[-1] = parts[-1]._replace(is_filled=True)
    return tuple(parts)


def _says(line: Line) -> bool:
    """Whether an author says something in it. The opening of a fence counts: below it
    stands code.
    """
    if line.raw.lstrip().startswith(_CODE):
        return True
    words = plain(line.text).strip(" \t*+>|[]=")
    return _OPEN.fullmatch(words) is None
