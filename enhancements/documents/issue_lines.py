"""The lines of an issue's body: bullets, boxes to tick, and keys with their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from enhancements.documents.markdown import LONGEST, Line, Page

LARGEST = 262_144
"""Characters of a body that are read; GitHub takes 65,536."""

_BULLET = re.compile(r"[ \t>]*(?:(?:[-*+\u2022\u2013]|[0-9]{1,9}[.)])(?:[ \t]+|$))?")
_BOX = re.compile(r"\[[ \t]{0,3}(?P<tick>[xX+\u2713\u2714]?)[ \t]{0,3}\](?!\()[ \t]*")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_BOLD_KEY = re.compile(r"\*\*[^*]{1,120}(?::\s*\*\*|\*\*\s*:)")
_KEY = re.compile(r"(?P<key>[A-Za-z][^:]{0,250}):(?P<text>.*)", re.DOTALL)
_SCHEME = re.compile(r"https?$", re.IGNORECASE)
# Marks that turn the direction of a text around: nobody writes them by hand.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Item(NamedTuple):
    """One line that says something."""

    number: int
    """Of the line in the body, from 1."""
    raw: str
    """The line as it stands, without blanks around it."""
    text: str
    """Without bullet, box, marks and comments."""
    indent: int
    """Characters before the text or its bullet."""
    bullet: bool
    ticked: bool | None
    """Whether its box is ticked; None without a box."""
    is_bold_key: bool
    after_blank: bool
    """Whether the line above it is blank."""
    is_heading: bool

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.bullet or self.ticked is not None


def clean(text: str) -> str:
    """A text of GitHub in the form in which it can be read and stored.

    Line ends are alike; NUL and halves of characters, which PostgreSQL cannot hold,
    are replaced; marks that turn the direction of a text around are left out.
    """
    text = text[:LARGEST].replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = _DIRECTION.sub("", text)
    return text


def items(page: Page) -> Iterator[Item]:
    """The lines of a page that are neither blank nor too long to be looked at."""
    headings = {heading.line for heading in page.headings}
    is_blank = True
    for line in page.lines:
        if not line.text.strip():
            # What a comment or struck-out text leaves is no end of a paragraph.
            is_blank = is_blank or not line.raw.strip()
            continue
        if len(line.text) <= LONGEST:
            is_heading = line.number in headings
            yield _item(line, after_blank=is_blank, is_heading=is_heading)
        is_blank = False


def _item(line: Line, *, after_blank: bool, is_heading: bool) -> Item:
    text = line.text
    bullet = _BULLET.match(text)
    rest = text[bullet.end() :] if bullet else text
    box = _BOX.match(rest)
    words = rest[box.end() :] if box else rest
    if is_heading:
        words = words.strip(" \t#")
    indent = len(text) - len(text.lstrip(" \t>"))
    return Item(
        number=line.number,
        raw=line.raw.strip()[:LONGEST],
        text=_MARKS.sub("", words).strip(),
        indent=indent,
        bullet=bool(bullet and bullet[0].strip(" \t>")),
        ticked=bool(box["tick"]) if box else None,
        is_bold_key=_BOLD_KEY.match(words.strip()) is not None,
        after_blank=after_blank,
        is_heading=is_heading,
    )


def key_of(item: Item) -> tuple[str, str] | None:
    """A key and the text behind its colon; a heading is a key without one."""
    if item.is_heading:
        key, _, text = item.text.partition(":")
        return key, text.strip()
    found = _KEY.fullmatch(item.text)
    if found is None or _SCHEME.search(found["key"]) is not None:
        return None
    return found["key"], found["text"].strip()
