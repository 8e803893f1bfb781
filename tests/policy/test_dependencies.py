"""Whether what an enhancement needs lands in time, and what leads back to itself."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.documents import versions
from enhancements.policy import dependencies
from enhancements.policy.dependencies import (
    Landing,
    Late,
    Needed,
    Needing,
    circle,
    first,
    lands,
    listed,
    number_of,
    said,
    warning,
)

KUBEVIRT = profiles.load("kubevirt")
KUBERNETES = profiles.load("kubernetes")
BETA = Needing("beta", "v1.9")


def needed(wanted="", tracks=None, **targets):
    return Needed(tracks=tracks or (targets,), wanted=wanted)


def word(needing, one):
    found = warning(KUBERNETES, needing, one)
    return found.word if found else None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (needed(beta="v1.9"), None),
        (needed(beta="v1.8"), None),
        # What is further has been there.
        (needed(stable="v1.9"), None),
        (needed(alpha="v1.8", beta="v1.10"), Late.LATER),
        (needed(alpha="v1.8"), Late.UNPLANNED),
        (needed(alpha="v1.8", beta=None), Late.UNPLANNED),
        (needed(), Late.UNPLANNED),
        # Less than its own stage is enough where somebody says so.
        (needed("alpha", alpha="v1.9", beta="v1.11"), None),
        (needed("stable", alpha="v1.7", beta="v1.9"), Late.UNPLANNED),
        (needed("stable", beta="v1.9", stable="v1.10"), Late.LATER),
        # To be taken out is not to be there.
        (needed(deprecated="v1.9"), Late.UNPLANNED),
        (Needed(({"beta": "v1.9"},), is_removed=True), Late.REMOVED),
        (Needed(({"beta": "v1.9"},), left=frozenset({"v1.9"})), Late.UNPLANNED),
        # Done, without a word on when.
        (Needed(stage="stable", status="implemented"), None),
        (Needed(stage="alpha", status="implemented"), Late.UNPLANNED),
        (Needed(stage="stable", status="implementable"), Late.UNPLANNED),
        # A stage that the profile does not have asks for nothing that can be told.
        (needed("nonsense", alpha="v1.9"), None),
    ],
)
def test_warning_says_what_is_wrong(one, expected):
    assert word(BETA, one) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [("v1.9", Late.SLIPPED), ("v1.8", Late.SLIPPED), ("v1.11", Late.LATER)],
)
def test_it_slipped_where_it_was_promised_in_time(before, expected):
    one = Needed(({"beta": "v1.10"},), moved={("beta", "v1.10"): before})
    found = warning(KUBERNETES, BETA, one)
    assert found is not None
    assert found.word is expected
    assert found.landing == Landing("beta", "v1.10", before)


def test_a_slip_that_is_still_in_time_is_none():
    one = Needed(({"beta": "v1.9"},), moved={("beta", "v1.9"): "v1.8"})
    assert word(BETA, one) is None


def test_of_several_tracks_the_last_that_names_a_release_counts():
    stage = KUBERNETES.stage("beta")
    one = needed(tracks=({"beta": "v1.9"}, {"beta": "v1.11"}, {"alpha": "v1.8"}))
    assert lands(KUBERNETES, one, stage) == Landing("beta", "v1.11")
    assert word(BETA, one) is Late.LATER


def test_what_goes_out_itself_needs_nothing():
    assert word(Needing("deprecated", "v1.9"), needed()) is None
    assert word(Needing("", "v1.9"), needed()) is None


def test_the_earliest_release_that_has_a_warning_counts():
    due = [Needing("stable", "v1.11"), Needing("beta", "v1.10"), BETA]
    found = first(KUBERNETES, due, needed(beta="v1.9", stable="v1.12"))
    assert found is not None
    assert (found.needing.release, found.wanted) == ("v1.11", "stable")
    assert first(KUBERNETES, [], needed()) is None


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (
            needed(beta="v1.10"),
            "Beta of #7 is planned for v1.10 only, and Beta in v1.9 needs it.",
        ),
        (
            Needed(({"beta": "v1.10"},), moved={("beta", "v1.10"): "v1.9"}),
            "Beta of #7 slipped from v1.9 to v1.10, and Beta in v1.9 needs it.",
        ),
        (
            needed("stable", beta="v1.9"),
            "No release is named for GA of #7, and Beta in v1.9 needs it.",
        ),
        (Needed(is_removed=True), "#7 was removed, and Beta in v1.9 needs it."),
    ],
)
def test_warning_is_said_in_the_words_of_the_project(one, text):
    found = warning(KUBEVIRT, BETA, one)
    assert found is not None
    assert said(KUBEVIRT, found, "#7") == text


RELEASES = st.integers(1, 15).map(lambda minor: f"v1.{minor}")
STAGES = st.sampled_from(["alpha", "beta", "stable", "deprecated", "removed"])
TARGETS = st.dictionaries(STAGES, st.none() | RELEASES, max_size=4)
FACTS = st.builds(
    Needed,
    tracks=st.lists(TARGETS, max_size=3).map(tuple),
    wanted=st.sampled_from(["", "alpha", "beta", "stable"]),
    left=st.frozensets(RELEASES, max_size=2),
)


@settings(deadline=None)
@given(FACTS, RELEASES, RELEASES, st.sampled_from(["alpha", "beta", "stable"]))
def test_what_is_in_time_for_one_release_is_in_time_for_every_later_one(
    one, release, other, stage
):
    early, late = sorted((release, other), key=versions.sort_key)
    if word(Needing(stage, early), one) is None:
        assert word(Needing(stage, late), one) is None


@settings(deadline=None)
@given(FACTS, RELEASES, st.sampled_from(["alpha", "beta", "stable"]))
def test_who_needs_less_is_warned_of_no_more(one, release, stage):
    # Of several tracks only those count that name a release for the stage.
    asked = Needed(one.tracks[:1], "alpha", left=one.left)
    full = Needed(one.tracks[:1], "stable", left=one.left)
    needing = Needing(stage, release)
    if word(needing, asked) is not None:
        assert word(needing, full) is not None


@settings(deadline=None)
@given(FACTS, RELEASES, st.sampled_from(["alpha", "beta", "stable"]))
def test_every_warning_has_its_label_and_its_sentence(one, release, stage):
    found = warning(KUBERNETES, Needing(stage, release), one)
    if found is not None:
        assert dependencies.LABELS[found.word]
        assert release in said(KUBERNETES, found, "#7")


# --- Circles --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edges", "way"),
    [
        ({}, ()),
        ({1: {2}, 2: {3}}, ()),
        ({1: {2}, 2: {1}}, (1, 2, 1)),
        ({1: {2, 4}, 2: {3}, 3: {1}, 4: {1}}, (1, 4, 1)),
        # A circle that it only leads to is not its own.
        ({1: {2}, 2: {3}, 3: {2}}, ()),
        ({1: {1}}, (1, 1)),
    ],
)
def test_circle_is_the_shortest_way_back(edges, way):
    assert circle(edges, 1) == way


GRAPHS = st.dictionaries(
    st.integers(1, 7), st.frozensets(st.integers(1, 7), max_size=4), max_size=7
)


@settings(deadline=None)
@given(GRAPHS)
def test_circle_is_a_way_and_is_found_whenever_there_is_one(edges):
    way = circle(edges, 1)
    if way:
        assert (way[0], way[-1]) == (1, 1)
        assert all(b in edges[a] for a, b in itertools.pairwise(way))
        assert len(set(way[:-1])) == len(way) - 1
    reached, waiting = set(), [1]
    while waiting:
        for there in edges.get(waiting.pop(), ()):
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    assert bool(way) is (1 in reached)


# --- Relations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17", "17"),
        ("#17", "17"),
        ("0017", "17"),
        ("/keps/sig-storage/17-cold-disks", "17"),
        ("/keps/sig-storage/17-cold-disks/", "17"),
        ("/keps/sig-storage/17-cold-disks/README.md", "17"),
        ("veps/sig-compute/17-cold/vep.md", "17"),
        ("https://git.example/a/b/issues/17", "17"),
        ("https://git.example/a/b/issues/17#issuecomment-5", "17"),
        ("https://git.example/a/b/pull/17?x=1", "17"),
        ("/keps/sig-storage", ""),
        ("v1.9", ""),
        ("2024 plans", ""),
        ("0", ""),
        ("", ""),
        ("9" * 30, ""),
    ],
)
def test_number_that_a_document_names(text, number):
    assert number_of(text) == number


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_names_a_number_or_none(text):
    found = number_of(text)
    assert found == "" or (found.isdigit() and found in text)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ()),
        (17, ("17",)),
        ("17", ("17",)),
        ([], ()),
        (["/keps/a/1-b", " ", None], ("/keps/a/1-b",)),
    ],
)
def test_what_a_field_names(value, texts):
    assert listed(value) == texts
