"""What those who watch a board are told. Pure.

A board has a version: how often its project's records, verdicts and people's decisions
had changed. Whoever watches says which one their page shows. `Memory` knows what the
board looked like when it was last told, and finds what differs now.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from enhancements.languages import SOURCE

DOOR = "tracker.live"
"""Where a request's scope has what turns its answer into a stream."""
PARTS = ("records", "verdicts", "people")
"""What is counted, in the order of a version's numbers."""
_VERSION = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})")


class Version(NamedTuple):
    """How often each part of a project had changed."""

    records: int
    verdicts: int
    people: int

    def __str__(self) -> str:
        return ".".join(map(str, self))

    @classmethod
    def of(cls, pulses: Iterable[tuple[str, int]]) -> Version:
        """The version of a project with these numbers by part; 0 for what never
        changed.
        """
        numbers = dict(pulses)
        return cls(*(numbers.get(part, 0) for part in PARTS))

    def covers(self, other: Version) -> bool:
        """Whether whoever saw this has seen all of the other."""
        return all(own >= its for own, its in zip(self, other, strict=True))


def version_of(text: str) -> Version | None:
    """The version that a page was made with, such as `12.7.3`; None for other texts."""
    found = _VERSION.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None


class Topic(NamedTuple):
    """The board that somebody watches."""

    project: int
    """Its id."""
    name: str
    """The project's name."""
    release: str
    """The release's name."""
    language: str = SOURCE
    """In which what changes is told; those who read the same one are told the same."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows."""

    html: str
    says: str
    """A sentence that tells it to who cannot see it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """An entry as everybody sees it."""

    id: str
    """Of its row in HTML."""
    enhancement: int
    status: str
    by: str
    """Login of who decided something about it last; empty for nobody."""
    cells: Mapping[str, Cell]
    """By freeze, in their order."""
    contact: Cell


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """The rows that were asked for, and the version that they are surely of."""

    version: Version
    rows: Sequence[Row]
    changes_at: dt.datetime | None = None
    """When it changes next without anybody writing anything: a freeze ends."""


def event(kind: str, told: Mapping[str, object]) -> bytes:
    """An event of the stream; JSON has no line breaks."""
    return f"event: {kind}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


def recount(within: float) -> bytes:
    """Tells that numbers above a board may be others, to be asked for as `stale`."""
    return event("counts", {"within": round(within, 1)})


def stale(within: float) -> bytes:
    """Tells that the page must be read anew, in a moment `within` so many seconds.

    They are spread, so that not everybody asks at once.
    """
    return event("stale", {"within": round(within, 1)})


@dataclasses.dataclass(slots=True)
class _Known:
    """A row as it was told: numbers in place of texts, which take too much room."""

    enhancement: int
    status: str
    cells: dict[str, int]
    contact: int


class Memory:
    """What a board's viewers were told last."""

    def __init__(self) -> None:
        self._rows: dict[str, _Known] = {}

    def take(
        self, board: Board, named: Collection[int] | None, *, whole: bool = False
    ) -> list[bytes]:
        """What differs, as whole events of the stream; it is remembered.

        `named` are the enhancements that were read, None for all. Rows of named ones
        are told in any case, since a panel may show more of them than the cells do;
        with `whole` their cells are too, differing or not.
        """
        events = []
        fresh: list[str] = []
        for row in board.rows:
            before = self._rows.get(row.id)
            if before is None:
                fresh.append(row.id)
            changed = _changed(row, before)
            other = _other(row, before)
            if changed or named is not None or other:
                shown = row.cells if whole else changed
                events.append(_entry(row, changed, shown, other))
            self._rows[row.id] = _known(row)
        gone = self._forget({row.id for row in board.rows}, named)
        if fresh or gone:
            events.append(event("places", {"fresh": fresh, "gone": gone}))
        return events

    def _forget(self, present: set[str], named: Collection[int] | None) -> list[str]:
        """Rows that are no longer there."""
        gone = [
            place
            for place, known in self._rows.items()
            if place not in present and (named is None or known.enhancement in named)
        ]
        for place in gone:
            del self._rows[place]
        return gone


def _known(row: Row) -> _Known:
    cells = {freeze: hash(cell.html) for freeze, cell in row.cells.items()}
    return _Known(row.enhancement, row.status, cells, hash(row.contact.html))


def _changed(row: Row, before: _Known | None) -> list[str]:
    """The freezes whose cells show something else; all of a row that is new."""
    if before is None:
        return list(row.cells)
    return [
        freeze
        for freeze, cell in row.cells.items()
        if before.cells.get(freeze) != hash(cell.html)
    ]


def _other(row: Row, before: _Known | None) -> list[str]:
    """By what it may stand elsewhere now: `status`, `contact`."""
    if before is None:
        return []
    other = {
        "status": before.status != row.status,
        "contact": before.contact != hash(row.contact.html),
    }
    return [name for name, is_other in other.items() if is_other]


def _entry(
    row: Row, changed: Sequence[str], shown: Iterable[str], other: Sequence[str]
) -> bytes:
    said = row.cells[changed[0]].says if changed else ""
    if not said and "contact" in other:
        said = row.contact.says
    return event(
        "entry",
        {
            "row": row.id,
            "cells": {freeze: row.cells[freeze].html for freeze in shown},
            "contact": row.contact.html,
            "by": row.by,
            "status": row.status,
            "other": other,
            "says": said,
        },
    )
