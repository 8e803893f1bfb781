from __future__ import annotations

import datetime as dt

from enhancements.policy.phases import Stretch, stretches

ENDINGS = [
    ("Design", "enhancements-freeze"),
    ("Implementation", "code-freeze"),
    ("Stabilization", "release"),
]


def week(number):
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(weeks=number)


def test_each_phase_ends_with_its_deadline_and_begins_with_the_one_before():
    ends = {
        "enhancements-freeze": week(8),
        "code-freeze": week(14),
        "release": week(16),
    }

    assert stretches(ENDINGS, ends, week(2)) == [
        Stretch("Design", week(2), week(8)),
        Stretch("Implementation", week(8), week(14)),
        Stretch("Stabilization", week(14), week(16)),
    ]


def test_first_phase_without_a_start_is_drawn_eight_weeks_long():
    assert stretches(ENDINGS, {"enhancements-freeze": week(8)}, None) == [
        Stretch("Design", week(0), week(8))
    ]


def test_start_after_the_first_deadline_is_not_believed():
    assert stretches(ENDINGS, {"code-freeze": week(8)}, week(9)) == [
        Stretch("Implementation", week(0), week(8))
    ]


def test_deadline_out_of_order_leaves_its_phase_out():
    ends = {"enhancements-freeze": week(8), "code-freeze": week(7), "release": week(9)}

    assert [s.label for s in stretches(ENDINGS, ends, None)] == [
        "Design",
        "Stabilization",
    ]


def test_without_deadlines_there_are_no_phases():
    assert stretches(ENDINGS, {}, week(0)) == []
