"""What of a view can be kept."""

from __future__ import annotations

import pytest

from enhancements.policy.saved_views import (
    AUDIENCES,
    DEEDS,
    PRIVATE,
    Said,
    ViewRefused,
    checked,
)


def test_what_is_said_is_kept_in_one_form():
    said = Said(
        "  At \n risk  ",
        "everybody",
        "network",
        " Why. \n",
        " is:at-risk ",
        ("title", "sig", "sig"),
        "number",
        " sig ",
    )
    kept = checked(said)
    assert kept == Said(
        "At risk", "everybody", "", "Why.", "is:at-risk", ("sig",), "number", "sig"
    )
    assert checked(kept) == kept


def test_text_that_postgres_cannot_hold_is_made_so():
    kept = checked(Said("a\x00b", description="\ud800"))
    assert (kept.name, kept.description) == ("a\ufffdb", "\ufffd")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(""), "Give it a name"),
        (Said(" \t "), "Give it a name"),
        (Said("x" * 81), "at most 80 characters"),
        (Said("42"), "not a number alone"),
        (Said("x", description="y" * 501), "at most 500 characters"),
        (Said("x", "friends"), "Choose who it is for: private, sig, everybody"),
        (Said("x", "sig"), "Choose the SIG"),
        (Said("x", query="(warm"), "bracket is never closed"),
        (Said("x", query="x" * 2001), "2,000 signs"),
        (Said("x", columns=("nothing",)), "no column “nothing”"),
        (Said("x", group="title"), "cannot be grouped by"),
    ],
)
def test_what_cannot_be_kept_says_what_to_do(said, why):
    with pytest.raises(ViewRefused, match=why.replace("(", r"\(")):
        checked(said)


def test_every_audience_but_the_private_one_needs_a_deed():
    assert set(AUDIENCES) - set(DEEDS) == {PRIVATE}
