"""The page of a release: its line of dates, kinds of entries, and what was lost."""

from __future__ import annotations

import pytest

from enhancements.queries import release
from tests.support.tracked import day, schedule, vep

WARM = "veps/sig-compute/10-warm-standby/vep.md"
CLOCK = "veps/sig-network/12-clock-skew/vep.md"
SCHEDULE = "releases/v1.8/schedule.yaml"
FIRST = schedule(freeze="2025-01-15", code="2025-02-10", out="2025-03-15")
MOVED = schedule(freeze="2025-01-15", code="2025-02-17", out="2025-03-15")


@pytest.fixture(scope="module")
def dated(shared):
    """v1.8 with its code freeze moved on day 20; two enhancements, one given up."""
    shared.track()
    shared.commit({SCHEDULE: FIRST}, day(1), kind="schedules")
    shared.commit({SCHEDULE: MOVED}, day(20), kind="schedules")
    shared.commit({WARM: vep(10, alpha="v1.8"), CLOCK: vep(12, beta="v1.8")}, day(1))
    shared.commit({CLOCK: vep(12, alpha="v1.7", beta="v1.9")}, day(21))
    shared.sync()
    return shared


def page(demo, at=None, **chosen):
    return release.page(demo.at(at), "v1.8", chosen)


def test_line_holds_every_freeze_in_order_with_the_dates_before(dated):
    line = page(dated, day(30)).timeline

    assert [mark.deadline.label for mark in line.marks] == [
        "VEP freeze",
        "Code freeze",
        "Release",
    ]
    assert [mark.x for mark in line.marks] == sorted(mark.x for mark in line.marks)
    assert [len(mark.was) for mark in line.marks] == [0, 1, 0]
    assert line.marks[1].was[0] < line.marks[1].x
    assert line.marks[-1].x == line.phases[-1].end == 100
    assert line.marks[0].x < line.today < line.marks[1].x


def test_line_of_a_past_moment_knows_no_later_date(dated):
    line = page(dated, day(15)).timeline

    assert [mark.was for mark in line.marks] == [(), (), ()]
    assert [phase.state for phase in line.phases] == ["past", "now", "todo"]


def test_line_does_not_hold_a_moment_after_its_end(dated):
    assert page(dated).timeline.today is None


def test_release_without_dates_has_no_line(dated):
    assert release.page(dated.at(), "v1.9", {}).timeline is None


def test_kinds_are_counted_and_filter(dated):
    (kinds,) = [group for group in page(dated).facets if group.name == "kind"]
    found = page(dated, kind=["graduation"])

    assert [(one.value, one.count) for one in kinds.facets] == [
        ("new", 2),
        ("graduation", 0),
        ("deprecation", 0),
    ]
    assert (found.entries, found.scope) == ((), "0 entries in v1.8 · graduation")


def test_kinds_that_only_a_plan_by_milestone_brings_are_not_offered(dated):
    states = {one.value for g in page(dated).facets for one in g.facets}

    assert states & {"same-stage", "on"} == set()


def test_losses_are_listed_whatever_is_filtered(dated):
    for chosen in ({}, {"sig": ["compute"]}):
        (lost,) = page(dated, **chosen).losses

        assert (lost.key, lost.slipped, lost.moved_to, lost.ended_at) == (
            "12",
            True,
            "v1.9",
            day(21),
        )


def test_filter_by_slip_finds_it(dated):
    found = page(dated, state=["slipped"])

    assert [row.key for row in found.entries] == ["12"]
    assert found.scope == "1 entry in v1.8 · slipped to a later release"
