from __future__ import annotations

import pytest

from enhancements.policy.ladder import Promise, merged, moves, slips


def promise(release, stage="alpha", *, planned=True, committed=False, **more):
    return Promise(release, stage, planned, committed, **more)


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        (promise("v1.8"), "planned"),
        (promise("v1.8", committed=True), "committed"),
        (promise("v1.8", planned=False), "missed"),
        (promise("v1.8", planned=False, committed=True), "missed"),
        (promise("v1.8", planned=False, shipped=True), "shipped"),
    ],
)
def test_mark_says_what_became_of_a_promise(given, mark):
    assert given.mark == mark


def test_merged_is_one_promise_per_release_and_stage_in_order_of_version():
    found = merged(
        [
            promise("v1.10"),
            promise("v1.9", planned=False, committed=True),
            promise("v1.9", planned=True),
        ]
    )

    assert found == [promise("v1.9", committed=True), promise("v1.10")]


def test_promise_that_moved_to_a_later_release_is_a_slip():
    gone = promise("v1.9", planned=False, moved_to="v1.10")
    there = promise("v1.10")

    assert [(m.kind, m.start, m.end) for m in moves([gone, there])] == [
        ("slip", gone, there)
    ]


def test_promise_that_moved_to_an_earlier_release_is_no_slip():
    assert (
        moves([promise("v1.9"), promise("v1.10", planned=False, moved_to="v1.9")]) == []
    )


def test_promise_that_just_ended_is_no_slip():
    assert moves([promise("v1.9", planned=False), promise("v1.10")]) == []


def test_stages_that_stand_climb_and_the_next_one_is_ahead():
    alpha = promise("v1.8", committed=True)
    beta = promise("v1.9", "beta", committed=True)
    ga = promise("v1.10", "ga")

    assert [m.kind for m in moves([alpha, beta, ga])] == ["climb", "ahead"]


def test_slips_count_every_move_to_a_later_release():
    found = [
        promise("v1.8", planned=False, moved_to="v1.9"),
        promise("v1.9", planned=False, moved_to="v1.10"),
        promise("v1.10"),
    ]

    assert slips(found) == 2


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        (promise("v1.9", planned=False, went_on="v1.10"), "on"),
        (promise("v1.9", planned=False, committed=True, went_on="v1.10"), "committed"),
        (promise("v1.9", planned=False, late_record=True), "late"),
        (promise("v1.9", planned=False, late_record=True, shipped=True), "shipped"),
    ],
)
def test_mark_of_work_that_broke_no_promise(given, mark):
    assert given.mark == mark


def test_target_moved_after_its_release_was_out_is_no_slip():
    late = promise("v1.9", planned=False, moved_to="v1.10", late_record=True)

    assert (slips([late, promise("v1.10")]), moves([late, promise("v1.10")])) == (0, [])


def test_work_that_went_on_is_a_step_of_the_climb():
    alpha = promise("v1.8", planned=False, committed=True, went_on="v1.9")

    assert [m.kind for m in moves([alpha, promise("v1.9", "beta")])] == ["ahead"]
