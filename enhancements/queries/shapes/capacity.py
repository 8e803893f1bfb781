"""How much people review in a release, by their own word."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class Room:
    """What somebody said that they take on, while it held."""

    login: str
    """As they write it, or as they are called now."""
    number: int | None
    """Reviews and approvals together; None where they took their word back."""
    note: str = ""
    since: dt.datetime | None = None
    id: int = 0
    """Of its row; 0 where nothing was said."""
    release: str = ""
    """Which release it is for, where several are looked at."""
    elsewhere: int = 0
    """Reviews and approvals that other SIGs than the one looked at ask them for."""
    names: tuple[str, ...] = ()
    """All logins that mean them, in lower case, where that was asked."""
    github_id: int | None = None
    """GitHub's number of them; None where that was not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class CapacityPage:
    """Everything that the page of a release's room for reviews shows."""

    frame: Frame
    week: Week
    rows: tuple[Room, ...]
    """What stands, by login."""
    history: tuple[Room, ...]
    """What was said, the newest first."""

    @property
    def total(self) -> int:
        """Room in all."""
        return sum(one.number or 0 for one in self.rows)

    def said_by(self, login: str, github_id: int | None = None) -> tuple[Room, ...]:
        """What somebody said, the newest first: under their number, and under their
        login in any case where no number was known.
        """
        name = login.casefold()
        return tuple(
            one
            for one in self.history
            if (one.github_id is None and one.login.casefold() == name)
            or (one.github_id is not None and one.github_id == github_id)
        )
