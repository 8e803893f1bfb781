"""Deciding on the board: who may, what is asked first, what clashes, what is undone."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import identity, verdicts
from enhancements.models import Decision, Event
from tests.support.deciding import BOARD, FREEZE, Deciding, fields
from tests.support.tracked import Tracked

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(
    tmp_path_factory,
    django_db_setup,  # noqa: ARG001 - for its effect
    django_db_blocker,
):
    """The project, told once for the tests of this module and rolled back after."""
    folder = tmp_path_factory.mktemp("deciding")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield Deciding(Tracked(folder))
        transaction.set_rollback(True)


@pytest.fixture
def desk(told, db, client):  # noqa: ARG001 - for its effect
    told.client = client
    return told


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def step(answer) -> str:
    assert answer.status_code == 303, text(answer)
    return answer["Location"].partition("step=")[2]


# --- Who may --------------------------------------------------------------------------

MAY = {
    ("removed", "standing"): {"ann", "bob"},
    ("deferred", "standing"): {"ann", "bob", "nils"},
    ("tracked", "standing"): {"ann", "bob"},
    ("yes", "opt-in"): {"ann", "bob", "nils"},
    ("yes", "waiver"): {"ann", "bob"},
    ("bob", "contact"): {"ann", "bob"},
    ("Look at this.", "note"): {"ann", "bob", "nils", "olga"},
}


@pytest.mark.parametrize(("value", "kind"), MAY)
def test_only_who_may_decides(desk, value, kind):
    for login in ("ann", "bob", "nils", "stina", "olga", "zoe"):
        desk.be(login)
        given = {"kind": kind, "reason": "Because."}
        if kind == "waiver":
            given["criterion"] = "owner"
        answer = desk.decide("10", value, **given)
        stands = desk.standing("10", kind)
        if login in MAY[value, kind]:
            assert answer.status_code == 303, (login, text(answer))
            assert stands is not None
            assert (stands.value, stands.by) == (value, login)
            desk.decide("10", "", **{**given, "seen": stands.pk})
            assert desk.standing("10", kind) is None
        else:
            assert answer.status_code == 403, login
            assert "Only " in text(answer) or "another one" in text(answer)
            assert stands is None


def test_stranger_keeps_what_they_typed(desk):
    desk.be("")
    answer = desk.decide("10", "A note of several words", kind="note")
    assert answer.status_code == 403
    assert "Sign in first" in text(answer)
    assert "A note of several words" in text(answer)
    assert not Decision.objects.exists()


def test_sig_of_the_record_counts_and_not_the_form(desk):
    desk.be("stina")
    assert desk.decide("10", "deferred", sig="network").status_code == 403
    assert desk.decide("12", "deferred").status_code == 303


def test_sig_does_not_lift_a_removal(desk):
    desk.be("bob")
    desk.decide("10", "removed")
    seen = desk.standing("10").pk
    desk.be("nils")
    assert desk.decide("10", "deferred", seen=seen).status_code == 403
    assert desk.decide("10", "", seen=seen).status_code == 403
    assert desk.values() == {"10": "removed"}


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"item": "99"}, 404, "“99” has no entry in v1.9."),
        ({"track": "gate"}, 404, "“10 gate” has no entry"),
        ({"freeze": "tea-time"}, 400, "has no freeze “tea-time”"),
        ({"value": "met"}, 400, "tracked, deferred or removed"),
        ({"kind": "vote"}, 400, "Nothing of the kind"),
        ({"kind": "waiver", "value": "yes", "criterion": "x"}, 400, "no check “x”"),
        ({"kind": "contact", "value": "zoe", "freeze": ""}, 400, "@zoe is not in"),
        ({"seen": "x"}, 400, "Load the page anew"),
    ],
)
def test_what_cannot_be_decided_is_answered_in_words(desk, form, status, sentence):
    desk.be("ann")
    given = {"item": "10", "kind": "standing", "freeze": FREEZE, "value": "removed"}
    answer = desk.post("decide", **(given | form))
    assert answer.status_code == status
    assert sentence in text(answer)
    assert not Decision.objects.exists()


def test_unknown_places_are_not_found(desk):
    client = desk.be("ann")
    for address in (
        "/demo/v7.7/board/decide",
        "/nothing/v1.9/board/apply",
        "/demo/v7.7/board/undo",
    ):
        assert client.post(address).status_code == 404
    assert client.get(f"{BOARD}/decide").status_code == 405


# --- The way back ---------------------------------------------------------------------


def test_back_to_the_page_with_the_step(desk):
    desk.be("bob")
    page = f"{BOARD}?group=sig&step={uuid.uuid4()}&item=10"
    answer = desk.decide(next=page)
    batch = Decision.objects.get().batch
    assert answer["Location"] == f"{BOARD}?group=sig&item=10&step={batch}"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/"])
def test_back_is_only_a_page_of_ours(desk, address):
    desk.be("bob")
    answer = desk.decide(next=address)
    assert answer["Location"].startswith(f"{BOARD}?step=")


def test_what_stands_already_is_no_step(desk):
    desk.be("bob")
    desk.decide()
    assert desk.decide()["Location"] == BOARD


# --- Before a decision against the checks ---------------------------------------------


def test_tracking_against_the_checks_shows_what_is_missing_and_asks_why(desk):
    desk.be("bob")
    answer = desk.decide("10", "tracked")
    assert answer.status_code == 200
    shown = text(answer)
    assert "Tracked for #10?" in shown or "Tracked for 10?" in shown
    assert "Continue anyway, say why" in shown
    assert "Tracking issue is open unknown" in shown, shown
    assert not Decision.objects.exists()

    form = fields(answer)
    again = desk.post("apply", **form)
    assert again.status_code == 200
    assert "Say why, where the reason is missing." in text(again)
    assert not Decision.objects.exists()

    done = desk.post("apply", **form, **{"reason-0": "The owner is in the call."})
    assert done.status_code == 303
    stands = desk.standing("10")
    assert (stands.value, stands.reason) == ("tracked", "The owner is in the call.")
    assert Event.objects.latest("pk").reason == "The owner is in the call."


def test_reason_given_at_once_is_enough(desk):
    desk.be("bob")
    assert desk.decide("10", "tracked", reason="Known.").status_code == 303


def test_waiver_without_a_reason_is_asked_for_it(desk):
    desk.be("bob")
    answer = desk.decide("10", "yes", kind="waiver", criterion="issue-open")
    assert answer.status_code == 200
    done = desk.post("apply", **fields(answer), **{"reason-0": "Moved elsewhere."})
    assert done.status_code == 303
    assert desk.standing("10", "waiver").reason == "Moved elsewhere."


def state_of(desk, key="10", check="issue-open"):
    """The state of a check in the verdict that is kept."""
    verdict = desk.enhancement(key).verdicts.get(freeze=FREEZE, until=None)
    (one,) = [one for one in verdict.checks if one["check"] == check]
    return one["state"]


def test_waiver_changes_the_verdict_at_once(desk):
    assert state_of(desk) != "waived"
    desk.be("bob")
    waiver = {"kind": "waiver", "criterion": "issue-open", "reason": "Moved."}
    answer = desk.decide("10", "yes", **waiver)
    assert state_of(desk) == "waived"
    desk.post("undo", batch=step(answer))
    assert state_of(desk) != "waived"


def test_waiver_of_a_merged_one_counts_for_the_other(desk):
    desk.be("bob")
    waiver = {"kind": "waiver", "criterion": "issue-open", "reason": "Moved."}
    desk.decide("11", "yes", **waiver)
    project = desk.demo.project
    winner, loser = desk.enhancement("10"), desk.enhancement("11")
    said = {"by": "ann", "reason": "They are one."}
    event = identity.merge(project=project, loser=loser, winner=winner, **said)
    now = timezone.now()
    verdicts.judge(project=project, ids=[winner.pk], now=now)
    assert state_of(desk) == "waived"
    desk.decide("10", "", **waiver, seen=desk.standing("11", "waiver").pk)
    assert state_of(desk) != "waived"
    identity.undo(event=event, **said)
    assert Decision.objects.filter(enhancement=loser).count() == 1


# --- Two people -----------------------------------------------------------------------


def test_second_sees_both_values_and_chooses(desk):
    desk.be("ann")
    desk.decide("10", "deferred", reason="Asked by the SIG.")
    desk.be("bob")
    answer = desk.decide("10", "removed", reason="Late & unready.")
    assert answer.status_code == 409
    shown = text(answer)
    assert "Somebody decided in between" in shown
    assert "Deferred" in shown
    assert "@ann" in shown
    assert "Asked by the SIG." in shown
    assert "Late &amp; unready." in shown
    assert desk.standing("10").by == "ann"

    form = fields(answer)
    # Who chooses nothing overwrites nothing.
    assert desk.post("apply", **form).status_code == 409
    theirs = desk.post("apply", **form, **{"take-0": "theirs"})
    assert theirs["Location"] == BOARD
    assert desk.values() == {"10": "deferred"}
    mine = desk.post("apply", **form, **{"take-0": "mine"})
    assert mine.status_code == 303
    stands = desk.standing("10")
    assert (stands.value, stands.by, stands.reason) == (
        "removed",
        "bob",
        "Late & unready.",
    )


def test_clash_keeps_the_typed_note_to_be_edited(desk):
    desk.be("ann")
    desk.decide("10", "First note.", kind="note")
    desk.be("bob")
    answer = desk.decide("10", "Second note,\nof two lines.", kind="note")
    assert answer.status_code == 409
    assert "Second note,\nof two lines.</textarea>" in answer.content.decode()
    assert "First note." in text(answer)
    both = {"take-0": "mine", "value-0": "First note. Second note."}
    assert desk.post("apply", **fields(answer), **both).status_code == 303
    assert desk.values("note") == {"10": "First note. Second note."}


def test_somebody_decides_again_while_one_chooses(desk):
    desk.be("ann")
    desk.decide("10", "deferred")
    desk.be("bob")
    form = fields(desk.decide("10", "removed"))
    desk.be("ann")
    desk.decide("10", "", seen=desk.standing("10").pk)
    desk.be("bob")
    answer = desk.post("apply", **form, **{"take-0": "mine"})
    assert answer.status_code == 409
    assert "Undecided" in text(answer)
    assert desk.values() == {}


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
    assert "It is Removed already." in text(answer)
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
    with django_assert_num_queries(9):
        desk.post("review", **form, item=["10"])
    with django_assert_num_queries(9):
        answer = desk.post("review", **form, item=["10", "11", "12"])
    with django_assert_num_queries(17):
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


@pytest.mark.parametrize("batch", ["", "x", str(uuid.uuid4())])
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
