"""The freeze board: entries by freezes, and what people decided about them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Hashable

from enhancements.policy.boards import LEFT, Status
from enhancements.policy.decisions import ON_TRACK
from enhancements.policy.exception_phases import Phase
from enhancements.queries.shapes.dependencies import Need
from enhancements.queries.shapes.facts import EntryRow


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that stands at the moment shown."""

    id: int
    kind: str
    """A kind of `models.Decision`: `opt-in`, `standing`, `waiver`, `owners`, ..."""
    freeze: str
    """Key of the deadline; empty where it is about no freeze."""
    criterion: str
    value: str
    reason: str
    by: str
    """Login."""
    since: dt.datetime
    batch: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True)
class ExceptionMark:
    """A request to go past a freeze, as a cell knows it."""

    id: int
    phase: Phase
    since: dt.datetime
    """When it came to that."""
    until: dt.datetime | None
    """When what was granted is over."""


@dataclasses.dataclass(frozen=True, slots=True)
class BoardCell:
    """An entry at a freeze."""

    freeze: str
    """Key of the deadline, such as `code-freeze`."""
    label: str
    """The freeze in the project's words."""
    status: Status
    text: str
    """The status as a word: "At risk", "Excepted until 3 Mar"."""
    detail: str
    """Small print: "3 of 6 fail: “Owner is named”", "30 Apr"; may be empty."""
    verdict: str
    """A word of `policy.checks.judge`; empty when there is no verdict."""
    asked: int = 0
    failed: int = 0
    unknown: int = 0
    waived: int = 0
    missing: str = ""
    """Title of the first check that is not met; empty when nothing is missing."""
    decision: DecisionRow | None = None
    """The standing that somebody decided."""
    is_contrary: bool = False
    """It is tracked, and the checks say something else."""
    exception: ExceptionMark | None = None
    """What was asked for beyond this freeze."""


@dataclasses.dataclass(frozen=True, slots=True)
class BoardRow:
    """An entry of a release with a cell for each freeze."""

    entry: EntryRow
    cells: tuple[BoardCell, ...]
    """In the order of the freezes, the same ones in every row."""
    contact: str
    """Login of who looks after it; empty for nobody."""
    contact_decision: DecisionRow | None
    opted_in: DecisionRow | None
    note: DecisionRow | None
    status: Status
    """That of the freeze worked for at the moment."""
    active_at: dt.datetime | None
    """When a source last told something about it (a commit, an issue, a pull request),
    or people decided."""
    waivers: tuple[DecisionRow, ...] = ()
    is_planned: bool = True
    """False when no source plans it any more, and only decisions keep it here."""
    check_in: DecisionRow | None = None
    """How it goes, in the words of its owner or contact."""
    people: tuple[DecisionRow, ...] = ()
    """Who was named for the release alone, by role."""
    needs: tuple[Need, ...] = ()
    """What it depends on, what lands too late first."""
    concerns: tuple[str, ...] = ()
    """Names of the concerns that are open, the oldest first."""
    kept: dict[Hashable, str] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )
    """What was made of the row for pages, by how: it lives as long as the row."""

    @property
    def place(self) -> tuple[int, str]:
        """Where the row is found again at another moment."""
        return self.entry.place

    @property
    def is_out(self) -> bool:
        """Whether it has left the release, by a decision."""
        return self.status in LEFT

    @property
    def is_contrary(self) -> bool:
        """Whether it is tracked at a freeze whose checks say something else."""
        return any(cell.is_contrary for cell in self.cells)

    @property
    def is_hopeful(self) -> bool:
        """Whether its owner says that it is on track where its checks say at risk."""
        said = self.check_in is not None and self.check_in.value == ON_TRACK
        return said and self.status is Status.AT_RISK

    @property
    def late(self) -> tuple[Need, ...]:
        """What it needs and does not get in time; of what left the release nothing."""
        return () if self.is_out else tuple(one for one in self.needs if one.text)

    def cell(self, freeze: str) -> BoardCell | None:
        """The cell of that freeze."""
        return next((one for one in self.cells if one.freeze == freeze), None)


_SPACE = re.compile(r"\s+")


def row_id(row: BoardRow) -> str:
    """The id of a row in HTML: `e-101-`, with its track behind when it has one."""
    return id_of(row.entry.key, row.entry.track)


def id_of(key: str, track: str) -> str:
    """The same from an entry's key and track."""
    return f"e-{key}-{_SPACE.sub('_', track)}"
