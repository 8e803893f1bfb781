"""When a deadline ends, and which date of a freeze counts.

Pure. A date without an hour ends Anywhere on Earth: at 12:00 UTC of the next
day; one with an hour ends at that moment (sig-release gave 02:00 UTC until v1.34 of
Kubernetes). The moment of a freeze is the date in force when it passed, or the first
published one if it was published later; editing a past date never moves it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Sequence

FREEZE = "enhancements-freeze"


def ends_at(date: dt.date, at: dt.datetime | None = None) -> dt.datetime:
    """The moment a deadline ends, in UTC: `at` where an hour is given, else the end
    of the date Anywhere on Earth (UTC-12).

    Raises OverflowError for the last day that there is.
    """
    if at is not None:
        return at.astimezone(dt.UTC)
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)
    return noon + dt.timedelta(days=1)


def day_of(moment: dt.datetime) -> dt.date:
    """The day that people call a deadline by which ended at a moment: the day that
    ended Anywhere on Earth, or the one in UTC when it was another hour.
    """
    at = moment.astimezone(dt.UTC)
    is_aoe = at.time() == dt.time(12)
    return at.date() - dt.timedelta(days=1) if is_aoe else at.date()


@dataclasses.dataclass(frozen=True, slots=True)
class Dated:
    """A date of a deadline as one source gave it, from when to when."""

    date: dt.date
    since: dt.datetime
    until: dt.datetime | None
    at: dt.datetime | None = None
    """The exact moment, where the source gives an hour."""

    @property
    def ends_at(self) -> dt.datetime:
        """The moment it ends, in UTC."""
        return ends_at(self.date, self.at)


def moment(dates: Sequence[Dated]) -> dt.datetime | None:
    """The moment that counts for a deadline; None when it was taken back in time.

    `dates` in the order of `since`, without overlap. The result lies in the
    future while the deadline has not passed.
    """
    for position, dated in enumerate(sorted(dates, key=lambda dated: dated.since)):
        end = dated.ends_at
        if end <= dated.since and position == 0:
            return end
        if dated.until is None or end < dated.until:
            return max(end, dated.since)
    return None


def in_force(claims: Sequence[tuple[int, Dated]]) -> list[Dated]:
    """The date that stood at each time, when several sources give one.

    `claims` are (rank of the source, dated), the lowest rank wins: a person's
    correction before the schedule.
    """
    moments = sorted(
        {dated.since for _, dated in claims}
        | {dated.until for _, dated in claims if dated.until is not None}
    )
    found: list[Dated] = []
    for since, until in itertools.zip_longest(moments, moments[1:]):
        held = [
            (rank, dated.since, dated)
            for rank, dated in claims
            if dated.since <= since and (dated.until is None or since < dated.until)
        ]
        if not held:
            continue
        best = min(held, key=lambda item: (item[0], -item[1].timestamp()))[2]
        last = found[-1] if found and found[-1].until == since else None
        if last and (last.date, last.at) == (best.date, best.at):
            found[-1] = dataclasses.replace(last, until=until)
        else:
            found.append(Dated(best.date, since, until, best.at))
    return found
