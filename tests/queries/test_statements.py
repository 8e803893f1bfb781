"""Every page asks the same number of SQL statements, however much there is."""

from __future__ import annotations

import pytest

from enhancements.actions import projects
from enhancements.queries import (
    browse,
    contract,
    enhancement,
    home,
    moments,
    people,
    person,
    problems,
    release,
    results,
    roadmap,
    sigs,
)
from enhancements.queries.filters import Filters
from tests.support.tracked import NOW, day, schedule, side, vep

EVERYTHING = Filters(
    sigs=("compute",),
    stages=("beta", "none"),
    releases=("v1.8",),
    needs=("drift", "problem"),
    text="standby",
)
COMPUTE = Filters(sigs=("compute",), releases=("v1.8",), text="standby")
PAGES = {
    "release": (1, lambda s: release.page(s, "v1.8", {"sig": ["compute"]})),
    "enhancement": (2, lambda s: enhancement.page(s, "1")),
    "browse": (2, lambda s: browse.page(s, Filters(), sort="number", number=1)),
    "filtered": (2, lambda s: browse.page(s, COMPUTE, sort="-release", number=2)),
    "none": (3, lambda s: browse.page(s, EVERYTHING, sort="-release", number=2)),
    "sigs": (2, sigs.listing),
    "sig": (2, lambda s: sigs.page(s, "compute")),
    "narrowed": (2, lambda s: sigs.page(s, "compute", chosen={"kind": ["new"]})),
    "problems": (2, lambda s: problems.page(s, {"where": ["documents"]}, number=1)),
    "home": (2, home.page),
    "roadmap": (1, lambda s: roadmap.page(s, Filters())),
    "filtered roadmap": (1, lambda s: roadmap.page(s, EVERYTHING, start="v1.8")),
    "people": (1, lambda s: people.page(s, {"role": ["author"]}, sort="-owns")),
    "person": (1, lambda s: person.page(s, "ann", {"role": ["author"]})),
    # Beside these an enhancement's page asks its own two: six with the setting's.
    "among browse": (1, lambda s: results.find(s, "enhancements/?sort=-sig", "1")),
    "among release": (1, lambda s: results.find(s, "releases/v1.8/?sig=api", "1")),
    "among sig": (2, lambda s: results.find(s, "sigs/compute/", "1")),
    "among roadmap": (1, lambda s: results.find(s, "roadmap/?stage=beta", "1")),
    "among person": (1, lambda s: results.find(s, "people/ann/", "1")),
    "query": (1, lambda s: contract.find(s, Filters())),
}


def fill(demo, number):
    """So many enhancements, every third with drift, and two releases."""
    demo.track()
    files = {}
    for n in range(1, number + 1):
        folder = f"veps/sig-{'compute' if n % 2 else 'network'}/{n}-thing-{n}"
        files[f"{folder}/vep.md"] = vep(
            n, f"Standby {n}", owners="@ann", alpha="v1.8", beta="v1.9"
        )
        if n % 3 == 0:
            files[f"{folder}/notes.md"] = side(beta="v1.10")
    demo.commit(files, day(1))
    for minor in (8, 9):
        path = f"releases/v1.{minor}/schedule.yaml"
        dates = schedule(freeze=f"2025-0{minor - 6}-01", out=f"2025-0{minor - 4}-01")
        demo.commit({path: dates}, day(minor), kind="schedules")
    roster = b"sigs:\n- dir: sig-compute\n  name: sig-compute\n"
    demo.commit({"sigs.yaml": roster}, day(1), kind="rosters")
    demo.sync()


@pytest.mark.parametrize("number", [5, 500])
def test_pages_ask_a_constant_number_of_statements(
    demo, number, django_assert_num_queries
):
    fill(demo, number)
    with django_assert_num_queries(2):
        setting = demo.at()

    for more, page in PAGES.values():
        with django_assert_num_queries(more):
            page(setting)


@pytest.mark.parametrize("more", [0, 3])
def test_list_of_projects_asks_four_statements_however_many(
    demo, django_assert_num_queries, more
):
    fill(demo, 2)
    for number in range(more):
        projects.track(name=f"more-{number}", profile="sample", locations={}, by="me")
    moment = moments.parse("2025-01-20", now=NOW)
    with django_assert_num_queries(4):
        page = home.projects(moment, now=NOW)

    shown = [(row.project.name, row.enhancements, row.lead) for row in page.projects]
    assert shown[0] == ("demo", 2, "12 days to the VEP freeze of v1.8.")
    assert shown[1:] == [(f"more-{number}", 0, "") for number in range(more)]


def test_list_of_projects_without_any_is_empty(db, django_assert_num_queries):  # noqa: ARG001 - for its effect
    with django_assert_num_queries(1):
        page = home.projects(moments.parse(None, now=NOW), now=NOW)

    assert page.projects == ()
