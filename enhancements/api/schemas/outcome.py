"""What became of entries, and what shows it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Fact

OutcomeWord = Literal[
    "open", "shipped", "slipped", "deferred", "removed", "dropped", "not-proven"
]


class TagProof(Fact):
    """What a release's tag shows of an entry."""

    word: Literal["proven", "absent"]
    """Whether the gate had reached the stage there, or is registered in a lower one."""
    gate: str
    stage: str | None
    """The stage that the gate had; null when it was gone."""
    tag: str
    tagged_at: dt.datetime
    path: str
    line: int | None
    url: str | None
    admitted_at: dt.datetime | None
    """Of what is absent: when a document first admitted it; null for never."""


class Outcome(Fact):
    """What became of an entry."""

    word: OutcomeWord
    by: Literal["person", "tag", "board", "document"] | None
    """Who says so; null while nobody does."""
    is_contrary: bool
    """A person or the board says one thing and the tag shows the other."""
    person: str | None
    """Login of who closed it, or decided at the freeze."""
    reason: str | None
    since: dt.datetime | None
