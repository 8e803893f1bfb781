"""What the page of an enhancement shows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from enhancements.policy.absence import Absent
from enhancements.queries.shapes.ahead import Ahead
from enhancements.queries.shapes.concerns import ConcernRow
from enhancements.queries.shapes.dependencies import Dependencies
from enhancements.queries.shapes.facts import StageRef, Target
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.gates import LinkedTo
from enhancements.queries.shapes.help_wanted import Help
from enhancements.queries.shapes.lists import ProblemRow
from enhancements.queries.shapes.people_of import Corrected
from enhancements.queries.shapes.pulls import IssueView, PullView
from enhancements.queries.shapes.take_overs import Offer


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

    @property
    def is_folded(self) -> bool:
        """Whether it only repeats what the list of pull requests says."""
        has_problem = any(claim.problem for claim in self.claims)
        return self.field.startswith("pull:") and not self.drift and not has_problem


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the stage ladder: a stage in a release's lane.

    `kind` is `planned`, `committed`, `shipped`, or, no longer planned here, `missed`,
    `late` (taken back only after the release was out) or `on` (the work went on).
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
    steps: tuple[HistoryItem, ...] = ()
    """Earlier changes of the same pull request, newest first."""
    is_text: bool = False
    """Whether a document's text changed, and no more is known of it."""


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
class Results:
    """The list from which an enhancement was opened, and its place there."""

    route: str
    """Name of the address of the list."""
    args: tuple[str, ...]
    query: Mapping[str, Sequence[str]]
    origin: str
    """The list as the parameter `in` names it."""
    title: str
    """What it lists, to stand after a number: "entries of SIG node in v1.10"."""
    place: int
    """Counted from 1; 0 when the enhancement is not in the list (any more)."""
    total: int
    previous_key: str = ""
    next_key: str = ""
    page: int = 1
    """The page of the list that the enhancement is on."""


@dataclasses.dataclass(frozen=True, slots=True)
class EnhancementPage:
    """Everything the page of an enhancement shows."""

    frame: Frame
    enhancement: int
    """Its id."""
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
    pulls: tuple[PullView, ...]
    people: tuple[PersonRole, ...]
    feature_gates: tuple[str, ...]
    removed_at: dt.datetime | None = None
    issue_url: str | None = None
    previous_key: str = ""
    next_key: str = ""
    results: Results | None = None
    """The list it was opened from; None for the neighbours by number."""
    folded_sources: tuple[str, ...] = ()
    """Columns of the claims about pull requests that nobody disputes."""
    gate_links: tuple[LinkedTo, ...] = ()
    """What is said of its gates: what stands, then what did."""
    tracks: tuple[str, ...] = ("",)
    """Its tracks; empty text for the main one."""
    reads_gates: bool = False
    """Whether the code repository is read."""
    corrected: tuple[Corrected, ...] = ()
    """What people said of it by hand, and holds."""
    issue: IssueView | None = None
    """Its tracking issue with its state; None where none is known."""
    ahead: Ahead | None = None
    """Who decides next; None where that was not asked."""
    help: tuple[Help, ...] = ()
    """For what somebody is wanted."""
    offers: tuple[Offer, ...] = ()
    """Open offers to take it over."""
    absent: tuple[Absent, ...] = ()
    """Owners who are gone or silent, while it is planned for a release in work."""
    concerns: tuple[ConcernRow, ...] = ()
    """Open ones first, then the newest."""
    dependencies: Dependencies = dataclasses.field(default_factory=Dependencies)
    """What it needs and what needs it."""
