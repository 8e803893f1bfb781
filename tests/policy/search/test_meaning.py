"""What was probably meant by a word that nothing says."""

from __future__ import annotations

import pytest

from enhancements import profiles
from enhancements.policy.search import grammar, meaning, sought

TITLES = ["Live migration of guests", "Warm standby", "Network bandwidth"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("migratoin", "migration"),
        ("sig:network migratoin stage:beta", "sig:network migration stage:beta"),
        ("netwrok bandwith", "network bandwidth"),
        ("Standbi", "standby"),
        ("migration", ""),
        ("migr", ""),
        ("xyzzyx", ""),
        ("gst", ""),
        ("-migratoin", ""),
    ],
)
def test_misspelt_words_are_replaced_where_they_stand(text, meant):
    words = list(sought.of(grammar.parse(text)))
    assert meaning.meant(text, dict.fromkeys(words, TITLES)) == meant


def test_nothing_is_meant_where_no_title_is_alike():
    [word] = sought.of(grammar.parse("migratoin"))
    assert meaning.meant("migratoin", {word: []}) == ""


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("sig:netwrok", "sig:network"),
        ("-sig:SIG-Netwrok stage:beta sig:api,netwrok", None),
        ("netwrok stage:netwrok", "netwrok stage:netwrok"),
        ("sig:netwrok (", "sig:netwrok ("),
    ],
)
def test_sig_is_replaced_wherever_a_test_names_it(text, changed):
    wanted = changed or "-sig:network stage:beta sig:api,network"
    assert (
        meaning.with_sig(text, profiles.load("kubernetes"), "netwrok", "network")
        == wanted
    )
