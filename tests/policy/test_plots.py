"""Where the marks of charts stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import plots
from enhancements.policy.plots import TONES, Part

NUMBERS = st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=4), max_size=20)


def lines(numbers):
    return [
        (str(n), "", [Part(TONES[k], one, "x") for k, one in enumerate(parts)])
        for n, parts in enumerate(numbers)
    ]


@given(NUMBERS)
def test_bars_follow_each_other_and_the_longest_is_whole(numbers):
    chart = plots.bars("t", "d", lines(numbers))
    ends = []
    for bar in chart.bars:
        place = 0.0
        for mark in bar.marks:
            assert mark.start == pytest.approx(place, abs=0.01)
            place = mark.start + mark.size
        ends.append(place)
    if any(sum(one) for one in numbers):
        assert max(ends) == pytest.approx(100, abs=0.01)


@given(NUMBERS)
def test_columns_stand_beside_each_other_within_the_drawing(numbers):
    chart = plots.columns("t", "d", lines(numbers), ticks=[])
    end = 0.0
    for column in chart.columns:
        assert column.x >= end - 0.01
        end = column.x + column.width
        for mark in column.marks:
            assert mark.start >= -0.01
            assert mark.start + mark.size <= 100.01
    assert end <= 100.01


def test_legend_names_what_is_drawn_only():
    parts = [Part("kept", 2, "shipped"), Part("lost", 0, "removed")]
    assert plots.bars("t", "d", [("a", "", parts)]).legend == (("kept", "shipped"),)


def test_tick_near_an_edge_is_anchored_there():
    chart = plots.columns(
        "t", "d", lines([[1]] * 10), ticks=[(0, "a"), (5, "b"), (9, "c")]
    )
    assert [one.anchor for one in chart.ticks] == ["start", "middle", "end"]
