"""What GitHub could not deliver is asked for again, and no more than that."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enhancements import tasks
from enhancements.actions import inbox, streams, waking
from enhancements.fakehub.webhooks import Weather
from enhancements.models import Job, ScheduleRun, Stream
from enhancements.sources.github import failures, redelivery
from tests.support.mirrored import PLANS, fill, mirrored

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:9/webhooks/github"


@pytest.fixture
def away(settings):
    """A mirror whose deliveries arrive nowhere."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.WEBHOOK_SECRETS = ["s"]
    with mirrored(settings) as made:
        fill(made.world, 1)
        made.world.clock.move_to(int(timezone.now().timestamp()))
        made.hub.sender.add_hook(URL, "s", repo=PLANS)
        made.hub.sender.weather = Weather(lost=1.0)
        yield made


def asked_again(mirror):
    return [one.guid for one in mirror.hub.sender.deliveries.values() if one.is_again]


def run(mirror, now=None):
    return redelivery.run(repositories=[mirror.repository], now=now or timezone.now())


def test_what_failed_is_asked_for_and_what_arrived_is_not(away):
    for text in ("one", "two"):
        away.world.comment(PLANS, 1, text, by="bob")
    first, second = (one.guid for one in away.hub.sender.deliveries.values())
    inbox.receive(
        delivery_id=first, event="x", host="", headers={}, body=b"", now=timezone.now()
    )
    assert run(away) == 1
    assert asked_again(away) == [second]


def test_what_never_arrives_is_left_after_some_attempts(away):
    away.world.comment(PLANS, 1, "one", by="bob")
    assert [run(away) for _ in range(6)] == [1, 1, 1, 1, 0, 0]


def test_who_comes_up_late_is_sent_it_soon(away, monkeypatch):
    """A web process may start after the worker: then the first asking is in vain."""
    rung = []
    monkeypatch.setattr(waking.BELL, "ring", rung.append)
    away.world.comment(PLANS, 1, "one", by="bob")
    now = timezone.now()
    waits = []
    for _ in range(4):
        run(away, now)
        text = Stream.objects.get().data.get("again_at")
        again = dt.datetime.fromisoformat(text) if text else None
        waits.append((again - now).seconds if again else None)
        now = again or now
    assert waits == [30, 120, 480, None]

    before = timezone.now()
    streams.look_at_deliveries_again(repository=away.repository, at=before)
    tasks.sweep()
    assert rung == [("enhancements.redeliver", (("is_again", 1),))]
    sent = []
    monkeypatch.setattr(redelivery, "run", lambda **given: sent.append(given) or 0)
    tasks.redeliver(is_again=1)
    assert [given["repositories"] for given in sent] == [[away.repository]]


def test_look_that_failed_is_made_again_in_a_minute(away):
    now = timezone.now()
    away.hub.faults.add("status", "/hooks", count=9, status=502)
    with pytest.raises(failures.Unavailable):
        run(away, now)
    assert streams.deliveries_due(now=now + dt.timedelta(seconds=59)) == set()
    later = now + dt.timedelta(minutes=1)
    assert streams.deliveries_due(now=later) == {away.repository.pk}
    away.hub.faults.clear()
    run(away, later)
    assert streams.deliveries_due(now=later) == set()


def test_too_much_is_compared_instead(away, monkeypatch):
    monkeypatch.setattr(redelivery, "MOST", 1)
    for text in ("one", "two"):
        away.world.comment(PLANS, 1, text, by="bob")
    assert run(away) == 0
    assert Job.objects.get().reason == "2 deliveries did not arrive"


def test_longer_outage_than_the_log_is_compared(away):
    now = timezone.now()
    before = now - dt.timedelta(days=3, minutes=1)
    streams.note_deliveries(repository=away.repository, until=before, now=before)
    run(away, now)
    run(away, now)
    assert [one.name for one in Job.objects.all()] == ["reconcile"]
    assert streams.deliveries_read(repository=away.repository) == now


def test_hook_of_somebody_else_is_not_ours(away, settings):
    assert reverse("webhook") == redelivery.WEBHOOK
    settings.ALLOWED_HOSTS = ["tracker.example.org"]
    with pytest.raises(failures.Missing):
        run(away)


def test_hourly_and_at_the_start_of_workers_once(away, monkeypatch):
    runs = []
    monkeypatch.setattr(redelivery, "run", lambda **given: runs.append(given) or 0)
    for start in (0, 0, 1, 1):
        tasks.redeliver(is_start=start)
    assert [given["repositories"] for given in runs] == [[away.repository]] * 2
    assert set(ScheduleRun.objects.values_list("name", flat=True)) == {
        "redeliver",
        "redeliver-at-start",
    }
