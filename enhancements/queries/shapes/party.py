"""The freeze party: the entries of a release at one freeze, and one of them in full."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from enhancements.policy.boards import Status
from enhancements.queries.shapes.board import BoardCell, BoardRow
from enhancements.queries.shapes.board_panel import PanelChecks
from enhancements.queries.shapes.facts import Deadline
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup


@dataclasses.dataclass(frozen=True, slots=True)
class PartyFreeze:
    """A freeze of the release, as one may choose it."""

    key: str
    label: str
    query: str
    """The page's query string with this freeze chosen."""
    is_shown: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One of the five numbers: how many entries stand so, whatever filters are on."""

    label: str
    number: int
    status: Status
    """Whose mark it bears."""
    is_on: bool
    """Whether only these are listed."""
    query: str
    """The page's query string with only these listed, or with all of them again."""


@dataclasses.dataclass(frozen=True, slots=True)
class PartyRow:
    """An entry in the list."""

    row: BoardRow
    cell: BoardCell
    """At the freeze shown."""
    query: str
    """The page's query string with this entry shown."""

    @property
    def is_decided(self) -> bool:
        """Whether it left the release, or somebody said where it stands here."""
        return self.cell.decision is not None or self.cell.status is Status.OUT


@dataclasses.dataclass(frozen=True, slots=True)
class PartyEntry:
    """The entry that is talked about."""

    at: PartyRow
    checks: PanelChecks
    issue_url: str
    """Address of the tracking issue; empty when none is known."""
    place: int = 0
    """Where it is in the list, counted from 1; 0 when filters leave it out."""
    previous_query: str = ""
    following_query: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PartyPage:
    """Everything the page shows."""

    frame: Frame
    release: str
    freeze: str
    """Key of the freeze shown; empty when none of this release is judged."""
    label: str
    """The freeze in the project's words."""
    deadline: Deadline | None
    """None when no schedule gives it a date."""
    freezes: tuple[PartyFreeze, ...]
    figures: tuple[Figure, ...]
    sigs: FacetGroup | None
    """The filter by SIG; None when there is nothing to filter."""
    open: tuple[PartyRow, ...]
    """Those that nobody decided, most urgent first."""
    decided: tuple[PartyRow, ...]
    shown: PartyEntry | None
    item: str
    """The key that was asked for; empty for none."""
    total: int
    """Entries, whatever filters are on."""
    undecided: int
    """Those of all entries that nobody decided."""
    stands: Mapping[str, Mapping[str, object]]
    """What stands where something may be staged, by `KEY|TRACK|KIND`: `id`, `value`,
    `by` and `batch` of standings at this freeze and of notes; of all entries."""
    good_until: dt.datetime
    """Until when the page says the truth, if nothing is written meanwhile; countdown
    and ages, which a script keeps true, left aside."""
    waiting: int = 0
    """Entries without a verdict whose checks still run, whatever filters are on."""
    filtered: bool = False
    """Whether any filter is on."""
    everything_query: str = ""
    """The page's query string without filters."""

    @property
    def is_over(self) -> bool:
        """Whether the freeze has ended."""
        return self.deadline is not None and self.deadline.is_past

    @property
    def listed(self) -> int:
        """How many entries meet the filters."""
        return len(self.open) + len(self.decided)

    @property
    def ends_at(self) -> dt.datetime | None:
        """The moment the freeze ends, in UTC."""
        return self.deadline.ends_at if self.deadline else None
