"""What pages show, as plain frozen data.

Query functions build these from one or two SQL statements; templates and
exports read them and never touch the database. Every moment is UTC.
"""

from __future__ import annotations

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """The moment a page is about: now, or a past one asked for by `as_of`."""

    at: dt.datetime
    given: str = ""
    """The text of `as_of` as the reader gave it; empty for now."""

    @property
    def is_past(self) -> bool:
        """Whether a past moment was asked for."""
        return bool(self.given)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceState:
    """One source of a project: when it was last read well, and what went wrong."""

    kind: str
    """`documents`, `schedules` or `rosters`."""
    location: str
    checked_at: dt.datetime | None
    """Last time the source was read without an error."""
    error: str = ""
    """The last error as a sentence; empty while all is well."""
    error_at: dt.datetime | None = None
    stale: bool = False
    """True when it failed last time or was not read for several intervals."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project in a link: name (slug of its URL) and title."""

    name: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a project needs around its content."""

    project: ProjectRef
    projects: tuple[ProjectRef, ...]
    word: str
    """The project's word for an enhancement, e.g. "VEP"."""
    words: str
    moment: Moment
    sources: tuple[SourceState, ...]
    releases: tuple[str, ...]
    """Names of all releases that are known, newest version first."""
    current: str = ""
    """Name of the release being worked on at the moment; may be empty."""
    now: dt.datetime | None = None
    """The true time, for "in 12 days" and "6 min ago"."""

    @property
    def checked_at(self) -> dt.datetime | None:
        """The oldest last success of the sources: "data as of"."""
        moments = [source.checked_at for source in self.sources]
        return min((at for at in moments if at), default=None)

    @property
    def failing(self) -> tuple[SourceState, ...]:
        """Sources that failed last time or are stale."""
        return tuple(source for source in self.sources if source.stale)


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
    """None: nothing proves it either way."""
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
    """The end of the date Anywhere on Earth."""
    is_past: bool
    is_next: bool
    dates: tuple[DeadlineDate, ...] = ()
    """Every date it had, oldest first; the last one stands."""
    frozen_at: dt.datetime | None = None
    """For a freeze that has passed: the moment that counts for `committed`."""

    @property
    def moved(self) -> bool:
        """Whether the date was ever another one."""
        return len({date.date for date in self.dates}) > 1


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter: its value, label, count, and whether it is on.

    `query` is the query string of the page with this choice switched.
    """

    value: str
    label: str
    count: int
    on: bool
    query: str
    canonical: str = ""
    """For stages: which rungs to draw."""


@dataclasses.dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter: name of its parameter, title, choices."""

    name: str
    title: str
    facets: tuple[Facet, ...]


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


@dataclasses.dataclass(frozen=True, slots=True)
class SigCount:
    """Counts of one SIG in a release, for the strip by SIG."""

    sig: str | None
    planned: int
    committed: int | None
    out: int
    added: int


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything the page of a release shows."""

    frame: Frame
    summary: ReleaseSummary
    entries: tuple[EntryRow, ...]
    """After the filters, sorted as asked; by SIG, then number."""
    total: int
    """Entries before the filters."""
    facets: tuple[FacetGroup, ...]
    sigs: tuple[SigCount, ...]
    scope: str
    """One sentence: "37 entries of SIG compute in v1.9, committed"."""
    freeze: Deadline | None
    """The enhancements freeze, when the release has one."""
    previous: str = ""
    following: str = ""
    filtered: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ClaimView:
    """What one source says of one field at the moment."""

    source: str
    """`front-matter`, `document`, `document:<file>`, `directory`, `person`."""
    value: str
    """In words; empty when it names no value."""
    raw: str
    since: dt.datetime
    until: dt.datetime | None
    evidence: str | None
    used: bool
    """It is the value that stands."""
    disagrees: bool
    problem: str = ""
    path: str = ""
    line: int = 0
    commit: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class FieldView:
    """A field with what stands and what each source says."""

    field: str
    label: str
    track: str
    value: str
    claims: tuple[ClaimView, ...]
    drift: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the stage ladder: a stage in a release's lane.

    `kind` is `planned`, `committed`, `shipped`, or `missed` (it was planned or
    committed here and is no more).
    """

    stage: StageRef
    kind: str
    x: float
    """Centre of its rung, in percent of the ladder's width."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lane:
    """A release on the ladder of one track."""

    release: str
    date: dt.date | None
    """Its release date, when known."""
    is_now: bool
    marks: tuple[Mark, ...]
    said: str
    """One sentence, e.g. "Beta planned; moved to v1.9 on 22 Jan 2026."."""
    lead: str
    """The words of it that are set bold, e.g. "Slipped."."""


@dataclasses.dataclass(frozen=True, slots=True)
class Arrow:
    """A move on the ladder: `climb`, `slip` or `ahead`; lanes counted from 0."""

    kind: str
    x1: float
    lane1: int
    x2: float
    lane2: int


@dataclasses.dataclass(frozen=True, slots=True)
class Ladder:
    """The stage ladder of one track: rungs across, releases down."""

    track: str
    rungs: tuple[StageRef, ...]
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    summary: str
    """One sentence that says the same as the drawing."""


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryItem:
    """One change of the record, oldest evidence kept.

    `kind` is `source` (a document changed), `person`, or `freeze`.
    """

    at: dt.datetime
    kind: str
    title: str
    """A sentence in plain words, without markup."""
    old: str = ""
    new: str = ""
    detail: str = ""
    evidence: str | None = None
    subject: str = ""
    """First line of the commit message."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something a source says that could not be read or does not fit."""

    key: str
    """Key of the enhancement; empty for a release's, a roster's or a file's."""
    title: str
    where: str
    """`documents`, `schedules` or `rosters`."""
    field: str
    label: str
    raw: str
    message: str
    path: str
    line: int
    evidence: str | None
    since: dt.datetime | None
    sig: str | None = None
    stale: bool = False
    """The text could not be read as a whole; earlier values still stand."""


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of an enhancement at the moment."""

    source: str
    path: str
    url: str | None
    commit: str
    merged_at: dt.datetime
    headings: tuple[tuple[int, str, int], ...]
    """(level, text, line) of each heading."""
    versions: int = 1
    removed_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PersonRole:
    """People in one role: `authors`, `reviewers`, `approvers`."""

    role: str
    label: str
    people: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class EnhancementPage:
    """Everything the page of an enhancement shows."""

    frame: Frame
    key: str
    number: int | None
    title: str
    sig: str | None
    participating_sigs: tuple[str, ...]
    status: str | None
    status_label: str
    status_meaning: str
    stage: StageRef | None
    stage_from_target: bool
    standing: tuple[tuple[str, bool], ...]
    """The sentence of standing in pieces: (text, is it bold)."""
    planned: tuple[tuple[Target, str], ...]
    """Targets with a release, with the words of their evidence."""
    committed: tuple[tuple[Target, str], ...]
    shipped: tuple[tuple[Target, str], ...]
    ladders: tuple[Ladder, ...]
    fields: tuple[FieldView, ...]
    sources: tuple[str, ...]
    """Columns of the claims table, in order of precedence."""
    history: tuple[HistoryItem, ...]
    problems: tuple[ProblemRow, ...]
    documents: tuple[DocumentView, ...]
    people: tuple[PersonRole, ...]
    feature_gates: tuple[str, ...]
    removed_at: dt.datetime | None = None
    issue_url: str | None = None
    previous_key: str = ""
    next_key: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class SigRow:
    """A SIG in the list of SIGs."""

    name: str
    title: str
    chairs: tuple[str, ...]
    enhancements: int
    current: int
    """Entries planned for the current release."""
    following: int
    drift: int
    problems: int
    listed: bool = True
    """Whether a roster names it; False when only documents do."""


@dataclasses.dataclass(frozen=True, slots=True)
class SigPage:
    """Everything the page of a SIG shows."""

    frame: Frame
    name: str
    title: str
    chairs: tuple[str, ...]
    leads: tuple[str, ...]
    approvers: tuple[str, ...]
    contact: tuple[tuple[str, str], ...]
    """(label, address or text): mailing list, chat, meeting notes."""
    release: ReleaseSummary | None
    """The current release, or the one chosen with `?release=`."""
    entries: tuple[EntryRow, ...]
    following: ReleaseSummary | None
    next_entries: tuple[EntryRow, ...]
    unplanned: tuple[EnhancementRow, ...]
    """Enhancements of the SIG with no entry in either release."""
    participates: tuple[EnhancementRow, ...]
    listed: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page of a long list."""

    number: int
    size: int
    total: int
    previous_query: str = ""
    next_query: str = ""

    @property
    def first(self) -> int:
        """Position of the first row shown, counted from 1; 0 when empty."""
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Position of the last row shown."""
        return min(self.number * self.size, self.total)


@dataclasses.dataclass(frozen=True, slots=True)
class SortColumn:
    """A column head: its parameter value, label, direction if sorted, link."""

    name: str
    label: str
    direction: str
    """`ascending`, `descending` or empty."""
    query: str
    numeric: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class BrowsePage:
    """Everything the list of enhancements shows."""

    frame: Frame
    rows: tuple[EnhancementRow, ...]
    page: Page
    facets: tuple[FacetGroup, ...]
    columns: tuple[SortColumn, ...]
    scope: str
    text: str
    """The words searched for."""
    tokens: tuple[tuple[str, str], ...]
    """What is filtered: (words, query string without it)."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Parameters a form has to carry along: (name, value)."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Everything the list of problems shows."""

    frame: Frame
    rows: tuple[ProblemRow, ...]
    page: Page
    facets: tuple[FacetGroup, ...]
    scope: str


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A line of "what changed": a source changed the record."""

    at: dt.datetime
    kind: str
    """`target`, `status`, `added`, `removed`, `renamed`, `deadline`, `drift`..."""
    key: str
    title: str
    text: str
    old: str = ""
    new: str = ""
    evidence: str | None = None
    release: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home page of a project shows."""

    frame: Frame
    summary: str
    """One sentence: what stands, what burns."""
    releases: tuple[ReleaseSummary, ...]
    """The releases in work, the nearest first."""
    past: tuple[ReleaseSummary, ...]
    sigs: tuple[SigRow, ...]
    changes: tuple[Change, ...]
    enhancements: int
    problems: int
    drift: int
    lead: str = ""
    """A sentence before the summary that is set bold: the next deadline."""
