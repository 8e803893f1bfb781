"""The lines and headings of a Markdown text, and what in them claims nothing.

Code fences, HTML comments and struck-out text are not what an author says now.
The rules are CommonMark's with GitHub's strikethrough, read a little more
generously where authors are known to miss a mark.
"""

from __future__ import annotations

import dataclasses
import re
from typing import NamedTuple

from enhancements.documents.facts import Heading

LONGEST = 2000
"""Characters; in a longer line nothing is looked for."""

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?(`{3,}(?!.*`)|~{3,})")
_ITEM_START = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?")
_STRUCK_LINE = re.compile(
    r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?(~{1,2})[^~]+\1[ \t.]*"
)
_STRUCK = re.compile(r"(?<![~\\])(~{1,2})(?=[^\s~])[^~]*(?<=[^\s~])\1(?!~)")
_STRUCK_TAG = re.compile(r"<(del|s|strike)>.*?</\1>", re.IGNORECASE)
_ATX = re.compile(r" {0,3}(?:(#{1,6})(?=[ \t]|$)|(#{2,6})(?=[A-Za-z*]))(.*)")
_ATX_END = re.compile(r"(?<=[ \t])#+$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_PARAGRAPH = re.compile(r" {0,3}(?![ \t]|[#>|]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])\S")
_UNDERLINE = frozenset("=- ")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# The 32 marks of ASCII that a backslash makes plain, and as many characters that no
# text has (U+FDD0 to U+FDEF, "noncharacters"), which stand for them meanwhile.
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SHELTER = {mark: chr(0xFDD0 + at) for at, mark in enumerate(_PUNCTUATION)}
_SHELTERED = str.maketrans({stand: mark for mark, stand in _SHELTER.items()})
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


class Line(NamedTuple):
    """One line of a text, counted from 1."""

    number: int
    raw: str
    text: str
    """What the line says: without comments and struck-out text, empty in code."""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A text taken apart. `open_at` is the line of a mark that is never closed."""

    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    open_fence_at: int = 0
    open_comment_at: int = 0


def read_page(text: str, first: int = 1) -> Page:
    """The lines of a text from line `first` on, and its headings."""
    scanner = _Scanner(text.split("\n"))
    lines = scanner.run(first)
    return Page(
        lines=tuple(lines),
        headings=tuple(_headings(lines)),
        open_fence_at=scanner.fence_at if scanner.fence else 0,
        open_comment_at=scanner.comment_at if scanner.in_comment else 0,
    )


def plain(text: str) -> str:
    """Text without the marks of emphasis, code and links, blanks made single.

    A mark behind a backslash is no mark, so it stays.
    """
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _SHELTER[found[1]], text)
    if "[" in text and len(text) <= LONGEST:
        text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    return " ".join(text.translate(_SHELTERED).split())


class _Scanner:
    """Goes through the lines once, knowing whether it is in code or a comment."""

    def __init__(self, raws: list[str]) -> None:
        self.raws = raws
        self.fence = ""
        self.fence_at = 0
        self.in_comment = False
        self.comment_at = 0
        self.no_comment_before = 0
        self.number = 0

    def run(self, first: int) -> list[Line]:
        lines = []
        for number, raw in enumerate(self.raws, start=1):
            self.number = number
            text = self._visible(raw) if number >= first else ""
            lines.append(Line(number, raw, text))
        return lines

    def _visible(self, raw: str) -> str:
        if self.fence:
            self._close_fence(raw)
            return ""
        if self.in_comment:
            return self._leave_comment(raw)
        if "```" in raw or "~~~" in raw:
            found = _FENCE.match(raw)
            if found is not None:
                self.fence, self.fence_at = found[1], self.number
                return ""
        if "<!--" in raw:
            raw = self._without_comments(raw)
        return _without_struck(raw)

    def _close_fence(self, raw: str) -> None:
        mark = raw.strip(" \t>")
        if mark.startswith(self.fence) and not mark.strip(self.fence[0]):
            self.fence = ""

    def _leave_comment(self, raw: str) -> str:
        _, end, rest = raw.partition("-->")
        if not end:
            return ""
        self.in_comment = False
        return self._visible(rest) if rest.strip() else ""

    def _without_comments(self, raw: str) -> str:
        """The line without its comments; notes one that goes on below."""
        kept = ""
        while (start := raw.find("<!--")) >= 0:
            kept, rest = kept + raw[:start], raw[start:]
            # "<!-->" is a whole comment, hence from 2 and not from 4.
            end = rest.find("-->", 2)
            if kept.count("`") % 2 == 1 or (end < 0 and not self._goes_on(kept)):
                kept, raw = kept + rest[:4], rest[4:]
            elif end < 0:
                self.in_comment, self.comment_at = True, self.number
                return kept
            else:
                raw = rest[end + 3 :]
        return kept + raw

    def _goes_on(self, before: str) -> bool:
        """Whether a comment that this line opens after `before` goes on below.

        At the beginning of a line it always does, to the end of the text if need
        be; within a line only when the same paragraph closes it.
        """
        if _ITEM_START.fullmatch(before) is not None:
            return True
        if self.number < self.no_comment_before:
            return False
        for index in range(self.number, len(self.raws)):
            if "-->" in self.raws[index]:
                return True
            if not self.raws[index].strip():
                self.no_comment_before = index + 1
                return False
        self.no_comment_before = len(self.raws) + 1
        return False


def _without_struck(raw: str) -> str:
    if len(raw) > LONGEST:
        return raw
    if "~" in raw:
        if _STRUCK_LINE.fullmatch(raw) is not None:
            return ""
        raw = _STRUCK.sub("", raw)
    if "<" in raw:
        raw = _STRUCK_TAG.sub("", raw)
    return raw


def _headings(lines: list[Line]) -> list[Heading]:
    headings = []
    above = ""
    for line in lines:
        text = line.text if len(line.text) <= LONGEST else ""
        if "#" in text and (found := _ATX.fullmatch(text)):
            words = plain(_ATX_END.sub("", found[3].strip()))
            level = len(found[1] or found[2])
            headings.append(Heading(level, words, line.number))
        elif text[:1] in _UNDERLINE and _PARAGRAPH.match(above):
            mark = _SETEXT.fullmatch(text)
            if mark is not None:
                level = 1 if mark[1][0] == "=" else 2
                headings.append(Heading(level, plain(above), line.number - 1))
        above = text
    return headings
