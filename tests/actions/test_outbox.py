"""The outbox: one worker for a row, a token that fences, and an end to trying."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from enhancements.actions import letters, outbox
from enhancements.models import Dirty, Event, Outgoing
from tests.actions.test_owed import elsewhere
from tests.support.telling import at, make_repository

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def repository():
    return make_repository()


def put(repository, cause="c", number=1, kind="labels", **more):
    return outbox.put(
        repository=repository,
        number=number,
        kind=kind,
        cause=cause,
        payload={"add": ["a"], "remove": []},
        by="bob",
        **more,
    )


def claim(repository, now=None):
    return outbox.claim(repository=repository, now=now or at(0))


def test_row_is_put_in_once_for_its_cause(repository):
    first = put(repository)
    again = put(repository, number=2)
    assert (again.pk, again.number) == (first.pk, 1)
    assert Outgoing.objects.count() == 1


def test_row_in_hand_is_passed_over_until_its_time_is_over(repository):
    put(repository, "one")
    put(repository, "two", number=2)
    put(repository, "dry", number=3, is_dry=True)
    assert [claim(repository).cause, claim(repository).cause] == ["one", "two"]
    assert claim(repository) is None
    assert outbox.with_due(now=at(0)) == []

    later = at(0) + outbox.LEASE
    again = claim(repository, later)
    assert (again.cause, again.was_tried) == ("one", True)
    # A clock that was wrong holds nothing up.
    assert claim(repository, at(-500)).cause == "one"


@pytest.mark.django_db(transaction=True)
def test_row_that_another_session_has_locked_is_passed_over():
    repository = make_repository()
    put(repository, "one")
    put(repository, "two", number=2)
    with transaction.atomic():
        assert claim(repository).cause == "one"
        assert elsewhere(lambda: claim(repository).cause) == "two"


def test_newer_write_of_the_same_kind_waits_for_the_older(repository):
    put(repository, "older")
    put(repository, "newer")
    put(repository, "other", kind="assignees")
    older = claim(repository)
    assert outbox.failed(taken=older, error="No.", now=at(0))
    assert claim(repository).cause == "other"
    assert claim(repository) is None
    older = claim(repository, at(1))
    assert older.cause == "older"
    assert outbox.done(taken=older, result={}, now=at(1))
    assert claim(repository, at(1)).cause == "newer"


def test_late_worker_changes_nothing(repository):
    put(repository)
    late = claim(repository)
    other = claim(repository, at(0) + outbox.LEASE)
    assert not outbox.done(taken=late, result={}, now=at(1))
    assert not outbox.failed(taken=late, error="Late.", now=at(1))
    assert not outbox.wait(taken=late, until=at(5))
    with pytest.raises(outbox.TokenLost):
        outbox.renew(taken=late, now=at(1))
    assert not Event.objects.exists()
    outbox.renew(taken=other, now=at(1))
    assert outbox.done(taken=other, result={"added": ["a"]}, now=at(1))
    assert not outbox.done(taken=other, result={}, now=at(1))
    event = Event.objects.get()
    assert (event.kind, event.new) == ("written-to-github", {"added": ["a"]})
    assert Dirty.objects.get().reason == outbox.WRITTEN


def test_failures_wait_longer_each_time_and_the_fifth_is_the_last(repository):
    row = put(repository)
    now, waits = at(0), []
    for _ in range(5):
        outbox.failed(taken=claim(repository, now), error="No.", now=now)
        row.refresh_from_db()
        waits.append((row.not_before - now) / SECOND)
        now = row.not_before
    assert waits == [5, 10, 20, 40, 80]
    assert (row.dead_at is not None, claim(repository, at(60))) == (True, None)

    place = f"writing:{row.pk}"
    letters.retry(project=repository.project, places=[place], by="olga", now=at(60))
    assert claim(repository, at(60)).was_tried


def test_failures_of_github_count_for_a_day_and_not_by_number(repository):
    row = put(repository)
    Outgoing.objects.update(created_at=at(0))
    now = at(0)
    for _ in range(12):
        taken = claim(repository, now)
        outbox.failed(taken=taken, error="502.", now=now, is_passing=True)
        row.refresh_from_db()
        assert (row.dead_at, row.attempts) == (None, 0)
        now = row.not_before
    assert claim(repository, now).was_tried
    now = at(0) + outbox.PATIENCE + outbox.LEASE
    outbox.failed(taken=claim(repository, now), error="502.", now=now, is_passing=True)
    row.refresh_from_db()
    assert row.dead_at == now

    now += outbox.PATIENCE
    place = f"writing:{row.pk}"
    letters.retry(project=repository.project, places=[place], by="olga", now=now)
    outbox.failed(taken=claim(repository, now), error="502.", now=now, is_passing=True)
    row.refresh_from_db()
    assert (row.dead_at, row.attempts) == (None, 0)


def test_row_over_which_workers_end_is_given_up(repository):
    row = put(repository)
    now = at(0)
    for _ in range(5):
        assert claim(repository, now) is not None
        now += outbox.LEASE
    assert claim(repository, now) is None
    row.refresh_from_db()
    assert row.dead_at == now
    assert "ended" in row.error


def test_asked_for_patience_it_waits_and_that_is_no_attempt(repository):
    row = put(repository)
    outbox.wait(taken=claim(repository), until=at(10))
    row.refresh_from_db()
    assert (row.attempts, row.not_before) == (0, at(10))
    assert claim(repository, at(9)) is None
    assert not claim(repository, at(10)).was_tried


def test_repositories_with_something_due_are_named(repository):
    put(repository)
    assert outbox.with_due(now=at(0)) == [repository.pk]
    repository.removed_at = at(0)
    repository.save()
    assert outbox.with_due(now=at(0)) == []


def test_only_what_no_worker_took_can_still_be_stopped(repository):
    taken = put(repository, "taken")
    assert claim(repository).id == taken.pk
    waiting = put(repository, "waiting", number=2)
    tried = put(repository, "tried", number=3)
    Outgoing.objects.filter(pk=tried.pk).update(error="No answer.")

    ids = [taken.pk, waiting.pk, tried.pk]
    assert outbox.cancel(ids=ids, why="Taken back.") == {waiting.pk}
    assert outbox.cancel(ids=ids, why="Taken back.") == frozenset()
    waiting.refresh_from_db()
    assert (waiting.is_dry, waiting.error) == (True, "Taken back.")


def test_text_is_compared_without_marker_and_line_ends():
    text = f"One.\r\nTwo.\r\n\r\n{outbox.mark(Outgoing().marker)}\r\n"
    assert outbox.plain(text) == outbox.plain("One.\nTwo.") == "One.\nTwo."
