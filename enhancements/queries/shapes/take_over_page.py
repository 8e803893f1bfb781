"""What the page of an enhancement's offers shows."""

from __future__ import annotations

import dataclasses

from enhancements.languages import gettext
from enhancements.policy.absence import Absent
from enhancements.policy.take_overs import GROUNDS
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.help_wanted import Help
from enhancements.queries.shapes.take_overs import Offer


@dataclasses.dataclass(frozen=True, slots=True)
class Owned:
    """What may be taken over: the enhancement, or its entry in one release."""

    release: str
    """Empty for the enhancement."""
    track: str
    owners: tuple[str, ...]
    stood: tuple[str, ...]
    """What the record names as owners, without authors."""
    decision: int | None = None
    """Id of the decision that names them; None where none does."""
    release_id: int | None = None
    absent: tuple[Absent, ...] = ()
    ground: str = ""
    """Why it may be offered; empty where it may not."""

    @property
    def place(self) -> str:
        """Which it is, as a form names it."""
        return f"{self.release} {self.track}".strip()

    @property
    def why(self) -> str:
        """Why it may be offered, as people read it."""
        known = GROUNDS.get(self.ground)
        return gettext(known) if known else ""


@dataclasses.dataclass(frozen=True, slots=True)
class TakeOverPage:
    """Everything the page of an enhancement's offers shows."""

    frame: Frame
    enhancement: int
    """Its id."""
    key: str
    number: int | None
    title: str
    sig: str
    owned: tuple[Owned, ...]
    """The enhancement, then its entries whose owners were named for one release."""
    offers: tuple[Offer, ...]
    """All, the newest first."""
    wanted: Help | None = None
    """What is said of an owner who is wanted."""

    @property
    def open(self) -> tuple[Offer, ...]:
        """Those that nobody has answered, the oldest first."""
        found = [one for one in self.offers if one.until is None]
        return tuple(sorted(found, key=lambda one: one.offered_at))

    @property
    def over(self) -> tuple[Offer, ...]:
        """Those that were answered or withdrawn, the newest first."""
        return tuple(one for one in self.offers if one.until is not None)

    def of(self, offer: Offer) -> Owned | None:
        """What an offer is about, as it stands now."""
        place = (offer.release, offer.track)
        return next(
            (one for one in self.owned if (one.release, one.track) == place), None
        )

    def is_last(self, offer: Offer) -> bool:
        """Whether nothing followed an answered one, so that it can be taken back."""
        mine = [
            one
            for one in self.offers
            if (one.github_id, one.by.casefold())
            == (offer.github_id, offer.by.casefold())
        ]
        return bool(mine) and mine[0].id == offer.id and offer.until is not None
