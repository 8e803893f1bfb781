"""What the page about owed work shows."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.frame import Frame

GIVEN_UP, IN_HAND, WAITS, DUE = "given up", "in hand", "waits", "due"


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work: how much of it is owed."""

    name: str
    waiting: int
    oldest: dt.datetime | None
    """Since when the oldest of them waits; None where nothing does, or nobody notes."""
    given_up: int
    is_shared: bool = False
    """Whether it is counted for all projects of the installation together."""


@dataclasses.dataclass(frozen=True, slots=True)
class Owed:
    """One piece of work that is owed or was given up."""

    kind: str
    """`work`, `writing`, `object` or `delivery`."""
    id: str
    what: str
    state: str
    """`given up`, `in hand`, `waits` or `due`."""
    since: dt.datetime
    next_at: dt.datetime | None
    """Until when it waits."""
    attempts: int
    error: str
    done: int = 0
    total: int = 0
    """0 while unknown, and for what is done in one go."""
    can_cancel: bool = False
    """Whether it can still be stopped without anybody being the worse for it."""

    @property
    def place(self) -> str:
        """The word by which it is tried or cancelled: `object:12`."""
        return f"{self.kind}:{self.id}"

    @property
    def share(self) -> int | None:
        """Percent done; None while the whole is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None


@dataclasses.dataclass(frozen=True, slots=True)
class JobsPage:
    """Everything the page shows."""

    frame: Frame
    queues: tuple[Queue, ...]
    owed: tuple[Owed, ...]
    """What was given up first, then what waits longest."""
    all_owed: int
    """How many there are; more than are shown, perhaps."""
    can_act: bool
    """Whether the reader may try and cancel."""
