from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.sample.calendar import Calendar, anchor_for

ANY_DAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(ANY_DAY)
def test_anchor_is_a_wednesday_about_six_weeks_ago(today: date) -> None:
    anchor = anchor_for(today)

    assert anchor.weekday() == 2
    assert 38 <= (today - anchor).days <= 44


def test_moment_with_clock_is_that_second() -> None:
    calendar = Calendar(date(2026, 4, 29))

    assert calendar.at(1, "03:12:44") == datetime(2026, 4, 30, 3, 12, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (2, date(2026, 5, 1)),
        (3, date(2026, 5, 1)),
        (4, date(2026, 5, 4)),
        (5, date(2026, 5, 4)),
    ],
)
def test_moment_without_clock_avoids_weekends(day: int, worked: date) -> None:
    assert Calendar(date(2026, 4, 29)).at(day, seed=4).date() == worked


@given(st.integers(-340, 200), st.integers(0, 300))
def test_moment_without_clock_lies_in_working_hours(day: int, seed: int) -> None:
    moment = Calendar(date(2026, 4, 29)).at(day, seed=seed)

    assert 7 <= moment.hour < 18
    assert moment.tzinfo is UTC
