"""A sample's calendar: everything is told in days from one anchor.

Day 0 is the freeze of the current release's plan; in Lodestead, whose days stand
here, the VEP freeze, a Wednesday. It is chosen once, when a folder is first
written, so that the day of writing falls between that freeze and the code freeze.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta

CADENCE = 112
"""Days from one release's VEP freeze to the next one's: sixteen weeks."""

CODE_FREEZE = 70
GENERAL_AVAILABILITY = 98

FREEZES = {
    "v1.8": -2 * CADENCE,
    "v1.9": -CADENCE,
    "v1.10": 0,
    "v1.11": CADENCE,
    "v1.12": 2 * CADENCE,
}
"""Day of each release's VEP freeze."""

_WEDNESDAY = 2
_AGE_AT_LEAST = 38
"""A new folder is written 38 to 44 days after the VEP freeze, four weeks before
the code freeze: both releases' clocks run, and the demo can stay up for weeks."""

_DAY_STARTS = 7 * 60 + 30
_DAY_LASTS = 600


def anchor_for(
    today: date, *, at_least: int = _AGE_AT_LEAST, weekday: int = _WEDNESDAY
) -> date:
    """The newest such weekday (Monday is 0) at least that many days before `today`.

    By itself the Wednesday 38 to 44 days before: the current VEP freeze.
    """
    latest = today - timedelta(days=at_least)
    return latest - timedelta(days=(latest.weekday() - weekday) % 7)


@dataclasses.dataclass(frozen=True, slots=True)
class Calendar:
    """Turns the story's days into dates and moments."""

    anchor: date

    def on(self, day: int) -> date:
        """The date of a day of the story."""
        return self.anchor + timedelta(days=day)

    def at(self, day: int, clock: str = "", *, seed: int = 0) -> datetime:
        """A moment of a day, in UTC.

        `clock` is "HH:MM:SS"; without it the moment follows from `seed` and lies
        in working hours. Nobody works at weekends: Saturday becomes Friday,
        Sunday becomes Monday.
        """
        if clock:
            return datetime.combine(self.on(day), time.fromisoformat(clock), UTC)
        worked = self.on(day)
        shift = {5: -1, 6: 1}.get(worked.weekday(), 0)
        minute = _DAY_STARTS + (seed * 37 + day * 13) % _DAY_LASTS
        start = datetime.combine(worked + timedelta(days=shift), time(), UTC)
        return start + timedelta(minutes=minute, seconds=(seed * 7 + day) % 60)
