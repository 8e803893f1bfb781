"""Dates of a planned release: proposed, in order, and how long its phases are."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.policy import deadlines
from enhancements.policy.phases import Stretch
from enhancements.policy.planning import (
    Length,
    aoe_day,
    lengths,
    out_of_order,
    proposed,
)

KINDS = ("start", "enhancements-freeze", "code-freeze", "docs-freeze", "release")
dates = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@given(dates)
def test_day_of_a_date_is_that_date(day):
    assert aoe_day(deadlines.ends_at(day)) == day


@pytest.mark.parametrize(
    ("hour", "day"),
    [("2025-02-14T02:00Z", 13), ("2025-02-14T12:00Z", 13), ("2025-02-14T12:01Z", 14)],
)
def test_day_of_an_hour_is_the_day_it_is_in_utc_minus_12(hour, day):
    assert aoe_day(dt.datetime.fromisoformat(hour)) == dt.date(2025, 2, day)


@given(st.lists(dates, min_size=5, max_size=5), st.integers(1, 30), st.integers(1, 3))
def test_proposed_phases_are_as_long_and_weekdays_stay(days, weeks, steps):
    last = dict(zip(KINDS, sorted(days), strict=True))
    before = {kind: day - dt.timedelta(weeks=weeks) for kind, day in last.items()}

    found = proposed(last, before, steps=steps)

    assert {found[kind] - last[kind] for kind in KINDS} == {
        dt.timedelta(weeks=weeks * steps)
    }


@given(st.lists(dates, min_size=5, max_size=5))
def test_without_an_earlier_release_the_next_cycle_begins_after_the_last(days):
    last = dict(zip(KINDS, sorted(days), strict=True))

    found = proposed(last, {})

    assert min(found.values()) > max(last.values())
    assert [one.weekday() for one in found.values()] == [
        one.weekday() for one in last.values()
    ]


def test_nothing_is_proposed_from_nothing():
    assert proposed({}, {}) == {}


def test_order_is_the_cycles():
    kinds = profiles.load("kubevirt").deadlines
    good = dict(zip(KINDS, map(_june, (1, 5, 5, 9, 20)), strict=True))

    assert out_of_order(kinds, good) == []
    (sentence,) = out_of_order(kinds, {**good, "code-freeze": _june(4)})
    assert sentence == (
        "Code freeze cannot be on 2026-06-04: it comes after VEP freeze, which is on"
        " 2026-06-05."
    )
    # Each is held against the last that is in order.
    assert len(out_of_order(kinds, {**good, "start": _june(30)})) == 4


def _june(day: int) -> dt.date:
    return dt.date(2026, 6, day)


def test_lengths_say_what_was_usual():
    old = _phases(10, 20)
    found = lengths(old, _phases(6, 24), [("v1.8", _phases(7, 20)), ("v1.7", old)])

    assert found == [
        Length("Design", 10, 6, (("v1.8", 7), ("v1.7", 10))),
        Length("Implementation", 20, 24, (("v1.8", 20), ("v1.7", 20))),
    ]
    assert [one.is_short for one in found] == [True, False]
    assert found[0].shortest == ("v1.8", 7)


def test_phase_that_no_release_had_is_not_short():
    (found,) = lengths([], _phases(1, 0), [])

    assert found == Length("Design", None, 1)
    assert not found.is_short
    assert found.is_changed


def _phases(*days: int) -> list[Stretch]:
    at = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    found = []
    for label, length in zip(("Design", "Implementation"), days, strict=True):
        end = at + dt.timedelta(days=length)
        if length:
            found.append(Stretch(label, at, end))
        at = end
    return found
