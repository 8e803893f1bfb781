"""Comparing, what changed and single things ask a constant number of statements."""

from __future__ import annotations

import pytest

from enhancements.queries import (
    browse,
    changes_page,
    home,
    release,
    sigs,
    single,
    window,
)
from enhancements.queries.filters import Filters
from tests.queries.test_statements import fill
from tests.support.tracked import day, vep

THEN = day(0).isoformat()


def changes(setting, **more):
    days = window.read("2025-01-01", "", at=setting.at)
    return changes_page.page(setting, days, {"kind": ["target"]}, number=2, **more)


PAGES = {
    "home": (2, home.page),
    "release": (3, lambda s: release.page(s, "v1.8", {}, compare=THEN)),
    "freeze": (3, lambda s: release.page(s, "v1.8", {}, compare="freeze")),
    "sig": (4, lambda s: sigs.page(s, "compute", release="v1.8", compare=THEN)),
    "browse": (
        3,
        lambda s: browse.page(s, Filters(), sort="sig", number=1, compare=THEN),
    ),
    "changes": (2, changes),
    "of a sig": (2, lambda s: changes(s, about="sig", name="compute")),
    "of a release": (2, lambda s: changes(s, about="release", name="v1.8")),
    "json": (2, lambda s: single.enhancement(s, "1")),
    "release card": (1, lambda s: single.release(s, "v1.8")),
    "rows of a file": (
        1,
        lambda s: list(browse.every(s, Filters(), sort="number")[0]),
    ),
    "compared rows of a file": (
        2,
        lambda s: list(browse.every(s, Filters(), sort="sig", compare=THEN)[0]),
    ),
}


@pytest.mark.parametrize("number", [5, pytest.param(500, marks=pytest.mark.slow)])
def test_statements_are_as_many_however_much_there_is(
    demo, number, django_assert_num_queries
):
    fill(demo, number)
    path = "veps/sig-compute/1-thing-1/vep.md"
    demo.commit({path: vep(1, "Standby 1", alpha="v1.9")}, day(30))
    demo.sync()
    setting = demo.at()

    for more, page in PAGES.values():
        with django_assert_num_queries(more):
            page(setting)
