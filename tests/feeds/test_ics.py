"""Calendars as programs read them."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from enhancements.feeds import ics
from enhancements.queries.calendars import Occasion

AT = dt.datetime(2026, 5, 5, 12, tzinfo=dt.UTC)
SAID = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def occasion(**more) -> Occasion:
    given = {
        "key": "v1.9/code-freeze",
        "title": "Demo v1.9: Code freeze",
        "at": AT,
        "lines": ("Ends Anywhere on Earth with 4 May 2026.",),
        "route": "release",
        "args": ("demo", "v1.9"),
        "changed_at": SAID,
        "sequence": 0,
    }
    return Occasion(**{**given, **more})


def write(*occasions: Occasion) -> bytes:
    return ics.write(
        name="Demo: deadlines",
        address="https://tracker.example.org/demo/calendar.ics",
        family="demo",
        occasions=occasions,
        link=lambda one: f"https://tracker.example.org/{'/'.join(one.args)}/",
    )


def test_deadline_is_a_moment_with_a_name_that_stays():
    (event,) = icalendar.Calendar.from_ical(write(occasion())).walk("VEVENT")
    assert event["UID"] == "demo/v1.9/code-freeze@tracker.example.org"
    assert event["DTSTART"].dt == AT
    assert "DTEND" not in event
    assert event["SUMMARY"] == "Demo v1.9: Code freeze"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == SAID
    assert event["URL"] == "https://tracker.example.org/demo/v1.9/"


def test_head_asks_to_look_again_in_an_hour():
    calendar = icalendar.Calendar.from_ical(write())
    assert calendar["VERSION"] == "2.0"
    assert calendar["X-WR-CALNAME"] == "Demo: deadlines"
    assert calendar["REFRESH-INTERVAL"].dt == dt.timedelta(hours=1)


def test_cancelled_is_said_so():
    (event,) = icalendar.Calendar.from_ical(
        write(occasion(is_cancelled=True, sequence=3))
    ).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
        "a;b,c\\n\nd: e",
        "\x00\x07\x1b[31m\x7f",
        "wide " * 60 + "\N{PARTY POPPER}" * 80,
    ],
)
def test_texts_of_others_break_no_line(hostile):
    said = occasion(title=hostile, lines=(hostile, "last"))
    body = write(said, occasion(key="other"))
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert [str(one["UID"]) for one in events] == [
        "demo/other@tracker.example.org",
        "demo/v1.9/code-freeze@tracker.example.org",
    ]
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert not set(body) & set(b"\x00\x07\x1b\x7f")


def test_same_deadlines_are_the_same_bytes_in_any_order():
    one, two = occasion(), occasion(key="v1.9/other", at=AT + dt.timedelta(days=1))
    assert write(one, two) == write(two, one)
