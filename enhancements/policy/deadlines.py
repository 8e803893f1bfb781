"""When a deadline ends, and which date of a freeze counts.

Pure. A date without an hour ends Anywhere on Earth: at 12:00 UTC of the next
day. The moment of a freeze is the date in force when it passed, or the first
published one if it was published later; editing a past date never moves it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Sequence

FREEZE = "enhancements-freeze"


def ends_at(date: dt.date) -> dt.datetime:
    """The moment a date ends Anywhere on Earth (UTC-12), in UTC."""
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)
    return noon + dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Dated:
    """A date of a deadline as one source gave it, from when to when."""

    date: dt.date
    since: dt.datetime
    until: dt.datetime | None


def moment(dates: Sequence[Dated]) -> dt.datetime | None:
    """The moment that counts for a deadline; None when it was taken back in time.

    `dates` in the order of `since`, without overlap. The result lies in the
    future while the deadline has not passed.
    """
    for position, dated in enumerate(sorted(dates, key=lambda dated: dated.since)):
        end = ends_at(dated.date)
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
        if found and found[-1].until == since and found[-1].date == best.date:
            found[-1] = dataclasses.replace(found[-1], until=until)
        else:
            found.append(Dated(best.date, since, until))
    return found
