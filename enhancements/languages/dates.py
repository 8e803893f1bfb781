"""Days and hours in words, in the current language; UTC throughout. Pure.

The order of day and month is a text like any other: "%(day)s. %(month)s" in German.
"""

from __future__ import annotations

import datetime as dt

from enhancements.languages import current, pgettext


def day(value: dt.date, *, with_year: bool = True) -> str:
    """A date: "24 Jun 2026", without the year "24 Jun"."""
    month = current().months[value.month - 1]
    if not with_year:
        return pgettext("date", "%(day)s %(month)s", day=value.day, month=month)
    return pgettext(
        "date",
        "%(day)s %(month)s %(year)s",
        day=value.day,
        month=month,
        year=value.year,
    )


def weekday(value: dt.date) -> str:
    """The day of the week, short: "Wed"."""
    return current().weekdays[value.weekday()]


def hour(value: dt.datetime) -> str:
    """An hour: "02:00 UTC"."""
    return f"{value.astimezone(dt.UTC):%H:%M} UTC"


def moment(value: dt.datetime) -> str:
    """A moment: "Thu 30 Apr 2026, 14:02 UTC"."""
    at = value.astimezone(dt.UTC)
    return pgettext(
        "date",
        "%(weekday)s %(day)s, %(hour)s",
        weekday=weekday(at),
        day=day(at),
        hour=hour(at),
    )
