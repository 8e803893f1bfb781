"""Tasks wake up and carry nothing: what is owed is found in rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from enhancements import tasks
from enhancements.actions import (
    dirt,
    freshness,
    inbox,
    jobs,
    leases,
    outbox,
    snapshots,
    waking,
)
from enhancements.models import Delivery, Enhancement, Project, Repository, Verdict
from enhancements.queries.snapshots_due import Passed
from enhancements.sources.github import pump as pumping
from tests.support.telling import make_repository
from tests.support.tracked import day, schedule, vep
from tests.views.conftest import demo

__all__ = ["demo"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """Arguments of the pumps that were asked for."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.pump, "delay", lambda **given: asked.append(given))
    return asked


@pytest.fixture
def run(monkeypatch):
    """Ids of the repositories that the pump ran for; it does nothing."""
    ran: list[int] = []

    def pump(*, repository_id: int, seconds: float) -> pumping.Outcome:
        assert seconds < 240
        ran.append(repository_id)
        return pumping.Outcome("acme/plans")

    monkeypatch.setattr(pumping, "pump", pump)
    return ran


def test_every_tracked_repository_is_looked_at(woken):
    first = make_repository()
    make_repository("acme/old", is_main=False)
    Repository.objects.filter(name="acme/old").update(removed_at=timezone.now())
    tasks.poll_repositories()
    assert woken == [{"repository_id": first.pk}]


def test_sweep_wakes_up_for_what_is_marked_and_for_open_jobs(woken):
    marked = make_repository()
    busy = make_repository("acme/code", is_main=False)
    make_repository("acme/idle", is_main=False)
    mark = dirt.Mark("webhook", number=1)
    dirt.mark(repository=marked, marks=[mark], now=timezone.now())
    jobs.open_(repository=busy, name="reconcile", reason="", by="x")
    tasks.sweep()
    assert woken == [{"repository_id": marked.pk}, {"repository_id": busy.pk}]


def test_sweep_wakes_up_for_what_is_to_be_written(woken):
    repository = make_repository()
    outbox.put(
        repository=repository, number=1, kind="labels", cause="c", payload={}, by="bob"
    )
    tasks.sweep()
    assert woken == [{"repository_id": repository.pk}]


def test_sweep_leaves_alone_what_a_worker_has_in_hand(woken):
    repository = make_repository()
    mark = dirt.Mark("webhook", number=1)
    dirt.mark(repository=repository, marks=[mark], now=timezone.now())
    with leases.take(repository=repository):
        tasks.sweep()
    assert woken == []


def test_pump_of_a_repository_that_is_gone_or_taken_does_nothing(monkeypatch):
    def busy(**_: object) -> None:
        raise leases.Taken

    tasks.pump(repository_id=0)
    monkeypatch.setattr(pumping, "pump", busy)
    tasks.pump(repository_id=0)


def test_repository_that_failed_just_now_is_not_asked_for_each_delivery(run):
    repository = make_repository()
    tasks.pump(repository_id=repository.pk)
    freshness.note_failure(repository=repository.pk)
    tasks.pump(repository_id=repository.pk)
    assert run == [repository.pk]


def test_each_failure_in_a_row_is_left_alone_for_longer(settings, monkeypatch):
    settings.POLL_SECONDS = 60
    pauses = []
    usual = freshness.cache.set

    def noted(place, value, *, timeout):
        if place.startswith("repository-failed"):
            pauses.append(timeout)
        usual(place, value, timeout=timeout)

    monkeypatch.setattr(freshness.cache, "set", noted)
    for _ in range(7):
        freshness.note_failure(repository=7)
    assert pauses == [2, 4, 8, 16, 32, 48, 48]
    assert freshness.failed_lately(repository=7)
    freshness.note_repository(repository=7, at=timezone.now())
    assert not freshness.failed_lately(repository=7)
    freshness.note_failure(repository=7)
    assert pauses[-1] == 2


def test_waking_rings_after_the_commit_only(
    monkeypatch, django_capture_on_commit_callbacks
):
    rung: list[waking.Call] = []
    monkeypatch.setattr(waking.BELL, "ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        waking.wake(7)
        assert rung == []
    assert rung == [(waking.PUMP, (("repository_id", 7),))]


def test_message_names_a_task_that_exists(monkeypatch):
    sent: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        waking.current_app,
        "send_task",
        lambda name, *, kwargs, **_: sent.append((name, kwargs)),
    )
    waking._send((waking.PUMP, (("repository_id", 7),)))
    waking._send((waking.SYNC, (("project_id", 8),)))
    waking._send((waking.INBOX, ()))
    assert sent == [
        (tasks.pump.name, {"repository_id": 7}),
        (tasks.sync_project.name, {"project_id": 8}),
        (tasks.drain_inbox.name, {}),
    ]


def test_sweep_goes_on_behind_a_project_whose_profile_is_gone():
    for name in ("first", "second"):
        project = Project.objects.create(name=name, profile="kubevirt")
        Enhancement.objects.create(project=project, owed_since=timezone.now())
    Project.objects.filter(name="first").update(profile="nothing")

    tasks.sweep()

    owing = Enhancement.objects.filter(owed_since__isnull=False)
    assert list(owing.values_list("project__name", flat=True)) == ["first"]


def test_deliveries_are_forgotten_some_time_after_they_were_worked_off():
    now = timezone.now()
    ages = {"old": inbox.KEPT, "fresh": inbox.KEPT - dt.timedelta(hours=1)}
    for name, age in ages.items():
        Delivery.objects.create(
            delivery_id=name,
            event="issues",
            received_at=now - age,
            body=b"{}",
            processed_at=now - age,
        )
    Delivery.objects.create(
        delivery_id="waits",
        event="issues",
        received_at=now - 2 * inbox.KEPT,
        body=b"{}",
    )
    Delivery.objects.create(
        delivery_id="unknown",
        event="projects_v2_item",
        received_at=now - 2 * inbox.KEPT,
        body=b"{}",
        processed_at=now - 2 * inbox.KEPT,
    )

    tasks.forget_deliveries()

    kept = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    assert list(kept) == ["fresh", "unknown", "waits"]


def test_boards_of_deadlines_that_passed_are_kept_each_by_itself(monkeypatch):
    end = dt.datetime(2025, 1, 11, 12, tzinfo=dt.UTC)
    passed = [Passed("demo", n, f"v1.{n}", "code-freeze", "Code", end) for n in (8, 9)]
    asked: list[str] = []

    def take(*, deadline: Passed, by: str, now: dt.datetime) -> None:
        assert (by, now <= timezone.now()) == ("clock", True)
        asked.append(deadline.name)
        if deadline.name == "v1.8":
            raise snapshots.SnapshotRefused

    monkeypatch.setattr(snapshots, "due", lambda **_: passed)
    monkeypatch.setattr(snapshots, "take", take)
    tasks.make_snapshots()
    assert asked == ["v1.8", "v1.9"]


def test_first_reading_leaves_verdicts_to_the_sweep(demo):
    schedules = {"releases/v1.9/schedule.yaml": schedule(freeze="2025-01-10")}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"veps/sig-compute/10-thing/vep.md": vep(10, alpha="v1.9")}, day(2))
    demo.track()
    tasks.sync_project(project_id=demo.project.pk)
    assert Enhancement.objects.filter(unjudged_since__isnull=False).count() == 1
    assert not Verdict.objects.exists()

    tasks.sweep()
    assert Verdict.objects.exists()
    # From then on what changes is judged with it.
    demo.commit({"veps/sig-compute/10-thing/vep.md": vep(10, beta="v1.9")}, day(3))
    tasks.sync_project(project_id=demo.project.pk)
    assert not Enhancement.objects.filter(unjudged_since__isnull=False).exists()
