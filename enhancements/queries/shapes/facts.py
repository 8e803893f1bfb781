"""Stages, targets, deadlines and entries as shown."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext
from enhancements.policy.deadlines import ends_at
from enhancements.policy.lives import NAMED, Life
from enhancements.queries.shapes.outcome import Became


@dataclasses.dataclass(frozen=True, slots=True)
class StageRef:
    """A stage as shown: key and label in the project's words."""

    key: str
    label: str
    canonical: str
    """`alpha`, `beta`, `stable`, `once`, `deprecated`, `removed` or `other`."""
    rank: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A stage promised for a release; release is None when none is named."""

    stage: StageRef
    release: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class EnhancementRow:
    """An enhancement in a list."""

    key: str
    number: int | None
    title: str
    sig: str | None
    status: str | None
    """Key of the status."""
    status_label: str
    stage: StageRef | None
    stage_from_target: bool
    targets: tuple[Target, ...]
    authors: tuple[str, ...]
    problems: int
    drift: int
    merged_at: dt.datetime | None
    """When the document was last changed."""
    tracks: int = 1
    enhancement: int = 0
    """Id of the enhancement, the same whatever its key is."""
    owners: tuple[str, ...] = ()
    """Who is responsible by its tracking issue."""

    @property
    def place(self) -> tuple[int, str]:
        """Where the row is found again at another moment."""
        return (self.enhancement, "")


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """What shows a fact of an entry: a promise, and who made it where."""

    source: str
    since: dt.datetime
    until: dt.datetime | None
    path: str | None
    line: int
    commit: str | None
    url: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class EntryRow:
    """An enhancement (track) in one release."""

    key: str
    number: int | None
    title: str
    sig: str | None
    track: str
    """Name of the track; empty when the enhancement has only one."""
    stage: StageRef
    """Target stage: what is planned, else what was committed."""
    planned: bool
    committed: bool | None
    """None: no source spoke of its targets before the freeze, or no freeze yet."""
    shipped: bool | None
    """By proof, or by a person's word; None: nothing shows it either way."""
    status: str | None
    status_label: str
    authors: tuple[str, ...]
    problems: int
    drift: int
    since: dt.datetime | None
    """When the plan (or the commitment) became true in its source."""
    source: str = ""
    """Which source says so, e.g. `document`."""
    evidence: str | None = None
    """Address of the evidence."""
    moved_from: str = ""
    """The release for which this stage was planned before, when it slipped here."""
    moved_to: str = ""
    """Where it went, when it is no longer planned here."""
    late: bool = False
    """Planned for this release only after its freeze had passed."""
    unmerged: bool = False
    """Only its tracking issue or milestone names this release: nothing that was merged
    does, so that it is not committed."""
    kind: str = "graduation"
    """`new`, `graduation`, `same-stage` or `deprecation`."""
    late_record: bool = False
    """No longer planned here, said so only after the release was out: no slip, until
    proof decides."""
    went_on: str = ""
    """The later release it works for now, when this one's target still stands."""
    rests: bool = False
    """No release is worked for since this one was out, and its target still stands."""
    slipped: bool = False
    """Moved to a later release before this one was out."""
    ended_at: dt.datetime | None = None
    """Since when it is no longer planned here."""
    removed: bool = False
    """Its document was taken out of the repository."""
    enhancement: int = 0
    """Id of the enhancement, the same whatever its key is."""
    owners: tuple[str, ...] = ()
    """Who is responsible: who was named for this release, else the enhancement's."""
    reviewers: tuple[str, ...] = ()
    """Likewise."""
    approvers: tuple[str, ...] = ()
    """Likewise."""
    named: tuple[str, ...] = ()
    """Of `policy.people.ROLES`, what was said for this release alone."""
    third: bool = False
    """Somebody corrected its people by hand, and a source says a third thing since."""
    planned_proof: Proof | None = None
    """The promise that holds, or the last one that did."""
    committed_proof: Proof | None = None
    """The promise that held at the freeze, or the one that came after it."""
    became: Became | None = None
    """What became of it, and what says so; None where nobody asked."""

    @property
    def place(self) -> tuple[int, str]:
        """Where the row is found again at another moment."""
        return (self.enhancement, self.track)


@dataclasses.dataclass(frozen=True, slots=True)
class DeadlineDate:
    """One date a deadline had, and who said so."""

    date: dt.date
    since: dt.datetime
    until: dt.datetime | None
    source: str
    """`schedule` or `person`."""
    evidence: str | None = None
    reason: str = ""
    by: str = ""
    at: dt.datetime | None = None
    """The exact moment, where an hour is given."""
    line: int = 0
    """Line of the schedule; 0 for what a person says."""
    path: str = ""
    """The schedule's file; empty for what a person says."""

    @property
    def ends_at(self) -> dt.datetime:
        """The moment it ends, in UTC."""
        return ends_at(self.date, self.at)

    @property
    def place(self) -> str:
        """Where it is said: `README.md, line 30`, or by whom."""
        if not self.path:
            return self.by or self.source
        name = self.path.rpartition("/")[2]
        if not self.line:
            return name
        return gettext("%(file)s, line %(line)s", file=name, line=self.line)


@dataclasses.dataclass(frozen=True, slots=True)
class Deadline:
    """A dated freeze or milestone of a release."""

    field: str
    kind: str
    """`start`, `enhancements-freeze`, `code-freeze`, `docs-freeze`, `release` or
    `other`."""
    label: str
    """In the project's words, e.g. "VEP freeze"."""
    note: str
    """The schedule's own words for it."""
    date: dt.date
    ends_at: dt.datetime
    """The hour given, else the end of the date Anywhere on Earth."""
    is_past: bool
    is_next: bool
    dates: tuple[DeadlineDate, ...] = ()
    """Every date it had, oldest first; the last one stands."""
    is_gone: bool = False
    """It passed, and its date was taken out of the schedule afterwards."""
    contested: dt.date | None = None
    """What the schedule has said since a person corrected it, if another date."""
    frozen_at: dt.datetime | None = None
    """For a freeze that has passed: the moment that counts for `committed`."""
    at: dt.datetime | None = None
    """The exact moment, where an hour is given; `date` is its day in UTC."""
    disputed: tuple[DeadlineDate, ...] = ()
    """What other places of the schedule say now, where it is another moment; after a
    correction, what the schedule has come to say since."""

    @property
    def moved(self) -> bool:
        """Whether it ever ended at another moment."""
        return len({date.ends_at for date in self.dates}) > 1

    @property
    def has_hour(self) -> bool:
        """Whether it ends at an hour of its own, not with its date (12:00 UTC)."""
        noon = dt.datetime.combine(self.date, dt.time(12), dt.UTC)
        return self.ends_at != noon + dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the cycle for the phase bar, in percent of its length."""

    label: str
    start: float
    end: float
    state: str
    """`past`, `now` or `todo`."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release on the home page and in the list of releases."""

    name: str
    phase: str
    """In the project's words, e.g. "Implementation"; empty without deadlines."""
    weeks_left: int | None
    """Weeks until the release; negative when it is out."""
    next_deadline: Deadline | None
    deadlines: tuple[Deadline, ...]
    phases: tuple[Phase, ...]
    today: float | None
    """Position of the moment on the phase bar, in percent."""
    planned: int
    committed: int | None
    """None before the freeze, or when there is no freeze."""
    out: int
    """Committed, no longer planned."""
    added: int
    """Planned now, not committed."""
    is_out: bool = False
    has_dates: bool = False
    freeze_over: bool = False
    """Whether its enhancements freeze has passed."""
    late_record: int = 0
    """Committed, and moved or cleared only after the release was out."""
    on: int = 0
    """Committed, and gone on to a later release with its target kept."""
    shipped: int | None = None
    """None while neither a tag nor a person shows it of any entry."""
    life: Life = NAMED
    """Who opened and closed it."""

    @property
    def state(self) -> str:
        """`named`, `open`, `out` or `closed`."""
        return self.life.word(is_out=self.is_out)


@dataclasses.dataclass(frozen=True, slots=True)
class SigCount:
    """Counts of one SIG in a release, for the strip by SIG."""

    sig: str | None
    planned: int
    committed: int | None
    out: int
    """Committed, no longer planned, neither recorded late nor gone on."""
    added: int
    late_record: int = 0
    on: int = 0
    slipped: int = 0
    """Those of `out` that moved to a later release."""
    shipped: int | None = None
    """None while nothing proves any of them."""
