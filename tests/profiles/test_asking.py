"""`[asking]` of a profile: what it may say, and what is told when it is wrong."""

from __future__ import annotations

import re

import pytest

from enhancements import profiles
from enhancements.policy.asking import LEADS, OWNERS, USUAL, Rung
from enhancements.profiles import ProfileInvalid
from enhancements.profiles.asking_loader import with_asking
from enhancements.profiles.reader import Table

OWNER = {"days": 7, "whom": ["owners"]}


def load(**data):
    table = Table(data, "x.toml: asking.")
    return with_asking(profiles.load("kubevirt"), table).asking


def test_profile_that_says_nothing_has_the_usual_ladder():
    assert load() == USUAL
    assert profiles.load("kubernetes").asking == USUAL


def test_ladder_is_read_with_the_earliest_rung_first():
    found = load(rungs=[OWNER, {"days": 30, "whom": ["leads", "owners"]}], holds=9)
    assert found.rungs == (Rung(30, (OWNERS, LEADS)), Rung(7, (OWNERS,)))
    assert (found.holds, found.holds_unmet) == (9, USUAL.holds_unmet)
    assert load(holds_unmet=3).rungs == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"rungs": [{"days": 7}]}, "x.toml: asking.rungs: Say whom to ask 7 days"),
        ({"rungs": [OWNER, OWNER]}, "x.toml: asking.rungs: Two rungs have 7 days"),
        ({"rungs": [{**OWNER, "who": 1}]}, "asking.rungs[1].who: no profile has this"),
        ({"rung": [OWNER]}, "x.toml: asking.rung: no profile has this key"),
        ({"holds": 0}, "x.toml: asking.rungs: An answer holds for at least 1 day"),
        ({"holds": "9"}, "x.toml: asking.holds: write a whole number"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(data, said):
    with pytest.raises(ProfileInvalid, match=re.escape(said)):
        load(**data)
