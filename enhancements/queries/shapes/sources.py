"""What the page about a project's sources shows."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.frame import Frame, SourceState
from enhancements.queries.shapes.outgoing import Outbox


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """Long work under way: a first full reading, a comparison with GitHub."""

    name: str
    done: int
    total: int
    """0 while unknown."""
    since: dt.datetime
    error: str = ""

    @property
    def share(self) -> int | None:
        """Percent done; None while the whole is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None


@dataclasses.dataclass(frozen=True, slots=True)
class RepositoryRow:
    """A repository on GitHub: how far reading is, and what waits."""

    name: str
    host: str
    is_main: bool
    state: SourceState
    synced_at: dt.datetime | None
    """When everything had been read once; None before that."""
    reconciled_at: dt.datetime | None
    waiting: int
    """Objects that changed and are not fetched yet."""
    waiting_since: dt.datetime | None
    outgoing: int
    """Comments and labels that are still to be written to GitHub."""
    work: tuple[Work, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Quota:
    """What GitHub still allows of one kind of request."""

    host: str
    resource: str
    remaining: int | None
    limit: int | None
    reset_at: dt.datetime | None
    blocked_until: dt.datetime | None
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something that was given up after several attempts."""

    kind: str
    """`delivery`, `object`, `writing`, `work` or `command`."""
    id: str
    what: str
    error: str
    attempts: int
    dead_at: dt.datetime

    @property
    def place(self) -> str:
        """The word by which it is tried again: `object:12`."""
        return f"{self.kind}:{self.id}"


@dataclasses.dataclass(frozen=True, slots=True)
class SourcesPage:
    """Everything the page shows."""

    frame: Frame
    files: tuple[SourceState, ...]
    """Repositories read with git."""
    repositories: tuple[RepositoryRow, ...]
    deliveries: int
    """Webhook deliveries that wait, of all projects."""
    delivered_at: dt.datetime | None
    """When the last delivery came, for any project."""
    takes_deliveries: bool
    """Whether a webhook secret is set."""
    quotas: tuple[Quota, ...]
    dead: tuple[DeadLetter, ...]
    """The latest of what was given up."""
    all_dead: int
    """How many there are."""
    outbox: Outbox
    """Commands that were heard, and what is written to GitHub."""
    can_retry: bool = False
    """Whether the reader may try dead letters again."""
