from __future__ import annotations

import pytest

from enhancements.policy.names import RESERVED, Name, directory_name, key_of, names
from enhancements.policy.spans import document_spans
from tests.support import addresses
from tests.support.told import PATH, PROFILE, moment, reading, version

FLAT = "veps/sig-compute/warm-standby.md"


def test_no_claim_makes_no_name():
    assert names([], PROFILE) == []


def test_names_are_number_directory_and_path_while_they_held():
    spans = document_spans(
        [
            version(1, moment(0), reading(title="x", number=9), path=FLAT),
            version(2, moment(5), reading(title="x"), path=PATH),
        ]
    )

    assert sorted(names(spans, PROFILE), key=lambda n: (n.kind, n.since)) == [
        Name("directory", "warm-standby", moment(0), moment(5)),
        Name("directory", "10-warm-standby", moment(5), None),
        Name("number", "9", moment(0), moment(5)),
        Name("number", "10", moment(5), None),
        Name("path", FLAT, moment(0), moment(5)),
        Name("path", PATH, moment(5), None),
    ]


def test_name_that_goes_on_is_one_name():
    spans = document_spans(
        [
            version(1, moment(0), reading(title="One")),
            version(2, moment(5), reading(title="Two")),
        ]
    )

    assert [(n.kind, n.since, n.until) for n in names(spans, PROFILE)] == [
        ("directory", moment(0), None),
        ("path", moment(0), None),
        ("number", moment(0), None),
    ]


def test_names_end_with_the_document():
    spans = document_spans(
        [version(1, moment(0), reading(title="x")), version(2, moment(5), None)]
    )

    assert {name.until for name in names(spans, PROFILE)} == {moment(5)}


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(0, 5, False), (4, 6, True), (5, 9, True), (9, 12, False), (12, None, False)],
)
def test_name_overlaps_a_stretch_that_shares_a_moment(since, until, expected):
    name = Name("number", "10", moment(5), moment(9))
    end = None if until is None else moment(until)

    assert name.overlaps(moment(since), end) is expected


def test_name_without_an_end_overlaps_every_later_stretch():
    name = Name("number", "10", moment(5), None)

    assert (name.overlaps(moment(9), None), name.overlaps(moment(0), moment(5))) == (
        True,
        False,
    )


def test_directory_of_a_flat_file_is_its_stem():
    assert (directory_name(FLAT, PROFILE), directory_name(PATH, PROFILE)) == (
        "warm-standby",
        "10-warm-standby",
    )


def rival(kind, value):
    return Name(kind, value, moment(0), None)


@pytest.mark.parametrize(
    ("number", "directory", "rivals", "key"),
    [
        (10, "10-warm", [], "10"),
        (10, "10-warm", [rival("number", "10")], "10-warm"),
        (10, "10-warm", [rival("number", "11")], "10"),
        (None, "warm", [], "warm"),
        (None, "warm", [rival("directory", "warm")], "sig-compute-warm"),
        (None, "0000", [], "sig-compute-0000"),
        (None, "releases", [], "sig-compute-releases"),
        (None, "what?#now", [], "what--now"),
    ],
)
def test_key_is_the_number_when_unique_else_the_directory(
    number, directory, rivals, key
):
    path = f"veps/sig-compute/{directory}/vep.md"

    assert key_of(number, directory, path, rivals) == key


def test_key_of_a_reserved_name_with_no_folder_above_says_document():
    assert key_of(None, "sigs", "sigs.md", []) == "sigs-document"


def test_words_of_pages_are_no_keys():
    routes = [one.route.split("/") for one in addresses.every()]
    # A page ends with a slash; a file of the project does not.
    below = [one for one in routes if one[0] == "<slug:project>" and len(one) > 2]
    words = {route[1] for route in below}
    assert {word for word in words if word and "<" not in word} == RESERVED
