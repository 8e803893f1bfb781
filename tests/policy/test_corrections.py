"""Corrections by hand, as the claims tell them."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements import profiles
from enhancements.policy import corrections
from enhancements.policy.corrections import Stands, Third, Wish
from enhancements.policy.spans import Span
from tests.support.tracked import day

PROFILE = profiles.load("kubernetes")


def span(
    value: list[str] | None,
    since: int,
    until: int | None = None,
    *,
    source: str = "metadata",
    field: str = "reviewers",
) -> Span:
    ends: dt.datetime | None = None if until is None else day(until)
    return Span("", source, field, value, str(value), day(since), ends)


MINE = span(["carl"], 5, source="person")


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        # It still says what it said.
        ([span(["ann"], 1)], None),
        # It says it in another order, or with its @.
        ([span(["ann", "bob"], 1, 6), span(["@Bob", "ann"], 6)], None),
        # It agrees.
        ([span(["ann"], 1, 6), span(["Carl"], 6)], None),
        # It says a third thing.
        ([span(["ann"], 1, 6), span(["eve"], 6)], Third(("ann",), ("eve",))),
        # It said nothing before, and speaks now.
        ([span(["eve"], 6)], Third(None, ("eve",))),
        # It has fallen silent.
        ([span(["ann"], 1, 6)], None),
        ([span(["ann"], 1, 6), span(None, 6)], None),
        # Another field, and what is only proposed, are no matter.
        ([span(["ann"], 1), span(["eve"], 6, field="approvers")], None),
        ([span(["ann"], 1), span(["eve"], 6, source="proposal:7")], None),
        # The source that counts first is the source.
        ([span(["ann"], 1), span(["eve"], 6, source="issue")], None),
    ],
)
def test_third_thing_is_what_neither_side_said(sources, expected):
    assert corrections.third(MINE, [MINE, *sources], day(9), PROFILE) == expected


def test_third_thing_is_told_as_of_a_moment():
    spans = [MINE, span(["ann"], 1, 6), span(["eve"], 6, 8), span(["ann"], 8)]
    found = [corrections.third(MINE, spans, day(n), PROFILE) for n in (5, 6, 7, 8)]
    assert [one is not None for one in found] == [False, True, True, False]


def wish(value: tuple[str, ...] | None, seen: tuple[str, ...] = ()) -> Wish:
    return Wish(1, "owners", value, seen)


@pytest.mark.parametrize(
    ("asked", "stands", "changes", "clashes"),
    [
        (wish(("ann",)), Stands(()), True, False),
        (wish(("ann",)), Stands(("bob",)), True, True),
        (wish(("ann",), ("bob",)), Stands(("Bob",)), True, False),
        (wish(("ann",)), Stands(("Ann",)), False, False),
        (wish(None), Stands(("ann",)), False, False),
        (wish(None, ("ann",)), Stands(("ann",), 7, source=("bob",)), True, False),
        (wish(("bob",), ("ann",)), Stands(("ann",), 7, source=("bob",)), True, False),
        (wish(("bob",)), Stands(("bob",), source=("bob",)), False, False),
        (wish(()), Stands(("bob",), source=("bob",)), True, True),
    ],
)
def test_wish_changes_and_clashes(asked, stands, changes, clashes):
    assert corrections.changes(asked, stands) is changes
    assert corrections.clashes(asked, stands) is clashes
