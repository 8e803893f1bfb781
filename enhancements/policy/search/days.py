"""Dates of a search: `2026-01-31`, `2026-01`, `2026`, `<14d`, and ranges of them.

A day is one of UTC. An age, `14d`, is counted back from the moment as of which is
asked: `<14d` is less than fourteen days ago, `>3m` longer than three months ago.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from enhancements.languages import gettext
from enhancements.policy.search.trees import Value

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_AGE = re.compile(r"(\d{1,4})([dwmy])", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_WORDS = {"today": 0, "yesterday": 1}


class NoDate(ValueError):
    """A text that is no date; it says what would be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """From `low` up to but not including `high`, both aware; None is open."""

    low: dt.datetime | None
    high: dt.datetime | None


def span(value: Value, now: dt.datetime) -> Span:
    """The stretch that a value of a date means; raises NoDate."""
    try:
        return _span(value, now)
    except OverflowError as error:
        raise NoDate(gettext("“%(text)s” is too long ago.", text=value.text)) from error


def _span(value: Value, now: dt.datetime) -> Span:
    if value.to is not None:
        low = _stretch(value.text, now).low if value.text else None
        high = _stretch(value.to, now).high if value.to else None
        return Span(low, high)
    if age := _age(value.text):
        return _aged(value, now - age)
    found = _stretch(value.text, now)
    return {
        "": found,
        "<": Span(None, found.low),
        "<=": Span(None, found.high),
        ">": Span(found.high, None),
        ">=": Span(found.low, None),
    }[value.compared]


def _aged(value: Value, then: dt.datetime) -> Span:
    """Younger than an age, older, or just as many days old."""
    if value.compared in ("<", "<="):
        return Span(then, None)
    if value.compared in (">", ">="):
        return Span(None, then)
    return _day(then)


def _age(text: str) -> dt.timedelta | None:
    found = _AGE.fullmatch(text)
    return dt.timedelta(int(found[1]) * _DAYS[found[2].lower()]) if found else None


def _stretch(text: str, now: dt.datetime) -> Span:
    """The day, month or year that a text names; raises NoDate."""
    if (back := _WORDS.get(text.casefold())) is not None:
        return _day(now - dt.timedelta(back))
    if age := _age(text):
        return _day(now - age)
    found = _DATE.fullmatch(text)
    year, month, day = found.groups() if found else ("0", None, None)
    try:
        low = dt.datetime(int(year), int(month or 1), int(day or 1), tzinfo=dt.UTC)
        return Span(low, _end(low, month, day))
    except (ValueError, OverflowError) as error:
        message = gettext(
            "“%(text)s” is no date. Write 2026-01-31, 2026-01, or an age: <14d.",
            text=text,
        )
        raise NoDate(message) from error


def _end(low: dt.datetime, month: str | None, day: str | None) -> dt.datetime:
    """Where the day ends, else the month, else the year."""
    if day:
        return low + dt.timedelta(1)
    if month:
        return (low + dt.timedelta(32)).replace(day=1)
    return low.replace(year=low.year + 1)


def _day(moment: dt.datetime) -> Span:
    low = moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(low, low + dt.timedelta(1))
