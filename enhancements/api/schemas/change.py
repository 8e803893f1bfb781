"""What changed."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Fact


class Happening(Fact):
    """A source said something else, or somebody did something."""

    at: dt.datetime
    kind: Literal[
        "target",
        "stage",
        "status",
        "people",
        "added",
        "removed",
        "moved",
        "text",
        "deadline",
        "problem",
        "drift",
        "decision",
        "exception",
        "concern",
        "dependency",
        "asking",
        "letter",
        "release",
        "other",
    ]
    """`asking` is whether all is still true: asked, answered, and who is asked when;
    `letter` is a comment sent to GitHub, a text worded anew, and whether a SIG wants to
    be written to; `exception` is asked for, decided, withdrawn, run out; `release` is
    opened, closed, opened again, or its opening taken back."""
    key: str | None
    """Of the enhancement; null for what is about none."""
    title: str
    sig: str | None
    """The SIG that owns the enhancement, or whose roster it is."""
    release: str | None
    text: str
    """What happened, in words."""
    old: str
    new: str
    source: str
    """Which source says so, or who, as `@login`."""
    subject: str
    """First line of the commit message, or a person's reason."""
    evidence: str | None


class Changes(Answer):
    """What changed within whole days in UTC, newest first."""

    since: dt.date
    until: dt.date
    """The last day, which is counted in."""
    items: list[Happening]
