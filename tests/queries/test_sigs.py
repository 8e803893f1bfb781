"""The page of a SIG: its entries of two releases, narrowed by filters that count."""

from __future__ import annotations

import pytest

from enhancements.languages import speaking
from enhancements.queries import sigs
from tests.support.tracked import day, schedule, vep

PATHS = [f"veps/sig-compute/{n}-thing/vep.md" for n in (1, 2, 3)]


@pytest.fixture(scope="module")
def planned(shared):
    """Alpha and beta in v1.8, whose freeze has passed; alpha in v1.9."""
    shared.track()
    dates = schedule(freeze="2025-01-15", out="2025-03-15")
    shared.commit({"releases/v1.8/schedule.yaml": dates}, day(1), kind="schedules")
    texts = [
        vep(1, alpha="v1.8"),
        vep(2, alpha="v1.7", beta="v1.8"),
        vep(3, alpha="v1.9"),
    ]
    shared.commit(dict(zip(PATHS, texts, strict=True)), day(1))
    shared.sync()
    return shared


def page(demo, **chosen):
    return sigs.page(demo.at(day(20)), "compute", chosen=chosen)


def counts(found, name):
    (group,) = [group for group in found.facets if group.name == name]
    return {facet.value: facet.count for facet in group.facets if facet.count}


def shown(found):
    return [row.key for row in found.entries], [row.key for row in found.next_entries]


def test_everything_is_shown_and_counted_without_filters(planned):
    found = page(planned)

    assert shown(found) == (["1", "2"], ["3"])
    assert (found.total, found.filtered) == (3, False)
    assert found.scope == "3 entries of SIG compute in v1.8 and v1.9"
    assert counts(found, "stage") == {"alpha": 2, "beta": 1}
    assert counts(found, "kind") == {"new": 2, "graduation": 1}
    assert counts(found, "state") == {"planned": 3, "committed": 2, "kept": 2}


def test_filters_are_said_in_the_language_of_the_reader(planned):
    with speaking("de"):
        found = page(planned)
    (needs,) = [one for one in found.facets if one.name == "has"]
    assert (needs.title, needs.facets[1].label) == (
        "Anzusehen",
        "Quellen widersprechen sich",
    )


def test_filters_narrow_both_releases_and_count_under_each_other(planned):
    found = page(planned, stage=["alpha"])

    assert shown(found) == (["1"], ["3"])
    assert (found.total, found.filtered) == (3, True)
    assert found.scope == "2 entries of SIG compute targeting Alpha in v1.8 and v1.9"
    assert counts(found, "stage") == {"alpha": 2, "beta": 1}
    assert counts(found, "state") == {"planned": 2, "committed": 1, "kept": 1}


def test_state_of_an_entry_is_that_of_its_own_release(planned):
    assert shown(page(planned, state=["unspoken"])) == ([], [])
    assert shown(page(planned, state=["committed"], kind=["new"])) == (["1"], [])


def test_choices_keep_the_release_and_the_moment(planned):
    at = day(20)
    found = sigs.page(planned.at(at), "compute", release="v1.9", chosen={})
    query = found.facets[0].facets[0].query

    assert "release=v1.9" in query
    assert "as_of=2025-01-25" in query


def test_what_a_sig_stands_for_does_not_follow_the_filters(planned):
    found = page(planned, stage=["stable"])

    assert shown(found) == ([], [])
    assert [row.key for row in found.every] == ["1", "2"]
    assert (found.release.planned, found.release.committed) == (2, 2)
    assert found.unplanned == ()


def test_value_that_is_no_choice_finds_nothing(planned):
    assert shown(page(planned, stage=["' OR 1=1 --"])) == ([], [])


def test_page_lists_the_first_of_what_is_not_planned_and_counts_the_rest(
    planned, monkeypatch
):
    monkeypatch.setattr(sigs, "LISTED", 1)
    setting = planned.at(day(20))

    found = sigs.page(setting, "compute", release="v1.9", with_desk=True)
    every = sigs.page(setting, "compute", release="v1.9")

    assert [row.key for row in found.next_entries] == []
    assert [row.key for row in found.entries] == ["3"]
    assert [row.key for row in found.unplanned] == ["1"]
    assert found.unlisted == {"rest": 1, "beside": 0}
    assert [row.key for row in every.unplanned] == ["1", "2"]
    assert every.unlisted == {"rest": 0, "beside": 0}
