"""Dates of a release that is planned: proposed from the last one, and checked.

Pure. What people give are days that end Anywhere on Earth (UTC-12).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence

from enhancements.languages import gettext
from enhancements.policy.phases import Stretch
from enhancements.profiles.schema import DeadlineKind

_WEEK = dt.timedelta(weeks=1)
_AOE = dt.timedelta(hours=12)
OTHER = "other"


def aoe_day(ends_at: dt.datetime) -> dt.date:
    """The day Anywhere on Earth within which a deadline ends.

    Of one that ends with its date that date; of one with an hour the day that it is
    then in UTC-12.
    """
    return (ends_at.astimezone(dt.UTC) - _AOE - dt.timedelta(microseconds=1)).date()


def proposed(
    last: Mapping[str, dt.date], before: Mapping[str, dt.date], *, steps: int = 1
) -> dict[str, dt.date]:
    """Days for the next release, each phase as long as in the `last` one.

    All are moved by as many whole weeks as lay between the last release and the one
    `before`, so that a Wednesday stays one; without dates of both, by the length of the
    last cycle and a week. `steps` releases lie between the last and this one.
    """
    if not last:
        return {}
    shift = _cycle(last, before) * steps
    return {kind: date + shift for kind, date in last.items()}


def _cycle(last: Mapping[str, dt.date], before: Mapping[str, dt.date]) -> dt.timedelta:
    for kind in ("release", "code-freeze", "enhancements-freeze"):
        if kind in last and kind in before and last[kind] > before[kind]:
            return max(1, round((last[kind] - before[kind]) / _WEEK)) * _WEEK
    whole = max(last.values()) - min(last.values())
    return (math.floor(whole / _WEEK) + 1) * _WEEK


def out_of_order(
    kinds: Iterable[DeadlineKind], dates: Mapping[str, dt.date]
) -> list[str]:
    """A sentence for each deadline that comes before one that it has to follow.

    `kinds` are the profile's, in the order of the cycle.
    """
    found = []
    before: DeadlineKind | None = None
    for kind in kinds:
        if kind.key == OTHER or kind.key not in dates:
            continue
        if before is not None and dates[kind.key] < dates[before.key]:
            found.append(
                gettext(
                    "%(label)s cannot be on %(day)s: it comes after %(before)s, which"
                    " is on %(other)s.",
                    label=kind.label,
                    day=dates[kind.key],
                    before=before.label,
                    other=dates[before.key],
                )
            )
        else:
            before = kind
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Length:
    """How long a phase is, before and after a deadline is moved."""

    label: str
    old: int | None
    """Whole days; None where the phase has no end or no beginning."""
    new: int | None
    usual: tuple[tuple[str, int], ...] = ()
    """(release, days) of the last releases that had it, the newest first."""

    @property
    def is_changed(self) -> bool:
        """Whether moving the deadline changes it."""
        return self.old != self.new

    @property
    def shortest(self) -> tuple[str, int] | None:
        """The last release in which it was shortest, with its days."""
        return min(self.usual, key=lambda one: one[1], default=None)

    @property
    def is_short(self) -> bool:
        """Whether it would be shorter than in each of the last releases."""
        least = self.shortest
        return self.new is not None and least is not None and self.new < least[1]


def lengths(
    old: Sequence[Stretch],
    new: Sequence[Stretch],
    last: Sequence[tuple[str, Sequence[Stretch]]],
) -> list[Length]:
    """The phases of a release as they are and as they would be, in order.

    `last` are (release, its phases) of the releases before, the newest first.
    """
    was, will = _days(old), _days(new)
    earlier = [(name, _days(phases)) for name, phases in last]
    labels = list(dict.fromkeys((*was, *will)))
    return [
        Length(
            label,
            was.get(label),
            will.get(label),
            tuple((name, days[label]) for name, days in earlier if label in days),
        )
        for label in labels
    ]


def _days(phases: Sequence[Stretch]) -> dict[str, int]:
    return {one.label: (one.end - one.start) // dt.timedelta(days=1) for one in phases}
