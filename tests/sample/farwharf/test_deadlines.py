from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.sample.farwharf import deadlines


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (date(2026, 6, 1), "Monday 1st June 2026"),
        (date(2026, 6, 2), "Tuesday 2nd June 2026"),
        (date(2026, 6, 3), "Wednesday 3rd June 2026"),
        (date(2026, 6, 4), "Thursday 4th June 2026"),
        (date(2026, 6, 11), "Thursday 11th June 2026"),
        (date(2026, 6, 12), "Friday 12th June 2026"),
        (date(2026, 6, 13), "Saturday 13th June 2026"),
        (date(2026, 6, 20), "Saturday 20th June 2026"),
        (date(2026, 6, 21), "Sunday 21st June 2026"),
        (date(2026, 8, 31), "Monday 31st August 2026"),
    ],
)
def test_day_is_written_as_in_the_schedules(when: date, text: str) -> None:
    assert deadlines.day(when) == text


@pytest.mark.parametrize(
    ("when", "clock"),
    [
        (date(2026, 3, 7), "18:00 PST"),
        (date(2026, 3, 8), "19:00 PDT"),
        (date(2026, 10, 31), "19:00 PDT"),
        (date(2026, 11, 1), "18:00 PST"),
        (date(2027, 3, 13), "18:00 PST"),
        (date(2027, 3, 14), "19:00 PDT"),
    ],
)
def test_californias_clocks_follow_the_season(when: date, clock: str) -> None:
    assert f" / {clock} {deadlines.day(when)}]" in deadlines.at_two_utc(when)


def test_wrong_zone_stands_beside_the_right_hours() -> None:
    when = date(2026, 6, 16)

    assert deadlines.at_two_utc(when, is_named_wrong=True).startswith(
        "[02:00 UTC Wednesday 17th June 2026 / 19:00 PST Tuesday 16th June 2026](https:"
    )


@given(st.dates(date(1972, 1, 1), date(2098, 12, 31)))
def test_anywhere_on_earth_names_noon_of_the_next_day(when: date) -> None:
    after = deadlines.day(when + timedelta(days=1))

    assert deadlines.anywhere_on_earth(when) == (
        f"{deadlines.day(when)} (AoE) / {after}, 12:00 UTC"
    )
