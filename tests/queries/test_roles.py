"""Roles come from rosters, teams and records, and end with the next request."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import accounts, mirror_people, teams
from enhancements.actions.told import PersonTold
from enhancements.models import Account
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


HOST = "https://api.github.com"


def join(demo, login: str, number: int) -> set[str]:
    """Sign somebody in as GitHub calls them, and what they hold then."""
    accounts.sign_in(github_id=number, login=login, name="", host=HOST)
    return roles_of(demo, number)


def roles_of(demo, number: int) -> set[str]:
    login = Account.objects.get(github_id=number).login
    return {one.role for one in held(demo, login, number)}


def seen(number: int, login: str) -> None:
    """The mirror meets somebody."""
    told = PersonTold(number, f"U_{number}", login)
    mirror_people.store(host=HOST, told=[told], now=timezone.now())
    accounts.follow(host=HOST)


def test_who_takes_a_login_gets_none_of_its_roles(rosters):
    assert join(rosters, "ann", 7) == {SIG_LEAD, RELEASE_LEAD}
    assert join(rosters, "Ann", 666) == set()
    assert roles_of(rosters, 7) == set()
    # The former one is seen under another login, the roster still says the old one.
    seen(7, "ann-archer")
    assert roles_of(rosters, 666) == set()
    assert roles_of(rosters, 7) == set()
    # Signing in again proves nothing new.
    assert join(rosters, "ann", 666) == set()


def test_who_takes_a_login_that_only_the_mirror_knew(rosters):
    seen(7, "bob")
    assert join(rosters, "bob", 666) == set()
    seen(7, "robert")
    assert roles_of(rosters, 666) == set()


def soon() -> dt.datetime:
    """Commits have whole seconds: one of this second would be older than what happened
    in it. One of the near future counts from when it is read.
    """
    return timezone.now() + dt.timedelta(seconds=5)


def test_renamed_before_the_newcomer_came(rosters):
    assert join(rosters, "bob", 7) == {RELEASE_SHADOW, OWNER}
    seen(7, "robert")
    assert roles_of(rosters, 7) == set()
    assert join(rosters, "bob", 666) == set()
    text = ALIASES.format(shadow="robert").encode()
    rosters.commit({"OWNERS_ALIASES": text}, soon(), kind="rosters")
    rosters.sync()
    assert roles_of(rosters, 7) == {RELEASE_SHADOW}
    assert roles_of(rosters, 666) == set()


def test_newcomer_holds_what_was_written_for_them(rosters):
    """Once a roster was seen without the login, who is in it again is another one."""
    join(rosters, "bob", 7)
    assert join(rosters, "bob", 666) == set()
    for shadow in ("dora", "bob"):
        text = ALIASES.format(shadow=shadow).encode()
        rosters.commit({"OWNERS_ALIASES": text}, soon(), kind="rosters")
        rosters.sync()
    assert roles_of(rosters, 666) == {RELEASE_SHADOW}
    assert roles_of(rosters, 7) == set()


def test_other_changes_of_a_list_give_the_newcomer_nothing(rosters):
    join(rosters, "bob", 7)
    join(rosters, "bob", 666)
    text = ALIASES.format(shadow="bob\n  - eve").encode()
    rosters.commit({"OWNERS_ALIASES": text}, soon(), kind="rosters")
    rosters.sync()
    assert roles_of(rosters, 666) == set()
    assert {one.role for one in held(rosters, "eve", 9)} == {RELEASE_SHADOW}


def test_stale_account_holds_nothing_by_a_login_that_is_anothers(rosters):
    """Between what the mirror learns and what the account is called then."""
    told = [PersonTold(7, "U_7", "annette"), PersonTold(666, "U_666", "ann")]
    mirror_people.store(host=HOST, told=told, now=timezone.now())
    assert held(rosters, "ann", 7) == set()


def test_moment_at_which_a_login_passed_on_is_known(rosters, django_assert_num_queries):
    def passed(number: int) -> dt.datetime | None:
        with django_assert_num_queries(1):
            return roles.passed_at(login="Ann", github_id=number)

    assert passed(7) is None
    join(rosters, "ann", 7)
    assert passed(7) is None
    before = timezone.now()
    join(rosters, "ann", 666)
    moment = passed(666)
    assert before < moment < timezone.now()
    seen(7, "annette")
    assert before < passed(666) < timezone.now()


def test_login_taken_back_is_the_same_persons(rosters):
    join(rosters, "ann", 7)
    seen(7, "annette")
    seen(7, "ann")
    assert roles_of(rosters, 7) == {SIG_LEAD, RELEASE_LEAD}
