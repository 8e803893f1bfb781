"""The bundled sample project on its pages: broad, against what it tells."""

from __future__ import annotations

import dataclasses

import pytest

from enhancements.queries import (
    browse,
    contract,
    enhancement,
    home,
    problems,
    release,
    releases,
    sigs,
)
from enhancements.queries.filters import Filters


def rows(setting):
    return contract.find(setting, Filters())


def test_every_enhancement_has_a_page_under_its_key(sample):
    setting = sample()
    found = rows(setting)

    assert len({row["key"] for row in found}) == len(found) > 0
    for row in found:
        page = enhancement.page(setting, row["key"])
        assert (page.key, page.title, page.sig) == (
            row["key"],
            row["title"],
            row["sig"],
        )
        assert len(page.problems) == len(row["problems"])


def test_counts_of_the_pages_agree(sample):
    setting = sample()
    found = rows(setting)
    start = home.page(setting)
    listed = browse.page(setting, Filters(), sort="number", number=1)

    assert start.enhancements == listed.page.total == len(found)
    assert start.drift == sum(bool(row["drift"]) for row in found)
    assert start.problems == sum(len(row["problems"]) for row in found)
    assert sum(s.enhancements for s in start.sigs) == sum(
        row["sig"] is not None for row in found
    )


def test_releases_count_the_same_in_the_list_and_on_their_pages(sample):
    setting = sample()
    counts = ("planned", "committed", "out", "added", "late_record", "on")
    fields = (*counts, "phase", "weeks_left")

    for one in releases.summaries(setting):
        page = release.page(setting, one.name, {}).summary
        assert [getattr(page, f) for f in fields] == [getattr(one, f) for f in fields]


@pytest.mark.parametrize("as_of", ["", "2025-01-15", "2025-04-30"])
def test_sigs_of_a_release_count_the_same_in_one_statement_and_by_entries(
    sample, as_of
):
    setting = sample(as_of)
    counted = releases.counts(setting, setting.releases)

    assert any(counted.values())
    for one in setting.releases:
        page = release.page(setting, one.name, {})
        assert page.sigs == tuple(counted[one.id])
        for sig in page.sigs:
            mine = [row for row in page.entries if row.sig == sig.sig]
            kept = [row for row in mine if row.committed and row.planned]
            lost = sig.out + sig.late_record + sig.on
            assert (sig.committed or 0) == len(kept) + lost


def test_planned_entries_are_the_targets_of_the_records(sample):
    setting = sample()
    found = rows(setting)

    for one in setting.releases:
        page = release.page(setting, one.name, {})
        planned = {row.key for row in page.entries if row.planned}
        assert planned == {
            row["key"]
            for row in found
            for track in row["tracks"]
            if one.name in track["targets"].values()
        }


def test_committed_entries_are_those_planned_at_the_freeze(sample):
    setting = sample()
    for one in setting.releases:
        if one.frozen_at is None:
            continue
        then = sample(one.frozen_at.isoformat())
        planned = release.page(then, one.name, {}).entries
        now = release.page(setting, one.name, {}).entries
        assert sum(row.committed is True for row in now) == sum(
            row.planned for row in planned
        )


def test_facets_count_what_choosing_them_gives(sample):
    setting = sample()
    page = browse.page(setting, Filters(), sort="number", number=1)
    names = {"sig": "sigs", "stage": "stages", "release": "releases", "has": "needs"}

    for group in page.facets:
        if group.name not in names:
            continue
        for facet in group.facets:
            chosen = Filters(**{names[group.name]: (facet.value,)})
            total = browse.page(setting, chosen, sort="number", number=1).page.total
            assert (group.name, facet.value, facet.count) == (
                group.name,
                facet.value,
                total,
            )


def test_choices_count_under_the_other_filters(sample):
    setting = sample()
    page = browse.page(setting, Filters(sigs=("compute",)), sort="number", number=1)
    groups = {group.name: group for group in page.facets}
    stages = sum(facet.count for facet in groups["stage"].facets)
    sig = {facet.value: facet.count for facet in groups["sig"].facets}

    assert stages == page.page.total == sig["compute"]
    assert sum(sig.values()) == len(rows(setting))


def test_sigs_have_the_enhancements_that_the_records_give_them(sample):
    setting = sample()
    found = rows(setting)

    for one in sigs.listing(setting).rows:
        assert one.enhancements == sum(row["sig"] == one.name for row in found)
        page = sigs.page(setting, one.name)
        shown = {r.key for r in (*page.entries, *page.next_entries, *page.unplanned)}
        mine = {row["key"] for row in found if row["sig"] == one.name}
        assert shown >= mine


def test_problems_page_lists_every_problem(sample):
    setting = sample()
    documents = sum(len(row["problems"]) for row in rows(setting))
    page = problems.page(setting, {"where": ["documents"]}, number=1)

    assert page.page.total == documents


@pytest.mark.parametrize("as_of", ["2024-11-01", "2025-01-15", "2025-04-30"])
def test_pages_of_a_past_moment_know_nothing_later(sample, as_of):
    setting = sample(as_of)

    assert all(
        row["document"]["merged_at"] <= setting.at.isoformat() for row in rows(setting)
    )
    for row in rows(setting):
        page = enhancement.page(setting, row["key"])
        assert all(item.at <= setting.at for item in page.history)
    assert all(change.at <= setting.at for change in home.page(setting).changes)
    for one in setting.releases:
        for deadline in one.deadlines:
            assert all(date.since <= setting.at for date in deadline.dates)


def test_pages_before_the_first_commit_are_empty(sample):
    setting = sample("2020-01-01")
    start = home.page(setting)

    assert rows(setting) == []
    assert (start.enhancements, start.changes, start.sigs) == (0, (), ())
    assert browse.page(setting, Filters(), sort="number", number=9).rows == ()


@pytest.mark.parametrize(
    "sort", ["number", "-number", "sig", "stage", "-release", "authors", "merged"]
)
def test_list_has_the_same_rows_in_every_order(sample, sort):
    setting = sample()
    page = browse.page(setting, Filters(), sort=sort, number=1)

    assert sorted(row.key for row in page.rows) == sorted(
        row["key"] for row in rows(setting)
    )


def test_sorted_column_says_its_direction_and_turns_it(sample):
    page = browse.page(sample(), Filters(), sort="-sig", number=1)
    column = next(one for one in page.columns if one.name == "sig")

    assert (column.direction, column.query) == ("descending", "sort=sig")


def test_shapes_are_frozen(sample):
    page = home.page(sample())

    with pytest.raises(dataclasses.FrozenInstanceError):
        page.summary = "x"
