"""Tables and list items of a Markdown text, as plain words with their lines."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from enhancements.documents.markdown import LONGEST, Line, plain

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_ITEM = re.compile(r"\s{0,12}(?:[-*+]|[0-9]{1,9}[.)])\s+(?=\S)")
_GOES_ON = re.compile(r"[ \t]+(?![-*+|#>])\S")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]\s?\[[^\[\]]*\]")
_LABEL = re.compile(r"\[([^\[\]]*)\]")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells as plain words."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """The words of a column; empty when the row does not reach that far."""
        if index is None or index >= len(self.cells):
            return ""
        return self.cells[index]


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """An item of a list as plain words, its further lines joined to the first."""

    line: int
    text: str


def tables_of(lines: Sequence[Line]) -> list[Table]:
    """Every table of a text, in order."""
    found: list[Table] = []
    index = 1
    while index < len(lines):
        head, rule = lines[index - 1].text, lines[index].text
        if "|" not in head or "-" not in rule or not _is_rule(rule):
            index += 1
            continue
        end = index + 1
        while end < len(lines) and "|" in lines[end].text:
            end += 1
        rows = tuple(
            Row(line.number, _cells(line.text)) for line in lines[index + 1 : end]
        )
        found.append(Table(_cells(head), rows))
        index = end + 1
    return found


def lists_of(lines: Sequence[Line]) -> Iterator[list[Item]]:
    """Every list of a text, in order: its items, with no blank line between them."""
    items: list[tuple[int, str]] = []
    for line in lines:
        found = _ITEM.match(line.text) if len(line.text) <= LONGEST else None
        if found is not None:
            items.append((line.number, line.text[found.end() :]))
        elif items and _GOES_ON.match(line.text) and len(items[-1][1]) <= LONGEST:
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.text.strip()}")
        elif items:
            yield [Item(number, words_of(text)) for number, text in items]
            items = []
    if items:
        yield [Item(number, words_of(text)) for number, text in items]


def words_of(text: str) -> str:
    """Text without any marks, links of every kind by their words."""
    if "[" in text and len(text) <= LONGEST:
        text = _REFERENCE.sub(r"\1", text)
    text = plain(text)
    return _LABEL.sub(r"\1", text) if len(text) <= LONGEST else text


def _is_rule(text: str) -> bool:
    return len(text) <= LONGEST and "|" in text and _RULE.fullmatch(text) is not None


def _cells(text: str) -> tuple[str, ...]:
    bare = text.strip().removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return tuple(words_of(cell) for cell in _PIPE.split(bare))
