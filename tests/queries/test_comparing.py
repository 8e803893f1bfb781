"""Two moments side by side on the pages of releases, SIGs and enhancements."""

from __future__ import annotations

import pytest

from enhancements.queries import browse, release, sigs
from enhancements.queries.filters import FilterRefused, Filters
from tests.support.tracked import day, schedule, vep

PATHS = {
    1: "veps/sig-compute/1-stays/vep.md",
    2: "veps/sig-compute/2-leaves/vep.md",
    3: "veps/sig-compute/3-comes/vep.md",
    4: "veps/sig-compute/4-climbs/vep.md",
}


@pytest.fixture(scope="module")
def moved(shared):
    """v1.8 with a freeze on day 27: one stays, one leaves, one comes, one climbs."""
    shared.track()
    dates = schedule(freeze="2025-02-01", out="2025-06-01")
    shared.commit({"releases/v1.8/schedule.yaml": dates}, day(1), kind="schedules")
    shared.commit(
        {
            PATHS[1]: vep(1, "Stays", alpha="v1.8"),
            PATHS[2]: vep(2, "Leaves", alpha="v1.8"),
            PATHS[4]: vep(4, "Climbs", owners="@ann", alpha="v1.8"),
        },
        day(2),
    )
    shared.commit(
        {
            PATHS[2]: vep(2, "Leaves", alpha="v1.9"),
            PATHS[3]: vep(3, "Comes", alpha="v1.8"),
            PATHS[4]: vep(4, "Climbs", owners="@bob", beta="v1.8"),
        },
        day(10),
    )
    shared.sync()
    return shared


BEFORE = day(5).isoformat()


def marks(comparison, rows):
    """Key to mark and what the other moment says."""
    return {
        row.key: (d.mark, dict(d.other))
        for row in (*rows, *comparison.gone)
        if (d := comparison.of(row))
    }


def test_release_marks_what_was_added_removed_and_changed(moved):
    page = release.page(moved.at(day(12)), "v1.8", {}, compare=BEFORE)

    assert marks(page.comparison, page.entries) == {
        "3": ("added", {}),
        "4": ("changed", {"stage": "Alpha", "owner": "@ann"}),
        "2": ("removed", {}),
    }
    assert [row.key for row in page.comparison.gone] == ["2"]
    assert page.comparison.sentence == (
        "Compared with Fri 10 Jan 2025, 09:00 UTC, earlier than the moment shown:"
        " 1 added, 1 removed, 1 changed between the two."
    )


def test_later_moment_says_so_and_marks_in_the_order_of_time(moved):
    later = day(12).isoformat()
    page = release.page(moved.at(day(5)), "v1.8", {}, compare=later)

    assert marks(page.comparison, page.entries) == {
        "2": ("removed", {}),
        "4": ("changed", {"stage": "Beta", "owner": "@bob"}),
        "3": ("added", {}),
    }
    assert "later than the moment shown" in page.comparison.sentence


def test_row_that_only_stopped_to_meet_a_filter_is_no_removed_one(moved):
    chosen = {"stage": ["alpha"]}
    page = release.page(moved.at(day(12)), "v1.8", chosen, compare=BEFORE)

    gone = {row.key: page.comparison.of(row) for row in page.comparison.gone}
    assert (gone["4"].mark, gone["4"].other["stage"]) == ("changed", "Beta")
    assert gone["2"].mark == "removed"


def test_freeze_compares_with_what_stood_at_it(moved):
    moved.commit({PATHS[1]: vep(1, "Stays", alpha="v1.9")}, day(40))
    moved.sync()
    page = release.page(moved.at(), "v1.8", {}, compare="freeze")

    assert marks(page.comparison, page.entries) == {
        "1": ("changed", {"planned": "planned"})
    }
    assert "the VEP freeze of v1.8 (Sun 2 Feb 2025, 12:00 UTC)" in (
        page.comparison.sentence
    )
    assert page.comparison.carried("release", ("demo", "v1.8")) == "freeze"
    assert page.comparison.carried("release", ("demo", "v1.9")) == ""
    assert page.comparison.carried("browse", ("demo",)) == ""


def test_moment_shown_differs_in_nothing(moved):
    at = day(12)
    page = release.page(moved.at(at), "v1.8", {}, compare=at.isoformat())

    assert dict(page.comparison.differences) == {}
    assert "that is the moment shown" in page.comparison.sentence


def test_enhancement_with_another_key_is_the_same_row(moved):
    renames = {PATHS[1]: "veps/sig-compute/stays/vep.md"}
    text = vep(1, "Stays", alpha="v1.8").replace(b"#1: ", b"")
    moved.commit({"veps/sig-compute/stays/vep.md": text}, day(11), renames=renames)
    moved.sync()
    page = release.page(moved.at(day(12)), "v1.8", {}, compare=BEFORE)

    assert marks(page.comparison, page.entries)["stays"] == ("changed", {"key": "1"})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("yesterday", "To compare with: “yesterday” is no moment we can read."),
        ("2999-01-01", "is still to come"),
        ("\x00", "is no moment we can read"),
        ("9" * 400, "is no moment we can read"),
        ("2025-02-30", "is no moment we can read"),
    ],
)
def test_moment_that_cannot_be_read_is_refused(moved, given, sentence):
    for ask in (
        lambda s: release.page(s, "v1.8", {}, compare=given),
        lambda s: sigs.page(s, "compute", compare=given),
        lambda s: browse.page(s, Filters(), sort="number", number=1, compare=given),
    ):
        with pytest.raises(FilterRefused, match=sentence):
            ask(moved.at())


def test_freeze_is_refused_where_there_is_none(moved):
    with pytest.raises(FilterRefused, match=r"v1\.9 has no freeze date"):
        release.page(moved.at(), "v1.9", {}, compare="freeze")
    with pytest.raises(FilterRefused, match="has its VEP freeze only on 2025-02-01"):
        release.page(moved.at(day(12)), "v1.8", {}, compare="freeze")
    with pytest.raises(FilterRefused, match="a moment of one release"):
        sigs.page(moved.at(), "compute", compare="freeze")


def test_browse_marks_rows_and_lists_those_that_are_gone(moved):
    moved.commit({PATHS[1]: None}, day(11))
    moved.sync()
    page = browse.page(
        moved.at(day(12)), Filters(), sort="number", number=1, compare=BEFORE
    )

    assert marks(page.comparison, page.rows) == {
        "1": ("removed", {}),
        "2": ("changed", {"targets": "Alpha v1.8"}),
        "3": ("added", {}),
        "4": (
            "changed",
            {"stage": "Alpha", "targets": "Alpha v1.8", "authors": "@ann"},
        ),
    }
    assert page.comparison.gone_total == 1
    assert "1 added, 1 removed, 2 changed between" in page.comparison.sentence
    assert f"compare={BEFORE.partition('+')[0].replace(':', '%3A')}" in (
        page.facets[0].facets[0].query
    )


def test_browse_counts_by_its_filters_at_both_moments(moved):
    wanted = Filters(releases=("v1.9",))
    page = browse.page(
        moved.at(day(12)), wanted, sort="number", number=1, compare=BEFORE
    )

    assert marks(page.comparison, page.rows) == {
        "2": ("changed", {"targets": "Alpha v1.8"})
    }
    page = browse.page(
        moved.at(day(5)), wanted, sort="number", number=1, compare=day(12).isoformat()
    )
    assert [row.key for row in page.comparison.gone] == ["2"]


def test_sig_page_compares_each_of_its_lists(moved):
    setting = moved.at(day(12))
    page = sigs.page(setting, "compute", release="v1.8", compare=BEFORE)

    assert marks(page.comparisons["now"], page.entries)["4"][0] == "changed"
    assert [row.key for row in page.comparisons["now"].gone] == ["2"]
    assert marks(page.comparisons["then"], page.next_entries) == {"2": ("added", {})}
    assert "earlier than the moment shown" in page.comparison.sentence


def test_entry_that_came_from_another_sig_is_changed(moved):
    old, new = PATHS[1], PATHS[1].replace("sig-compute", "sig-network")
    moved.commit({new: vep(1, "Stays", alpha="v1.8")}, day(11), renames={old: new})
    moved.sync()
    setting = moved.at(day(12))
    page = sigs.page(setting, "network", release="v1.8", compare=BEFORE)

    assert marks(page.comparisons["now"], page.entries) == {
        "1": ("changed", {"sig": "compute"})
    }
