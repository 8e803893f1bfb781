"""Boards as they were kept at deadlines."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field

from enhancements.api.schemas.base import Answer, Fact, Kind
from enhancements.api.schemas.release import Need

StatusWord = Literal[
    "exception-over",
    "at-risk",
    "exception-pending",
    "unknown",
    "excepted",
    "not-yet",
    "met",
    "tracked",
    "deferred",
    "removed",
    "out",
    "not-judged",
]
"""A word of `policy.boards.Status`."""
Verdict = Literal["", "met", "at-risk", "unknown"]


class SourceRead(Fact):
    """A source, and when it had been read well before the snapshot was made."""

    kind: str
    location: str
    read_at: dt.datetime | None
    error: str | None
    """What had gone wrong since."""


class Snapshot(Fact):
    """A snapshot in a list."""

    id: int
    freeze: str
    """Key of the deadline, such as `code-freeze`."""
    label: str
    """In the project's words."""
    moment: dt.datetime
    """As of when it is: the deadline's end."""
    made_at: dt.datetime
    sha256: str
    """Of the file's bytes, in hexadecimal digits; `content` here has the same text."""
    size: int
    """Bytes of the file."""
    counts: dict[str, int]
    """How many entries have each word at the freeze."""
    sources: list[SourceRead]
    """Of no part in the digest."""


class Snapshots(Answer):
    """Snapshots of a release, the last one first."""

    release: str
    items: list[Snapshot]


class KeptDeadline(Fact):
    """A deadline as it stood."""

    key: str
    label: str
    date: dt.date
    ends_at: dt.datetime


class KeptProof(Fact):
    """Where a check looked."""

    label: str
    url: str | None


class KeptWaiver(Fact):
    """Who waived a check."""

    check: str
    by: str
    reason: str
    at: dt.datetime | None


class KeptCheck(Fact):
    """What a check said."""

    check: str
    """Key of the criterion."""
    title: str
    state: Literal["passed", "failed", "unknown", "waived"]
    reason: str
    remedy: str
    evidence: list[KeptProof]
    since: dt.datetime | None
    """Since when its state was what it is."""
    asked: bool
    """False where nothing was asked of this entry."""
    counts: bool
    """False for advice."""
    waiver: KeptWaiver | None


class KeptCell(Fact):
    """An entry at a freeze."""

    freeze: str
    label: str
    status: StatusWord
    text: str
    """The status as people read it."""
    detail: str
    verdict: Verdict
    """What the checks came to; empty without any."""
    asked: int
    failed: int
    unknown: int
    waived: int
    contrary: bool
    """It was tracked, and the checks said something else."""
    checks: list[KeptCheck]


class KeptDecision(Fact):
    """What somebody had decided, and nobody ended."""

    kind: Literal[
        "opt-in",
        "standing",
        "waiver",
        "contact",
        "note",
        "owners",
        "reviewers",
        "approvers",
        "check-in",
    ]
    freeze: str
    criterion: str
    value: str
    reason: str
    by: str
    since: dt.datetime


class KeptEntry(Fact):
    """An entry of the release."""

    key: str
    number: int | None
    track: str
    title: str
    sig: str | None
    stage: str
    stage_label: str
    kind: Kind
    owners: list[str]
    authors: list[str]
    reviewers: list[str] | None = Field(
        default=None, exclude_if=lambda one: one is None
    )
    """Left out by snapshots that were made before it was kept."""
    approvers: list[str] | None = Field(
        default=None, exclude_if=lambda one: one is None
    )
    """Likewise."""
    planned: bool
    committed: bool | None
    contact: str
    status: StatusWord
    """At the freeze that was worked for next."""
    cells: list[KeptCell]
    decisions: list[KeptDecision]
    depends_on: list[Need] | None = Field(
        default=None, exclude_if=lambda one: one is None
    )
    """Left out where `format` is less than 3, which kept none."""


class KeptFreeze(Fact):
    """A freeze that a request is about."""

    freeze: str
    label: str


class KeptVote(Fact):
    """A vote that stood."""

    by: str
    """What they were called when they voted."""
    vote: Literal["for", "against", "abstain"]


class KeptException(Fact):
    """A request for more time, as it stood."""

    key: str
    number: int | None
    track: str
    title: str
    sig: str | None
    freezes: list[KeptFreeze]
    requested_by: str
    requested_at: dt.datetime
    days: int | None
    answers: dict[str, str]
    phase: Literal["over", "pending", "running", "done", "rejected", "withdrawn"]
    state: Literal["pending", "approved", "rejected", "withdrawn"]
    by: str
    """Who decided, or asked while it waits."""
    since: dt.datetime
    reason: str
    granted_until: dt.datetime | None
    evaluation: Literal["tracked", "removed"] | None
    votes: list[KeptVote]


class KeptBoard(Fact):
    """A board as it stood. The text of this object is what the digest is of."""

    format: int
    project: str
    release: str
    freeze: str
    label: str
    moment: dt.datetime
    deadlines: list[KeptDeadline]
    criteria: list[dict[str, Any]]
    """What each freeze asked for."""
    counts: dict[str, int]
    entries: list[KeptEntry]
    exceptions: list[KeptException] = []
    """Left out where `format` is 1, which listed none."""


class SnapshotDetail(Answer, Snapshot):
    """A snapshot with all it holds."""

    release: str
    content: KeptBoard
