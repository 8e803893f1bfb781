from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import schedules
from enhancements.documents.schedule_ics import MOST_EVENTS, read
from enhancements.profiles import load

KUBERNETES = load("kubernetes")
PATH = "releases/release-1.35/schedule.ics"

EVENTS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//A team//Schedule//EN

BEGIN:VEVENT
UID:start@example.org
DTSTART;VALUE=DATE:20250915
DTEND;VALUE=DATE:20250916
SUMMARY:\U0001f680 Kubernetes v1.35 Release Cycle Begins
END:VEVENT
BEGIN:VEVENT
UID:prr@example.org
DTSTART:20251010T120000Z
SUMMARY:\U0001f6a8 Production Readiness Freeze (PRR)
DESCRIPTION:Deadline: Thursday Oct 9 (AoE)\\nBegin: now
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Tomorrow!
TRIGGER:-P1D
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=America/Los_Angeles:20251106T180000
SUMMARY:Code & Test
  Freeze
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20251217
SUMMARY:\U0001f389 Kubernetes v1.35.0 RELEASED!
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20251218
STATUS:CANCELLED
SUMMARY:Retrospective
END:VEVENT
END:VCALENDAR
"""


def entries(text):
    reading = read(text.encode(), profile=KUBERNETES, path=PATH)
    assert reading.unreadable == ""
    return reading.entries


def event(*lines):
    body = "\n".join(lines)
    return f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{body}\nEND:VEVENT\nEND:VCALENDAR\n"


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=dt.UTC)


def test_events_are_read_with_their_kind_their_day_and_their_hour():
    assert [(e.kind, e.date, e.at) for e in entries(EVENTS)] == [
        ("start", dt.date(2025, 9, 15), None),
        ("prr-freeze", dt.date(2025, 10, 10), utc(2025, 10, 10, 12)),
        ("code-freeze", dt.date(2025, 11, 7), utc(2025, 11, 7, 2)),
        ("release", dt.date(2025, 12, 17), None),
        ("other", None, None),
    ]
    assert [entry.problem for entry in entries(EVENTS)] == [""] * 5


def test_event_keeps_its_words_its_line_and_its_name():
    entry = entries(EVENTS)[2]

    assert (entry.name, entry.slug) == ("Code & Test Freeze", "code-test-freeze")
    assert (entry.raw, entry.line) == ("20251106T180000", 22)


def test_windows_line_ends_change_nothing():
    assert entries(EVENTS.replace("\n", "\r\n")) == entries(EVENTS)


@pytest.mark.parametrize(
    ("lines", "date", "problem"),
    [
        (
            ["DTSTART:20251106T180000"],
            dt.date(2025, 11, 6),
            "Its hour names no zone; write it in UTC: 20260624T120000Z.",
        ),
        (
            ["DTSTART;TZID=Mars/Base:20251106T180000"],
            dt.date(2025, 11, 6),
            (
                'Its hour names the unknown zone "Mars/Base"; write it in UTC: '
                "20260624T120000Z."
            ),
        ),
        (["DTSTART:soon"], None, "This event cannot be read; mend its lines."),
        ([], None, "This event names no day; write one DTSTART."),
        (
            ["DTSTART:20251106T180000Z", "DTSTART:20251107T180000Z"],
            None,
            "This event names several days; write one DTSTART.",
        ),
        (
            ["DTSTART;VALUE=DATE:99991231"],
            None,
            "9999 is no year of a release; mend it.",
        ),
    ],
)
def test_event_with_something_wrong_is_kept_with_its_problem(lines, date, problem):
    (entry,) = entries(event("SUMMARY:Docs Freeze", *lines))

    assert (entry.kind, entry.name) == ("docs-freeze", "Docs Freeze")
    assert (entry.date, entry.at) == (date, None)
    assert entry.problem == f"Line 2: {problem}"


def test_broken_event_breaks_no_other():
    text = EVENTS.replace("DTSTART:20251010T120000Z", "DTSTART;VALUE=DATE:x\n;;;\n:")

    assert [e.date is None for e in entries(text)] == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is no calendar; begin it with BEGIN:VCALENDAR."),
        ("- when: 2025-01-01\n", "it is no calendar; begin it with BEGIN:VCALENDAR."),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n",
            "the event of line 2 never ends; add END:VEVENT.",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n",
            "the event of line 2 never ends; add END:VEVENT.",
        ),
    ],
)
def test_file_that_is_no_calendar_is_unreadable(text, sentence):
    found = schedules.read(text.encode(), profile=KUBERNETES, path=PATH)

    assert found.unreadable == f"The schedule cannot be read: {sentence}"


def test_calendar_with_more_events_than_any_plan_is_unreadable():
    one = "BEGIN:VEVENT\nDTSTART:x\nEND:VEVENT\n"
    text = f"BEGIN:VCALENDAR\n{one * (MOST_EVENTS + 1)}END:VCALENDAR\n"
    found = read(text.encode(), profile=KUBERNETES, path=PATH)

    assert (
        found.unreadable
        == "The schedule cannot be read: it has more than 2,000 events; split it."
    )


def test_events_of_one_name_have_names_of_their_own():
    one = "BEGIN:VEVENT\nDTSTART:20250101T000000Z\nSUMMARY:Code freeze\nEND:VEVENT\n"
    text = f"BEGIN:VCALENDAR\n{one * 3}END:VCALENDAR\n"

    assert [e.slug for e in entries(text)] == [
        "code-freeze",
        "code-freeze-2",
        "code-freeze-3",
    ]


MOMENTS = st.integers(0, 190 * 365 * 24 * 3600)


@given(MOMENTS)
def test_every_moment_in_utc_is_read(seconds):
    at = utc(2001, 1, 1) + dt.timedelta(seconds=seconds)
    (entry,) = entries(event(f"DTSTART:{at:%Y%m%dT%H%M%S}Z", "SUMMARY:x"))

    assert (entry.date, entry.at) == (at.date(), at)


LINES = st.sampled_from(
    [
        *EVENTS.splitlines(),
        "DTSTART;TZID=:20250101T000000",
        "DTSTART;VALUE=PERIOD:20250101T000000Z/P1D",
        "DTSTART;TZID=UTC+99:00010101T000000",
        "DTSTART:00010101T000000Z",
        "RRULE:FREQ=SECONDLY",
        "BEGIN:",
        "END:VALARM",
        ";=:",
    ]
)


@given(st.lists(LINES, max_size=30).map("\n".join).map(str.encode) | st.binary())
def test_read_never_raises_and_slugs_are_unique(data):
    found = read(b"BEGIN:VCALENDAR\n" + data, profile=KUBERNETES, path=PATH).entries

    assert len({entry.slug for entry in found}) == len(found)
    assert all(entry.at is None or entry.date == entry.at.date() for entry in found)
