from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from enhancements import profiles
from enhancements.documents import sigs
from enhancements.sample.calendar import Calendar
from enhancements.sample.farwharf import rosters
from enhancements.sample.farwharf.people import PEOPLE, SIGS

CHANGES = rosters(Calendar(date(2026, 6, 2)))


def aliases(index: int) -> dict[str, list[str]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(
        CHANGES[index].files["OWNERS_ALIASES"] or b""
    )
    return found["aliases"]


def groups(index: int) -> dict[str, sigs.Group]:
    """The SIGs of a change as the product itself reads them."""
    profile = profiles.load("sample-kep")
    reading = sigs.read(CHANGES[index].files["sigs.yaml"] or b"", profile=profile)
    assert (reading.problems, reading.unreadable) == ((), "")
    return {group.name: group for group in reading.sigs}


def test_every_roster_is_read_without_a_problem() -> None:
    assert [list(groups(index)) for index in range(len(CHANGES))] == [
        ["queue", "placement", "haulage", "sites", "auth"]
    ] * 5


def test_chair_is_replaced() -> None:
    before, after = (
        [member.handle for member in groups(index)["placement"].chairs]
        for index in (1, 2)
    )

    assert before == ["gwen-tarrock", "celia-drummock"]
    assert after == ["gwen-tarrock", "nikos-thalberg"]


def test_technical_leads_are_listed() -> None:
    assert [member.handle for member in groups(0)["sites"].leads] == ["bashir-okonweth"]


def test_aliases_name_only_people_of_the_project() -> None:
    for index in range(len(CHANGES)):
        names = {name for team in aliases(index).values() for name in team}
        assert names <= set(PEOPLE)


def test_aliases_have_the_teams_of_every_sig_and_of_readiness() -> None:
    teams = {f"sig-{sig}-{kind}" for sig in SIGS for kind in ("leads", "reviewers")}

    assert set(aliases(-1)) == teams | {
        "release-team-enhancements",
        "prod-readiness-approvers",
        "prod-readiness-approvers-emeritus",
    }


def test_approver_of_readiness_leaves() -> None:
    assert "celia-drummock" in aliases(0)["prod-readiness-approvers"]
    assert "celia-drummock" not in aliases(1)["prod-readiness-approvers"]


def test_owners_of_a_sig_use_its_teams() -> None:
    owners: dict[str, Any] = yaml.safe_load(CHANGES[-1].files["sig-auth/OWNERS"] or b"")

    assert owners == {
        "reviewers": ["sig-auth-reviewers"],
        "approvers": ["sig-auth-leads"],
        "labels": ["sig/auth"],
    }


def test_changes_are_in_order_of_time() -> None:
    moments = [change.at for change in CHANGES]

    assert moments == sorted(moments)
