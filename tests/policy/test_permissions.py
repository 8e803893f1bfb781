"""Who may do what: every role, deed and thing, and the sentence for who may not."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from enhancements.policy.permissions import (
    ASKER,
    DOCS_FREEZE,
    LABELS,
    OPERATOR,
    OWNER,
    ROLES,
    Deed,
    Held,
    Thing,
    may,
    roles_for,
    serves,
)
from enhancements.profiles.role_rules import (
    RELEASE_COMMS,
    RELEASE_DOCS,
    RELEASE_LEAD,
    RELEASE_SHADOW,
    RELEASE_TEAM,
    SIG_LEAD,
)

TEAM = {RELEASE_LEAD, RELEASE_SHADOW}
# Written out by hand, beside the table of the policy: whoever changes one changes both.
EXPECTED = {
    Deed.OPT_IN: TEAM | {SIG_LEAD},
    Deed.TRACK: TEAM,
    Deed.DEFER: TEAM | {SIG_LEAD},
    Deed.REMOVE: TEAM,
    Deed.WAIVE: TEAM,
    Deed.NOTE: {*RELEASE_TEAM, SIG_LEAD, OWNER},
    Deed.SET_CONTACT: TEAM,
    Deed.REBALANCE: {RELEASE_LEAD},
    Deed.EDIT_CRITERIA: {RELEASE_LEAD},
    Deed.EDIT_LETTERS: {RELEASE_LEAD},
    Deed.SET_OUTREACH: {RELEASE_LEAD, SIG_LEAD},
    Deed.OPEN_RELEASE: {RELEASE_LEAD},
    Deed.MOVE_DEADLINE: {RELEASE_LEAD},
    Deed.CLOSE_RELEASE: {RELEASE_LEAD},
    Deed.CLOSE_ENTRY: TEAM,
    Deed.ASK_EXCEPTION: TEAM | {SIG_LEAD, OWNER},
    Deed.WITHDRAW_EXCEPTION: TEAM | {ASKER},
    Deed.VOTE: TEAM | {SIG_LEAD},
    Deed.DECIDE_EXCEPTION: TEAM,
    Deed.POST_COMMENT: TEAM,
    Deed.LINK_GATE: TEAM | {SIG_LEAD, OWNER},
    Deed.MEND_DRIFT: TEAM | {SIG_LEAD},
    Deed.ASSIGN: {SIG_LEAD, OWNER},
    Deed.SEEK_HELP: {SIG_LEAD, OWNER},
    Deed.CHECK_IN: TEAM | {SIG_LEAD, OWNER},
    Deed.RAISE_CONCERN: {*RELEASE_TEAM, SIG_LEAD, OWNER},
    Deed.RESOLVE_CONCERN: TEAM | {SIG_LEAD},
    Deed.EDIT_ASKING: {SIG_LEAD},
    Deed.NAME_DEPENDENCY: TEAM | {SIG_LEAD, OWNER},
    Deed.KEEP_CHANNEL: {*RELEASE_TEAM, SIG_LEAD},
    Deed.SAVE_FOR_SIG: {SIG_LEAD},
    Deed.SAVE_FOR_EVERYBODY: {*RELEASE_TEAM, SIG_LEAD, OPERATOR},
    Deed.RETRY: {OPERATOR},
}
ANYWHERE = {Deed.RAISE_CONCERN, Deed.SAVE_FOR_EVERYBODY}
"""What leads of any SIG may."""
DOCS = {
    *(Deed.TRACK, Deed.REMOVE, Deed.WAIVE),
    *(Deed.DECIDE_EXCEPTION, Deed.WITHDRAW_EXCEPTION, Deed.POST_COMMENT),
}
OURS = Thing(release="v1.9", sig="compute", key="42", freeze="code-freeze")
PLACES = {SIG_LEAD: "compute", OWNER: "42", ASKER: "ann"}


def held(role: str) -> Held:
    return Held(role, PLACES.get(role, ""))


@pytest.mark.parametrize(
    ("role", "deed", "freeze"),
    list(itertools.product(ROLES, Deed, ("code-freeze", DOCS_FREEZE, ""))),
)
def test_every_role_and_deed(role, deed, freeze):
    thing = dataclasses.replace(OURS, freeze=freeze, asked_by="ann")
    expected = role in EXPECTED[deed] or (
        role == RELEASE_DOCS and deed in DOCS and freeze == DOCS_FREEZE
    )
    answer = may([held(role)], deed, thing)
    assert answer.allowed is expected
    assert bool(answer.reason) is not expected
    assert answer.role == (role if expected else "")


@pytest.mark.parametrize("deed", Deed)
def test_nobody_may_anything(deed):
    answer = may([], deed, OURS)
    assert not answer
    assert answer.reason.startswith("Only ")
    assert answer.reason.endswith(".")


@pytest.mark.parametrize("deed", Deed)
def test_leads_of_another_sig_and_owners_of_another_may_nothing(deed):
    others = [Held(SIG_LEAD, "network"), Held(OWNER, "43"), Held(ASKER, "bob")]
    # Every SIG signs off, so a lead of another one may have a concern; and what is for
    # everybody is of no SIG.
    assert may(others, deed, OURS).allowed is (deed in ANYWHERE)
    assert not may([Held(OWNER, "43")], deed, OURS)
    # A thing that belongs to no SIG and has no key is nobody's by accident.
    nobodys = [Held(OWNER, ""), Held(ASKER, "")]
    if deed not in ANYWHERE:
        nobodys.append(Held(SIG_LEAD, ""))
    assert not may(nobodys, deed, Thing(release="v1.9"))


@pytest.mark.parametrize(
    ("role", "deed"), list(itertools.product((*RELEASE_TEAM, SIG_LEAD, OWNER), Deed))
)
def test_nobody_changes_anything_of_old_releases(role, deed):
    old = Thing("v1.2", "compute", "42", DOCS_FREEZE, is_served=False)
    answer = may([held(role)], deed, old)
    assert not answer
    assert "v1.2 is long out" in answer.reason


def test_sentences_name_who_could():
    asked = dataclasses.replace(OURS, asked_by="bea")
    assert may([Held(ASKER, "ann")], Deed.WITHDRAW_EXCEPTION, asked).reason == (
        "Only the release team of v1.9 or @bea, who asked, withdraws this request."
    )
    assert may([], Deed.TRACK, OURS).reason == (
        "Only the release team of v1.9 marks work as tracked."
    )
    assert may([Held(SIG_LEAD, "network")], Deed.DEFER, OURS).reason == (
        "This belongs to SIG compute, and you lead another one."
    )
    assert may([], Deed.RETRY, Thing()).reason == (
        "Only an operator of this installation tries again what was given up."
    )


def test_everything_has_a_name():
    assert set(LABELS) == set(ROLES)
    assert all(roles_for(deed) for deed in Deed)
    assert RELEASE_COMMS in roles_for(Deed.NOTE)


@pytest.mark.parametrize(
    ("release", "expected"),
    [("v1.7", False), ("v1.8", True), ("v1.9", True), ("v1.10", True), ("v9", False)],
)
def test_team_serves_the_release_in_work_and_its_neighbours(release, expected):
    names = ["v1.7", "v1.8", "v1.9", "v1.10"]
    assert serves(release, names=names, current="v1.9") is expected


def test_team_serves_nothing_without_a_release_in_work():
    assert not serves("v1.9", names=["v1.9"], current="")
