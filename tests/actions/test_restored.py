"""A restored database doubts what it says of now, and says what is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import jobs, outbox, restored, slots
from enhancements.models import (
    Event,
    Job,
    Outgoing,
    Pulse,
    Repository,
    ScheduleRun,
    Stream,
)
from tests.support.telling import at, make_repository

pytestmark = pytest.mark.django_db
TAKEN = at(-600)


@pytest.fixture
def repository() -> Repository:
    made = make_repository()
    made.synced_at = made.reconciled_at = at(-700)
    made.save()
    return made


def settle(now: dt.datetime | None = None) -> restored.Settled:
    return restored.settle(taken_at=TAKEN, by="olga", now=now or at(0))


def put(repository: Repository, cause: str, *, is_dry: bool = False) -> Outgoing:
    return outbox.put(
        repository=repository,
        number=1,
        kind=Outgoing.Kind.COMMENT,
        cause=cause,
        payload={"body": "Hello"},
        by="bob",
        is_dry=is_dry,
    )


def test_repositories_are_compared_from_the_beginning(repository):
    begun = jobs.open_(repository=repository, name="reconcile", reason="", by="sync")
    jobs.note(job=begun, began=True)
    make_repository("acme/unread", is_main=False)

    assert settle().repositories == 1

    begun.refresh_from_db()
    assert begun.report == {"ended": restored.REASON}
    job = jobs.current(repository=repository, name="reconcile")
    assert job is not None
    assert (job.checkpoint, job.by, job.reason) == ({}, "olga", restored.REASON)
    assert Job.objects.filter(finished_at=None).count() == 1


def test_first_reading_goes_on_where_it_was(repository):
    Repository.objects.update(synced_at=None)
    job = jobs.open_(repository=repository, name="full-sync", reason="", by="sync")
    jobs.wait(job=job, error="Wait.", until=at(500))

    settle()

    job.refresh_from_db()
    assert (job.finished_at, job.not_before, job.error) == (None, None, "")


def test_who_had_a_repository_in_hand_writes_nothing_more(repository):
    before = repository.lease

    settle()

    repository.refresh_from_db()
    assert repository.lease == before + 1


def test_what_waits_counts_as_tried_and_is_nobodys(repository):
    put(repository, "waits")
    taken = outbox.claim(repository=repository, now=at(-650))
    done, dry = put(repository, "done"), put(repository, "dry", is_dry=True)
    Outgoing.objects.filter(pk=done.pk).update(done_at=at(-640))

    assert settle().writings == 1

    assert taken is not None
    assert not outbox.done(taken=taken, result={}, now=at(1))
    again = outbox.claim(repository=repository, now=at(1))
    assert again is not None
    assert (again.cause, again.was_tried, again.attempts) == ("waits", True, 1)
    # Its day of patience begins anew.
    outbox.failed(taken=again, error="502", now=at(2), is_passing=True)
    assert Outgoing.objects.get(cause="waits").dead_at is None
    dry.refresh_from_db()
    assert dry.error == ""


def test_commands_are_heard_from_now_on(repository):
    stream = Stream.objects.create(
        repository=repository, name=Stream.Name.COMMANDS, since=at(-700)
    )
    other = Stream.objects.create(
        repository=repository, name=Stream.Name.UPDATES, since=at(-700)
    )

    settle()

    stream.refresh_from_db()
    other.refresh_from_db()
    # News are asked for since then all the same.
    assert (stream.since, other.since) == (at(0), at(-700))


def test_slots_are_free(repository):
    assert repository.pk
    slots.take(name="redeliver", every=dt.timedelta(hours=1), now=at(0))

    settle()

    assert not ScheduleRun.objects.exists()


def test_history_of_each_project_says_what_is_lost(repository):
    settle()

    event = Event.objects.get()
    assert (event.project, event.kind, event.by) == (
        repository.project,
        "restored",
        "olga",
    )
    assert event.subject == "2026-06-01 02:00 UTC"
    assert event.old == {"taken_at": TAKEN.isoformat()}
    assert event.new == {"repositories": 1, "documents": 0, "writings": 0}
    assert (
        "decided, corrected and wrote here between then and now is lost" in event.reason
    )


def test_what_was_lost_is_known_for_a_month(repository):
    project = repository.project_id
    assert restored.lost(project=project, now=at(0)) is None
    settle()

    assert restored.lost(project=project, now=at(1)) == (TAKEN, at(0))
    late = at(0) + restored.KEPT_IN_MIND + dt.timedelta(minutes=1)
    assert restored.lost(project=project, now=late) is None


def test_last_restore_counts(repository):
    settle(at(-100))
    settle(at(0))

    assert restored.lost(project=repository.project_id, now=at(1)) == (TAKEN, at(0))


def test_pulses_never_come_to_numbers_that_they_had(repository):
    pulse = Pulse.objects.get(project=repository.project, part="records")
    before = pulse.number

    settle()

    pulse.refresh_from_db()
    assert pulse.number >= before + at(0).timestamp() * 1000
