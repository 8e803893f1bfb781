"""Deciding on the board: who may, what is asked first, what clashes."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.utils import timezone

from enhancements.actions import identity, verdicts
from enhancements.models import Decision, Event
from tests.support.deciding import BOARD, FREEZE, desk, fields, step, text, told

__all__ = ["desk", "told"]
pytestmark = pytest.mark.django_db


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


def test_back_is_a_whole_page_and_not_a_part_of_one(desk):
    desk.be("bob")
    answer = desk.decide(next=f"{BOARD}?part=panel&item=10")
    assert answer["Location"].startswith(f"{BOARD}?item=10&step=")


def test_board_tells_the_step_once_it_is_made_and_undone(desk):
    client = desk.be("bob")
    told = client.get(desk.decide("12", "removed", next=f"{BOARD}?item=12")["Location"])
    assert "Removed #12 at the VEP freeze. Undo" in text(told)
    batch = fields(told, "/board/undo")["batch"]
    undone = desk.post("undo", batch=batch)
    page = text(client.get(undone["Location"]))
    nothing = "Taken back. Nothing is decided about #12 for the VEP freeze now."
    assert f"{nothing} Redo" in page
    redo = fields(client.get(undone["Location"]), "/board/undo")["batch"]
    again = client.get(desk.post("undo", batch=redo)["Location"])
    said = "Taken back. As before for the VEP freeze: #12 removed. Redo"
    assert said in text(again)
    assert desk.values() == {"12": "removed"}
    assert f"{nothing} Something else was decided since." in text(
        client.get(undone["Location"])
    )
    old = text(client.get(f"{BOARD}?step={batch}"))
    assert "Removed #12 at the VEP freeze. It was changed or undone since." in old
    for other in ("x", str(uuid.uuid4())):
        assert "Undo" not in text(client.get(f"{BOARD}?step={other}"))
    desk.be("")
    assert "Undo" not in text(client.get(f"{BOARD}?step={batch}"))


def test_several_things_taken_back_are_counted(desk):
    client = desk.be("bob")
    wishes = [
        {"item": "10", "kind": "note", "value": "Look."},
        {"item": "11", "kind": "opt-in", "value": "yes"},
    ]
    batch = step(desk.post("apply", wishes=json.dumps(wishes)))
    undone = desk.post("undo", batch=batch)
    page = text(client.get(undone["Location"]))
    assert "Taken back: 2 things about 2 entries. Redo" in page


def test_bulk_bar_offers_what_who_looks_may_do(desk):
    def offered(login: str) -> set[str]:
        page = desk.be(login).get(BOARD).content.decode()
        choice = page.partition('id="bulk-do"')[2].partition("</select>")[0]
        return set(re.findall(r'value="([^"]+)"', choice))

    every = {"track", "defer", "remove", "undecide", "opt-in", "opt-out", "contact"}
    assert offered("bob") == every
    page = text(desk.client.get(BOARD))
    assert "Not offered: change the people Only a lead of SIG" in page
    assert offered("nils") == {"defer", "undecide", "opt-in", "opt-out", "people"}
    page = text(desk.client.get(BOARD))
    assert "Not offered: track, remove, set the contact" in page
    assert "Only the release team of v1.9 takes work out of a release." in page
    assert offered("olga") == set()
    assert 'id="bulk"' not in desk.client.get(BOARD).content.decode()


def test_panel_offers_what_who_looks_may_do(desk):
    def offered(login):
        page = desk.be(login).get(f"{BOARD}?item=10&freeze={FREEZE}")
        body = page.content.decode()
        foot = body[body.index('class="panelfoot"') :]
        return {
            word
            for word in ("Track", "Defer", "Remove", "Opt in", "Waive", "Keep note")
            if re.search(rf"<button[^>]*>(<svg.*?</svg>)?{word}</button>", foot)
        }

    every = {"Track", "Defer", "Remove", "Opt in", "Waive", "Keep note"}
    assert offered("ann") == offered("bob") == every
    assert offered("nils") == {"Defer", "Opt in", "Keep note"}
    assert offered("olga") == {"Keep note"}
    assert offered("stina") == offered("zoe") == offered("") == set()
    desk.be("")
    page = text(desk.client.get(f"{BOARD}?item=10"))
    assert "Sign in first: what is decided here is decided by name." in page


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
    assert "Track #10 for the VEP freeze?" in shown
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
