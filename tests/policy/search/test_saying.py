"""Searches as pages say them."""

from __future__ import annotations

import pytest

from enhancements.policy.search import saying


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("warm", (("warm", ""),)),
        ("warm sig:node", (("warm", "sig:node"), ("sig:node", "warm"))),
        (
            "a AND (b OR c) -d",
            (("a", "(b OR c) -d"), ("b OR c", "a -d"), ("-d", "a (b OR c)")),
        ),
        ("a OR b c", (("a OR b c", ""),)),
    ],
)
def test_each_part_can_be_dropped(text, parts):
    assert saying.parts(text) == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("warm standby", "that say “warm standby”"),
        ('"warm standby"', "that say “warm standby”"),
        ("is:at-risk  sig:node", "found by is:at-risk sig:node"),
        ("-warm", "found by -warm"),
    ],
)
def test_what_is_found_is_said_in_words(text, said):
    assert saying.sentence(text) == said
