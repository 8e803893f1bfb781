"""Dates, ages and counts in words. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable

from enhancements.policy import deadlines
from enhancements.queries import words
from enhancements.queries.shapes import Change, Deadline, EntryRow

_DAY = dt.timedelta(days=1)


def day(value: dt.date | dt.datetime, now: dt.datetime | None = None) -> str:
    """A date in words: "24 Jun", or "24 Jun 2025" when it is another year's."""
    date = value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value
    text = f"{date.day} {date:%b}"
    if now is not None and date.year == now.year:
        return text
    return f"{text} {date.year}"


def weekday(value: dt.date) -> str:
    """The day of the week, short: "Wed"."""
    return f"{value:%a}"


def moment(value: dt.datetime) -> str:
    """A moment in words, in UTC: "Thu 30 Apr 2026, 14:02 UTC"."""
    at = value.astimezone(dt.UTC)
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M} UTC"


def hour(value: dt.datetime) -> str:
    """The hour of a deadline, in UTC: "02:00 UTC"."""
    return f"{value.astimezone(dt.UTC):%H:%M} UTC"


def when(deadline: Deadline, at: dt.datetime) -> str:
    """The end of a deadline in words: "24 Jun", or "14 Feb, 02:00 UTC" with an hour."""
    if not deadline.has_hour:
        return day(deadline.date, at)
    ends_at = deadline.ends_at.astimezone(dt.UTC)
    return f"{day(ends_at, at)}, {ends_at:%H:%M} UTC"


def loss(entry: EntryRow, at: dt.datetime) -> str:
    """Why an entry that was committed is no longer planned, as a clause."""
    date = f" on {day(entry.ended_at, at)}" if entry.ended_at else ""
    if entry.went_on:
        return f"went on to {entry.went_on}{date}; its target here stands"
    if entry.rests:
        return f"no release is named since{date[3:]}; its target here stands"
    if entry.late_record:
        to = f"moved to {entry.moved_to}" if entry.moved_to else "taken back"
        return f"{to}{date}, after the release was out: recorded late"
    if entry.moved_to:
        verb = "slipped" if entry.slipped else "moved"
        return f"{verb} to {entry.moved_to}{date}"
    if entry.removed:
        return f"its document was taken out{date}"
    return f"taken back{date}; no other release is named"


def ago(value: dt.datetime, now: dt.datetime) -> str:
    """An age in words: "6 min ago", "3 h ago", "2 d ago", "5 months ago"."""
    age = now - value
    if age < dt.timedelta(minutes=1):
        return "just now"
    if age < dt.timedelta(hours=1):
        return f"{age // dt.timedelta(minutes=1)} min ago"
    if age < 2 * _DAY:
        return f"{age // dt.timedelta(hours=1)} h ago"
    if age < 60 * _DAY:
        return f"{age.days} d ago"
    if age < 730 * _DAY:
        return f"{age.days // 30} months ago"
    return f"{age.days // 365} years ago"


def later(value: dt.datetime, moment: dt.datetime) -> str:
    """How long after a moment something was done: "within a minute", "3 h later"."""
    text = ago(moment, value)
    return "within a minute" if text == "just now" else text.replace(" ago", " later")


def age(value: dt.datetime, now: dt.datetime) -> str:
    """An age, short: "6 h", "2 d", "5 mo", "2 y"; under an hour "now"."""
    past = now - value
    if past < dt.timedelta(hours=1):
        return "now"
    if past < 2 * _DAY:
        return f"{past // dt.timedelta(hours=1)} h"
    if past < 60 * _DAY:
        return f"{past.days} d"
    if past < 730 * _DAY:
        return f"{past.days // 30} mo"
    return f"{past.days // 365} y"


def rel(value: dt.datetime, at: dt.datetime) -> str:
    """How far a deadline is: "in 12 days", "in 5 hours", "over"."""
    left = value - at
    if left <= dt.timedelta(0):
        return "over"
    if left < _DAY:
        hours = max(1, left // dt.timedelta(hours=1))
        return f"in {hours} hour{'' if hours == 1 else 's'}"
    days = left.days
    return f"in {days} day{'' if days == 1 else 's'}"


def left(value: dt.datetime, at: dt.datetime) -> str:
    """How much time is left, short: "19 h", "3 d"; under an hour in minutes."""
    rest = value - at
    if rest < dt.timedelta(hours=1):
        return f"{max(1, rest // dt.timedelta(minutes=1))} min"
    if rest < 2 * _DAY:
        return f"{rest // dt.timedelta(hours=1)} h"
    return f"{rest.days} d"


def aoe(value: dt.datetime) -> str:
    """The end of something: "Tue 3 Mar 2026 AoE", or with its hour when it has one."""
    date = deadlines.day_of(value)
    if deadlines.ends_at(date) != value:
        return moment(value)
    return f"{weekday(date)} {day(date)} AoE"


def aoe_day(value: dt.datetime, at: dt.datetime) -> str:
    """The day that ends then: "3 Mar", with the year when it is another one."""
    return day(deadlines.day_of(value), at)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 entry", "12 entries"."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{number:,} {noun}"


def by_day(changes: Iterable[Change]) -> list[tuple[dt.date, list[list[Change]]]]:
    """Changes by UTC day in the order given; those that one thing underwent at one
    moment stand together.
    """

    def date(change: Change) -> dt.date:
        return change.at.astimezone(dt.UTC).date()

    def place(change: Change) -> tuple[str, str, dt.datetime]:
        return change.key, change.release, change.at

    return [
        (day_, [list(group) for _, group in itertools.groupby(ours, place)])
        for day_, ours in itertools.groupby(changes, date)
    ]


_SOURCES = {
    "document": "Document",
    "front-matter": "Front matter",
    "metadata": "Metadata file",
    "readiness": "Readiness file",
    "directory": "Directory",
    "person": "Person",
    "schedule": "Schedule",
}


def source_name(source: str) -> str:
    """A source in words: "Document", or the file of a side document."""
    family, _, rest = source.partition(":")
    if family in words.ON_GITHUB:
        said = words.source_words(source)
        return said[:1].upper() + said[1:]
    return rest or _SOURCES.get(family, family)
