"""Saved views."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Fact


class View(Fact):
    """A search with a name, and how its list is shown."""

    number: int
    """By which `view` and `saved:` name it."""
    name: str
    description: str
    audience: Literal["sig", "everybody"]
    sig: str | None
    """The SIG that it is for."""
    owner: str
    """Login of who made it."""
    query: str
    """What it asks, in the language of `text`."""
    columns: list[str]
    """Those that its list shows; empty for those that the list has by itself."""
    sort: str
    """By what the page sorts; empty for the list's own order."""
    group: str
    """By what the page groups; empty for nothing."""
    made_at: dt.datetime
    changed_at: dt.datetime


class Views(Answer):
    """The views in use now that all may see, by number."""

    items: list[View]
