from __future__ import annotations

import datetime as dt

import pytest

from enhancements.policy.gate_links import Link, Registered, Told, counting, links
from enhancements.policy.proofs import At, History, Promised, Tagged, admitted, in_order
from enhancements.profiles import load

KUBEVIRT, KUBERNETES = load("kubevirt"), load("kubernetes")


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)


def tags(*stages: dict[str, str]) -> list[Tagged]:
    """v1.1, v1.2 and so on, a hundred days apart, with gates in these stages."""
    return [
        Tagged(
            release=f"v1.{n}",
            name=f"v1.{n}.0",
            commit=f"{n:040d}",
            tagged_at=day(100 * n),
            gates={gate: At(stage) for gate, stage in of.items()},
            is_read=bool(of),
        )
        for n, of in enumerate(stages, 1)
    ]


def link(gate: str = "G1", how: str = "issue", since: int = 0, until: int = 0) -> Link:
    return Link("", gate, how, day(since), day(until) if until else None)


def shown(
    stage: str, release: str, *stages: dict[str, str], said=None, profile=KUBEVIRT
):
    history = History(profile, tags(*stages))
    found = history.shown(release, stage, said or [link()], [])
    return (found.word, found.gate, found.registered) if found else None


A, B, S = {"G1": "alpha"}, {"G1": "beta"}, {"G1": "ga"}
D, R, OTHER = {"G1": "deprecated"}, {"G1": "removed"}, {"Other": "beta"}


@pytest.mark.parametrize(
    ("promised", "release", "stages", "expected"),
    [
        ("alpha", "v1.1", [A], ("proven", "G1", "alpha")),
        ("beta", "v1.1", [A], ("absent", "G1", "alpha")),
        ("ga", "v1.2", [A, B], ("absent", "G1", "beta")),
        ("beta", "v1.2", [A, B], ("proven", "G1", "beta")),
        ("alpha", "v1.2", [A, B], ("proven", "G1", "beta")),
        ("beta", "v1.3", [A, B], None),
        ("beta", "v1.1", [OTHER], None),
        ("beta", "v1.2", [B, OTHER], None),
        ("ga", "v1.2", [S, OTHER], ("proven", "G1", "")),
        ("ga", "v1.3", [S, D, OTHER], ("proven", "G1", "")),
        ("beta", "v1.2", [S, OTHER], None),
        ("ga", "v1.2", [S, {}], None),
        ("ga", "v1.2", [OTHER, S], ("proven", "G1", "ga")),
        ("ga", "v1.1", [OTHER, S], None),
        ("ga", "v1.2", [S, D], ("proven", "G1", "deprecated")),
        ("ga", "v1.2", [B, D], None),
        ("alpha2", "v1.1", [A], None),
        ("alpha2", "v1.1", [B], ("proven", "G1", "beta")),
        ("ship-once", "v1.1", [S], None),
        ("enforcement", "v1.1", [S], None),
        ("deprecated", "v1.1", [D], ("proven", "G1", "deprecated")),
        ("deprecated", "v1.1", [S], ("absent", "G1", "ga")),
        ("deprecated", "v1.2", [D, OTHER], ("proven", "G1", "")),
        ("deprecated", "v1.2", [S, OTHER], None),
        ("removed", "v1.1", [R], ("proven", "G1", "removed")),
        ("removed", "v1.2", [D, OTHER], ("proven", "G1", "")),
        ("removed", "v1.2", [S, OTHER], None),
        ("removed", "v1.1", [D], ("absent", "G1", "deprecated")),
        ("beta", "v1.1", [{"G1": ""}], None),
    ],
)
def test_one_gate(promised, release, stages, expected):
    assert shown(promised, release, *stages) == expected


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ({"G1": "beta", "G2": "beta"}, "proven"),
        ({"G1": "alpha", "G2": "alpha"}, "absent"),
        ({"G1": "beta", "G2": "alpha"}, None),
        ({"G1": "beta"}, None),
    ],
)
def test_all_gates_of_a_track_speak(gates, expected):
    said = [link("G1"), link("G2")]
    found = shown("beta", "v1.1", gates, said=said)
    assert (found[0] if found else None) == expected


def test_gate_that_was_renamed_counts_under_the_name_of_its_time():
    said = [link("Old1", since=0, until=150), link("New1", since=150)]
    stages = ({"Old1": "alpha"}, {"New1": "beta"})
    assert shown("alpha", "v1.1", *stages, said=said) == ("proven", "Old1", "alpha")
    assert shown("beta", "v1.2", *stages, said=said) == ("proven", "New1", "beta")


def test_person_who_names_both_names_of_a_gate_is_believed():
    said = [link("Old1", "person", since=900), link("New1", "person", since=900)]
    stages = ({"Old1": "alpha"}, {"New1": "beta"})
    assert shown("alpha", "v1.1", *stages, said=said) == ("proven", "Old1", "alpha")
    assert shown("beta", "v1.2", *stages, said=said) == ("proven", "New1", "beta")


def test_gate_that_was_named_only_later_counts_where_none_was():
    said = [link(since=500)]
    assert shown("alpha", "v1.1", A, said=said) == ("proven", "G1", "alpha")


def test_best_source_counts_and_what_was_denied_does_not():
    said = [link("G1", "issue"), link("G2", "sentence")]
    assert [one.gate for one in counting(said, [], day(1))[0]] == ["G1"]
    assert [one.gate for one in counting(said, ["G1"], day(1))[0]] == ["G2"]
    by_hand = [*said, link("G3", "person", since=700)]
    assert [one.gate for one in counting(by_hand, [], day(1))[0]] == ["G3"]


def test_first_tag_of_a_release_makes_it():
    one, two = tags(A, B)
    late = Tagged("v1.1", "again", "c" * 40, day(900), {})
    assert [tag.name for tag in in_order([two, late, one])] == ["v1.1.0", "v1.2.0"]


# --- Links --------------------------------------------------------------------------


def told(
    *gates: str, how: str = "sentence", track: str = "", exact: bool = False
) -> Told:
    return Told(how, track, gates, day(0), None, is_exact=exact)


def linked(
    one: Told, tracks: dict[str, str | None], *known: str
) -> list[tuple[str, str]]:
    return [(x.track, x.gate) for x in links([one], tracks, Registered(known))]


@pytest.mark.parametrize(
    ("one", "tracks", "known", "expected"),
    [
        (told("Warm"), {"": None}, ["Warm"], [("", "Warm")]),
        (told("Warm"), {"": None}, [], []),
        (told("Warm", how="issue"), {"": None}, [], [("", "Warm")]),
        (told("warm"), {"": None}, ["Warm"], [("", "Warm")]),
        (told("warm", exact=True), {"": None}, ["Warm"], []),
        (told("warm"), {"": None}, ["Warm", "WARM"], []),
        (told("Sev"), {"Sev": None, "Tdx": None}, ["Sev"], [("Sev", "Sev")]),
        (told("Any"), {"Sev": None, "Tdx": None}, ["Any"], []),
        (told("Any"), {"a": "Any", "b": None}, ["Any"], [("a", "Any")]),
        (told("Any", track="b"), {"a": None, "b": None}, ["Any"], [("b", "Any")]),
    ],
)
def test_links_of_tracks(one, tracks, known, expected):
    assert linked(one, tracks, *known) == expected


# --- Admitting ----------------------------------------------------------------------


def said(since: int, until: int | None, beta: str | None, *releases: str) -> Promised:
    end = day(until) if until is not None else None
    return Promised(day(since), end, {"beta": beta}, releases)


@pytest.mark.parametrize(
    ("history", "by_milestone", "expected"),
    [
        ([said(0, None, "v1.2")], False, None),
        ([said(0, 5, "v1.2"), said(5, None, "v1.3")], False, 5),
        ([said(0, 5, "v1.2"), said(5, 9, "v1.2"), said(9, None, None)], False, 9),
        ([said(0, 5, "v1.2"), said(5, 7, None), said(7, None, "v1.2")], False, None),
        ([said(0, 5, "v1.2")], False, 5),
        ([said(0, 5, None, "v1.2"), said(5, None, None, "v1.3")], True, 5),
        ([said(0, 5, None, "v1.2")], False, None),
        ([said(0, 5, "v1.2", "v1.2"), said(5, None, "v1.2", "v1.3")], True, None),
    ],
)
def test_when_a_slip_was_admitted(history, by_milestone, expected):
    found = admitted(history, stage="beta", release="v1.2", by_milestone=by_milestone)
    assert found == (day(expected) if expected is not None else None)
