"""Saved views, as lists and the list of enhancements show them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.frame import Frame


@dataclasses.dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view as who asks may see it."""

    number: int
    name: str
    description: str
    query: str
    columns: tuple[str, ...]
    sort: str
    group: str
    audience: str
    """`private`, `sig` or `everybody`."""
    sig: str
    """Name of the SIG that it is for; empty for none."""
    owner: str
    """Login of who made it."""
    is_mine: bool
    """Whether who asks made it."""
    whose: str
    """In words: `yours`, `of SIG network`, `everybody's`."""
    made_at: dt.datetime
    changed_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def is_retired(self) -> bool:
        """Whether it is out of use."""
        return self.ended_at is not None

    @property
    def seen(self) -> str:
        """Its state, for whoever changes it to say what they saw."""
        return self.changed_at.isoformat()


@dataclasses.dataclass(frozen=True, slots=True)
class ViewStep:
    """Something that somebody did with a view."""

    at: dt.datetime
    by: str
    did: str
    """In words: "changed what it asks and its name"."""
    old: str = ""
    """What it asked before; empty where that was left as it is."""
    new: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ViewMenu:
    """The views that who asks may open, those in use, by whose they are."""

    mine: tuple[ViewRow, ...] = ()
    of_sigs: tuple[ViewRow, ...] = ()
    """Of the SIGs in which they have a role."""
    everybody: tuple[ViewRow, ...] = ()
    others: tuple[ViewRow, ...] = ()
    """Of other SIGs."""

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(map(len, (self.mine, self.of_sigs, self.everybody, self.others)))


@dataclasses.dataclass(frozen=True, slots=True)
class ViewsPage:
    """Everything the list of views shows."""

    frame: Frame
    menu: ViewMenu
    retired: tuple[ViewRow, ...]
    rows: tuple[ViewRow, ...]
    """Those in use, by number."""


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A view that is open above the list of enhancements."""

    view: ViewRow
    steps: tuple[ViewStep, ...]
    """What was done with it, the newest first."""
    users: tuple[ViewRow, ...]
    """Views in use that who asks may see and whose searches use it."""
    is_changed: bool = False
    """Whether the list is not, or no more, as it was saved."""
