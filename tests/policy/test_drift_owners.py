"""Who is assigned against whom the issue names, and whom somebody named by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from enhancements.policy.drift import Decided, Side
from tests.support.drifts import AT, GOOD, entry, found, kinds, said


def people(source: str, *logins: str, **more: Any) -> Side:
    """Who is assigned, or whom the text names."""
    words = ", ".join(f"@{one}" for one in logins)
    return Side(source, words, list(logins), **more)


CONTACT = people("issue", "bob", line=4, raw="- Primary contact (assignee): @bob")


def test_contact_is_assigned_while_nobody_is():
    one = found(entry(dataclasses.replace(GOOD, contact=CONTACT)))["owners"]
    assert (one.right, [side.words for side in one.sides]) == (0, ["@bob", "nobody"])
    assert kinds(one) == {"write": ("assigns bob",), "command": ("/assign @bob",)}
    assert (one.write.kind, one.write.add) == ("assignees", ("bob",))


def test_who_is_assigned_counts_before_the_contact():
    assigned = people("assignees", "ann", since=AT)
    on = dataclasses.replace(GOOD, contact=CONTACT, assigned=assigned)
    one = found(entry(on))["owners"]
    assert (one.right, one.sides[0].source) == (0, "assignees")
    assert kinds(one) == {"text": ("- Primary contact (assignee): @ann",)}


@pytest.mark.parametrize(
    ("on", "more"),
    [
        # One of them is enough, and letters count alike in both cases.
        ({"assigned": people("assignees", "cid", "BOB")}, {}),
        ({"contact": None}, {}),
        # A team cannot be assigned.
        ({"contact": people("issue", "org/sig-node")}, {}),
        ({"state": "closed"}, {}),
        ({}, {"is_out": True}),
        ({}, {"is_planned": False}),
        ({}, {"standing": Decided("removed", "ann", AT)}),
    ],
)
def test_assignees_are_no_drift_where_it_does_not_matter(on, more):
    given_ = dataclasses.replace(GOOD, **{"contact": CONTACT, **on})
    assert "owners" not in found(entry(given_, **more))


BY_HAND = people("person", "zoe", "Bob", by="nils", since=AT)


def test_owners_by_hand_are_assigned_and_others_no_longer():
    assigned = people("assignees", "ann", "bob", since=AT)
    on = dataclasses.replace(GOOD, contact=CONTACT, assigned=assigned)
    one = found(entry(on, owners_by_hand=BY_HAND))["owners"]
    assert (one.right, [side.source for side in one.sides]) == (
        0,
        ["person", "assignees"],
    )
    assert kinds(one) == {
        "write": ("assigns zoe; unassigns ann",),
        "command": ("/assign @zoe", "/unassign @ann"),
    }
    assert (one.write.add, one.write.remove) == (("zoe",), ("ann",))


def test_owners_by_hand_are_assigned_where_nobody_is():
    one = found(entry(GOOD, owners_by_hand=BY_HAND))["owners"]
    assert [side.words for side in one.sides] == ["@zoe, @Bob", "nobody"]
    assert kinds(one)["command"] == ("/assign @zoe @Bob",)


def test_third_thing_is_told_beside_the_assignees():
    claims = [said("person", ["zoe"], "@zoe"), said("issue", ["ann"], "assigned")]
    third = {"then": None, "now": ["ann"]}
    recorded = [{"field": "owners", "track": "", "claims": claims, "third": third}]
    on = dataclasses.replace(GOOD, assigned=people("assignees", "ann", since=AT))
    one = found(entry(on, recorded=recorded, owners_by_hand=BY_HAND))["owners"]
    assert one.why.endswith(
        "Its source said nobody when it was corrected and says a third thing since:"
        " @ann."
    )
    assert one.write is not None


@pytest.mark.parametrize(
    ("on", "more"),
    [
        ({"assigned": people("assignees", "bob", "ZOE")}, {}),
        ({"state": "closed"}, {}),
        ({}, {"is_planned": False}),
        # A team cannot be assigned.
        ({}, {"owners_by_hand": people("person", "org/sig-node")}),
    ],
)
def test_owners_by_hand_are_no_drift_where_it_does_not_matter(on, more):
    given_ = dataclasses.replace(GOOD, **on)
    assert "owners" not in found(entry(given_, **{"owners_by_hand": BY_HAND, **more}))
