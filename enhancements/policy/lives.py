"""Whether a release is open: who opened and closed it, at a moment.

Pure. A release exists as soon as a source names it; its lead opens it, and closes it
when it is said of every entry what became of it, or that nobody knows. Being out is a
matter of its date, being closed of somebody's word: neither brings about the other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from typing import Any

OPENED, UNOPENED = "release-opened", "release-unopened"
CLOSED, REOPENED = "release-closed", "release-reopened"


class Word(enum.StrEnum):
    """Where a release is in its life, in one word."""

    NAMED = "named"
    """Sources name it, and nobody has opened it."""
    OPEN = "open"
    OUT = "out"
    """Its date has passed, and nobody has closed it."""
    CLOSED = "closed"


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """Somebody opened, closed or reopened a release, or took its opening back."""

    kind: str
    """OPENED, UNOPENED, CLOSED or REOPENED."""
    at: dt.datetime
    by: str
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Life:
    """Whether a release was opened, and is closed, at a moment."""

    opened: Turn | None = None
    """None where the opening was taken back since."""
    closed: Turn | None = None
    """None where it was reopened since."""
    reopened: Turn | None = None
    """The last time; None while it is closed, and when it never was."""

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.closed is not None

    def word(self, *, is_out: bool) -> Word:
        """Where it is in its life; `is_out`: whether its date has passed."""
        if self.closed is not None:
            return Word.CLOSED
        if is_out:
            return Word.OUT
        return Word.OPEN if self.opened is not None else Word.NAMED


NAMED = Life()
"""Of a release that nobody has opened or closed."""


def life(turns: Iterable[Turn], at: dt.datetime) -> Life:
    """What holds at a moment, by what was done until then. `turns` oldest first."""
    opened = closed = reopened = None
    for one in turns:
        if one.at > at:
            break
        if one.kind == OPENED:
            opened = one
        elif one.kind == UNOPENED:
            opened = None
        elif one.kind == CLOSED:
            closed, reopened = one, None
        else:
            closed, reopened = None, one
    return Life(opened, closed, reopened)


def lives(rows: Iterable[Mapping[str, Any]], at: dt.datetime) -> dict[int, Life]:
    """By release what held at a moment.

    `rows` are oldest first, with `release` (its id), `kind`, `at` as ISO text, `by`
    and `reason`.
    """
    turns: dict[int, list[Turn]] = {}
    for row in rows:
        moment = dt.datetime.fromisoformat(row["at"])
        turn = Turn(row["kind"], moment, row["by"], row["reason"])
        turns.setdefault(row["release"], []).append(turn)
    return {release: life(every, at) for release, every in turns.items()}
