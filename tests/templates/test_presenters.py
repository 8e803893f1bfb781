"""Dates, ages and counts in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import presenters

NOW = dt.datetime(2026, 6, 12, 12, 0, tzinfo=dt.UTC)
AHEAD = dt.timezone(dt.timedelta(hours=14))


@pytest.mark.parametrize(
    ("value", "now", "said"),
    [
        (dt.date(2026, 6, 24), NOW, "24 Jun"),
        (dt.date(2025, 6, 4), NOW, "4 Jun 2025"),
        (dt.date(2026, 6, 24), None, "24 Jun 2026"),
        (dt.datetime(2026, 6, 25, 1, tzinfo=AHEAD), NOW, "24 Jun"),
    ],
)
def test_day_names_another_year_only(value, now, said):
    assert presenters.day(value, now) == said


def test_weekday_is_short():
    assert presenters.weekday(dt.date(2026, 6, 24)) == "Wed"


def test_moment_is_said_in_utc():
    value = dt.datetime(2026, 5, 1, 4, 2, tzinfo=AHEAD)
    assert presenters.moment(value) == "Thu 30 Apr 2026, 14:02 UTC"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (dt.timedelta(seconds=59), "just now"),
        (dt.timedelta(minutes=6), "6 min ago"),
        (dt.timedelta(hours=3), "3 h ago"),
        (dt.timedelta(hours=47), "47 h ago"),
        (dt.timedelta(days=2), "2 d ago"),
        (dt.timedelta(days=59), "59 d ago"),
        (dt.timedelta(days=60), "2 months ago"),
        (dt.timedelta(days=730), "2 years ago"),
    ],
)
def test_ago_uses_the_largest_unit_that_says_enough(age, said):
    assert presenters.ago(NOW - age, NOW) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (dt.timedelta(0), "over"),
        (dt.timedelta(seconds=1), "in 1 hour"),
        (dt.timedelta(hours=5), "in 5 hours"),
        (dt.timedelta(days=1), "in 1 day"),
        (dt.timedelta(days=12, hours=23), "in 12 days"),
    ],
)
def test_rel_counts_whole_days_then_hours(left, said):
    assert presenters.rel(NOW + left, NOW) == said


@given(st.timedeltas(dt.timedelta(days=-4000), dt.timedelta(days=4000)))
def test_rel_says_over_exactly_when_nothing_is_left(left):
    said = presenters.rel(NOW + left, NOW)
    assert (said == "over") is (left <= dt.timedelta(0))


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (1, ("entry", "entries"), "1 entry"),
        (0, ("entry", "entries"), "0 entries"),
        (1200, ("problem",), "1,200 problems"),
    ],
)
def test_count_agrees_with_its_noun(number, nouns, said):
    assert presenters.count(number, *nouns) == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("front-matter", "Front matter"),
        ("document:graduation.md", "graduation.md"),
        ("carrier-pigeon", "carrier-pigeon"),
    ],
)
def test_source_name_keeps_what_it_does_not_know(source, said):
    assert presenters.source_name(source) == said
