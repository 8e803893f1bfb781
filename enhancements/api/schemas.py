"""What the API answers, for its OpenAPI description.

Answers are written from `queries` as they are; tests hold them against these.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Kind = Literal["new", "graduation", "same-stage", "deprecation"]
Where = Literal["documents", "schedules", "rosters"]


class Fact(Schema):
    """An object with these fields and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Problem(Fact):
    """Why a request was refused: problem details of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    """What happened and what to do, in a sentence or two."""
    parameter: str | None = Field(default=None, exclude_if=lambda one: one is None)
    """The part of the address that is meant."""


class Evidence(Fact):
    """Where something is said."""

    path: str | None
    line: int | None
    commit: str | None
    url: str | None
    """Address of that line at that commit, where the repository has pages."""


class Document(Fact):
    """The main document of an enhancement."""

    path: str
    url: str | None
    commit: str
    merged_at: dt.datetime
    """When it was last changed."""


class Track(Fact):
    """A timeline of an enhancement."""

    name: str
    gate: str | None
    targets: dict[str, str | None]
    """Stage to release."""
    stage: str | None


class FoundProblem(Fact):
    """Something that could not be read or does not fit."""

    field: str
    raw: str
    """The source's own words."""
    message: str
    evidence: Evidence
    track: str = ""
    """Left out when the enhancement has only one."""


class DriftClaim(Fact):
    """What one of the sources that disagree says."""

    source: str
    value: Any
    raw: str
    since: dt.datetime
    evidence: Evidence


class Drift(Fact):
    """A field on which claims that hold at the moment differ."""

    field: str
    claims: list[DriftClaim]
    track: str = ""
    """Left out when the enhancement has only one."""


class Enhancement(Fact):
    """An enhancement, as `manage.py query` gives it too."""

    key: str
    """Its name in addresses: the number while it is unique, else the directory."""
    number: int | None
    title: str
    sig: str | None
    participating_sigs: list[str]
    status: str | None
    stage: str | None
    stage_from: Literal["target"] = "target"
    """Present when the stage is not said but follows from a target."""
    targets: dict[str, str | None]
    """Stage to release; of several tracks only where all agree."""
    tracks: list[Track]
    authors: list[str]
    reviewers: list[str]
    approvers: list[str]
    feature_gates: list[str]
    document: Document
    problems: list[FoundProblem]
    drift: list[Drift]


class Answer(Fact):
    """What every answer about a project begins with."""

    project: str
    as_of: dt.datetime
    """The moment that the answer is about."""


class Paged(Answer):
    """A page of a list."""

    next: str | None
    """Address of the page after this one, of the same moment."""


class Enhancements(Paged):
    """A page of enhancements."""

    items: list[Enhancement]


class Claim(Fact):
    """One thing that a source said of the field, from when to when."""

    value: Any
    raw: str
    problem: str
    since: dt.datetime
    until: dt.datetime | None
    by: str
    """Who said it, when it was a person."""
    reason: str
    evidence: Evidence


class Series(Fact):
    """Everything that one source ever said of one field."""

    track: str
    field: str
    source: str
    claims: list[Claim]


class Change(Fact):
    """A change of the record, or a freeze that counted."""

    at: dt.datetime
    kind: Literal["source", "person", "freeze"]
    title: str
    old: str
    new: str
    detail: str
    subject: str
    """First line of the commit message."""
    url: str | None


class Promise(Fact):
    """One stage of one track for one release, while it stood."""

    release: str
    track: str
    stage: str
    kind: Kind
    planned: bool
    committed: bool | None
    """Null before the freeze."""
    shipped: bool | None
    """Null while nothing proves it."""
    since: dt.datetime
    until: dt.datetime | None
    moved_from: str | None
    moved_to: str | None
    source: str
    evidence: Evidence


class EnhancementDetail(Answer, Enhancement):
    """An enhancement with its claims and history."""

    removed_at: dt.datetime | None
    """When its documents were taken out; it is then shown as it was last."""
    entries: list[Promise]
    claims: list[Series]
    history: list[Change]
    """Newest first."""


class DeadlineDate(Fact):
    """A date that a deadline had."""

    date: dt.date
    since: dt.datetime
    until: dt.datetime | None
    source: str
    url: str | None
    by: str
    reason: str


class Deadline(Fact):
    """A freeze or milestone of a release."""

    field: str
    kind: str
    label: str
    """In the project's words."""
    note: str
    """In the schedule's words."""
    date: dt.date
    ends_at: dt.datetime
    """The end of the date Anywhere on Earth."""
    is_past: bool
    is_next: bool
    is_gone: bool
    """It passed, and was taken out of the schedule afterwards."""
    frozen_at: dt.datetime | None
    """For a freeze that has passed: the moment that counts for `committed`."""
    contested: dt.date | None
    """What the schedule has said since a person corrected it, if another date."""
    dates: list[DeadlineDate]
    """Every date it had; the last one stands."""


class Counts(Fact):
    """Counts of one SIG in a release."""

    sig: str | None
    planned: int
    committed: int | None
    shipped: int | None
    out: int
    """Committed, no longer planned."""
    added: int
    """Planned after the freeze."""


class Release(Fact):
    """A release with its counts."""

    release: str
    phase: str
    is_current: bool
    """Whether it is the one being worked on."""
    is_out: bool
    frozen_at: dt.datetime | None
    out_at: dt.datetime | None
    """End of its release date, past or to come."""
    planned: int
    committed: int | None
    shipped: int | None
    out: int
    added: int
    deadlines: list[Deadline]


class Releases(Answer):
    """Every release, newest first."""

    items: list[Release]


class ReleaseDetail(Answer, Release):
    """A release with its counts by SIG."""

    sigs: list[Counts]


class Proof(Evidence):
    """The promise that shows a fact."""

    source: str
    since: dt.datetime
    until: dt.datetime | None
    """When it was taken back, if it was."""


class Proofs(Fact):
    """The evidence of the three facts of an entry."""

    planned: Proof | None
    """The promise that holds, or the last one that did."""
    committed: Proof | None
    """The promise that held at the freeze, or the later one."""
    shipped: Proof | None


class Entry(Fact):
    """An enhancement's track in a release; of two stages the furthest."""

    key: str
    number: int | None
    track: str
    """Empty when the enhancement has only one."""
    title: str
    sig: str | None
    stage: str
    kind: Kind
    planned: bool
    committed: bool | None
    """Null when no source spoke before the freeze, or there was none yet."""
    shipped: bool | None
    """Null while nothing proves it."""
    evidence: Proofs
    status: str | None
    authors: list[str]
    late: bool
    """Planned only after the freeze."""
    late_record: bool
    """Moved only after the release was out."""
    moved_from: str | None
    moved_to: str | None
    went_on: str | None
    """The later release it works for now, while this target still stands."""
    problems: int
    drift: int


class Board(Fact):
    """Everything in a release: planned or committed."""

    project: str
    release: str
    as_of: dt.datetime
    deadlines: list[Deadline]
    entries: list[Entry]


class Sig(Fact):
    """A SIG in the list."""

    sig: str
    title: str
    listed: bool
    """Whether a roster names it."""
    chairs: list[str]
    enhancements: int
    problems: int
    """Enhancements with a problem."""
    drift: int
    planned_current: int
    planned_following: int


class Sigs(Answer):
    """Every SIG by name."""

    current: str | None
    """The release in work, of `planned_current`."""
    following: str | None
    items: list[Sig]


class Contact(Fact):
    """A way to reach a SIG."""

    label: str
    text: str


class SigRelease(Counts):
    """Counts of a SIG in one release."""

    release: str


class SigDetail(Answer):
    """A SIG with its people and its counts in every release."""

    sig: str
    title: str
    listed: bool
    chairs: list[str]
    leads: list[str]
    approvers: list[str]
    reviewers: list[str]
    contact: list[Contact]
    enhancements: int
    participates: int
    """Enhancements of other SIGs that it takes part in."""
    problems: int
    drift: int
    releases: list[SigRelease]


class PersonEnhancement(Fact):
    """An enhancement that names the person."""

    key: str
    number: int | None
    title: str
    sig: str | None
    status: str | None
    stage: str | None
    releases: list[str]


class PersonRole(Fact):
    """A role in a roster."""

    sig: str | None
    """Null: of the whole project."""
    role: Literal["chairs", "leads", "approvers", "reviewers"]
    source: str


class Person(Answer):
    """What a person owns, reviews and approves."""

    login: str
    owns: list[PersonEnhancement]
    reviews: list[PersonEnhancement]
    approves: list[PersonEnhancement]
    roles: list[PersonRole]


class Trouble(Fact):
    """Where something is wrong."""

    where: Where
    key: str | None
    """The enhancement; null for a schedule or a roster."""
    title: str
    sig: str | None
    field: str
    track: str
    since: dt.datetime


class ProblemRow(Trouble):
    """A problem with its evidence."""

    source: str
    raw: str
    message: str
    stale: bool
    """The text could not be read as a whole; earlier values still stand."""
    evidence: Evidence


class Problems(Paged):
    """A page of problems: those of enhancements, then those of files."""

    items: list[ProblemRow]


class DriftRow(Trouble):
    """A field on which sources disagree, with what each says."""

    claims: list[DriftClaim]


class Drifts(Paged):
    """A page of drift: that of enhancements, then that of deadlines."""

    items: list[DriftRow]


class ProjectRow(Fact):
    """A project in the list."""

    project: str
    title: str
    words: str
    """What it calls its enhancements."""
    summary: str
    enhancements: int


class Projects(Fact):
    """Every project."""

    as_of: dt.datetime
    items: list[ProjectRow]


class Stage(Fact):
    """A stage of the project's process."""

    key: str
    label: str
    canonical: str
    """What it is called across projects."""


class Status(Fact):
    """A status of the project's process."""

    key: str
    label: str
    meaning: str


class Source(Fact):
    """A repository that the project is read from."""

    kind: Where
    location: str
    checked_at: dt.datetime | None
    """When it was last read without an error."""
    error: str
    stale: bool


class ProjectDetail(Answer):
    """A project: its words, sources and counts."""

    title: str
    word: str
    words: str
    summary: str
    enhancements: int
    problems: int
    drift: int
    current: str | None
    """The release being worked on."""
    releases: list[str]
    """Newest first."""
    stages: list[Stage]
    statuses: list[Status]
    sources: list[Source]


class Index(Fact):
    """Where to begin."""

    projects: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    openapi: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
