"""Where the dates of a release stand on a line that is drawn to scale.

Pure. Places are in percent of the line's width. Labels are laid in lanes below the
line so that none covers another; the width of a letter is reckoned for the narrowest
screen on which the line is drawn.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

_WIDTH = 100
_LETTER = 0.95
_GAP = 1.5
_MONTHS = 15


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time that is drawn; `end` comes after `start`, both UTC."""

    start: dt.datetime
    end: dt.datetime

    def place(self, at: dt.datetime) -> float | None:
        """The place of a moment; None when it lies outside."""
        if not self.start <= at <= self.end:
            return None
        return round(_WIDTH * ((at - self.start) / (self.end - self.start)), 2)


def scale(moments: Iterable[dt.datetime]) -> Scale | None:
    """From the first to the last of these; None when they do not differ."""
    ordered = sorted(moments)
    if not ordered or ordered[0] == ordered[-1]:
        return None
    return Scale(ordered[0], ordered[-1])


def months(one: Scale) -> list[tuple[float, dt.date]]:
    """The first of each month inside, at 00:00 UTC; none for a very long line."""
    first = one.start.year * 12 + one.start.month
    last = one.end.year * 12 + one.end.month - 1
    if last - first >= _MONTHS:
        return []
    found = []
    for number in range(first, last + 1):
        at = dt.datetime(number // 12, number % 12 + 1, 1, tzinfo=dt.UTC)
        if (place := one.place(at)) is not None:
            found.append((place, at.date()))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """Where a label stands: its lane below the line, from 0, and which end is held."""

    lane: int
    anchor: str
    """`start`, `middle` or `end`, as in SVG."""


def labels(places: Sequence[tuple[float, int]]) -> list[Label]:
    """A lane for each (place, number of letters), given in order of place."""
    ends: list[float] = []
    found = []
    for place, letters in places:
        left, right, anchor = _reach(place, letters * _LETTER)
        free = (n for n, end in enumerate(ends) if end + _GAP <= left)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [right]
        found.append(Label(lane, anchor))
    return found


def _reach(place: float, width: float) -> tuple[float, float, str]:
    if place - width / 2 < 0:
        return place, place + width, "start"
    if place + width / 2 > _WIDTH:
        return place - width, place, "end"
    return place - width / 2, place + width / 2, "middle"
