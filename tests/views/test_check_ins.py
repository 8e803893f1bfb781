"""How an entry goes, in the words of those who know, beside what its checks say."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest

from enhancements.models import Event, Verdict
from tests.support.boards import judged
from tests.support.deciding import BOARD, FREEZE, desk, fields, text, told

__all__ = ["desk", "told"]
pytestmark = pytest.mark.django_db
PANEL = f"{BOARD}?item=10&freeze={FREEZE}"


@pytest.fixture
def risky(told):
    Verdict.objects.all().delete()
    judged(told.demo, 10, FREEZE, "at-risk", asked=3, failed=2)
    judged(told.demo, 11, FREEZE, "met", asked=3)
    return told


def keys(client, query):
    answer = client.get(f"{BOARD}?format=csv&{query}")
    lines = b"".join(answer).decode().split("\n", 1)[1]
    return [row["key"] for row in csv.DictReader(io.StringIO(lines))]


def test_owner_says_how_it_goes_and_everybody_reads_it(desk, client):
    desk.be("olga")
    assert desk.decide("10", "on-track", kind="check-in").status_code == 303
    row = desk.standing("10", "check-in")
    assert (row.value, row.by) == ("on-track", "olga")

    shown = text(client.get(PANEL))
    assert "Owner says" in shown
    assert "On track @olga," in " ".join(shown.split())
    # Reading needs no account, and who has none is not asked how it goes.
    desk.be("")
    assert "How does it go?" not in text(client.get(PANEL))
    event = Event.objects.filter(kind="decided").latest("pk")
    assert (event.by, event.new["kind"]) == ("olga", "check-in")
    history = text(client.get("/demo/10/"))
    assert "@olga said that it is on track in v1.9" in history


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("on-track", "Said that #10 is on track. Undo"),
        ("at-risk", "Said that #10 is at risk. Undo"),
        ("off-track", "Said that #10 is off track. Undo"),
    ],
)
def test_step_is_told_in_a_sentence_and_so_is_its_way_back(desk, value, said):
    client = desk.be("olga")
    made = desk.decide("10", value, kind="check-in", reason="Agreed.")
    page = client.get(made["Location"])
    assert said in text(page)
    undone = desk.post("undo", batch=fields(page, "/board/undo")["batch"])
    page = text(client.get(undone["Location"]))
    assert "Taken back. Nothing is said of how #10 goes now. Redo" in page


@pytest.mark.parametrize("word", ["at-risk", "off-track"])
def test_bad_news_needs_its_reason(desk, word):
    desk.be("olga")
    answer = desk.decide("10", word, kind="check-in", reason=" ")
    assert answer.status_code == 400
    assert "Say what is in the way" in text(answer)
    given = {"kind": "check-in", "reason": "The reviewer is away."}
    assert desk.decide("10", word, **given).status_code == 303
    assert desk.standing("10", "check-in").reason == "The reviewer is away."


def test_another_word_is_refused(desk):
    desk.be("olga")
    answer = desk.decide("10", "splendid", kind="check-in")
    assert answer.status_code == 400
    assert "on track, at risk or off track" in text(answer)


def test_filter_finds_hope_against_the_checks(desk, client, risky):
    del risky
    desk.be("ann")
    desk.decide("10", "on-track", kind="check-in")
    desk.decide("11", "off-track", kind="check-in", reason="Nobody has time.")
    assert keys(client, "needs=hopeful") == ["10"]
    assert keys(client, "needs=worried") == ["11"]
    board = text(client.get(f"{BOARD}?needs=hopeful"))
    assert "Owner says on track, checks say at risk" in board
    assert "says on track" in board
    whole = client.get(f"{BOARD}?format=csv")
    lines = b"".join(whole).decode().split("\n", 1)[1]
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(lines))}
    assert (rows["11"]["check_in"], rows["11"]["check_in_by"]) == ("off-track", "ann")
    assert rows["11"]["check_in_why"] == "Nobody has time."


def test_what_was_said_can_be_copied_as_a_comment_and_taken_back(desk):
    desk.be("olga")
    desk.decide("10", "at-risk", kind="check-in", reason='A "hard" part.')
    shown = text(desk.client.get(PANEL))
    assert "How does it go?" in shown
    assert "**At risk** for v1.9, says @olga on" in shown
    assert 'A "hard" part.' in unescape(shown)
    seen = desk.standing("10", "check-in").pk
    assert desk.decide("10", "", kind="check-in", seen=seen).status_code == 303
    assert desk.standing("10", "check-in") is None


def test_second_of_two_sees_both_and_nothing_is_overwritten(desk):
    desk.be("olga")
    desk.decide("10", "on-track", kind="check-in")
    desk.be("ann")
    answer = desk.decide("10", "off-track", kind="check-in", reason="It is not.")
    assert answer.status_code == 409
    assert desk.standing("10", "check-in").value == "on-track"
