from __future__ import annotations

import pytest

from enhancements.policy import resolve
from enhancements.policy.spans import Span
from tests.support.told import PROFILE, moment

ORDER = ("person", "front-matter", "document", "document:*", "directory")


def claim(source, value, field="stage", **more):
    return Span("", source, field, value, str(value), moment(0), None, **more)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("person", 0),
        ("document", 4),
        ("document:notes.md", 6),
        ("directory", 8),
        ("label", 10),
    ],
)
def test_rank_follows_the_order_and_unknown_sources_come_last(source, place):
    assert resolve.rank(source, ORDER) == place


def test_rank_of_a_side_document_without_a_place_is_right_behind_the_document():
    assert resolve.rank("document:notes.md", ("document", "directory")) == 1


def test_best_source_that_names_a_value_stands():
    choice = resolve.choose(
        [claim("document", "beta"), claim("front-matter", "alpha")], ORDER
    )

    assert (choice.value, choice.winner.source, choice.drift) == (
        "alpha",
        "front-matter",
        True,
    )


def test_claim_without_a_value_never_stands_and_never_disagrees():
    choice = resolve.choose(
        [claim("front-matter", None), claim("document", "beta")], ORDER
    )

    assert (choice.value, choice.drift) == ("beta", False)
    assert [one.source for one in choice.claims] == ["front-matter", "document"]


def test_no_value_at_all_stands_for_nothing():
    choice = resolve.choose([claim("document", None)], ORDER)

    assert (choice.value, choice.winner, choice.drift) == (None, None, False)


def test_equal_sources_that_differ_leave_no_value_standing():
    choice = resolve.choose(
        [claim("document:a.md", "beta"), claim("document:b.md", "alpha")], ORDER
    )

    assert (choice.value, choice.winner, choice.drift) == (None, None, True)


def test_equal_sources_that_agree_stand():
    choice = resolve.choose(
        [claim("document:a.md", "beta"), claim("document:b.md", "Beta ")], ORDER
    )

    assert (choice.value, choice.winner.source, choice.drift) == (
        "beta",
        "document:a.md",
        False,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beta", " beta"),
        (["@Ann", "bob"], ["bob", "@ann"]),
        ({"path": "A"}, {"path": "a"}),
        (10, 10),
    ],
)
def test_two_ways_to_write_one_value_are_equal(one, other):
    assert resolve.canonical(one) == resolve.canonical(other)


def test_number_follows_the_profile_and_not_the_default():
    held = resolve.choices(
        [claim("document", 12, "number"), claim("directory", 10, "number")], PROFILE
    )

    assert held["", "number"].value == 10


def test_fields_and_tracks_are_resolved_apart():
    other = Span("Gate", "document", "stage", "ga", "ga", moment(0), None)
    held = resolve.choices([claim("document", "beta"), other], PROFILE)

    assert {place: choice.value for place, choice in held.items()} == {
        ("", "stage"): "beta",
        ("Gate", "stage"): "ga",
    }


def test_main_document_goes_before_side_documents():
    side = claim("document:a.md", {"path": "a"}, "document")
    main = claim("document", {"path": "m"}, "document")
    held = resolve.choices([side, main], PROFILE)

    assert resolve.main_document(held) is main


def test_side_document_stands_when_it_is_alone():
    side = claim("document:a.md", {"path": "a"}, "document")

    assert resolve.main_document(resolve.choices([side], PROFILE)) is side


def test_without_a_document_there_is_no_main_one():
    assert resolve.main_document({}) is None


def test_boundaries_are_every_begin_and_end_in_order():
    spans = [
        Span("", "document", "title", "b", "b", moment(5), None),
        Span("", "document", "title", "a", "a", moment(0), moment(5)),
    ]

    assert resolve.boundaries(spans) == [moment(0), moment(5)]
