"""Enhancements for which somebody is wanted."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext
from enhancements.policy.help_wanted import LABELS
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.take_overs import Offer


@dataclasses.dataclass(frozen=True, slots=True)
class Help:
    """One kind of help that an enhancement wants."""

    key: str
    number: int | None
    title: str
    sig: str | None
    kind: str
    text: str
    by: str
    since: dt.datetime
    until: dt.datetime | None = None
    """When it was found; None while it is wanted."""
    id: int = 0

    @property
    def label(self) -> str:
        """What is wanted, as people read it."""
        return gettext(LABELS[self.kind])


@dataclasses.dataclass(frozen=True, slots=True)
class HelpList:
    """Everything that the list of a project's shows."""

    frame: Frame
    rows: tuple[Help, ...]
    sig: str = ""
    kind: str = ""
    """By which it is narrowed; empty for all."""
    sigs: tuple[str, ...] = ()
    """SIGs that want help."""
    total: int = 0
    """How many there are without narrowing."""
    offers: tuple[Offer, ...] = ()
    """Open offers to take over, narrowed likewise."""


@dataclasses.dataclass(frozen=True, slots=True)
class HelpPage:
    """Everything that the page of one enhancement's shows."""

    frame: Frame
    key: str
    number: int | None
    title: str
    sig: str
    stands: tuple[Help, ...]
    history: tuple[Help, ...]
    """What was wanted, the newest first."""
    enhancement: int = 0
    """Its id."""

    def of(self, kind: str) -> Help | None:
        """What stands of one kind."""
        return next((one for one in self.stands if one.kind == kind), None)

    def last(self, kind: str) -> Help | None:
        """What was said last of one kind, standing or not."""
        return next((one for one in self.history if one.kind == kind), None)
