from __future__ import annotations

import dataclasses

import pytest

from enhancements import profiles
from enhancements.models import Record
from enhancements.queries import roadmap
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.search import narrowing
from tests.support.tracked import day, schedule, vep

FOLDER = "veps/sig-compute"


def road(demo, moment=None, **given):
    """The roadmap with filters as people type them."""
    setting = demo.at(moment)
    states = given.pop("state", [])
    start, end = given.pop("start", ""), given.pop("end", "")
    wanted = narrowing.read(setting, given)
    return roadmap.page(setting, wanted, states=states, start=start, end=end)


def marks(page):
    """(key, release, stage, state, moved to) of every mark."""
    return [
        (row.key, mark.release, mark.stage.key, mark.state, mark.moved_to)
        for row in page.rows
        for mark in row.marks
    ]


def facet(page, name):
    return {
        one.value: one.count for g in page.facets if g.name == name for one in g.facets
    }


@pytest.fixture(scope="module")
def planned(shared):
    """v1.8 froze on 1 March and came out on 1 May; v1.9 is in work; 1 slipped."""
    shared.track()
    dates = {
        8: schedule(freeze="2025-03-01", out="2025-05-01"),
        9: schedule(freeze="2025-08-01", out="2025-12-01"),
        10: schedule(freeze="2026-03-01", out="2026-05-01"),
    }
    for minor, text in dates.items():
        shared.commit(
            {f"releases/v1.{minor}/schedule.yaml": text}, day(minor), kind="schedules"
        )
    one = f"{FOLDER}/1-one/vep.md"
    shared.commit(
        {
            one: vep(1, "One", alpha="v1.8", beta="v1.9"),
            f"{FOLDER}/2-two/vep.md": vep(2, "Two", beta="v1.8"),
            "veps/sig-network/3-three/vep.md": vep(3, "Three", alpha="v1.10"),
        },
        day(1),
    )
    shared.commit({one: vep(1, "One", alpha="v1.8", beta="v1.10")}, day(40))
    shared.sync()
    return shared


def test_marks_tell_planned_from_committed_and_from_slipped(planned):
    assert marks(road(planned)) == [
        ("1", "v1.8", "alpha", "committed", ""),
        ("1", "v1.9", "beta", "slipped", "v1.10"),
        ("1", "v1.10", "beta", "planned", ""),
        ("2", "v1.8", "beta", "committed", ""),
        ("3", "v1.10", "alpha", "planned", ""),
    ]


def test_past_moment_shows_what_stood_then(planned):
    page = road(planned, day(30))

    assert ("1", "v1.9", "beta", "planned", "") in marks(page)
    assert "slipped" not in {mark[3] for mark in marks(page)}


def test_columns_go_from_the_release_before_to_the_furthest_planned(planned):
    page = road(planned)

    shown = [(c.name, c.is_now, c.is_out, c.planned) for c in page.columns]
    assert shown == [
        ("v1.8", False, True, 2),
        ("v1.9", True, False, 0),
        ("v1.10", False, False, 2),
    ]
    assert page.scope == "3 VEPs from v1.8 to v1.10; 1 slipped"


def test_range_is_what_was_asked_for(planned):
    page = road(planned, start="1.9", end="v1.9.0")

    assert [column.name for column in page.columns] == ["v1.9"]
    assert marks(page) == [("1", "v1.9", "beta", "slipped", "v1.10")]
    assert page.scope == "1 VEP in v1.9; 1 slipped"
    assert "from=v1.8" in page.earlier_query
    assert "to=v1.10" in page.later_query


@pytest.mark.parametrize(
    ("given", "name", "start"),
    [
        ({"start": "soon"}, "from", "“soon” is no release."),
        ({"end": "v1"}, "to", "“v1” is no release."),
        ({"start": "v1.10", "end": "v1.9"}, "from", "v1.10 comes after v1.9."),
    ],
)
def test_range_that_cannot_be_is_refused(planned, given, name, start):
    with pytest.raises(FilterRefused, match="^" + start) as refused:
        road(planned, **given)

    assert refused.value.name == name


def test_range_before_every_release_has_no_columns(planned):
    page = road(planned, start="v0.1", end="v0.2")

    assert (page.columns, page.rows, page.start) == ((), (), "")


def test_range_that_does_not_fit_is_refused(demo):
    demo.track("documents")
    files = {
        f"{FOLDER}/{n}-x/vep.md": vep(n, f"Thing {n}", alpha=f"v1.{n}")
        for n in range(1, roadmap.WIDEST + 2)
    }
    demo.commit(files, day(1))
    demo.sync()

    with pytest.raises(FilterRefused, match="are 13 releases; 12 fit"):
        road(demo, start="v1.1", end="v1.13")
    assert len(road(demo, start="v1.1").columns) == roadmap.WIDEST


def test_stage_and_release_are_met_by_one_mark(planned):
    page = road(planned, stage=["beta"], release=["v1.8"])

    assert [row.key for row in page.rows] == ["2"]
    assert facet(page, "stage")["alpha"] == 1
    assert facet(page, "release") == {"v1.8": 1, "v1.9": 1, "v1.10": 1}
    assert facet(page, "sig") == {"compute": 1}
    assert page.scope == "1 VEP from v1.8 to v1.10 with Beta in v1.8"


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"sig": ["network"]}, ["3"]),
        ({"state": ["slipped"]}, ["1"]),
        ({"state": ["committed"], "stage": ["beta"]}, ["2"]),
        ({"state": ["planned"], "release": ["v1.10"]}, ["1", "3"]),
        ({"text": ["Three"]}, ["3"]),
        ({"number": ["2"]}, ["2"]),
        ({"has": ["drift"]}, []),
        ({"stage": ["none"]}, []),
        ({"status": ["none"]}, ["1", "2", "3"]),
    ],
)
def test_filters_narrow_the_rows(planned, given, keys):
    assert [row.key for row in road(planned, **given).rows] == keys


def test_links_of_filters_keep_range_and_moment(planned):
    page = road(planned, day(30), start="v1.8", sig=["compute"])

    (first,) = [g for g in page.facets if g.name == "stage"]
    query = next(one.query for one in first.facets if one.value == "beta")
    assert query.startswith("sig=compute&stage=beta&from=v1.8&as_of=2025-02-04")


def test_no_release_is_an_empty_roadmap(demo):
    demo.track("documents")
    demo.commit({f"{FOLDER}/1-one/vep.md": vep(1, "One")}, day(1))
    demo.sync()
    page = road(demo)

    assert (page.columns, page.rows, page.total) == ((), (), 0)


def test_tracks_that_agree_share_a_mark_and_others_are_named(planned):
    page = road(planned)

    assert {mark.track for row in page.rows for mark in row.marks} == {""}


def latest(planned, worked, **targets):
    """The setting of a project that plans by the latest milestone."""
    Record.objects.filter(key="1", until=None).update(
        releases=[worked],
        tracks=[{"name": "main", "gate": None, "stage": "alpha", "targets": targets}],
    )
    setting = planned.at()
    profile = dataclasses.replace(
        setting.profile, planned_by=profiles.load("kubernetes").planned_by
    )
    return dataclasses.replace(setting, profile=profile)


def test_targets_after_the_milestone_in_work_are_plans(planned):
    setting = latest(planned, "v1.10", alpha="v1.7", beta="v1.10", ga="v1.14")
    page = roadmap.page(setting, Filters(numbers=(1,)))

    assert marks(page) == [
        ("1", "v1.8", "alpha", "committed", ""),
        ("1", "v1.9", "beta", "slipped", "v1.10"),
        ("1", "v1.10", "beta", "planned", ""),
        ("1", "v1.14", "ga", "planned", ""),
    ]
    assert [column.name for column in page.columns] == [
        "v1.8",
        "v1.9",
        "v1.10",
        "v1.14",
    ]
    assert page.columns[-1].date is None


def test_targets_before_the_milestone_in_work_are_no_plans(planned):
    setting = latest(planned, "v1.10", alpha="v1.7", beta="v1.10")
    page = roadmap.page(setting, Filters(numbers=(1,)), start="v1.7")

    assert marks(page)[0] == ("1", "v1.7", "alpha", "on", "")
