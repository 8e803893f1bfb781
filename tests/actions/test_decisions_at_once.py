"""Two who decide at once: one wins, nobody waits in a circle, nothing is half done."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from enhancements.actions import decision_effects, decisions
from enhancements.models import Decision, Event, Pulse
from enhancements.policy.decisions import Clashed
from tests.support.decided import Board

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run these in threads of their own; their results or what they raised."""
    ready = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(place, work):
        ready.wait()
        try:
            found[place] = work()
        except Exception as error:  # noqa: BLE001 - handed on
            found[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, work))
        for place, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return found


def test_of_two_who_decide_the_same_one_wins_and_the_other_is_told():
    board = Board()
    for _ in range(5):
        stood = Decision.objects.filter(until=None).first()
        seen = stood.pk if stood else None
        told = uuid.uuid4().hex
        found = at_once(
            lambda seen=seen, told=told: board.decide(
                board.wish(f"one {told}", "note", seen=seen), now=timezone.now()
            ),
            lambda seen=seen, told=told: board.decide(
                board.wish(f"two {told}", "note", seen=seen), now=timezone.now()
            ),
        )
        lost = [one for one in found if isinstance(one, Clashed)]
        won = [one for one in found if isinstance(one, decisions.Step)]
        assert (len(lost), len(won)) == (1, 1)
        assert lost[0].clashes[0].stands is not None
        assert lost[0].clashes[0].stands.id == won[0].changed[0].pk
    assert Decision.objects.filter(until=None).count() == 1
    assert Decision.objects.count() == 5


def test_two_steps_over_the_same_entries_never_wait_in_a_circle():
    board = Board(40)
    wishes = [board.wish("tracked", entry=n) for n in range(40)]
    found = at_once(
        lambda: board.decide(*wishes),
        lambda: board.decide(*reversed(wishes)),
        lambda: board.decide(*(board.wish("yes", "opt-in", entry=n) for n in range(9))),
    )
    assert all(isinstance(one, decisions.Step) for one in found)
    assert sum(one.is_empty for one in found) == 1
    assert Decision.objects.count() == 49
    pulse = Pulse.objects.get(project=board.project, part=Pulse.Part.PEOPLE)
    assert pulse.number == 2


def test_nothing_is_written_when_a_step_breaks(monkeypatch):
    board = Board()

    def broken(**_):
        raise IntegrityError("broken")

    monkeypatch.setattr(decision_effects.verdicts, "judge", broken)
    waiver = board.wish("yes", "waiver", criterion="owner", reason="Known.")
    with pytest.raises(IntegrityError):
        board.decide(board.wish("tracked"), waiver)
    assert Decision.objects.count() == Event.objects.count() == 0
    with transaction.atomic():
        assert board.decide(board.wish("tracked")).changed
