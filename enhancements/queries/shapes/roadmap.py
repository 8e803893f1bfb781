"""What the roadmap shows: enhancements by releases."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.facts import StageRef
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup, Page


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A release of the roadmap."""

    name: str
    date: dt.date | None
    """Its release date."""
    is_now: bool
    is_out: bool
    planned: int
    """Enhancements of the rows, on all pages, that are planned for it."""


@dataclasses.dataclass(frozen=True, slots=True)
class RoadMark:
    """A stage targeted in a release, and what became of it."""

    stage: StageRef
    release: str
    state: str
    """`shipped`, `committed`, `planned`, `slipped`, `moved` (to an earlier release),
    `late-record` (moved once the release was out), `on` (the work went on to a later
    release) or `dropped`."""
    was_committed: bool = False
    is_late: bool = False
    """Planned only after the freeze had passed."""
    moved_to: str = ""
    track: str = ""
    """Name of the track, where they differ."""


@dataclasses.dataclass(frozen=True, slots=True)
class RoadRow:
    """An enhancement with its marks, a cell per column."""

    key: str
    number: int | None
    title: str
    sig: str | None
    status: str | None
    status_label: str
    problems: int
    drift: int
    cells: tuple[tuple[RoadMark, ...], ...]

    @property
    def marks(self) -> tuple[RoadMark, ...]:
        """All its marks in order of release."""
        return tuple(mark for cell in self.cells for mark in cell)


@dataclasses.dataclass(frozen=True, slots=True)
class RoadmapPage:
    """Everything the roadmap shows."""

    frame: Frame
    columns: tuple[Column, ...]
    rows: tuple[RoadRow, ...]
    """Those of this page, by SIG and number."""
    page: Page
    total: int
    """Rows before the filters."""
    facets: tuple[FacetGroup, ...]
    scope: str
    text: str
    start: str
    """First release shown; empty without releases."""
    end: str
    earlier_query: str = ""
    later_query: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    """Parameters that the search form carries along: (name, value)."""
    range_hidden: tuple[tuple[str, str], ...] = ()
    """Those that the form of the range carries along."""
    filtered: bool = False
    ranged: bool = False
    """Whether the reader chose the releases."""
