"""Every page asks the same number of SQL statements, however much there is."""

from __future__ import annotations

import pytest

from enhancements.queries import (
    browse,
    contract,
    enhancement,
    home,
    problems,
    release,
    sigs,
)
from enhancements.queries.filters import Filters
from tests.support.tracked import day, schedule, side, vep

EVERYTHING = Filters(
    sigs=("compute",),
    stages=("beta", "none"),
    releases=("v1.8",),
    needs=("drift", "problem"),
    text="standby",
)
PAGES = {
    "release": (1, lambda s: release.page(s, "v1.8", {"sig": ["compute"]})),
    "enhancement": (2, lambda s: enhancement.page(s, "1")),
    "browse": (2, lambda s: browse.page(s, Filters(), sort="number", number=1)),
    "filtered": (2, lambda s: browse.page(s, EVERYTHING, sort="-release", number=2)),
    "sigs": (2, sigs.listing),
    "sig": (2, lambda s: sigs.page(s, "compute")),
    "problems": (2, lambda s: problems.page(s, {"where": ["documents"]}, number=1)),
    "home": (3, home.page),
    "query": (1, lambda s: contract.find(s, Filters())),
}


def fill(demo, number):
    """So many enhancements, every third with drift, and two releases."""
    demo.track()
    files = {}
    for n in range(1, number + 1):
        folder = f"veps/sig-{'compute' if n % 2 else 'network'}/{n}-thing-{n}"
        files[f"{folder}/vep.md"] = vep(n, f"Standby {n}", alpha="v1.8", beta="v1.9")
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


@pytest.mark.parametrize("number", [5, 50])
def test_pages_ask_a_constant_number_of_statements(
    demo, number, django_assert_num_queries
):
    fill(demo, number)
    with django_assert_num_queries(2):
        setting = demo.at()

    for more, page in PAGES.values():
        with django_assert_num_queries(more):
            page(setting)


def test_list_of_projects_asks_one_statement(demo, django_assert_num_queries):
    fill(demo, 2)
    with django_assert_num_queries(1):
        page = home.projects()

    assert [(row.project.name, row.enhancements) for row in page.projects] == [
        ("demo", 2)
    ]
