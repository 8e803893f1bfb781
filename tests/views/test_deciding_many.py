"""Deciding about several entries, undoing steps, and sharing contacts out."""

from __future__ import annotations

import json
import re
import uuid

import pytest

from enhancements.models import Decision
from tests.support.deciding import BOARD, FREEZE, desk, fields, step, text, told

__all__ = ["desk", "told"]
pytestmark = pytest.mark.django_db


# --- Several at once ------------------------------------------------------------------


def test_bulk_leads_to_a_review_and_is_applied_and_undone_whole(desk):
    desk.be("bob")
    form = {"do": "remove", "freeze": FREEZE, "item": ["10", "12"], "reason": "Late."}
    answer = desk.post("review", **form)
    assert answer.status_code == 200
    shown = text(answer)
    assert "Review 2 changes" in shown
    assert "Undecided" in shown
    assert "Removed" in shown
    assert desk.values() == {}
    done = desk.post("apply", **fields(answer))
    assert desk.values() == {"10": "removed", "12": "removed"}
    assert desk.standing("12").reason == "Late."
    undone = desk.post("undo", batch=step(done))
    assert undone.status_code == 303
    assert desk.values() == {}
    desk.post("undo", batch=step(undone))
    assert desk.values() == {"10": "removed", "12": "removed"}


def test_sig_lead_decides_within_the_sig_and_the_rest_is_left_out(desk):
    desk.be("nils")
    form = {"do": "defer", "freeze": FREEZE, "item": ["10", "11", "12"]}
    answer = desk.post("review", **form)
    shown = text(answer)
    assert "1 left out" in shown
    assert "This belongs to SIG network, and you lead another one." in shown
    desk.post("apply", **fields(answer))
    assert desk.values() == {"10": "deferred", "11": "deferred"}


def test_apply_does_all_or_nothing(desk):
    desk.be("nils")
    wishes = [
        {"item": key, "kind": "standing", "freeze": FREEZE, "value": "deferred"}
        for key in ("10", "12")
    ]
    answer = desk.post("apply", wishes=json.dumps(wishes))
    assert answer.status_code == 403
    assert desk.values() == {}


def test_what_stands_already_is_left_out(desk):
    desk.be("bob")
    desk.decide("10", "removed")
    form = {"do": "remove", "freeze": FREEZE, "item": ["10"]}
    answer = desk.post("review", **form)
    assert "It stands so already." in text(answer)
    assert "Nothing to change" in text(answer)


def test_staged_changes_show_what_changed_meanwhile(desk):
    desk.be("ann")
    desk.decide("10", "deferred", reason="By the SIG.")
    desk.be("bob")
    wishes = [
        {"item": "10", "kind": "standing", "freeze": FREEZE, "value": "removed"},
        {"item": "11", "kind": "note", "value": "Looked at.", "seen": None},
        {"item": "12", "kind": "standing", "freeze": FREEZE, "value": "tracked"},
    ]
    answer = desk.post("review", wishes=json.dumps(wishes))
    shown = text(answer)
    assert "Decided by somebody else since you looked" in shown
    assert "What is missing" in shown
    assert "Looked at." in shown
    chosen = {"take-0": "theirs", "reason-2": "It will do."}
    assert desk.post("apply", **fields(answer), **chosen).status_code == 303
    assert desk.values() == {"10": "deferred", "12": "tracked"}
    assert desk.values("note") == {"11": "Looked at."}
    assert len({one.batch for one in Decision.objects.filter(by="bob")}) == 1


def test_one_reason_serves_all_that_have_none(desk):
    desk.be("bob")
    form = {"do": "track", "freeze": FREEZE, "item": ["10", "11"]}
    answer = desk.post("review", **form)
    assert "2 lack a reason" in text(answer)
    given = {"reason": "Agreed in the call.", "reason-0": "", "reason-1": "Own."}
    assert desk.post("apply", **fields(answer), **given).status_code == 303
    assert desk.standing("10").reason == "Agreed in the call."
    assert desk.standing("11").reason == "Own."


@pytest.mark.parametrize(
    "wishes", ["", "x", "{}", "[]", "[1]", '[{"item": 1}]', '[{"seen": true}]']
)
def test_lists_that_cannot_be_read_are_refused(desk, wishes):
    desk.be("bob")
    for word in ("review", "apply"):
        answer = desk.post(word, wishes=wishes)
        assert answer.status_code == 400
        assert "nothing was done" in text(answer)


def test_bulk_says_what_is_missing_in_the_form(desk):
    desk.be("bob")
    assert "at least one entry" in text(desk.post("review", do="track"))
    assert "what is to be done" in text(desk.post("review", item="10", do="x"))


def test_statements_do_not_grow_with_the_changes(desk, django_assert_num_queries):
    desk.be("bob")
    form = {"do": "remove", "freeze": FREEZE}
    desk.post("review", **form, item=["10"])  # The first page of a visit notes it.
    with django_assert_num_queries(10):
        desk.post("review", **form, item=["10"])
    with django_assert_num_queries(10):
        answer = desk.post("review", **form, item=["10", "11", "12"])
    with django_assert_num_queries(18):
        desk.post("apply", **fields(answer))


# --- Undo -----------------------------------------------------------------------------


def test_undo_after_somebody_else_decided_shows_both(desk):
    desk.be("bob")
    batch = step(desk.decide("10", "removed"))
    desk.be("ann")
    desk.decide("10", "deferred", seen=desk.standing("10").pk, reason="Talked.")
    desk.be("bob")
    answer = desk.post("undo", batch=batch)
    assert answer.status_code == 409
    assert "Somebody decided since, so nothing was undone" in text(answer)
    assert "Talked." in text(answer)
    assert desk.values() == {"10": "deferred"}
    assert desk.post("apply", **fields(answer), **{"take-0": "mine"})
    assert desk.values() == {}


def test_undo_is_for_who_made_it_and_who_may(desk):
    desk.be("bob")
    desk.decide("10", "tracked", reason="Fine.")
    desk.be("nils")
    deferred = step(desk.decide("10", "deferred", seen=desk.standing("10").pk))
    desk.be("zoe")
    assert desk.post("undo", batch=deferred).status_code == 403
    desk.be("nils")
    # Their own step, though what comes back is the release team's word.
    assert desk.post("undo", batch=deferred).status_code == 303
    assert desk.values() == {"10": "tracked"}
    desk.be("bob")
    removed = step(desk.decide("10", "removed", seen=desk.standing("10").pk))
    desk.be("nils")
    assert desk.post("undo", batch=removed).status_code == 403
    assert desk.values() == {"10": "removed"}


@pytest.mark.parametrize("batch", ["", "x", str(uuid.UUID(int=7))])
def test_unknown_steps_are_not_found(desk, batch):
    desk.be("bob")
    assert desk.post("undo", batch=batch).status_code == 404


# --- Contacts -------------------------------------------------------------------------


def test_entries_are_shared_evenly_by_the_lead(desk):
    desk.be("ann")
    for key in ("10", "11", "12"):
        desk.decide(key, "bob", kind="contact")
    page = desk.client.get(f"{BOARD}/contacts")
    shown = text(page)
    assert "3 entries that have not left the release, and 3 people" in shown
    assert "2 entries change hands" in shown
    wishes = re.search(r'name="wishes" value="([^"]*)"', page.content.decode())
    assert wishes is not None
    form = {"wishes": wishes[1].replace("&#34;", '"')}
    done = desk.post("contacts", **form)
    assert sorted(desk.values("contact").values()) == ["ann", "bob", "eve"]
    assert "shared evenly already" in text(desk.client.get(f"{BOARD}/contacts"))
    desk.post("undo", batch=step(done))
    assert set(desk.values("contact").values()) == {"bob"}


def test_sharing_is_the_leads_and_only_contacts(desk):
    desk.be("bob")
    desk.decide("10", "bob", kind="contact")
    page = desk.client.get(f"{BOARD}/contacts")
    assert page.status_code == 200
    assert "Only the lead of v1.9 shares the entries out anew." in text(page)
    wishes = [{"item": "10", "kind": "contact", "value": "ann"}]
    assert desk.post("contacts", wishes=json.dumps(wishes)).status_code == 403
    desk.be("ann")
    other = [{"item": "10", "kind": "note", "value": "x"}]
    assert desk.post("contacts", wishes=json.dumps(other)).status_code == 400
    # Shown before somebody else decided: it clashes.
    assert desk.post("contacts", wishes=json.dumps(wishes)).status_code == 409
    desk.be("")
    assert desk.client.get(f"{BOARD}/contacts").status_code == 200
