"""What GitHub told, in our words: what a client returns and `actions.mirror` stores.

Every moment is UTC by GitHub's clock. `raw` is the answer as it came. Whatever a
client reads it by, REST or GraphQL, it tells the same.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class RepositoryTold:
    """A repository; `name` is `owner/name` as it is now."""

    github_id: int
    node_id: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class PersonTold:
    """An account; `kind` is a value of `Person.Kind`."""

    github_id: int
    node_id: str
    login: str
    kind: str = "user"


@dataclasses.dataclass(frozen=True, slots=True)
class LabelTold:
    """A label; its numeric id is missing where GraphQL does not give it."""

    node_id: str
    name: str
    github_id: int | None = None
    color: str = ""
    description: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class MilestoneTold:
    """A milestone; `state` is open or closed."""

    node_id: str
    number: int
    title: str
    state: str = ""
    due_on: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class CommentTold:
    """A comment or a review; `kind` is a value of `Comment.Kind`."""

    kind: str
    github_id: int
    node_id: str
    author: PersonTold | None
    body: str
    created_at: dt.datetime
    updated_at: dt.datetime
    state: str = ""
    is_minimized: bool = False
    raw: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class TimelineTold:
    """One thing of a timeline; `kind` in REST's words: `labeled`, `milestoned`."""

    node_id: str
    kind: str
    actor: PersonTold | None
    at: dt.datetime
    name: str = ""
    old_name: str = ""
    raw: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class EditTold:
    """A body as it was from a moment on."""

    edited_at: dt.datetime
    editor: PersonTold | None
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class PullTold:
    """What only a pull request has."""

    is_draft: bool = False
    merged_at: dt.datetime | None = None
    merge_commit: str = ""
    base_ref: str = ""
    head_ref: str = ""
    head_oid: str = ""
    head_repository: str = ""
    review_decision: str = ""
    check_state: str = ""
    """What the checks of its head came to, in GitHub's word: `success`, `failure`,
    `error`, `pending` or `expected`; empty where that is not known.
    """
    closes: tuple[str, ...] = ()
    """`owner/name#12` of the issues it closes."""


@dataclasses.dataclass(frozen=True, slots=True)
class ItemTold:
    """An issue or a pull request with everything that hangs on it.

    `state` is open, closed or merged. `is_complete` says that comments and timeline
    were read to their end, so that what is stored besides is gone; without it
    nothing may be concluded from what is missing.
    """

    kind: str
    number: int
    github_id: int
    node_id: str
    title: str
    body: str
    state: str
    author: PersonTold | None
    created_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None = None
    edited_at: dt.datetime | None = None
    state_reason: str = ""
    is_locked: bool = False
    lock_reason: str = ""
    labels: tuple[LabelTold, ...] = ()
    milestone: MilestoneTold | None = None
    assignees: tuple[PersonTold, ...] = ()
    pull: PullTold | None = None
    comments: tuple[CommentTold, ...] = ()
    timeline: tuple[TimelineTold, ...] = ()
    edits: tuple[EditTold, ...] = ()
    """Every state of the body, oldest first; empty when it was never edited."""
    comment_count: int = 0
    event_count: int = 0
    is_complete: bool = True
    raw: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class GoneTold:
    """An item that GitHub says is not there, or not there any more."""

    number: int
    reason: str
    """`missing` (404: gone, or no permission), `deleted`, `transferred` (301),
    `converted` (to a discussion), `gone` (410: deleted or converted, who knows)."""
    moved_to: str = ""
    """Address of the page of what it is now, if that is known."""


@dataclasses.dataclass(frozen=True, slots=True)
class FailedTold:
    """An item about which nothing may be concluded: its part of the answer failed."""

    number: int
    error: str


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeTold:
    """A line of a list of changes: that an item changed, and when."""

    kind: str
    number: int
    node_id: str
    updated_at: dt.datetime
    comment_count: int = -1
    """-1 where the list does not say."""
    event_count: int = -1


@dataclasses.dataclass(frozen=True, slots=True)
class FileTold:
    """A file at the head of a pull request; `content` only where it was asked for."""

    path: str
    change: str
    oid: str = ""
    content: bytes | None = None
    problem: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class HeadTold:
    """The head of a pull request with all files that it changes."""

    oid: str
    since: dt.datetime | None
    files: tuple[FileTold, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class DeliveryTold:
    """A webhook delivery as GitHub's log has it."""

    number: int
    """By which it is asked for again."""
    guid: str
    """What our inbox knows it by; a redelivery has the same."""
    event: str
    action: str
    delivered_at: dt.datetime
    is_good: bool
    """Whether it was answered with 2xx in time."""
    is_again: bool = False
    """Whether it is a redelivery."""
    repository_id: int | None = None
