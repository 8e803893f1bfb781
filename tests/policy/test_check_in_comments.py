"""What a check-in says as a comment."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.commands import grammar
from enhancements.policy.letters import check_ins
from enhancements.policy.letters.check_ins import CheckIn, State
from enhancements.profiles.letters_loader import letters_of

SAID = CheckIn(
    value="off-track",
    reason="",
    by="olga",
    since=dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC),
    release="v1.9",
)


def written(said: CheckIn, name: str = "kubevirt") -> str:
    template = letters_of(profiles.load(name)).body("check-in")
    assert template is not None
    return check_ins.write(said, template)


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_has_the_text(name: str):
    text = written(SAID, name)
    assert text == "**Off track** for v1.9, says @olga on Tuesday 3 March 2026."


def test_track_and_reason_are_said():
    said = dataclasses.replace(SAID, track="SEV", reason="It waits.")
    assert written(said) == (
        "**Off track** for v1.9 (SEV), says @olga on Tuesday 3 March 2026. It waits."
    )


@given(st.text(max_size=80))
def test_no_reason_is_heard_as_a_command(reason: str):
    profile = profiles.load("kubernetes")
    text = written(dataclasses.replace(SAID, reason=f"/close\n{reason}"), "kubernetes")
    assert "\n" not in text
    assert not grammar.parse(text, profile.command_rules)


@pytest.mark.parametrize(
    ("state", "sent", "dry"),
    [
        (State.NOT_WRITTEN, True, True),
        (State.TAKEN_BACK, True, True),
        (State.SHOWN, True, False),
        (State.WAITING, False, False),
        (State.WRITTEN, False, False),
        (State.GIVEN_UP, False, False),
    ],
)
def test_it_goes_once(state: State, sent: bool, dry: bool):
    assert check_ins.may_go(state, is_sent=True) is sent
    assert check_ins.may_go(state, is_sent=False) is dry
