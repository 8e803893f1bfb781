"""What a list shows of a text in which something was found: a line around the words.

The database says which words it means (`ts_headline`), with START and END around each;
everything else is text and stays text. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from enhancements.policy.search import spelling
from enhancements.policy.search.sought import Sought

START, END = "\x02", "\x03"
"""Signs around a word that was found; no text that is shown has them."""
Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, and which of them were found."""

_BEFORE, _WITHIN = 300, 900
"""Signs of the text that are looked at: before the first word found, and in all."""
_SHOWN_BEFORE, _SHOWN = 70, 240
_FEWEST = 3
_STEPS = (0, 1, 2, 3, 4)
"""Signs that are taken from a word's end until it is found: `running`, `run`."""
_JOINED = re.compile(f"{END}({spelling.MARK}*(?:[^\\w\\s]|_)?{spelling.MARK}*){START}")
_BLANKS = re.compile(r"\s+")
_TITLE = re.compile(r"\A\s*#[ \t][^\n]*\n")
_POINT = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]*)?|(?:```|~~~)[^\n]*$)",
    re.MULTILINE,
)


def window(text: str, sought: Sequence[Sought]) -> str:
    """The stretch of a text around the first of the words that is found there, marked
    (`spelling.marked`) for the database; the text's beginning where none is.

    Without the title, which stands above the line, and the signs that begin headings,
    the points of lists and code.
    """
    text = _POINT.sub("", _TITLE.sub("", text))
    place = _place(text.lower(), sought)
    start = _edge(text, max(0, place - _BEFORE))
    cut = text[start : start + _WITHIN]
    return spelling.marked(cut)


def _place(text: str, sought: Sequence[Sought]) -> int:
    for one in sorted(sought, key=lambda one: -len(one.typed)):
        for word in (one.typed.lower(), *sorted(one.parts, key=len, reverse=True)):
            for step in _STEPS:
                begun = word[: len(word) - step].lower()
                if step and len(begun) < _FEWEST:
                    break
                if begun and (place := text.find(begun)) >= 0:
                    return place
    return 0


def _edge(text: str, place: int) -> int:
    """The beginning of the word that follows a place."""
    if not place:
        return 0
    found = re.compile(r"\s").search(text, place, place + 100)
    return found.end() if found else place


def pieces(headline: str) -> Pieces:
    """A line of what the database gave back: what was found, with something around."""
    text = _BLANKS.sub(" ", spelling.unmarked(_JOINED.sub(r"\1", headline))).strip()
    first = text.find(START)
    start = 0
    if first > _SHOWN_BEFORE:
        start = text.find(" ", first - _SHOWN_BEFORE, first) + 1 or first
    found: list[tuple[str, bool]] = [("… ", False)] if start else []
    left = _SHOWN
    is_found = False
    for piece in re.split(f"([{START}{END}])", text[start:]):
        if piece in (START, END):
            is_found = piece == START
        elif piece and left > 0:
            # What was found is never cut in two, and no other word is.
            shown = piece if is_found or len(piece) <= left else _cut(piece, left)
            found.append((shown, is_found))
            left -= len(piece)
    if left < 0:
        found.append(("…", False))
    return tuple(found)


def _cut(text: str, most: int) -> str:
    """The beginning of a text up to the end of a word; of an endless one, so much."""
    end = text.rfind(" ", 0, most + 1)
    return f"{text[:end]} " if end > 0 else text[:most]


def plain(shown: Pieces) -> str:
    """The line as a text."""
    return "".join(text for text, _ in shown)
