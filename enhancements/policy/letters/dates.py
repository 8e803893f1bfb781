"""Deadlines in words, as letters say them: Anywhere on Earth and in UTC."""

from __future__ import annotations

import datetime as dt

_ANYWHERE = dt.timezone(dt.timedelta(hours=-12))


def day(value: dt.date) -> str:
    """A day: "Tuesday 16 June 2026"."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def aoe(ends_at: dt.datetime) -> str:
    """The moment a deadline ends, Anywhere on Earth (UTC-12).

    "Tuesday 16 June 2026, end of day" for the end of a day there, else with the hour.
    """
    there = ends_at.astimezone(_ANYWHERE)
    if there.time() == dt.time(0):
        return f"{day(there.date() - dt.timedelta(days=1))}, end of day"
    return f"{day(there)}, {there:%H:%M}"


def utc(ends_at: dt.datetime) -> str:
    """The same in UTC: "Wednesday 17 June 2026, 12:00 UTC"."""
    there = ends_at.astimezone(dt.UTC)
    return f"{day(there)}, {there:%H:%M} UTC"
