"""Filters written into a search."""

from __future__ import annotations

import pytest

from enhancements.policy.search import grammar
from enhancements.policy.search.folding import folded
from enhancements.policy.search.grammar import SearchRefused


@pytest.mark.parametrize(
    ("text", "filters", "whole"),
    [
        ("", {}, ""),
        ("  warm  OR cold ", {}, "warm  OR cold"),
        ("", {"sig": ["network"]}, "sig:network"),
        ("", {"sig": ["network", "none"]}, "sig:network,none"),
        ("warm", {"sig": []}, "warm"),
        (
            "warm standby",
            {"stage": ["beta"], "release": ["v1.9"]},
            "warm standby stage:beta release:v1.9",
        ),
        # What was said as one stays one.
        ("warm OR cold", {"sig": ["network"]}, "(warm OR cold) sig:network"),
        ("-warm", {"has": ["drift"]}, "-warm has:drift"),
        # Whatever stands in an address is a value and nothing else.
        ("", {"author": ["a b"]}, 'author:"a b"'),
        ("", {"author": ["x) OR (y"]}, 'author:"x) OR (y"'),
        ("", {"sig": ["a,b"]}, 'sig:"a,b"'),
    ],
)
def test_one_text_says_all_of_it(text, filters, whole):
    assert folded(text, filters) == whole
    grammar.parse(whole)


def test_text_that_cannot_be_read_is_refused():
    with pytest.raises(SearchRefused):
        folded("(warm", {"sig": ["network"]})
