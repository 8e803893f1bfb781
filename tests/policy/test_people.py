"""Logins as people type them, and the people of an entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import decisions, people
from enhancements.policy.decisions import DecisionRefused, Place, Wish

LOGINS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  ", ()),
        ("ann", ("ann",)),
        ("@ann, Bob;carl", ("ann", "Bob", "carl")),
        ("ann\n@ANN  ann", ("ann",)),
        ("@@ann", ("ann",)),
        ("kubevirt/sig-node, renovate[bot]", ("kubevirt/sig-node", "renovate[bot]")),
    ],
)
def test_people_are_read_as_they_are_typed(text, expected):
    assert people.logins(text) == expected


@given(st.lists(LOGINS), st.sampled_from([" ", ", ", " @", ";", ",\n@"]))
def test_typed_people_come_back_each_once(names, between):
    found = people.logins(between.join(names))
    assert found == people.unique(names)
    assert people.strange(found) == ()
    assert people.logins(" ".join(found)) == found


@given(st.lists(LOGINS), st.lists(LOGINS), st.lists(LOGINS))
def test_people_who_are_added_are_there_and_removed_ones_are_not(now, add, remove):
    found = {one.casefold() for one in people.changed(now, add=add, remove=remove)}
    added = {one.casefold() for one in add}
    assert added <= found
    assert not ({one.casefold() for one in remove} - added) & found


def test_entry_has_its_own_people_where_somebody_named_them():
    recorded = {"owners": ["olga"], "reviewers": ["ann", "bob"], "approvers": []}
    found = people.of_entry(recorded, {"owners": "zoe Kim", "contact": "eve"})
    assert found == people.People(("zoe", "Kim"), ("ann", "bob"), (), named=("owners",))
    found = people.of_entry(recorded, {})
    assert found == people.People(("olga",), ("ann", "bob"), ())


@pytest.mark.parametrize("kind", people.ROLES)
def test_decision_keeps_people_as_logins(kind):
    wish = Wish(Place(1, 2, "", kind), "@Ann, bob;@ANN")
    assert decisions.checked(wish).value == "Ann bob"


@pytest.mark.parametrize("value", ["a_b", "-ann", " ".join(f"a{n}" for n in range(31))])
def test_decision_refuses_who_can_be_nobody(value):
    with pytest.raises(DecisionRefused):
        decisions.checked(Wish(Place(1, 2, "", "owners"), value))
