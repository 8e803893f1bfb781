"""What one run of the pump has in hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable

from django.utils import timezone

from enhancements.actions.leases import Lease
from enhancements.models import Repository
from enhancements.sources.github.client import Client

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many are done and of how many; 0 for unknown."""


@dataclasses.dataclass(slots=True)
class Run:
    """A lease, a client, and how long it may take."""

    lease: Lease
    client: Client
    tell: Progress
    until: float | None = None
    """By `time.monotonic`; None for a command, which may take its time."""
    polled_before: dt.datetime | None = None
    """When GitHub was last asked for news before this run."""
    news: int = 0
    """How many marks, items or rows of lists were new."""

    @property
    def repository(self) -> Repository:
        """The repository, as the lease keeps it."""
        return self.lease.repository

    @property
    def name(self) -> str:
        """What the repository is called now."""
        return self.lease.repository.name

    def now(self) -> dt.datetime:
        """Our clock, UTC: for waiting and for showing, never for what was read."""
        return timezone.now()

    def is_over(self) -> bool:
        """Whether to leave at the next checkpoint and let somebody go on later."""
        return self.until is not None and time.monotonic() >= self.until
