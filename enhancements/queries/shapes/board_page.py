"""The page of a freeze board."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from enhancements.queries.shapes.board import BoardRow, row_id
from enhancements.queries.shapes.board_panel import BoardPanel
from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.facts import Deadline
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup, SortColumn
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class Freeze:
    """A column of the board."""

    key: str
    """Key of the deadline, such as `code-freeze`."""
    label: str
    deadline: Deadline | None
    """None where the release has no date for it."""
    is_judged: bool = False
    """It is the one worked for at the moment."""


@dataclasses.dataclass(frozen=True, slots=True)
class Doing:
    """What can be done to several entries at once."""

    value: str
    label: str
    why_not: str
    """A sentence for who may not; empty for who may."""


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One of the five numbers: how many entries stand so, of those that meet the other
    filters. Together they are all of these.
    """

    name: str
    """`tracked`, `met`, `at-risk`, `unknown` or `out`."""
    label: str
    count: int
    note: str
    """What is worth knowing of them; may be empty."""
    on: bool
    query: str
    """Query string of the board with this filter switched."""


@dataclasses.dataclass(frozen=True, slots=True)
class BoardGroup:
    """Rows that stand together, in the order shown."""

    name: str
    """The SIG, stage, contact or status; empty for none."""
    title: str
    """Empty where the board is not grouped."""
    said: str
    """What there is: "7 entries · 3 tracked · 3 at risk"."""
    rows: tuple[BoardRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One way to show the board."""

    name: str
    label: str
    on: bool
    query: str = ""
    """Query string of the board with it."""


@dataclasses.dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything the board shows."""

    frame: Frame
    release: str
    week: Week
    freezes: tuple[Freeze, ...]
    """The columns of freezes shown."""
    places: tuple[int, ...]
    """Which cell of a row each of them is."""
    extras: frozenset[str]
    """The other columns shown, of `COLUMNS` in `queries.board_filters`."""
    judged: Freeze | None
    groups: tuple[BoardGroup, ...]
    total: int
    """Entries before any filter."""
    shown: int
    figures: tuple[Figure, ...]
    facets: tuple[FacetGroup, ...]
    scope: str
    """One sentence, which is the page's title too."""
    columns: Mapping[str, SortColumn]
    """Heads by which it can be sorted, by the name of the column."""
    groupings: tuple[Option, ...]
    column_choices: tuple[Option, ...]
    filtered: bool
    text: str
    """The words searched for."""
    given: Mapping[str, object]
    """Every parameter of the address as it was understood."""
    prefix: str
    """Query string of the board without a panel, to put `item` behind."""
    item: str
    """`row_id` of the entry whose panel is open; empty for none."""
    missing: str
    """The key that a panel was asked for of, when the board has no such entry."""
    has_verdicts: bool
    waiting: int
    """How many entries have no verdict yet because their checks are still to be run."""
    good_until: dt.datetime
    """Until when the page says the truth, if nothing is written meanwhile."""
    freeze: Deadline | None = None
    """The enhancements freeze, to compare with."""
    comparison: Comparison[BoardRow] | None = None
    visited_at: dt.datetime | None = None
    """The end of the reader's last visit, to compare with."""
    panel: BoardPanel | None = None
    selectable: frozenset[str] = frozenset()
    """SIGs whose entries the reader may decide about; empty text for those of none."""
    bulk: tuple[Doing, ...] = ()
    """What can be done to several of those at once, and why what cannot."""
    version: str = ""
    """What has changed up to now, see `policy.live`; empty where it does not follow."""
    grouped_by: str = "sig"

    @property
    def labelled(self) -> tuple[tuple[int, str, str], ...]:
        """For each freeze shown: (place of its cell in a row, key, label)."""
        return tuple(
            (place, one.key, one.label)
            for place, one in zip(self.places, self.freezes, strict=True)
        )

    @staticmethod
    def row_id(row: BoardRow) -> str:
        """The id of a row in HTML."""
        return row_id(row)

    @staticmethod
    def named(row: BoardRow) -> str:
        """The entry in a query string, behind `item=`."""
        key = quote(row.entry.key, safe="")
        track = row.entry.track
        return f"{key}&track={quote(track, safe='')}" if track else key

    def carried(self, but: Sequence[str]) -> list[tuple[str, str]]:
        """Every parameter of the address `but` these, for a form: (name, value)."""
        return [
            (name, str(one))
            for name, value in self.given.items()
            if name not in but
            for one in (value if isinstance(value, list) else [value])
            if one
        ]

    def with_(self, name: str, value: str) -> str:
        """Query string of the board with this parameter changed."""
        return urlencode([*self.carried((name,)), *([(name, value)] if value else [])])
