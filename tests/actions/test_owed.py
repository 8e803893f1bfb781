"""Leases, jobs, slots and waking: what lets many workers come and go."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import connection, connections

from enhancements.actions import dirt, jobs, leases, letters, slots, waking
from enhancements.actions.leases import LeaseLost, Taken
from enhancements.models import Dirty, Event, Job, Repository, ScheduleRun
from tests.support.telling import at, make_repository


def elsewhere(work):
    """What a function returns on another connection, or the exception it raises."""
    found = []

    def run():
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - handed on
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return found[0]


def taken_by_another(repository):
    def work():
        with leases.take(repository=repository) as lease:
            leases.begin(lease)
            return lease.number

    return elsewhere(work)


@pytest.mark.django_db(transaction=True)
def test_one_worker_at_a_time_has_a_repository():
    repository = make_repository()
    with leases.take(repository=repository):
        assert leases.is_taken(repository=repository.pk)
        assert isinstance(taken_by_another(repository), Taken)
    assert taken_by_another(repository) == 1
    assert not leases.is_taken(repository=repository.pk)


@pytest.mark.django_db(transaction=True)
def test_lock_of_a_broken_connection_is_free_and_its_worker_fenced():
    repository = make_repository()
    with leases.take(repository=repository) as lease:
        leases.begin(lease)
        connection.close()
        assert taken_by_another(repository) == 2
        assert not leases.lease_holds(lease)
        with pytest.raises(LeaseLost):
            leases.check(lease)


@pytest.mark.django_db(transaction=True)
def test_reconnected_worker_does_not_hold_even_if_nobody_came():
    repository = make_repository()
    with leases.take(repository=repository) as lease:
        connection.close()
        with pytest.raises(LeaseLost):
            leases.begin(lease)


@pytest.mark.django_db(transaction=True)
def test_holder_that_says_nothing_for_long_is_ended():
    repository = make_repository()
    with leases.take(repository=repository) as lease:

        def end(seconds):
            return elsewhere(
                lambda: leases.end_stalled(after=dt.timedelta(seconds=seconds))
            )

        assert end(60) == 0
        assert end(0) == 1
        assert taken_by_another(repository) == 1
        connection.close()  # The stopped worker wakes up and connects again.
        assert not leases.lease_holds(lease)


@pytest.mark.django_db
def test_look_without_news_does_not_count_the_lease():
    repository = make_repository()
    with leases.take(repository=repository):
        pass
    assert Repository.objects.get().lease == 0


@pytest.mark.django_db
def test_mark_is_one_row_however_often_it_is_said():
    repository = make_repository()
    for minute, wanted in ((1, at(5)), (2, at(3)), (3, None)):
        mark = dirt.Mark("webhook", number=1, node_id="I_1", wanted_at=wanted)
        dirt.mark(repository=repository, marks=[mark, mark], now=at(minute))
    row = Dirty.objects.get()
    assert (row.marked_at, row.wanted_at) == (at(3), at(5))


@pytest.mark.django_db
def test_mark_moves_on_even_when_the_clock_goes_back():
    repository = make_repository()
    mark = dirt.Mark("webhook", number=1)
    dirt.mark(repository=repository, marks=[mark], now=at(10))
    dirt.mark(repository=repository, marks=[mark], now=at(0))
    assert Dirty.objects.get().marked_at > at(10)


@pytest.mark.django_db
def test_wait_that_no_clock_of_ours_meant_is_over():
    repository = make_repository()
    mark = dirt.Mark("poll", number=1, not_before=at(0) + dt.timedelta(days=1))
    dirt.mark(repository=repository, marks=[mark], now=at(0))
    kinds = ("item",)
    assert dirt.due(repository=repository, kinds=kinds, limit=9, now=at(0))


@pytest.mark.django_db
def test_given_up_mark_is_retried_with_an_event():
    repository = make_repository()
    row = Dirty.objects.create(
        repository=repository,
        kind="item",
        number=1,
        reason="poll",
        marked_at=at(0),
        attempts=5,
        error="It could not be stored.",
        dead_at=at(0),
    )
    dirt.retry(dirty=row.pk, by="op", now=at(9))

    assert dirt.with_due(now=at(9)) == [repository.pk]
    event = Event.objects.get()
    assert (event.kind, event.by, event.old) == ("retried", "op", row.error)
    with pytest.raises(Dirty.DoesNotExist):
        dirt.retry(dirty=row.pk, by="op", now=at(9))


@pytest.mark.django_db
def test_job_is_open_once_fails_five_times_and_is_retried():
    repository = make_repository()
    order = {"repository": repository, "name": "reconcile", "by": "x"}
    job = jobs.open_(**order, reason="one")
    assert jobs.open_(**order, reason="two") == job
    for _ in range(jobs.DEAD_AFTER):
        assert not jobs.is_given_up(repository=repository, name="reconcile")
        jobs.fail(job=job, error="No.", now=at(0))
    assert jobs.is_given_up(repository=repository, name="reconcile")
    assert jobs.with_due(now=at(99)) == []

    assert not jobs.is_given_up(repository=repository, name="reconcile", since=at(1))

    retry = {"project": repository.project, "places": [f"work:{job.pk}"]}
    assert letters.retry(**retry, by="op", now=at(9)) == 1
    assert jobs.with_due(now=at(99)) == [repository.pk]
    assert Event.objects.get().by == "op"


@pytest.mark.django_db
def test_given_up_job_stays_so_when_another_of_its_name_was_begun():
    repository = make_repository()
    order = {"repository": repository, "name": "reconcile", "by": "x", "reason": ""}
    dead = jobs.open_(**order)
    Job.objects.update(dead_at=at(0))
    jobs.open_(**order)

    retry = {"project": repository.project, "places": [f"work:{dead.pk}"]}
    assert letters.retry(**retry, by="op", now=at(9)) == 0
    assert Job.objects.get(pk=dead.pk).dead_at == at(0)


@pytest.mark.django_db
def test_progress_ends_failures_in_a_row():
    job = jobs.open_(repository=make_repository(), name="full-sync", reason="", by="x")
    jobs.fail(job=job, error="No.", now=at(0))
    jobs.checkpoint(progress=jobs.Progress(job, 3, 9))
    row = Job.objects.get()
    assert (row.done, row.total, row.attempts, row.error) == (3, 9, 0, "")


@pytest.mark.django_db
def test_due_slot_is_taken_once_and_old_ones_are_swept():
    hour = dt.timedelta(hours=1)
    wins = [
        slots.take(name="redeliver", every=hour, now=at(minute))
        for minute in (0, 1, 59, 60, 61)
    ]
    assert wins == [True, False, False, True, False]
    week = at(0) + dt.timedelta(days=8)
    assert slots.take(name="redeliver", every=hour, now=week)
    assert ScheduleRun.objects.count() == 1


def test_ringing_never_fails_and_never_waits():
    hold, sent = threading.Event(), []

    def send(call):
        hold.wait(5)
        sent.append(call[0])
        raise OSError("The broker is away.")

    bell = waking.Bell(send)
    for _ in range(100):
        bell.ring(("one", ()))
        bell.ring(("two", ()))
    hold.set()
    bell.wait(5)
    assert sorted(set(sent)) == ["one", "two"]
    assert len(sent) <= 4


def test_who_rang_first_is_sent_for_first():
    hold, sent = threading.Event(), []

    def send(call):
        hold.wait(5)
        sent.append(call[0])

    bell = waking.Bell(send)
    names = [f"repository {number}" for number in range(20)]
    for name in names:
        bell.ring((name, ()))
    hold.set()
    bell.wait(5)
    assert sent == names


def test_rings_in_a_row_are_sent_at_once_and_then_together():
    sent: list[tuple[str, float]] = []
    bell = waking.Bell(lambda call: sent.append((call[0], time.monotonic())), pause=0.2)
    began = time.monotonic()
    bell.ring(("one", ()))
    while not sent:
        time.sleep(0.001)
    for _ in range(50):
        bell.ring(("one", ()))
    bell.ring(("two", ()))
    bell.wait(5)
    assert [name for name, _ in sent] == ["one", "two", "one"]
    assert sent[1][1] - began < 0.2 <= sent[2][1] - sent[0][1]
