from __future__ import annotations

import dataclasses

from enhancements.documents.facts import Fact, Reading
from enhancements.policy.spans import document_spans, without_overlap
from tests.support.told import beside, moment, of_field, reading, version

ALPHA = "target.alpha"


def spans_of(*versions):
    return document_spans(versions)


def targets(*versions):
    return of_field(spans_of(*versions), ALPHA)


def test_claim_holds_from_since_up_to_but_not_at_until():
    spans = spans_of(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), reading(target__alpha="v1.9")),
    )
    (old,) = [span for span in spans if span.value == "v1.8"]

    assert [old.holds(moment(m)) for m in (-0.01, 0, 4.99, 5)] == [
        False,
        True,
        True,
        False,
    ]


def test_claim_without_an_end_holds_for_ever():
    span = spans_of(version(1, moment(0), reading(title="One")))[0]

    assert (span.until, span.holds(moment(10**6))) == (None, True)


def test_value_that_changes_ends_the_old_claim_where_the_new_one_begins():
    assert targets(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), reading(target__alpha="v1.9")),
    ) == [("v1.8", moment(0), moment(5)), ("v1.9", moment(5), None)]


def test_value_that_is_no_longer_spoken_of_ends():
    assert targets(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), reading(title="One")),
    ) == [("v1.8", moment(0), moment(5))]


def test_value_that_comes_back_is_a_claim_of_its_own():
    assert targets(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), reading()),
        version(3, moment(9), reading(target__alpha="v1.8")),
    ) == [("v1.8", moment(0), moment(5)), ("v1.8", moment(9), None)]


def test_versions_of_one_second_follow_the_ordinal_and_only_the_last_one_counts():
    assert targets(
        version(3, moment(5), reading(target__alpha="v1.10")),
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), reading(target__alpha="v1.9")),
    ) == [("v1.8", moment(0), moment(5)), ("v1.10", moment(5), None)]


def test_document_added_and_deleted_in_one_second_claims_nothing():
    assert (
        spans_of(
            version(1, moment(0), reading(target__alpha="v1.8")),
            version(2, moment(0), None),
        )
        == []
    )


def test_no_version_claims_nothing():
    assert spans_of() == []


def test_claim_never_begins_before_that_of_its_predecessor():
    assert targets(
        version(1, moment(9), reading(target__alpha="v1.8")),
        version(2, moment(10), reading(target__alpha="v1.9")),
        version(3, moment(4), reading(target__alpha="v1.10")),
        version(4, moment(11), reading(target__alpha="v1.11")),
    ) == [
        ("v1.8", moment(9), moment(10)),
        ("v1.10", moment(10), moment(11)),
        ("v1.11", moment(11), None),
    ]


def test_value_rewritten_in_another_form_is_the_same_claim():
    spans = spans_of(
        version(1, moment(0), Reading((Fact(ALPHA, "v1.6", "v1.6", 4),))),
        version(2, moment(5), Reading((Fact(ALPHA, "v1.6", "v1.6.0", 9),))),
    )
    found = [span for span in spans if span.field == ALPHA]

    assert [(s.raw, s.since, s.until, s.version, s.line) for s in found] == [
        ("v1.6", moment(0), None, 101, 4)
    ]


def test_words_without_a_value_are_a_new_claim_when_they_change():
    spans = spans_of(
        version(1, moment(0), Reading((Fact(ALPHA, None, "TBD"),))),
        version(2, moment(5), Reading((Fact(ALPHA, None, "later"),))),
        version(3, moment(7), Reading((Fact(ALPHA, None, "later", problem="No."),))),
    )

    assert [s.raw for s in spans if s.field == ALPHA] == ["TBD", "later", "later"]


def test_unreadable_version_keeps_earlier_values_and_is_a_problem():
    spans = spans_of(
        version(1, moment(0), reading(title="One", target__alpha="v1.8")),
        version(2, moment(5), Reading(unreadable="The file is binary.")),
    )
    documents = [span for span in spans if span.field == "document"]

    assert of_field(spans, ALPHA) == [("v1.8", moment(0), None)]
    assert of_field(spans, "title") == [("One", moment(0), None)]
    assert [(d.problem, d.since, d.until) for d in documents] == [
        ("", moment(0), moment(5)),
        ("The file is binary.", moment(5), None),
    ]


def test_unreadable_version_may_move_and_the_place_is_read_anew():
    spans = spans_of(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(
            2,
            moment(5),
            Reading(unreadable="No."),
            path="veps/sig-storage/12-moved/vep.md",
        ),
    )

    assert of_field(spans, "sig") == [
        ("compute", moment(0), moment(5)),
        ("storage", moment(5), None),
    ]
    assert of_field(spans, ALPHA) == [("v1.8", moment(0), None)]


def test_readable_version_after_an_unreadable_one_says_what_it_says():
    assert targets(
        version(1, moment(0), reading(target__alpha="v1.8")),
        version(2, moment(5), Reading(unreadable="No.")),
        version(3, moment(9), reading(target__alpha="v1.9")),
    ) == [("v1.8", moment(0), moment(9)), ("v1.9", moment(9), None)]


def test_deleted_document_ends_every_claim():
    spans = spans_of(
        version(1, moment(0), reading(title="One", target__alpha="v1.8")),
        version(2, moment(5), None),
    )

    assert {span.until for span in spans} == {moment(5)}


def test_side_document_speaks_only_of_the_work_in_a_series_of_its_own():
    spans = spans_of(
        beside(1, moment(0), reading(title="Part 2", number=12, target__alpha="v1.9"))
    )

    assert sorted((span.source, span.field) for span in spans) == [
        ("document:notes.md", "document"),
        ("document:notes.md", ALPHA),
    ]


def test_blank_line_of_a_side_document_claims_nothing():
    assert targets(beside(1, moment(0), reading(target__alpha=None))) == []


def test_unreadable_line_of_a_side_document_is_a_problem():
    facts = (Fact(ALPHA, None, "next year", problem="No release."),)
    spans = spans_of(beside(1, moment(0), Reading(facts)))

    assert [(s.raw, s.problem) for s in spans if s.field == ALPHA] == [
        ("next year", "No release.")
    ]


def test_document_that_becomes_a_side_document_goes_on_in_another_series():
    main = version(1, moment(0), reading(target__alpha="v1.8"))
    later = dataclasses.replace(
        version(2, moment(5), reading(target__alpha="v1.8")), role="side"
    )
    spans = [span for span in spans_of(main, later) if span.field == ALPHA]

    assert [(s.source, s.since, s.until) for s in spans] == [
        ("document", moment(0), moment(5)),
        ("document:vep.md", moment(5), None),
    ]


def test_first_of_two_facts_of_one_series_stands():
    facts = (Fact(ALPHA, "v1.8", "v1.8"), Fact(ALPHA, "v1.9", "v1.9"))

    assert targets(version(1, moment(0), Reading(facts))) == [("v1.8", moment(0), None)]


def test_later_document_of_a_series_ends_the_earlier():
    old = spans_of(version(1, moment(0), reading(title="Old")))
    new = spans_of(version(2, moment(5), reading(title="New")))

    assert of_field(without_overlap([*old, *new]), "title") == [
        ("Old", moment(0), moment(5)),
        ("New", moment(5), None),
    ]


def test_of_two_claims_that_begin_together_the_later_version_stands():
    old = spans_of(version(1, moment(0), reading(title="Old")))
    new = spans_of(version(2, moment(0), reading(title="New")))

    assert of_field(without_overlap([*new, *old]), "title") == [
        ("New", moment(0), None)
    ]


def test_claims_that_follow_each_other_stay_as_they_are():
    spans = spans_of(
        version(1, moment(0), reading(title="Old")),
        version(2, moment(5), reading(title="New")),
    )

    assert sorted(without_overlap(spans), key=repr) == sorted(spans, key=repr)
