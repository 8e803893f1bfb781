"""Where a release stands in its cycle, for the head of each of its pages."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.lives import NAMED, Life
from enhancements.queries.shapes.facts import Deadline


@dataclasses.dataclass(frozen=True, slots=True)
class Week:
    """A release at a moment: how many weeks are left, and what comes next."""

    release: str
    number: int | None
    """Whole weeks until the release is out; None without a date, or when it is out."""
    next: Deadline | None
    """The next of the project's own deadlines; None when none is to come."""
    phase: str
    """In the project's words, e.g. "Implementation"; empty without deadlines."""
    out: Deadline | None
    """The release itself; None when no schedule gives its date."""
    is_out: bool
    is_served: bool
    """Whether the release team of today still looks after it."""
    of_sig: Deadline | None = None
    """The next date that is about one SIG, when the schedule has one."""
    last: Deadline | None = None
    """The last deadline that passed, when nothing is to come and no date of the release
    is known."""
    life: Life = NAMED
    """Who opened and closed it."""

    @property
    def state(self) -> str:
        """`named`, `open`, `out` or `closed`."""
        return self.life.word(is_out=self.is_out)

    @property
    def has_dates(self) -> bool:
        """Whether any schedule gives it a date."""
        return bool(self.next or self.out or self.last)

    @property
    def out_at(self) -> dt.datetime | None:
        """The moment its release date ends."""
        return self.out.ends_at if self.out else None
