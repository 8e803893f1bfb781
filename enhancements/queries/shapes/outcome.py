"""What became of an entry, as shown."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.outcomes import Outcome


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What the tag of a release shows of an entry."""

    word: str
    """PROVEN or ABSENT of `policy.outcomes`."""
    gate: str
    registered: str
    """Key of the stage that the gate had; empty when it was gone."""
    tag: str
    tagged_at: dt.datetime
    url: str
    admitted_at: dt.datetime | None
    """When a document admitted it; None for never, and of what is proven."""
    label: str = ""
    """The stage's, as people read it."""
    path: str = ""
    line: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Became:
    """What became of an entry, with what says so."""

    outcome: Outcome
    shown: Shown | None = None
    """What the tag shows, whether it decides or not."""
    by: str = ""
    """Who closed it, or decided at the freeze: a login."""
    reason: str = ""
    since: dt.datetime | None = None
    """When that was decided."""
