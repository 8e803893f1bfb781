"""Every address says who may use it, and behaves like that."""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.test import Client

from enhancements.models import Decision, Enhancement, Release, ReleaseCriteria
from enhancements.policy.permissions import ROLES, Deed, Held, Thing, may
from enhancements.views import policies
from enhancements.views.policies import declared
from tests.support.addresses import Address, every
from tests.support.parts import OTHERS, OURS, play
from tests.support.tracked import day, schedule, vep

KINDS = ("public", "own", "decides", "program", "closed")
BATCH = uuid.UUID(int=7)
SIGN_IN = "/accounts/login/"
DATES = {"freeze": "2027-01-10", "code": "2027-02-20", "out": "2027-03-20"}
ALIASES = b"aliases:\n  sig-release-approvers:\n  - ann\n"
SIGS = b"sigs:\n- name: compute\n  dir: sig-compute\n  leadership: {}\n"
ITEM = {"item": "10", "track": "", "freeze": "", "criterion": "", "seen": None}
NOTE = {**ITEM, "kind": "note", "value": "Look at this."}


class Posting(NamedTuple):
    """What is posted to a view that decides, and the deed that it is."""

    deed: Deed
    form: Mapping[str, str]
    refused: int = 403
    """The status for who may not."""


# A view that decides and has no line here fails the tests.
POSTINGS = {
    "enhancements:link-gate": Posting(
        Deed.LINK_GATE, {"do": "link", "gate": "WarmStandby", "reason": "Agreed."}
    ),
    "enhancements:retry": Posting(Deed.RETRY, {"place": "object:1"}),
    "enhancements:criteria": Posting(
        Deed.EDIT_CRITERIA, {"act": "restore", "do": "save", "reason": "Back."}
    ),
    "enhancements:decide": Posting(
        Deed.NOTE, {"item": "10", "kind": "note", "value": "Look at this."}
    ),
    # It changes nothing: it shows what can be changed, and why what cannot.
    "enhancements:review-decisions": Posting(
        Deed.NOTE, {"wishes": json.dumps([NOTE])}, refused=200
    ),
    "enhancements:apply-decisions": Posting(Deed.NOTE, {"wishes": json.dumps([NOTE])}),
    "enhancements:undo-decisions": Posting(Deed.TRACK, {"batch": str(BATCH)}),
    "enhancements:contacts": Posting(
        Deed.REBALANCE,
        {"wishes": json.dumps([{**ITEM, "kind": "contact", "value": "ann"}])},
    ),
}


def of_kind(*kinds: str) -> list[Address]:
    return [one for one in every() if (d := declared(one.view)) and d.kind in kinds]


def named(one: Address) -> str:
    return one.name


@pytest.fixture(scope="module")
def told(shared):
    """The project `demo` with release v1.9, whose freezes are to come."""
    text = schedule(**DATES)
    path = "releases/v1.9/schedule.yaml"
    shared.commit({path: text}, day(1), kind="schedules")
    rosters = {"sigs.yaml": SIGS, "OWNERS_ALIASES": ALIASES}
    shared.commit(rosters, day(1), kind="rosters")
    documents = {
        "veps/sig-compute/10-warm/vep.md": vep(10, owners="\n- @ann\n", alpha="v1.9"),
        "veps/sig-network/11-cold/vep.md": vep(11, "Cold", alpha="v1.9"),
    }
    shared.commit(documents, day(2))
    shared.track()
    shared.sync()
    Decision.objects.create(
        release=Release.objects.get(name="v1.9"),
        enhancement=Enhancement.objects.get(records__key="10"),
        kind="standing",
        freeze="code-freeze",
        value="tracked",
        by="bea",
        since=day(3),
        batch=BATCH,
    )
    shared.begin()
    return shared


def test_walk_finds_what_there_is():
    found = [one.name for one in every()]
    assert {"healthz", "webhook", "api:release", "enhancements:release"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("address", every(), ids=named)
def test_view_declares_who_may_use_it(address):
    policy = declared(address.view)
    assert policy is not None, f"{address.route}: see enhancements/views/policies.py"
    assert policy.kind in KINDS
    assert bool(policy.deeds) is (policy.kind == "decides")
    assert bool(policy.why) is (policy.kind in ("program", "closed"))


def test_view_without_a_policy_is_noticed():
    def view() -> None:
        """A view that its author has forgotten."""

    assert declared(view) is None
    assert not declared(policies.decides()(view)).deeds


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("address", of_kind("public"), ids=named)
def test_public_is_for_strangers(address):
    answer = Client().get(address.path())

    assert answer.status_code in (200, 204, 302, 304, 404, 405, 503)
    assert not answer.get("Location", "").startswith(f"{SIGN_IN}?")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", of_kind("own"), ids=named)
def test_own_leads_strangers_to_sign_in_and_takes_nothing_from_them(address):
    read = Client().get(address.path())
    written = Client().post(address.path())

    assert (read.status_code, written.status_code) in ((302, 405), (405, 403))
    if read.status_code != 405:
        assert read["Location"].startswith(f"{SIGN_IN}?next=")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", of_kind("closed"), ids=named)
def test_closed_is_not_there_for_the_public(address):
    assert Client().get(address.path()).status_code == 404
    assert Client().post(address.path()).status_code in (404, 405)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", of_kind("program"), ids=named)
def test_program_has_to_prove_who_it_is(address):
    assert Client().post(address.path(), b"{}", "application/json").status_code in (
        401,
        503,
    )


def test_api_changes_nothing():
    for one in every():
        if one.name.startswith("api"):
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(Client(), method)(one.path())
                assert answer.status_code == 405, one.name


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("address", of_kind("decides"), ids=named)
def test_decides_nothing_for_strangers_but_may_be_read(address):
    answer = Client().post(address.path(), POSTINGS[address.name].form)

    assert answer.status_code == 403
    assert "ign in" in answer.content.decode()
    assert Client().get(address.path()).status_code in (200, 405)
    assert changed() == BEFORE


BEFORE = (1, 0)


def changed() -> tuple[int, int]:
    """How much was decided and how often criteria were edited."""
    return (
        Decision.objects.count(),
        ReleaseCriteria.objects.exclude(by="profile").count(),
    )


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("where", [OURS, OTHERS], ids=["ours", "others"])
@pytest.mark.parametrize("role", ["", *ROLES])
@pytest.mark.parametrize("address", of_kind("decides"), ids=named)
def test_decides_only_for_roles_of_the_table(client, monkeypatch, address, role, where):
    play(client, monkeypatch, *([role] if role else []), where=where)
    posting = POSTINGS[address.name]
    answer = client.post(address.path(), posting.form)

    assert posting.deed in declared(address.view).deeds
    thing = Thing(release="v1.9", sig="compute", key="10", freeze="code-freeze")
    allowed = may([Held(role, where.get(role, ""))], posting.deed, thing)
    if allowed:
        assert answer.status_code in (200, 303, 302, 400)
        return
    assert answer.status_code == posting.refused
    assert changed() == BEFORE
    if answer.status_code == 200:
        assert html.escape(allowed.reason) in answer.content.decode()
