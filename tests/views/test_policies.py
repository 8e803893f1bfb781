"""Every address says who may use it, and behaves like that."""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.test import Client

from enhancements import models
from enhancements.models import (
    Claim,
    Decision,
    Release,
    ReleaseCriteria,
)
from enhancements.policy.permissions import ROLES, Deed, Held, Thing, may
from enhancements.views import policies
from enhancements.views.policies import declared
from tests.support.addresses import Address, every
from tests.support.done import done
from tests.support.parts import OTHERS, OURS, play
from tests.support.tracked import day, schedule, vep

KINDS = ("public", "own", "decides", "program", "linked", "closed")
BATCH = uuid.UUID(int=7)
SEEN = day(3).isoformat()
SIGN_IN = "/accounts/login/"
DATES = {"freeze": "2027-01-10", "code": "2027-02-20", "out": "2027-03-20"}
ALIASES = b"aliases:\n  sig-release-approvers:\n  - ann\n"
SIGS = b"sigs:\n- name: compute\n  dir: sig-compute\n  leadership: {}\n"
ITEM = {"item": "10", "track": "", "freeze": "", "criterion": "", "seen": None}
OWNER = {"item": "10", "kind": "owners", "value": "zoe"}
GOES = {"release": "v1.9", "item": "10", "track": "", "seen": None}
NOTE = {**ITEM, "kind": "note", "value": "Look at this."}


class Posting(NamedTuple):
    """What is posted to a view that decides, and the deed that it is."""

    deed: Deed
    form: Mapping[str, str]
    refused: int = 403
    """The status for who may not."""
    about: Thing = Thing(release="v1.9", sig="compute", key="10", freeze="code-freeze")
    """What it is done to."""


WHOLE = Thing(release="v1.9")
ASKED = {"api:approved": {"pr": "demo/code/7"}}
"""What an address must be asked for."""


# A view that decides and has no line here fails the tests.
POSTINGS = {
    "enhancements:open-release": Posting(
        Deed.OPEN_RELEASE, {"name": "v1.10", "do": "open"}
    ),
    "enhancements:schedule": Posting(
        Deed.MOVE_DEADLINE,
        {"act": "move", "kind": "code-freeze", "date": "2027-02-24", "reason": "Late."}
        | {"seen": "2027-02-21T12:00:00Z"},
    ),
    "enhancements:close-release": Posting(
        Deed.CLOSE_RELEASE, {"act": "close", "reason": "Given up."}
    ),
    "enhancements:roll-over": Posting(Deed.CLOSE_ENTRY, {"act": "preview"}),
    "enhancements:link-gate": Posting(
        Deed.LINK_GATE, {"do": "link", "gate": "WarmStandby", "reason": "Agreed."}
    ),
    "enhancements:enhancement-help": Posting(
        Deed.SEEK_HELP,
        {"kind": "docs", "text": "Write it.", "seen": "0"},
        about=Thing(sig="compute", key="10"),
    ),
    # Of somebody else's that is open; see `told`.
    "enhancements:answer-take-over": Posting(
        Deed.ASSIGN,
        {"do": "accept", "how": "instead", "owners": "ann"},
        about=Thing(sig="compute", key="10"),
    ),
    "enhancements:undo-take-over": Posting(
        Deed.ASSIGN, {}, about=Thing(sig="compute", key="10")
    ),
    "enhancements:raise-concern": Posting(
        Deed.RAISE_CONCERN, {"name": "load", "text": "Too much."}
    ),
    # Of somebody else's that is open; see `told`. What is open is not opened again.
    "enhancements:resolve-concern": Posting(Deed.RESOLVE_CONCERN, {"how": "Agreed."}),
    "enhancements:reopen-concern": Posting(Deed.RAISE_CONCERN, {"reason": "Again."}),
    # That it needs itself is refused, with a word why; of one that stands see `told`.
    "enhancements:name-dependency": Posting(
        Deed.NAME_DEPENDENCY, {"needs": "10"}, about=Thing(sig="compute", key="10")
    ),
    "enhancements:drop-dependency": Posting(
        Deed.NAME_DEPENDENCY, {"reason": "So."}, about=Thing(sig="compute", key="10")
    ),
    "enhancements:channels": Posting(
        Deed.KEEP_CHANNEL,
        {"do": "make", "kind": "slack", "name": "#team", "sig": "compute"}
        | {"address": "https://chat.example.org/hooks/abc"},
        about=Thing(sig="compute"),
    ),
    # Of the view of everybody; see `told`.
    "enhancements:save-view": Posting(
        Deed.SAVE_FOR_EVERYBODY, {"name": "Ours", "for": "everybody"}
    ),
    "enhancements:change-view": Posting(
        Deed.SAVE_FOR_EVERYBODY, {"name": "Ours", "for": "everybody", "seen": SEEN}
    ),
    "enhancements:retire-view": Posting(Deed.SAVE_FOR_EVERYBODY, {}),
    "enhancements:restore-view": Posting(Deed.SAVE_FOR_EVERYBODY, {}),
    "enhancements:retry": Posting(Deed.RETRY, {"place": "object:1"}),
    "enhancements:act-on-jobs": Posting(Deed.RETRY, {"place": "object:1", "do": "now"}),
    "enhancements:criteria": Posting(
        Deed.EDIT_CRITERIA, {"act": "restore", "do": "save", "reason": "Back."}
    ),
    "enhancements:letters": Posting(
        Deed.EDIT_LETTERS,
        {"name": "party-tracked", "do": "save", "seen": "0", "reason": "So."}
        | {"value-text": "Ours."},
    ),
    "enhancements:sig-outreach": Posting(
        Deed.SET_OUTREACH, {"wanted": "no", "seen": "0"}, about=Thing(sig="compute")
    ),
    "enhancements:sig-asking": Posting(
        Deed.EDIT_ASKING,
        {"do": "save", "days-1": "7", "whom-1": "owners", "seen": "0"},
        about=Thing(sig="compute"),
    ),
    "enhancements:asked": Posting(
        Deed.CHECK_IN, {"entries": json.dumps([GOES]), "word": "on-track"}
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
    "enhancements:assign": Posting(Deed.ASSIGN, OWNER),
    "enhancements:apply-people": Posting(
        Deed.ASSIGN, {"wishes": json.dumps([{**OWNER, "seen": ""}])}
    ),
    "enhancements:undo-people": Posting(Deed.ASSIGN, {"batch": str(BATCH)}),
    "enhancements:review-comments": Posting(
        Deed.POST_COMMENT, {"item": "e-10-", "freeze": "code-freeze"}
    ),
    "enhancements:write-comments": Posting(
        Deed.POST_COMMENT, {"wanted": "[]", "freeze": "code-freeze"}
    ),
    "enhancements:check-in-comment": Posting(
        Deed.POST_COMMENT, {"decision": "1", "do": "take-back"}
    ),
    "enhancements:take-back-comments": Posting(
        Deed.POST_COMMENT, {"batch": str(BATCH)}
    ),
    # Of the request that waits; see `told`.
    "enhancements:exception-new": Posting(Deed.ASK_EXCEPTION, {"item": "10"}),
    "enhancements:exception-correct": Posting(Deed.ASK_EXCEPTION, {"seen": "1"}),
    "enhancements:exception-vote": Posting(Deed.VOTE, {"vote": "for"}),
    "enhancements:exception-decide": Posting(
        Deed.DECIDE_EXCEPTION, {"seen": "1", "state": "rejected", "reason": "No."}
    ),
    "enhancements:exception-withdraw": Posting(Deed.WITHDRAW_EXCEPTION, {"seen": "1"}),
    "enhancements:exception-undo": Posting(Deed.DECIDE_EXCEPTION, {"seen": "1"}),
    "enhancements:exception-evaluate": Posting(
        Deed.DECIDE_EXCEPTION, {"seen": "1", "value": "tracked"}
    ),
    # As the review: it shows what is written, and why what is not.
    "enhancements:mend": Posting(Deed.MEND_DRIFT, {"row": ""}, 200, WHOLE),
    "enhancements:cancel-mending": Posting(Deed.MEND_DRIFT, {"id": "1"}, about=WHOLE),
    "enhancements:attribute": Posting(Deed.MEND_DRIFT, {"item": "1", "key": "10"}),
    "enhancements:unattribute": Posting(
        Deed.MEND_DRIFT, {"claim": "999999999"}, about=WHOLE
    ),
    "enhancements:exempt": Posting(
        Deed.MEND_DRIFT, {"item": "1", "reason": "So."}, about=WHOLE
    ),
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
    done(shared.project, BATCH)
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
    assert bool(policy.why) is (policy.kind in ("program", "linked", "closed"))


def test_view_without_a_policy_is_noticed():
    def view() -> None:
        """A view that its author has forgotten."""

    assert declared(view) is None
    assert not declared(policies.decides()(view)).deeds


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("address", of_kind("public"), ids=named)
def test_public_is_for_strangers(address):
    answer = Client().get(address.path(), ASKED.get(address.name))

    assert answer.status_code in (200, 204, 302, 304, 404, 405, 503)
    assert not answer.get("Location", "").startswith(f"{SIGN_IN}?")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", of_kind("own"), ids=named)
def test_own_leads_strangers_to_sign_in_and_takes_nothing_from_them(address):
    read = Client().get(address.path())
    written = Client().post(address.path())

    # A page, a form, or a page with forms of its own.
    answers = (read.status_code, written.status_code)
    assert answers in ((302, 405), (405, 403), (302, 403))
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


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("address", of_kind("linked"), ids=named)
def test_link_that_nobody_signed_does_nothing(address):
    assert Client().get(address.path()).status_code == 404
    assert Client(enforce_csrf_checks=False).post(address.path()).status_code == 404
    assert changed() == BEFORE


@pytest.mark.usefixtures("db")
def test_api_changes_nothing_without_a_token():
    writing = []
    for one in every():
        if one.name.startswith("api"):
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(Client(), method)(one.path())
                if answer.status_code != 405:
                    assert answer.status_code == 401, one.name
                    writing.append((one.name, method))
    assert writing == [("api:decisions", "post"), ("api:undo-decisions", "post")]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("address", of_kind("decides"), ids=named)
def test_decides_nothing_for_strangers_but_may_be_read(address):
    answer = Client().post(address.path(), POSTINGS[address.name].form)

    assert answer.status_code == 403
    assert "ign in" in answer.content.decode()
    assert Client().get(address.path()).status_code in (200, 405)
    assert changed() == BEFORE


BEFORE = (1, 0, 0, 0, 0, 0, 0, 0, [("Theirs", None)])


def changed() -> tuple[object, ...]:
    """How much was decided, how often criteria were edited, deadlines moved,
    releases opened or closed, texts worded, outreach refused, ladders changed, and
    channels made; and the saved views, with when they were retired.
    """
    return (
        Decision.objects.count(),
        ReleaseCriteria.objects.exclude(by="profile").count(),
        Claim.objects.filter(series__source="person").count(),
        Release.objects.exclude(opened_by="", closed_by="").count(),
        models.ReleaseLetter.objects.count(),
        models.SigOutreach.objects.count(),
        models.AskingLadder.objects.count(),
        models.Channel.objects.count(),
        list(models.SavedView.objects.values_list("name", "ended_at")),
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
    allowed = may([Held(role, where.get(role, ""))], posting.deed, posting.about)
    if allowed:
        assert answer.status_code in (200, 303, 302, 400)
        return
    assert answer.status_code == posting.refused
    assert changed() == BEFORE
    if answer.status_code == 200:
        assert html.escape(allowed.reason) in answer.content.decode()
