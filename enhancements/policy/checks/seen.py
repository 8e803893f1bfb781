"""Everything that a check may look at: one entry, one freeze, one moment.

Frozen values without behaviour of their own beyond look-ups. Whoever gathers them says
what could not be read in `Seen.gaps`; a check whose answer would depend on it then says
"unknown" with that sentence. All times are UTC with a zone. A moment of None means that
it is not known since when something holds: then nothing is called late because of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from enhancements.languages.sentences import Sentence
from enhancements.policy.checks.pull_requests import PullRequest

T = TypeVar("T")

Moment: TypeAlias = "dt.datetime | None"

SOURCES: Final = (
    "document",
    "text",
    "proposals",
    "readiness",
    "issue",
    "pulls",
    "signoffs",
)
"""Keys of `Seen.gaps` besides the names of the fields of `Resolved`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A field of the record as resolved.

    `value` is None, or empty, while nothing that counts says anything.
    """

    value: T
    since: Moment = None
    """Since when the value holds without a break."""
    url: str = ""
    """Where it is said, as a link to a line or an event."""
    source: str = ""
    """The source that decided: "metadata", "document", "issue", "person"."""
    is_merged: bool = False
    """Whether a merged document says it."""
    others: tuple[Sentence | str, ...] = ()
    """What other sources say instead, in words: "issue says v1.8". Not empty means
    that the field is disputed."""
    by: str = ""
    """Who decided it for the entry alone: a login; empty for what sources say."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A track of an enhancement promised for a release at a stage."""

    release: str
    """`v1.9`."""
    stage: str
    """The profile's key of the stage."""
    canonical: str
    """alpha, beta, stable, once, deprecated, removed or other."""
    stage_label: str
    """The stage as people read it."""
    kind: str
    """new, graduation, same-stage or deprecation."""
    track: str = ""
    """Name of the track; empty for the main one."""
    starts_at: Moment = None
    """When the release's cycle began; what was merged before is other work."""


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeAt:
    """The freeze that is judged."""

    key: str
    """Key of its deadline: `code-freeze`."""
    label: str
    ends_at: Moment = None
    """The moment it ends; None while no date is set."""


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """The record of the enhancement, of this entry's track where it has its own."""

    title: str = ""
    number: int | None = None
    sig: Said[str | None] = Said(None)
    participating_sigs: tuple[str, ...] = ()
    status: Said[str | None] = Said(None)
    """The profile's key of the proposal's status."""
    stage: Said[str | None] = Said(None)
    """The stage that the document works at, as a key of the profile."""
    latest_milestone: Said[str | None] = Said(None)
    """The one release that the document works for now, where it has such a field."""
    targets: Mapping[str, Said[str | None]] = dataclasses.field(default_factory=dict)
    """Stage to the release that its target names."""
    reviewers: Said[tuple[str, ...]] = Said(())
    approvers: Said[tuple[str, ...]] = Said(())
    owners: Said[tuple[str, ...]] = Said(())
    authors: Said[tuple[str, ...]] = Said(())
    feature_gates: Said[tuple[str, ...]] = Said(())
    gate_reason: Said[str] = Said("")
    """Why it needs no feature gate, in the words of its issue or document."""


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One heading of a document, in the order in which they stand."""

    heading: str
    """Plain text, without marks."""
    level: int
    """1 to 6."""
    is_filled: bool | None = None
    """Whether words of the author stand below it, before the next heading of any
    level; False for nothing, comments, TBD and the template's own text; None when
    nobody looked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """The prose of a document at one version: README.md of a KEP, vep.md of a VEP."""

    path: str
    url: str
    sections: tuple[Section, ...] = ()
    merged_at: Moment = None
    """When this version was merged; None for a text that is only proposed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """The main document that stands: vep.md, or kep.yaml."""

    path: str
    url: str
    merged_at: Moment = None
    """When the version that stands was merged."""
    promised_at: Moment = None
    """Since when a merged document names this release for the entry's stage, without
    a break; None while none does."""
    promised_url: str = ""
    """The line that names it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the production readiness of a stage, by its file."""

    stage: str
    approver: str
    """Handle; empty while nobody is named."""
    is_merged: bool
    url: str = ""
    since: Moment = None
    """Since when the file, or the pull request, says so."""


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """An open pull request on the documents that changes this enhancement."""

    place: str
    """`owner/name#12`."""
    url: str
    touches: frozenset[str] = frozenset()
    """Which of its files it changes: main, metadata, text, readiness, side."""
    opened_at: Moment = None
    is_draft: bool = False
    said_at: Moment = None
    """Since when its head says what follows."""
    status: str | None = None
    stage: str | None = None
    latest_milestone: str | None = None
    targets: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    text: Text | None = None
    """The prose at its head, where it changes that."""
    approvals: tuple[Approval, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class LabelOn:
    """A label that the issue carries now."""

    name: str
    since: Moment = None
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """The tracking issue as it is at the moment."""

    number: int
    url: str
    state: Literal["open", "closed"] = "open"
    state_since: Moment = None
    created_at: Moment = None
    milestone: str = ""
    milestone_since: Moment = None
    labels: tuple[LabelOn, ...] = ()
    links_document: bool | None = None
    """Whether it links the document that stands; None when that cannot be told."""
    links_since: Moment = None

    def label(self, name: str) -> LabelOn | None:
        """The label of that name in any case; None when it is not there."""
        wanted = name.casefold()
        return next((one for one in self.labels if one.name.casefold() == wanted), None)


@dataclasses.dataclass(frozen=True, slots=True)
class SignOff:
    """A SIG said yes, by somebody who may speak for it."""

    sig: str
    by: str
    at: Moment = None
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one entry for one freeze at one moment."""

    at: dt.datetime
    entry: Entry
    freeze: FreezeAt
    record: Resolved = dataclasses.field(default_factory=Resolved)
    document: Document | None = None
    text: Text | None = None
    proposals: tuple[Proposal, ...] = ()
    approvals: tuple[Approval, ...] = ()
    """Of readiness files that are merged; what is proposed is with its proposal."""
    issue: Issue | None = None
    pulls: tuple[PullRequest, ...] = ()
    """Pull requests that belong to the enhancement, and those that its issue lists."""
    signoffs: tuple[SignOff, ...] = ()
    repository: str = ""
    """`owner/name` of the documents and tracking issues; only for words."""
    gaps: Mapping[str, Sentence | str] = dataclasses.field(default_factory=dict)
    """What could not be read or is stale: one of SOURCES, or a field of `Resolved`, to
    a sentence that says why."""

    @property
    def is_over(self) -> bool:
        """Whether the freeze has passed: it ends with its moment."""
        return self.freeze.ends_at is not None and self.at > self.freeze.ends_at

    def is_late(self, moment: Moment) -> bool:
        """Whether something happened after the freeze; the last second is in time."""
        ends_at = self.freeze.ends_at
        return moment is not None and ends_at is not None and moment > ends_at
