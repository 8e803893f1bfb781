"""A concern as pages show it."""

from __future__ import annotations

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern about an enhancement, from opened to resolved."""

    id: int
    name: str
    text: str
    release: str
    """Empty for one about the enhancement as a whole."""
    raised_by: str
    """Login of who raised it first."""
    raised_at: dt.datetime
    by: str
    """Login of who raised it, or opened it again."""
    reason: str
    """Why it was opened again; empty for one that was raised."""
    since: dt.datetime
    until: dt.datetime | None
    """When it was resolved; None while it is open at the moment shown."""
    resolved_by: str
    resolution: str
    is_latest: bool = True
    """Whether none of the same name was opened later."""

    @property
    def is_open(self) -> bool:
        """Whether it is open at the moment shown."""
        return self.until is None
