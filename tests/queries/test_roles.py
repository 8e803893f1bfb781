"""Roles come from rosters, teams and records, and end with the next request."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import teams
from enhancements.actions.told import PersonTold
from enhancements.policy.permissions import OPERATOR, OWNER, Held
from enhancements.profiles.role_rules import (
    RELEASE_LEAD,
    RELEASE_SHADOW,
    SIG_LEAD,
)
from enhancements.queries import roles
from tests.support.tracked import day, vep

SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership:
    chairs:
    - {github: Ann, name: Ann, company: x}
"""
ALIASES = """aliases:
  sig-release-approvers:
  - ann
  sig-release-reviewers:
  - {shadow}
  others:
  - carl
"""


def held(demo, login: str, github_id: int = 1, **more) -> set[Held]:
    project = demo.project
    project.refresh_from_db()
    found = roles.held(
        project=project.pk,
        profile=profiles.load(project.profile),
        login=login,
        github_id=github_id,
        **more,
    )
    assert len({(one.role, one.of) for one in found}) == len(found)
    return set(found)


@pytest.fixture
def rosters(demo):
    files = {
        "sigs.yaml": SIGS,
        "OWNERS_ALIASES": ALIASES.format(shadow="bob").encode(),
    }
    demo.commit(files, day(1), kind="rosters")
    demo.commit(
        {"veps/sig-compute/10-warm/vep.md": vep(10, owners="\n- @Bob\n", alpha="v1.9")},
        day(2),
    )
    demo.track()
    demo.sync()
    return demo


def test_roles_by_rosters_and_records(rosters, django_assert_num_queries):
    with django_assert_num_queries(2):  # One of them reads the project for the test.
        assert held(rosters, "ann") == {
            Held(SIG_LEAD, "compute", "sigs.yaml"),
            Held(RELEASE_LEAD, "", "alias sig-release-approvers"),
        }
    assert {(one.role, one.of) for one in held(rosters, "BOB")} == {
        (RELEASE_SHADOW, ""),
        (OWNER, "10"),
    }
    assert held(rosters, "carl") == set()
    assert held(rosters, "") == set()


def test_operators_are_told_by_their_number(rosters):
    assert held(rosters, "carl", 7, operators=[7]) == {
        Held(OPERATOR, "", "the setting TRACKER_OPERATORS")
    }
    assert held(rosters, "carl", 8, operators=[7]) == set()


def test_role_ends_with_its_roster(rosters):
    text = ALIASES.format(shadow="dora").encode()
    rosters.commit({"OWNERS_ALIASES": text}, day(3), kind="rosters")
    rosters.sync()
    assert {one.role for one in held(rosters, "bob")} == {OWNER}
    assert {one.role for one in held(rosters, "dora")} == {RELEASE_SHADOW}


def write(demo, **members: list[PersonTold]) -> int:
    return teams.write(
        project=demo.project,
        host="https://api.github.com",
        org="acme",
        teams={name.replace("_", "-"): people for name, people in members.items()},
        now=timezone.now(),
    )


def test_teams_hold_roles_by_number(rosters):
    rosters.project.profile = "kubernetes"
    rosters.project.save()
    ann, bob = PersonTold(11, "A_11", "ann"), PersonTold(12, "A_12", "bob")
    assert write(rosters, release_team_leads=[ann], sig_node_leads=[bob, ann]) == 2
    # Whoever has the login now is not whom the team means.
    assert RELEASE_LEAD not in {one.role for one in held(rosters, "ann", 99)}
    found = {(one.role, one.of) for one in held(rosters, "renamed", 11)}
    assert found == {(RELEASE_LEAD, ""), (SIG_LEAD, "node")}

    assert write(rosters, release_team_leads=[ann], sig_node_leads=[ann, bob]) == 0
    assert write(rosters, release_team_leads=[bob], sig_node_leads=[bob, ann]) == 1
    assert {one.role for one in held(rosters, "x", 11)} == {SIG_LEAD}
    assert write(rosters) == 2
    assert held(rosters, "x", 11) == set()
