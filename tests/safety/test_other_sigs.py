"""Nobody changes what is another SIG's or another project's, whatever names they send.

Every address that takes a form is asked with the things of somebody else; what a form
says stands in `tests.views.test_policies.POSTINGS`, where every new one gets its line.
PostgreSQL counts what is written: what is refused has written nothing at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from enhancements.actions import accounts, decisions, projects, tokens
from enhancements.models import Decision, Project, Release, Token
from enhancements.policy.permissions import OPERATOR, OWNER, ROLES, Deed, Held, may
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import roles
from enhancements.views.policies import declared
from tests.support.addresses import every
from tests.support.shared import _put_back, shared
from tests.views.test_policies import BATCH, POSTINGS, told

if TYPE_CHECKING:
    from tests.support.addresses import Address

__all__ = ["_put_back", "shared", "told"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]
OTHER = "other"
# What is written whoever asks, and says nothing of anybody's work.
NOT_WORK = {"enhancements_account", "django_session", "enhancements_token"}
REFUSED = {403, 404}
SHOWN = {200, 302, 303, 400, 409}
"""Of pages that show what could be done, or lead back after nothing was."""
# Deeds that a lead may do whosever SIG it is about; the matrix of permissions says so.
ANY_LEADS = {
    "enhancements:raise-concern",
    "enhancements:reopen-concern",
    # Views of everybody are of no SIG.
    "enhancements:save-view",
    "enhancements:change-view",
    "enhancements:retire-view",
    "enhancements:restore-view",
}


def written() -> dict[str, int]:
    """Rows of each table that this transaction has written so far, as PostgreSQL counts
    them; what was taken back counts too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
            "  FROM pg_stat_xact_user_tables"
        )
        return {name: n for name, n in cursor.fetchall() if name not in NOT_WORK}


def changed(before: dict[str, int]) -> list[str]:
    """Tables that were written since."""
    return [name for name, n in written().items() if n != before.get(name, 0)]


def writing() -> list[Address]:
    """Every address that takes forms about the things of a project."""
    return [one for one in every() if (d := declared(one.view)) and d.kind == "decides"]


def named(one: Address) -> str:
    return one.name


@dataclasses.dataclass
class Somebody:
    """An account with roles in one project, and none in any other."""

    monkeypatch: pytest.MonkeyPatch
    client: Client
    account: Any

    def holds(self, project: Project, *held: Held) -> None:
        def found(*, project: int, **_: Any) -> tuple[Held, ...]:
            return held if project == here else ()

        here = project.pk
        self.monkeypatch.setattr(roles, "held", found)

    def secret(self) -> str:
        now = timezone.now()
        return tokens.make(
            account=self.account,
            name="program",
            scopes=["read", "write"],
            expires_at=now + dt.timedelta(days=1),
            by="player",
            now=now,
        ).secret


@pytest.fixture
def player(client: Client, monkeypatch: pytest.MonkeyPatch) -> Somebody:
    account = accounts.sign_in(github_id=77, login="player", name="")
    client.force_login(account)
    return Somebody(monkeypatch, client, account)


@pytest.fixture
def other() -> Project:
    """Another project with a release of the same name, and nothing in it."""
    project = projects.track(name=OTHER, profile="kubevirt", locations={}, by="tester")
    Release.objects.create(
        project=project,
        name="v1.9",
        major=1,
        minor=9,
        opened_by="tester",
        opened_at=timezone.now(),
    )
    return project


def everything(*but: str) -> tuple[Held, ...]:
    """All roles, of SIG compute and of enhancement 10 where they are of something."""
    places = {SIG_LEAD: "compute", OWNER: "10"}
    return tuple(
        Held(one, places.get(one, ""), "a test")
        for one in (*ROLES, OPERATOR)
        if one not in but
    )


def test_every_form_has_its_line():
    assert {one.name for one in writing()} == set(POSTINGS)


@pytest.mark.parametrize("address", writing(), ids=named)
def test_lead_of_another_sig_changes_nothing(player, address):
    posting = POSTINGS[address.name]
    theirs = Held(SIG_LEAD, "network", "a test")
    player.holds(Project.objects.get(name="demo"), theirs)
    before = written()

    answer = player.client.post(address.path(), posting.form)

    if may([theirs], posting.deed, posting.about):
        assert address.name in ANY_LEADS
        return
    assert answer.status_code == posting.refused
    assert changed(before) == []


@pytest.mark.parametrize("address", writing(), ids=named)
def test_who_holds_everything_elsewhere_changes_nothing_here(player, other, address):
    posting = POSTINGS[address.name]
    player.holds(other, *everything())
    before = written()

    answer = player.client.post(address.path(), posting.form)

    assert answer.status_code == posting.refused
    assert changed(before) == []


@pytest.mark.parametrize("address", writing(), ids=named)
def test_ids_of_another_project_mean_nothing_in_ones_own(player, other, address):
    """The address is of their project, all ids in it and in the form are of `demo`."""
    posting = POSTINGS[address.name]
    if posting.deed in {Deed.OPEN_RELEASE, Deed.MOVE_DEADLINE, Deed.CLOSE_RELEASE}:
        pytest.skip("says nothing of anybody else's things")
    if posting.deed in {Deed.EDIT_CRITERIA, Deed.EDIT_LETTERS, Deed.CLOSE_ENTRY}:
        pytest.skip("the same")
    if address.name == "enhancements:save-view":
        pytest.skip("the same: a new view of one's own")
    player.holds(other, *everything())
    before = written()

    answer = player.client.post(address.path(project=OTHER), posting.form)

    assert answer.status_code in REFUSED | SHOWN
    assert changed(before) == []


def stands() -> int:
    return int(Decision.objects.get(until=None).pk)


@pytest.mark.parametrize("project", ["demo", OTHER])
@pytest.mark.parametrize(
    "path", ["decisions/", f"decisions/{BATCH}/undo/"], ids=["decide", "undo"]
)
@pytest.mark.parametrize("kind", ["other SIG", "other project"])
def test_programs_change_nothing_of_others(player, other, kind, path, project):
    if kind == "other SIG":
        player.holds(Project.objects.get(name="demo"), Held(SIG_LEAD, "network", "x"))
    else:
        player.holds(other, *everything())
    secret = player.secret()
    wish = {"item": "10", "kind": "standing", "value": "removed", "reason": "So."}
    wish |= {"freeze": "code-freeze", "seen": stands()}
    before = written()

    answer = Client().post(
        f"/api/v1/projects/{project}/releases/v1.9/{path}",
        json.dumps({"wishes": [wish]} if path == "decisions/" else {}),
        "application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert 400 <= answer.status_code < 500
    assert changed(before) == []


def test_nobody_revokes_the_token_of_another(player):
    somebody = accounts.sign_in(github_id=78, login="somebody", name="")
    now = timezone.now()
    theirs = tokens.make(
        account=somebody,
        name="theirs",
        scopes=["read"],
        expires_at=now + dt.timedelta(days=1),
        by="somebody",
        now=now,
    ).token
    before = written()

    answer = player.client.post(f"/me/tokens/{theirs.pk}/revoke/")

    assert answer.status_code in REFUSED
    assert changed(before) == []
    assert Token.objects.get(pk=theirs.pk).revoked_at is None


def test_a_door_left_open_is_noticed(player):
    """What the sweep rests on: a step that is taken is seen in the tables."""
    demo = Project.objects.get(name="demo")
    before = written()
    decisions.undo(project=demo, batch=BATCH, by="x", now=timezone.now())
    assert "enhancements_decision" in changed(before)

    address = next(one for one in writing() if one.name == "enhancements:decide")
    player.holds(demo, *everything())
    before = written()
    answer = player.client.post(address.path(), POSTINGS[address.name].form)
    assert answer.status_code not in REFUSED
    assert changed(before) != []
