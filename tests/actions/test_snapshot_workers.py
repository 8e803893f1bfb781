"""Two workers at one deadline make one snapshot."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from enhancements.actions import snapshots
from enhancements.models import Decision, Enhancement, Event, Release, Snapshot
from enhancements.queries import board_file
from tests.support import kept
from tests.support.tracked import day

pytestmark = pytest.mark.django_db(transaction=True)
NOW = day(60)


@pytest.fixture
def deadline(demo):
    kept.tell(demo)
    return kept.passed(NOW)[0]


def at_once(number, work):
    """What comes of so many calls at the same time, each on its own connection."""
    found = []
    barrier = threading.Barrier(number)

    def run():
        barrier.wait(10)
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - handed on
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_many_workers_make_one(deadline):
    def take():
        return snapshots.take(deadline=deadline, by="clock", now=NOW)

    found = at_once(4, take)
    snapshot = Snapshot.objects.get()
    made = [one for one in found if one is not None]
    assert [one.is_new for one in made].count(True) == 1
    assert {one.snapshot.pk for one in made} == {snapshot.pk}
    assert Event.objects.filter(kind=Event.Kind.SNAPSHOT_MADE).count() == 1


def test_worker_leaves_what_another_is_at(deadline):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7402633, %s)", [deadline.release])
        found = at_once(
            1, lambda: snapshots.take(deadline=deadline, by="clock", now=NOW)
        )
        cursor.execute("SELECT pg_advisory_unlock(7402633, %s)", [deadline.release])
    assert found == [None]
    assert not Snapshot.objects.exists()


def test_who_comes_an_instant_too_late_gets_what_there_is(deadline, monkeypatch):
    first = snapshots.take(deadline=deadline, by="clock", now=NOW)
    looked = []

    def made(one):
        looked.append(one)
        found = Snapshot.objects.filter(release=one.release, freeze=one.freeze)
        return found.none() if len(looked) == 1 else found

    monkeypatch.setattr(snapshots, "_made", made)
    again = snapshots.take(deadline=deadline, by="clock", now=NOW)
    assert (again.is_new, again.snapshot.pk) == (False, first.snapshot.pk)
    assert Event.objects.filter(kind=Event.Kind.SNAPSHOT_MADE).count() == 1


def test_what_others_decide_while_the_board_is_read_is_in_all_of_it_or_in_none(
    deadline, monkeypatch
):
    release = Release.objects.get(pk=deadline.release)
    one = Enhancement.objects.get(records__key="1", records__until=None)
    read = board_file.content

    def content(*given):
        """The setting has been read by now; the entries have not."""
        at_once(1, lambda: kept.decision(release, one, "note", "Meanwhile.", day(4)))
        return read(*given)

    monkeypatch.setattr(board_file, "content", content)
    taken = snapshots.take(deadline=deadline, by="clock", now=NOW)
    assert taken.is_new
    assert Decision.objects.get().value == "Meanwhile."
    assert "Meanwhile." not in taken.snapshot.content
