from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.versions import parse_release, sort_key

numbers = st.integers(min_value=0, max_value=9999)


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("v1.9", "v1.9"),
        ("1.9", "v1.9"),
        ("V1.9", "v1.9"),
        ("v1.9.0", "v1.9"),
        ("1.9.0", "v1.9"),
        ("v1.9.", "v1.9"),
        (" v1.9. ", "v1.9"),
        ("v1.9.x", "v1.9"),
        ("v0.59.0", "v0.59"),
        ("v01.09", "v1.9"),
        ("v1.10", "v1.10"),
    ],
)
def test_parse_release_reads_every_spelling(text, release):
    assert parse_release(text) == release


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1",
        "1",
        "TBD",
        "v1.x",
        "v1.9-rc.1",
        "v1.9.0.0",
        "v1.9 v1.10",
        "v1,9",
        "1.٩",
    ],
)
def test_parse_release_of_anything_else_is_none(text):
    assert parse_release(text) is None


@given(st.text())
def test_parse_release_never_raises_and_repeats_itself(text):
    release = parse_release(text)
    assert release is None or parse_release(release) == release


@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers))
def test_sort_key_orders_releases_as_pairs_of_numbers(one, other):
    first, second = ("v{}.{}".format(*pair) for pair in (one, other))
    assert (sort_key(first) < sort_key(second)) == (one < other)
    assert sort_key(first) == one


@given(numbers, numbers, numbers)
def test_parse_release_drops_the_patch_number(major, minor, patch):
    assert parse_release(f"{major}.{minor}.{patch}") == f"v{major}.{minor}"


def test_sort_key_puts_ten_after_nine():
    assert sorted(["v1.10", "v1.9", "v0.59"], key=sort_key) == [
        "v0.59",
        "v1.9",
        "v1.10",
    ]


def test_sort_key_of_no_release_raises():
    with pytest.raises(ValueError, match="'soon' is no release"):
        sort_key("soon")
