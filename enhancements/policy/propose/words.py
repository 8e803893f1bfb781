"""Words of a text in the form in which they are compared, and where they stand in it.

Pure, and for showing why something was found: the search itself is PostgreSQL's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from enhancements.documents.markdown import plain

LARGEST = 40_000
"""Characters of a text that are looked through."""
WINDOW = 220
"""Characters of a snippet."""
SHORTEST = 3
"""Letters of a word that says something."""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ions", "ion", "ings", "ing", "ies", "ied", "ers", "er", "es", "ed")
_ENDINGS_LAST = ("s", "e", "y", "i")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|\A---$.*?^---$", re.DOTALL | re.MULTILINE)
# A line that begins something of its own: a heading, an item, a row, a quotation.
_BEGINS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t].*|[-*+>|][ \t]*|[0-9]{1,9}[.)][ \t])", re.MULTILINE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n{2,}")
_COMMON = """
a about all also an and any are as at be been between but by can do does for
from had has have how if in into is it its more must new no not of on one
only or other our over should so some such than that the their them then
there these they this those to use used using was we were what when where
which while who will with without would you your add allow support enable
enhancement feature kubernetes kubevirt
"""
COMMON = frozenset(_COMMON.split())
"""Words that tell no two enhancements apart."""


class Piece(NamedTuple):
    """A piece of a text, and whether it is a word that was looked for."""

    text: str
    is_hit: bool


def stem(word: str) -> str:
    """The part of a word that its forms share: `migrat` of "Migration", "migrating".

    Only English endings, and roughly: it decides what is marked, not what is found.
    """
    text = word.casefold()
    for ending in (*_ENDINGS, *_ENDINGS_LAST):
        if text.endswith(ending) and len(text) - len(ending) >= SHORTEST:
            text = text.removesuffix(ending)
            break
    return text


def stems(text: str) -> dict[str, str]:
    """Telling words of a text: their stems, each to the word as it stands first."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text[:LARGEST]):
        word = match[0]
        if len(word) >= SHORTEST and word.casefold() not in COMMON:
            found.setdefault(stem(word), word)
    return found


def shared(text: str, wanted: Collection[str]) -> tuple[str, ...]:
    """Words of a text whose stems are wanted, as they stand, each stem once."""
    return tuple(word for one, word in stems(text).items() if one in wanted)


def pieces(text: str, wanted: Collection[str]) -> Iterator[Piece]:
    """The text in pieces, with the words that were looked for apart."""
    end = 0
    for match in _WORD.finditer(text):
        if stem(match[0]) in wanted:
            if match.start() > end:
                yield Piece(text[end : match.start()], is_hit=False)
            yield Piece(match[0], is_hit=True)
            end = match.end()
    if end < len(text):
        yield Piece(text[end:], is_hit=False)


def snippet(text: str, wanted: Collection[str], rather: Collection[str] = ()) -> str:
    """The passage of a Markdown text that has most of the words; empty without any.

    Those of `rather` count as three others.
    """
    told = _BEGINS.sub("\n\n", _HIDDEN.sub("\n\n", text[:LARGEST]))
    best, most = "", 0
    for part in _SENTENCE.split(told):
        line = plain(part)
        its = stems(line).keys()
        hits = len(its & set(wanted)) + 2 * len(its & set(rather))
        if hits > most:
            best, most = line, hits
    return _cut(best, wanted)


def _cut(line: str, wanted: Collection[str]) -> str:
    """At most WINDOW characters of a line, from shortly before its first hit."""
    if len(line) <= WINDOW:
        return line
    first = next((m.start() for m in _WORD.finditer(line) if stem(m[0]) in wanted), 0)
    start = 0
    if first > WINDOW // 2:
        start = line.find(" ", first - WINDOW // 4) + 1
    cut = line[start : start + WINDOW].rpartition(" ")[0]
    return f"{'… ' if start else ''}{cut} …"
