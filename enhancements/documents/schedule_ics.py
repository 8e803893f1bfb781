"""Reading the schedule of a release from a calendar file (RFC 5545).

The form is that of kubernetes/sig-release (`releases/release-1.35/schedule.ics`): an
event per row of the timeline, all-day ones and some with an hour in UTC, with emoji
in their summaries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import icalendar

from enhancements.documents import fields
from enhancements.documents.schedule import (
    ScheduleEntry,
    ScheduleReading,
    slug_of,
    with_own_slugs,
)
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.when import FIRST_YEAR, LAST_YEAR, When
from enhancements.profiles import Profile

REVISION = 1
"""Raised whenever the same text may give other entries than before."""

LONGEST_NAME = 300
MOST_EVENTS = 2000

_BEGIN, _END = "BEGIN:VEVENT", "END:VEVENT"


def read(data: bytes, *, profile: Profile, path: str) -> ScheduleReading:
    """Every event of one version of a calendar; it never raises."""
    del path  # The release is told by ScheduleRules.release_of.
    try:
        text = decode(data)
        entries = [_entry(line, block, profile) for line, block in _events(text)]
    except Unreadable as error:
        return ScheduleReading(unreadable=f"The schedule cannot be read: {error}")
    return ScheduleReading(entries=tuple(with_own_slugs(entries)))


def _events(text: str) -> Iterator[tuple[int, str]]:
    """Each event with the line it begins on; so one broken event breaks no other.

    Raises Unreadable for what is no calendar, where an event never ends, and for more
    events than any plan has.
    """
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Unreadable("it is no calendar; begin it with BEGIN:VCALENDAR.")
    start, lines = 0, text.split("\n")
    count = 0
    for number, line in enumerate(lines, start=1):
        mark = line.strip().upper()
        if mark == _BEGIN:
            if start:
                break
            start = number
        elif mark == _END and start:
            count += 1
            if count > MOST_EVENTS:
                raise Unreadable(f"it has more than {MOST_EVENTS:,} events; split it.")
            yield start, "\n".join(lines[start - 1 : number])
            start = 0
    if start:
        raise Unreadable(f"the event of line {start} never ends; add {_END}.")


def _entry(line: int, block: str, profile: Profile) -> ScheduleEntry:
    try:
        event = icalendar.Event.from_ical(block)
        name = " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_NAME]
        raw, found = _when(event, block)
    # A file that somebody else wrote must not stop a sync.
    except Exception:  # noqa: BLE001 - the library raises all kinds for no calendar
        name, raw = (
            _line_of(block, "SUMMARY")[:LONGEST_NAME],
            _line_of(block, "DTSTART"),
        )
        found = When(problem="This event cannot be read; mend its lines.")
    kind = profile.schedules.kind_of(milestone=name, what=name, who="")
    return ScheduleEntry(
        kind=kind,
        slug=slug_of(name),
        name=name or raw,
        date=found.date,
        raw=raw,
        line=line,
        what=name,
        problem=f"Line {line}: {found.problem}" if found.problem else "",
        at=found.at,
    )


def _when(event: Any, block: str) -> tuple[str, When]:
    """(as written, the moment) of an event's start."""
    raw = _line_of(block, "DTSTART")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return raw, When()
    start = event.get("DTSTART")
    if start is None or isinstance(start, list):
        what = "names several days" if start else "names no day"
        return raw, When(problem=f"This event {what}; write one DTSTART.")
    value = getattr(start, "dt", None)
    if isinstance(value, dt.datetime):
        return raw, _moment(value, str(start.params.get("TZID", "")))
    if isinstance(value, dt.date):
        return raw, _within(When(value))
    return raw, When(problem=f"{fields.quoted(raw)} is no day; write 20260624.")


def _moment(value: dt.datetime, zone: str) -> When:
    if value.tzinfo is None:
        named = f"the unknown zone {fields.quoted(zone)}" if zone else "no zone"
        problem = f"Its hour names {named}; write it in UTC: 20260624T120000Z."
        return _within(When(value.date(), None, problem))
    at = value.astimezone(dt.UTC).replace(microsecond=0)
    return _within(When(at.date(), at))


def _within(found: When) -> When:
    if found.date is None or FIRST_YEAR <= found.date.year <= LAST_YEAR:
        return found
    return When(problem=f"{found.date.year} is no year of a release; mend it.")


def _line_of(block: str, name: str) -> str:
    """The value of a property as it is written, cut where it is long."""
    for line in block.split("\n"):
        words, mark, value = line.strip().partition(":")
        if mark and words.partition(";")[0].upper() == name:
            return value.strip()[:200]
    return ""
