from __future__ import annotations

from enhancements.documents.facts import Fact, Reading
from enhancements.policy.names import Name
from enhancements.policy.records import latest, records
from enhancements.policy.spans import document_spans
from tests.support.told import PATH, PROFILE, beside, moment, reading, version


def told(*versions, beside=(), rivals=()):
    spans = [*document_spans(versions), *document_spans(beside)]
    return records(spans, PROFILE, rivals)


def state(*facts, **values):
    read = Reading((*reading(**values).facts, *facts))
    (stretch,) = told(version(1, moment(0), read))
    return stretch.state


def test_no_claim_makes_no_record():
    assert records([], PROFILE) == []


def test_record_lasts_while_nothing_changes():
    stretches = told(
        version(1, moment(0), reading(title="One")),
        version(2, moment(5), reading(title="Two")),
        version(3, moment(9), None),
    )

    assert [(s.since, s.until, s.state.title) for s in stretches] == [
        (moment(0), moment(5), "One"),
        (moment(5), moment(9), "Two"),
    ]


def test_record_of_a_document_that_comes_back_has_a_gap():
    stretches = told(
        version(1, moment(0), reading(title="One")),
        version(2, moment(5), None),
        version(3, moment(9), reading(title="One")),
    )

    assert [(s.since, s.until) for s in stretches] == [
        (moment(0), moment(5)),
        (moment(9), None),
    ]


def test_record_takes_number_sig_and_key_from_the_place():
    found = state(title="Warm standby")

    assert (found.number, found.sig, found.key, found.path) == (
        10,
        "compute",
        "10",
        PATH,
    )


def test_record_without_a_title_has_the_directorys_words_and_a_problem():
    found = state()

    assert found.title == "Warm standby"
    assert [(p["field"], p["message"]) for p in found.problems] == [
        (
            "title",
            (
                "The document has no title of its own. Begin it with a heading such as"
                " “# VEP #10: short descriptive title”."
            ),
        )
    ]


def test_stage_follows_the_latest_target_of_prose():
    found = state(title="x", target__alpha="v1.9", target__beta="v1.10")

    assert (found.stage, found.stage_from_target) == ("beta", True)


def test_stage_that_the_document_says_goes_before_its_targets():
    found = state(title="x", stage="alpha", target__beta="v1.10")

    assert (found.stage, found.stage_from_target) == ("alpha", False)


def test_stage_of_front_matter_is_never_made_up_from_targets():
    facts = (
        Fact("title", "x", "x", source="front-matter"),
        Fact("target.beta", "v1.10", "v1.10", source="front-matter"),
    )
    found = state(*facts)

    assert (found.stage, found.stage_from_target) == (None, False)


def test_latest_of_two_targets_in_one_release_is_the_furthest():
    targets = [{"alpha": "v1.9", "beta": "v1.9", "ga": None}]

    assert latest(targets, PROFILE) == "beta"


def test_latest_compares_releases_as_versions():
    assert latest([{"alpha": "v1.10", "beta": "v1.9"}], PROFILE) == "alpha"


def test_latest_is_none_when_the_latest_release_has_no_stage():
    assert latest([{"unstaged": "v1.10", "beta": "v1.9"}], PROFILE) is None


def test_targets_list_the_ladder_and_what_else_is_spoken_of():
    found = state(title="x", target__alpha="v1.9", **{"target__ship-once": "v1.9"})

    assert found.targets == {
        "alpha": "v1.9",
        "beta": None,
        "ship-once": "v1.9",
        "ga": None,
    }
    assert found.releases == ("v1.9",)


def test_tracks_have_targets_of_their_own_and_share_those_they_agree_on():
    facts = [
        Fact("target.alpha", "v1.9", "v1.9", track="One"),
        Fact("target.alpha", "v1.9", "v1.9", track="Two"),
        Fact("target.beta", "v1.10", "v1.10", track="One"),
        Fact("gate", "One", "One", track="One"),
        Fact("gate", "Two", "Two", track="Two"),
    ]
    found = state(*facts, title="x")

    assert found.targets == {"alpha": "v1.9", "beta": None, "ga": None}
    assert [(t["name"], t["gate"], t["stage"], t["targets"]) for t in found.tracks] == [
        ("One", "One", "beta", {"alpha": "v1.9", "beta": "v1.10", "ga": None}),
        ("Two", "Two", "alpha", {"alpha": "v1.9", "beta": None, "ga": None}),
    ]
    assert found.feature_gates == ("One", "Two")


def test_only_gate_of_a_document_is_that_of_its_only_track():
    found = state(title="x", feature_gates=["WarmStandby"])

    assert [(t["name"], t["gate"]) for t in found.tracks] == [("main", "WarmStandby")]


def test_two_documents_that_differ_are_drift_and_the_main_one_stands():
    (stretch,) = told(
        version(1, moment(0), reading(title="x", target__beta="v1.9")),
        beside=[beside(1, moment(0), reading(target__beta="v1.10"))],
    )
    (drift,) = stretch.state.drift

    assert stretch.state.targets["beta"] == "v1.9"
    assert (drift["field"], drift["track"]) == ("target.beta", "")
    assert [(c["source"], c["value"], c["commit"]) for c in drift["claims"]] == [
        ("document", "v1.9", "c1"),
        ("document:notes.md", "v1.10", "c1"),
    ]


def test_side_document_fills_what_the_main_one_leaves_blank():
    (stretch,) = told(
        version(1, moment(0), reading(title="x", target__beta=None)),
        beside=[beside(1, moment(0), reading(target__beta="v1.10"))],
    )

    assert stretch.state.targets["beta"] == "v1.10"
    assert stretch.state.drift == []


def test_unreadable_document_keeps_its_record_and_is_marked_stale():
    stretches = told(
        version(1, moment(0), reading(title="x", target__alpha="v1.9")),
        version(2, moment(5), Reading(unreadable="The file is binary.")),
    )
    last = stretches[-1].state

    assert (last.title, last.targets["alpha"]) == ("x", "v1.9")
    assert [(p["message"], p["stale"]) for p in last.problems] == [
        ("The file is binary.", True)
    ]


def test_problems_stand_in_the_order_of_their_lines():
    facts = [
        Fact("target.beta", None, "soon", 9, problem="Second."),
        Fact("target.alpha", None, "now", 4, problem="First."),
    ]

    assert [p["message"] for p in state(*facts, title="x").problems] == [
        "First.",
        "Second.",
    ]


def test_number_of_another_is_a_problem_only_while_both_have_it():
    rival = Name("number", "10", moment(5), moment(9))
    stretches = told(version(1, moment(0), reading(title="x")), rivals=[rival])

    assert [(s.since, s.until, s.state.key) for s in stretches] == [
        (moment(0), moment(5), "10"),
        (moment(5), moment(9), "10-warm-standby"),
        (moment(9), None, "10"),
    ]
    assert [[p["field"] for p in s.state.problems] for s in stretches] == [
        [],
        ["number"],
        [],
    ]


def test_rival_from_before_the_document_does_not_bring_its_record_forward():
    rival = Name("number", "10", moment(-9), None)
    (stretch,) = told(version(1, moment(0), reading(title="x")), rivals=[rival])

    assert (stretch.since, stretch.state.key) == (moment(0), "10-warm-standby")
