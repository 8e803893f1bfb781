"""What the readings give: pages of told things, and where to go on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from enhancements.actions.told import ChangeTold, FailedTold, ItemTold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of whole items. Store it and ``cursor`` in one transaction."""

    items: tuple[ItemTold, ...]
    failed: tuple[FailedTold, ...]
    """Items on the page of which nothing may be concluded: to be fetched again."""
    cursor: str
    """Where the next page begins; as it was given when the page is empty."""
    has_more: bool
    total: int
    """How many there are in all, as GitHub counts."""
    repository_id: int
    repository_name: str
    """What the repository is called now; another than asked for when it was renamed."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A page of a list of everything, to compare."""

    changes: tuple[ChangeTold, ...]
    failed: int
    """Lines that could not be read: nothing may be called missing after this sweep."""
    cursor: str
    has_more: bool
    total: int
    """-1 where GitHub does not say."""


@dataclass(frozen=True, slots=True)
class Updates:
    """A page of what changed since; the last one has ``has_more`` False.

    ``etag`` (a line for each page that there was) and ``etag_of`` are to be stored with
    the last page; they are empty where asking again must cost something.
    """

    changes: tuple[ChangeTold, ...]
    etag: str
    etag_of: str
    not_modified: bool
    latest: dt.datetime | None
    """The newest ``updated_at`` of this page: ``since`` of the next question."""
    date: dt.datetime | None
    """When GitHub answered, by its clock."""
    has_more: bool = False
    failed: int = 0
    """Lines that could not be read."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """All of a short list; empty and ``not_modified`` when nothing changed."""

    items: tuple[T, ...]
    etag: str
    not_modified: bool = False
    failed: int = 0
    """Lines that could not be read: nothing may be called missing."""
