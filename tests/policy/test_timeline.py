from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.timeline import Label, Scale, labels, months, scale
from tests.support.told import moment

YEAR = Scale(
    dt.datetime(2025, 1, 15, tzinfo=dt.UTC), dt.datetime(2025, 4, 2, tzinfo=dt.UTC)
)
PLACES = st.lists(st.tuples(st.floats(0, 100), st.integers(0, 60)), max_size=20).map(
    sorted
)
MOMENTS = st.datetimes(timezones=st.just(dt.UTC))


def test_scale_reaches_from_the_first_moment_to_the_last():
    found = scale([moment(4), moment(0), moment(8)])

    assert found == Scale(moment(0), moment(8))
    assert [found.place(moment(n)) for n in (0, 2, 8)] == [0.0, 25.0, 100.0]


@pytest.mark.parametrize("moments", [[], [moment(1)], [moment(1), moment(1)]])
def test_fewer_than_two_moments_make_no_line(moments):
    assert scale(moments) is None


def test_what_lies_outside_has_no_place():
    line = Scale(moment(2), moment(4))

    assert (line.place(moment(1)), line.place(moment(5))) == (None, None)


def test_months_begin_inside_the_line():
    assert [(place, date.month) for place, date in months(YEAR)] == [
        (22.08, 2),
        (58.44, 3),
        (98.7, 4),
    ]


def test_very_long_line_names_no_months():
    assert months(Scale(YEAR.start, YEAR.end.replace(year=2027))) == []


@given(st.tuples(MOMENTS, MOMENTS).filter(lambda two: two[0] != two[1]))
def test_months_of_any_line_are_in_order_inside_it(two):
    found = months(Scale(*sorted(two)))

    assert found == sorted(found)
    assert all(0 <= place <= 100 for place, _ in found)


def test_labels_at_the_ends_are_held_at_their_ends():
    assert labels([(0.0, 20), (50.0, 20), (100.0, 20)]) == [
        Label(0, "start"),
        Label(0, "middle"),
        Label(0, "end"),
    ]


def test_labels_that_would_cover_each_other_stand_in_lanes():
    assert [label.lane for label in labels([(30.0, 20), (36.0, 20), (60.0, 20)])] == [
        0,
        1,
        0,
    ]


@given(PLACES)
def test_no_label_covers_another(places):
    """Whatever the dates: within a lane each begins after the one before has ended."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for (place, letters), label in zip(places, labels(places), strict=True):
        width = letters * 0.95
        left = {"start": place, "middle": place - width / 2, "end": place - width}
        begin = left[label.anchor]
        spans.setdefault(label.lane, []).append((begin, begin + width))
    assert sorted(spans) == list(range(len(spans)))
    for lane in spans.values():
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(lane))
