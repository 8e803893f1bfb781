"""Beat goes on when the clock is set back, and makes up for nothing twice."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from tracker import heartbeat
from tracker.celery import Scheduler, app

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
EVERY = 300.0


class Sending(Scheduler):
    """Notes what it would send."""

    def setup_schedule(self) -> None:
        self.sent: list[str] = []
        self.merge_inplace(
            {name: {"task": name, "schedule": EVERY} for name in ("one", "two")}
        )

    producer = None

    def apply_entry(self, entry, **_):
        self.sent.append(entry.task)


@pytest.fixture
def beat(monkeypatch):
    monkeypatch.setattr(heartbeat, "give", lambda _: None)
    with time_machine.travel(NOON, tick=False) as clock:
        yield Sending(app), clock


def looks(beat, times=20):
    for _ in range(times):
        beat.tick()
    sent, beat.sent = sorted(beat.sent), []
    return sent


def test_each_task_is_sent_when_it_is_due(beat):
    scheduler, clock = beat
    assert looks(scheduler) == []
    clock.shift(EVERY)
    assert looks(scheduler) == ["one", "two"]
    assert looks(scheduler) == []


@pytest.mark.parametrize("hours", [1, 48])
def test_clock_set_back_delays_by_one_interval_at_most(beat, hours):
    scheduler, clock = beat
    clock.shift(EVERY)
    looks(scheduler)
    clock.shift(dt.timedelta(hours=-hours))
    assert looks(scheduler) == []
    clock.shift(EVERY)
    assert looks(scheduler) == ["one", "two"]


def test_clock_set_forth_sends_each_once(beat):
    scheduler, clock = beat
    looks(scheduler)
    clock.shift(dt.timedelta(days=1))
    assert looks(scheduler) == ["one", "two"]
    assert looks(scheduler) == []
