"""What the list of enhancements can show, as an address says it."""

from __future__ import annotations

import pytest

from enhancements.policy import columns
from enhancements.policy.columns import DEFAULT, EVERY, GROUPS, OF_NAME, ShownRefused


def names(given: tuple[str, ...]) -> list[str]:
    return [one.name for one in columns.shown(given)]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ([], ()),
        ([""], ()),
        (["stage,sig"], ("stage", "sig")),
        (["stage", "sig"], ("stage", "sig")),
        ([" stage , ,sig,stage "], ("stage", "sig")),
        # The enhancement itself is always there.
        (["key,title,number,sig"], ("sig",)),
        (["title"], ()),
        # Saying what it shows anyway says nothing.
        ([",".join(DEFAULT)], ()),
        ([",".join(reversed(DEFAULT))], tuple(reversed(DEFAULT))),
        ([",".join(OF_NAME)], tuple(OF_NAME)),
    ],
)
def test_columns_of_an_address(given, read):
    assert columns.read(given) == read
    assert columns.read(read) == read
    assert names(read) == list(read or DEFAULT)


@pytest.mark.parametrize("given", ["Stage", "nothing", "sig;stage", "\x00", "<b>"])
def test_column_that_there_is_not_is_refused_with_those_there_are(given):
    with pytest.raises(ShownRefused, match="Columns are: sig, stage,") as caught:
        columns.read([f"sig,{given}"])
    assert caught.value.name == "columns"
    assert f"“{given}”" in str(caught.value)


def test_group_is_one_of_those_there_are():
    assert [columns.group(one) for one in ("", " sig ", *GROUPS)] == [
        *("", "sig"),
        *GROUPS,
    ]
    with pytest.raises(ShownRefused, match="It can by: sig, stage, release") as caught:
        columns.group("title")
    assert caught.value.name == "group"


def test_order_is_kept_where_it_is_one():
    assert columns.sort("-merged") == "-merged"
    assert columns.sort("number") == "number"
    assert columns.sort("best") == "best"
    assert columns.sort("-best") == ""
    assert columns.sort("-number") == "-number"
    assert columns.sort("waiting") == ""
    assert columns.sort("") == ""


def test_every_column_says_what_it_shows():
    assert len(OF_NAME) == len(EVERY)
    assert all(one.label and one.meaning[0].islower() for one in EVERY)
    assert set(DEFAULT) <= set(OF_NAME)
