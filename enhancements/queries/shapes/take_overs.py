"""Offers to take over."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext
from enhancements.policy.take_overs import GROUNDS


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """What somebody offers to take over, while it was open."""

    id: int
    key: str
    number: int | None
    title: str
    sig: str | None
    release: str
    """The release for which alone; empty for the enhancement."""
    track: str
    by: str
    """Who offers, as they wrote themselves then."""
    called: str
    """What they are called now; empty where that is the same."""
    github_id: int | None
    text: str
    ground: str
    offered_at: dt.datetime
    since: dt.datetime
    until: dt.datetime | None = None
    """When it was answered; None while it is open."""
    answer: str = ""
    answered_by: str = ""
    reason: str = ""
    before: tuple[str, ...] = ()
    """Who owned it when it was accepted."""

    @property
    def login(self) -> str:
        """Who offers, by the name of now."""
        return self.called or self.by

    @property
    def why(self) -> str:
        """Why it could be offered, as people read it."""
        known = GROUNDS.get(self.ground)
        return gettext(known) if known else self.ground

    def is_of(self, login: str, number: int | None) -> bool:
        """Whether somebody offered it: by GitHub's number, where that is known."""
        if self.github_id is not None and number is not None:
            return self.github_id == number
        return bool(login) and self.by.casefold() == login.casefold()

    def days(self, at: dt.datetime) -> int:
        """For how many whole days it has waited, at a moment."""
        return max((at - self.offered_at).days, 0)
