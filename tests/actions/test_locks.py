"""Who changes the same rows at once waits for the other, and never in a circle."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection, connections, transaction

from enhancements import profiles
from enhancements.actions import derive, github_rows, identity, tracking, verdicts
from enhancements.models import (
    Decision,
    Enhancement,
    Item,
    Project,
    Release,
    Repository,
)
from tests.support.fakehubs import busy_world
from tests.support.mirror_rows import Mirror
from tests.support.mirrored import PLANS, mirrored
from tests.support.tracked import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(db):  # noqa: ARG001 - for its effect
    return Project.objects.create(name="demo", profile="kubevirt")


class Beside:
    """Work on another connection, which comes to wait for a lock of this one."""

    def __init__(self, work):
        self.found = []
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()
        end = time.monotonic() + 10
        while not self._waits() and self._thread.is_alive():
            assert time.monotonic() < end
            time.sleep(0.02)

    def _run(self, work):
        try:
            self.found.append(work())
        except Exception as error:  # noqa: BLE001 - handed on
            self.found.append(error)
        finally:
            connections.close_all()

    def _waits(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            )
            return cursor.fetchone()[0] > 0

    def end(self):
        self._thread.join(10)
        (found,) = self.found
        return found


def test_merge_taken_back_while_it_is_merged_on_is_refused(project):
    first, second, third = (
        Enhancement.objects.create(project=project) for _ in range(3)
    )
    said = {"project": project, "by": "ann", "reason": "the same"}
    event = identity.merge(loser=first, winner=second, **said)
    with transaction.atomic():
        identity.merge(loser=second, winner=third, **said)
        other = Beside(lambda: identity.undo(event=event, by="bob", reason="no"))
    assert isinstance(other.end(), identity.IdentityRefused)
    first.refresh_from_db()
    assert first.merged_into_id == third.pk


def test_items_are_locked_in_the_order_in_which_the_mirror_writes(project):
    hub = Mirror(project)
    second, first = hub.issue(2), hub.issue(1)
    known = github_rows.repositories(project)
    profile = profiles.load("kubevirt")

    def settle():
        return tracking.settle(project=project, profile=profile, known=known, now=NOW)

    with transaction.atomic():
        Item.objects.select_for_update().get(pk=first.pk)
        other = Beside(settle)
        # It waits for the first, and holds nothing that comes after.
        Item.objects.select_for_update(nowait=True).get(pk=second.pk)
    assert other.end() == 2


def test_deadlock_with_another_session_loses_nothing(settings):
    with mirrored(settings, busy_world()) as busy:
        busy.pump()
        busy.world.edit_title(PLANS, 1, "Another title", by="bob")
        with transaction.atomic(), connection.cursor() as cursor:
            # So that it is the other who finds out, and is ended.
            cursor.execute("SET LOCAL deadlock_timeout = '1min'")
            Item.objects.select_for_update().get(number=1, kind="issue")
            beside = Beside(busy.pump)
            Repository.objects.select_for_update().get(pk=busy.repository.pk)
        ended = beside.end()
        assert isinstance(ended, OperationalError)
        assert "deadlock" in str(ended)

        busy.pump()
        assert busy.stored() == busy.truth()


def test_two_that_judge_one_enhancement_follow_each_other(project):
    one = Enhancement.objects.create(project=project)
    given = {"project": project, "ids": [one.pk], "now": NOW}
    with transaction.atomic():
        verdicts.judge(**given)
        other = Beside(lambda: verdicts.judge(**given))
        assert other.found == []
    assert other.end() == 0


def test_what_changes_while_it_is_judged_is_judged_after_it(project):
    one = Enhancement.objects.create(project=project, unjudged_since=NOW)
    with transaction.atomic():
        verdicts.judge(project=project, ids=[one.pk], now=NOW)
        other = Beside(lambda: verdicts.owe(project=project, ids=[one.pk], now=NOW))
    assert other.end() is None
    one.refresh_from_db()
    assert one.unjudged_since == NOW


def test_who_decides_does_not_wait_for_who_derives(project):
    one = Enhancement.objects.create(project=project, owed_since=NOW)
    release = Release.objects.create(project=project, name="v1.9", major=1, minor=9)

    def decide():
        return Decision.objects.create(
            release=release,
            enhancement=one,
            kind=Decision.Kind.OPT_IN,
            value="yes",
            by="ann",
            since=NOW,
            batch=uuid.uuid4(),
        ).by

    profile = profiles.load("kubevirt")
    with transaction.atomic():
        derive.enhancements(project=project, profile=profile, ids=[one.pk], now=NOW)
        assert Beside(decide).end() == "ann"
