"""What the palette always offers, by what is typed and who asks."""

from __future__ import annotations

import pytest

from enhancements.policy.palette import BEGIN, PAGES, Around, fits, offered

STRANGER = Around("demo", release="v1.10", word="VEP", words="VEPs")
MEMBER = Around("demo", release="v1.10", word="VEP", words="VEPs", is_signed_in=True)
NOWHERE = Around("demo", release="", word="VEP", words="VEPs")


def names(text: str, around: Around = STRANGER) -> list[str]:
    return [place.name for place in offered(PAGES, text, around)]


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("", ("Roadmap",), True),
        ("road", ("Roadmap",), True),
        ("ROAD", ("Roadmap",), True),
        ("map", ("Roadmap",), False),
        ("v1.10 board", ("Board of v1.10",), True),
        ("board v1.9", ("Board of v1.10",), False),
        ("freeze", ("Board of v1.10", "freeze checks"), True),
        ("board nothing", ("Board of v1.10", "freeze checks"), False),
    ],
)
def test_every_word_has_to_begin_one_that_is_said(text, said, expected):
    assert fits(text, *said) is expected


def test_usual_pages_are_offered_before_anything_is_typed():
    assert names("  ") == [
        "Board of v1.10",
        "v1.10",
        "Roadmap",
        "Releases",
        "SIGs",
        "People",
        "VEPs",
    ]
    assert names("", MEMBER)[:3] == ["Board of v1.10", "Waiting on me", "My SIG"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("board", ["Board of v1.10", "Snapshots of v1.10"]),
        ("1.10 exceptions", ["Exceptions of v1.10"]),
        ("gates", ["Feature gates"]),
        ("ves", []),
        ("{release}", []),
    ],
)
def test_pages_are_found_by_their_words_those_that_begin_so_first(text, found):
    assert names(text) == found


def test_what_belongs_to_somebody_is_offered_to_who_is_signed_in():
    assert "Waiting on me" not in names("waiting")
    assert names("waiting", MEMBER) == ["Waiting on me"]


def test_without_a_release_in_work_nothing_of_one_is_offered():
    assert names("board", NOWHERE) == []
    assert names("", NOWHERE)[0] == "Roadmap"


def test_what_can_be_begun_is_named_in_the_words_of_the_project():
    begun = [place.name for place in offered(BEGIN, "new", MEMBER)]
    assert begun == ["Propose a VEP", "Ask for an exception in v1.10"]
    assert [place.name for place in offered(BEGIN, "", STRANGER)] == ["Propose a VEP"]
