from __future__ import annotations

import dataclasses

import pytest

from enhancements.policy.fates import is_late_record, is_slip, rests, went_on
from enhancements.profiles import load
from tests.support.told import moment

KUBERNETES = load("kubernetes")


def on(profile=KUBERNETES, **changes):
    """Where alpha of v1.30 went; it works for v1.31 now unless changed."""
    data = {
        "release": "v1.30",
        "stage": "alpha",
        "kind": "new",
        "moved_to": "",
        "targets": {"alpha": "v1.30"},
        "releases": ("v1.31",),
    }
    return went_on(profile, **{**data, **changes})


@pytest.mark.parametrize(
    ("until", "out", "late"),
    [(5, 4, True), (4, 4, False), (3, 4, False), (None, 4, False), (5, None, False)],
)
def test_late_record_is_taken_back_after_the_release_was_out(until, out, late):
    moments = [None if one is None else moment(one) for one in (until, out)]

    assert is_late_record(*moments) is late


def test_work_goes_on_while_its_target_stands():
    assert on() == "v1.31"


@pytest.mark.parametrize(
    "changes",
    [
        {"moved_to": "v1.31"},
        {"targets": {"alpha": "v1.31"}},
        {"targets": {}},
        {"releases": ("v1.30",)},
        {"releases": ("v1.9",)},
        {"releases": ()},
    ],
)
def test_work_did_not_go_on(changes):
    assert on(**changes) == ""


def test_work_at_the_same_stage_goes_on_whatever_the_target_says():
    assert on(kind="same-stage", targets={"alpha": "v1.28"}) == "v1.31"


def test_nothing_goes_on_where_targets_plan_a_release():
    assert on(dataclasses.replace(KUBERNETES, planned_by="targets")) == ""


@pytest.mark.parametrize(
    ("there", "slip"), [("v1.31", True), ("v1.100", True), ("v1.9", False), ("", False)]
)
def test_slip_goes_to_a_later_release(there, slip):
    assert is_slip("v1.30", there) is slip


@pytest.mark.parametrize(
    ("profile", "target", "until", "kept"),
    [
        (KUBERNETES, "v1.30", 5, True),
        (KUBERNETES, "v1.30", 3, False),
        (KUBERNETES, "v1.31", 5, False),
        (KUBERNETES, None, 5, False),
        (load("kubevirt"), "v1.30", 5, False),
    ],
)
def test_promise_rests_when_its_target_stands_after_the_release(
    profile, target, until, kept
):
    assert (
        rests(
            profile,
            release="v1.30",
            stage="alpha",
            targets={"alpha": target},
            until=moment(until),
            out_at=moment(4),
        )
        is kept
    )
