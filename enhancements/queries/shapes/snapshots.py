"""Snapshots as pages show them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from enhancements.policy import boards
from enhancements.policy.boards import Status
from enhancements.policy.deadlines import day_of, ends_at
from enhancements.queries.shapes.board import BoardCell
from enhancements.queries.shapes.facts import Deadline
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.week import Week

_SOON = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True)
class ReadRow:
    """A source, and when it had been read well before a snapshot was made."""

    kind: str
    location: str
    read_at: dt.datetime | None
    error: str
    """What went wrong afterwards; empty when nothing did."""


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A snapshot in a list."""

    id: int
    freeze: str
    """Key of the deadline."""
    label: str
    moment: dt.datetime
    made_at: dt.datetime
    digest: str
    """SHA-256 of the file, 64 hexadecimal digits."""
    size: int
    """Of the file, in bytes."""
    counts: Mapping[str, int]
    """Word of `policy.boards.Status` to how many entries have it at the freeze."""
    reads: tuple[ReadRow, ...]

    @property
    def entries(self) -> int:
        """How many entries the board had."""
        return sum(self.counts.values())

    @property
    def day(self) -> dt.date:
        """The day that people call the deadline by."""
        return day_of(self.moment)

    @property
    def has_hour(self) -> bool:
        """Whether it ended at an hour of its own, not with its day."""
        return self.moment != ends_at(self.day)

    @property
    def unread(self) -> tuple[ReadRow, ...]:
        """Sources that had not been read since the moment when it was made."""
        return tuple(
            one
            for one in self.reads
            if one.read_at is None or one.read_at <= self.moment
        )

    @property
    def numbers(self) -> tuple[tuple[str, int], ...]:
        """(word as people read it, how many), in the order of the boards."""
        return tuple(
            (boards.label(status), self.counts[status])
            for status in Status
            if self.counts.get(status)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class KeptCell:
    """An entry at a freeze as it was kept."""

    cell: BoardCell
    checks: tuple[Mapping[str, Any], ...]
    """Outcomes as the file has them."""


@dataclasses.dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it was kept."""

    key: str
    track: str
    title: str
    sig: str | None
    stage: str
    """The target stage in the project's words."""
    kind: str
    people: tuple[str, ...]
    """Owners by the issue, else authors; logins."""
    planned: bool
    committed: bool | None
    contact: str
    cells: tuple[KeptCell, ...]
    decisions: tuple[Mapping[str, Any], ...]
    """Those that stood, as the file has them."""
    needs: tuple[Mapping[str, Any], ...] = ()
    """What it depended on, as the file has it; empty for files that kept none."""

    def label_of(self, freeze: str) -> str:
        """A freeze in the words that the board had for it; its key without a column."""
        labels = {one.cell.freeze: one.cell.label for one in self.cells}
        return labels.get(freeze, freeze)


@dataclasses.dataclass(frozen=True, slots=True)
class KeptException:
    """A request for more time as it was kept."""

    key: str
    title: str
    track: str
    freezes: tuple[str, ...]
    """Their labels."""
    by: str
    """Who asked."""
    at: dt.datetime
    label: str
    """Where it stood, as a word."""
    decided_by: str
    """Empty while it waits, and for what a file says."""
    granted_until: dt.datetime | None
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """A deadline that ended at a moment and has no snapshot of it."""

    label: str
    moment: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotsPage:
    """Everything the list of a release's snapshots shows."""

    frame: Frame
    week: Week
    rows: tuple[SnapshotRow, ...]
    """The last moment first."""
    next: Deadline | None
    """The next deadline that will have one."""
    missing: tuple[Missing, ...] = ()
    """Deadlines that have ended and have none, oldest first."""

    @property
    def in_making(self) -> tuple[Missing, ...]:
        """Those of `missing` that ended so lately that the clock may be at them."""
        at = self.frame.moment.at
        return tuple(one for one in self.missing if at - one.moment < _SOON)

    @property
    def missed(self) -> tuple[Missing, ...]:
        """Those of `missing` that only somebody by hand makes."""
        return tuple(one for one in self.missing if one not in self.in_making)


Groups = tuple[tuple[str | None, tuple[KeptEntry, ...]], ...]
"""Name of the SIG, None for those without, and its entries."""


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotPage:
    """Everything the page of a snapshot shows: what was kept, and nothing of today."""

    frame: Frame
    week: Week
    row: SnapshotRow
    version: int
    """Of the file's format."""
    freezes: tuple[tuple[str, str], ...]
    """Key and label of each column."""
    deadlines: tuple[tuple[str, dt.date, dt.datetime], ...]
    """Label, date and end of each deadline as it stood."""
    has_entries: bool
    exceptions: tuple[KeptException, ...] | None
    """In the order of asking; None in a file of before they were listed."""
    groups: Callable[[], Groups]
    """Reads what stands in the file; asked for by who makes its rows for the first
    time."""
