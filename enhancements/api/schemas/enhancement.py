"""Enhancements with their claims and history."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field

from enhancements.api.schemas.base import Answer, Evidence, Fact, Kind, Paged
from enhancements.api.schemas.outcome import TagProof


class Document(Fact):
    """The main document of an enhancement."""

    path: str
    url: str | None
    commit: str
    merged_at: dt.datetime
    """When it was last changed."""


class Issue(Fact):
    """The tracking issue of an enhancement."""

    number: int
    url: str


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


class ThirdThing(Fact):
    """What a source has come to say of a field that somebody corrected by hand: neither
    what it said when it was corrected nor what the correction says.
    """

    then: list[str] | None
    """What it said when it was corrected; null for nothing."""
    now: list[str]


class Drift(Fact):
    """A field on which claims that hold at the moment differ."""

    field: str
    claims: list[DriftClaim]
    track: str = ""
    """Left out when the enhancement has only one."""
    third: ThirdThing | None = Field(default=None, exclude_if=lambda one: one is None)
    """Left out unless the field was corrected by hand and its source says a third
    thing since."""


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
    owners: list[str]
    """Who is assigned to the tracking issue, else its contact."""
    feature_gates: list[str]
    document: Document | None
    """Null while none was merged."""
    issue: Issue | None
    """Null while no tracking issue is known."""
    problems: list[FoundProblem]
    drift: list[Drift]


class Match(Fact):
    """How well an enhancement meets the words of a search, and where it has them."""

    rank: int | None
    """Its place among all that meet them, from 1, the best match first; null of those
    behind the first 300, which are not ranked."""
    found_in: Literal["name", "document", "issue", "pull", "comment"]
    """Where the text stands that speaks of them most; `name` where only the title, key,
    people or feature gates have them."""
    name: str
    """Of a pull request, `enhancements#12`; of a side document its path; else empty."""
    text: str
    """A line of that text; empty for a name."""
    words: list[str]
    """What in that line is what was searched for, as it stands there."""
    by: str
    """Who made the comment."""
    at: dt.datetime | None
    """When the comment was made."""
    url: str | None
    """Where the text stands on the web."""


class Listed(Enhancement):
    """An enhancement of a list."""

    match: Match | None = Field(default=None, exclude_if=lambda one: one is None)
    """Left out unless words are searched for."""


class Enhancements(Paged):
    """A page of enhancements."""

    items: list[Listed]


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
    """Null while neither a tag nor a person shows it."""
    proof: TagProof | None
    since: dt.datetime
    until: dt.datetime | None
    moved_from: str | None
    moved_to: str | None
    source: str
    evidence: Evidence


class Concern(Fact):
    """A concern about the enhancement, for as long as it was open."""

    name: str
    text: str
    release: str | None
    """The release that it is about; null for the enhancement as a whole."""
    is_open: bool
    raised_by: str
    """Who raised it first."""
    raised_at: dt.datetime
    opened_by: str
    """Who raised it, or opened it again."""
    opened_because: str
    """Why it was opened again; empty for one that was raised."""
    since: dt.datetime
    until: dt.datetime | None
    """When it was resolved; null while it is open."""
    resolved_by: str
    resolution: str


class Planned(Fact):
    """A stage planned for a release that is not out."""

    stage: str
    release: str


class Dependency(Fact):
    """That one enhancement needs another, for as long as somebody says so."""

    key: str
    """Of the enhancement at the other end."""
    title: str
    sig: str | None
    stage: str | None
    planned: list[Planned]
    needed_stage: str | None
    """The stage that is needed; null for the one that the enhancement that needs it is
    planned for."""
    reason: str
    by: str
    since: dt.datetime
    until: dt.datetime | None
    """When it was dropped; null while it stands."""
    dropped_by: str
    dropped_because: str
    late: Literal["later", "slipped", "unplanned", "removed"] | None
    """Why what is needed does not land in time; null where nothing is known against
    it. It is about plans, not about what has shipped."""
    warning: str
    """The same in a sentence; empty for nothing."""


class Relation(Fact):
    """What a document says of another enhancement, which is no dependency."""

    kind: Literal["superseded-by", "replaces", "see-also"]
    said: str
    """As the document has it."""
    key: str | None
    """Of the enhancement that is meant; null where none is known."""


class PullRequest(Fact):
    """A pull request that belongs to the enhancement, with the state of the moment."""

    name: str
    """`enhancements#12`."""
    kind: Literal["document", "code", "docs"]
    title: str
    url: str
    author: str
    """Empty for an account that is gone."""
    state: Literal["open", "draft", "merged", "closed", "gone"]
    since: dt.datetime
    """When it was merged or closed, else opened."""
    approvals: int
    """People who approved it in a review."""
    marks: list[str]
    """What its labels say: `reviewed`, `approved`, `on hold`."""
    checks: Literal["pass", "fail", "run"] | None
    """What the checks of its head came to when it was last read; null where that is
    not known."""


class EnhancementDetail(Answer, Enhancement):
    """An enhancement with its claims and history."""

    removed_at: dt.datetime | None
    """When its documents were taken out; it is then shown as it was last."""
    entries: list[Promise]
    claims: list[Series]
    history: list[Change]
    """Newest first."""
    concerns: list[Concern]
    """Open ones first, then the newest."""
    depends_on: list[Dependency]
    """Late ones first; dropped ones last."""
    needed_by: list[Dependency]
    """Those that stand."""
    circle: list[str]
    """Names on the way from it through what it needs back to it; empty for none."""
    relations: list[Relation]
    pulls: list[PullRequest]
    """Unfinished ones first."""
