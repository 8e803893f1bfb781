from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from enhancements.sample.farwharf.calendar import FREEZES, anchor_for


@given(st.dates(date(1972, 1, 1), date(2098, 12, 31)))
def test_anchor_is_a_tuesday_about_two_weeks_ago(today: date) -> None:
    anchor = anchor_for(today)

    assert anchor.weekday() == 1
    assert 10 <= (today - anchor).days <= 16


def test_freezes_lie_seventeen_weeks_apart_and_the_current_one_on_day_0() -> None:
    days = list(FREEZES.values())

    assert list(FREEZES) == ["v1.27", "v1.28", "v1.29", "v1.30", "v1.31"]
    assert {later - earlier for earlier, later in pairwise(days)} == {17 * 7}
    assert FREEZES["v1.30"] == 0
