"""Releases, their deadlines and boards."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Evidence, Fact, Kind
from enhancements.api.schemas.outcome import Outcome, TagProof


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
    """Whether its date has passed."""
    state: Literal["named", "open", "out", "closed"]
    """`named` by sources alone, `open` since its lead opened it, `out` by its date,
    `closed` by its lead: what became of its entries is said, or not proven."""
    opened_at: dt.datetime | None
    """When its lead opened it; null for one that nobody opened here."""
    closed_at: dt.datetime | None
    """When its lead closed it; null while it is not closed."""
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
    shipped: TagProof | None
    """What the release's tag shows, whether it decides or not."""


class Need(Fact):
    """What an entry depends on."""

    key: str
    """Of the enhancement that it needs."""
    late: Literal["later", "slipped", "unplanned", "removed"] | None
    """Why that does not land in time; null where nothing is known against it, and for
    an entry that is not planned or whose release is out."""
    warning: str
    """The same in a sentence; empty for nothing."""


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
    """Null while neither a tag nor a person shows it."""
    evidence: Proofs
    outcome: Outcome | None
    status: str | None
    authors: list[str]
    owners: list[str]
    """Who was named for this release, else the enhancement's."""
    reviewers: list[str]
    """Likewise."""
    approvers: list[str]
    """Likewise."""
    named: list[Literal["owners", "reviewers", "approvers"]]
    """Of these three, what was said for this release alone."""
    late: bool
    """Planned only after the freeze."""
    unmerged: bool
    """Planned by its tracking issue or milestone alone: nothing that was merged names
    the release, so that it is not committed."""
    late_record: bool
    """Moved only after the release was out."""
    moved_from: str | None
    moved_to: str | None
    went_on: str | None
    """The later release it works for now, while this target still stands."""
    depends_on: list[Need]
    """Late ones first."""
    problems: int
    drift: int


class Board(Fact):
    """Everything in a release: planned or committed."""

    project: str
    release: str
    as_of: dt.datetime
    deadlines: list[Deadline]
    entries: list[Entry]
