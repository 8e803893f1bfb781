"""A run that is killed at any statement loses nothing and repeats little."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection

from enhancements.models import Dirty
from enhancements.sources.github import fetch, graphql_reading
from tests.support.mirrored import PLANS, Mirrored, fill, mirrored

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a process that is killed raises, as far as its code is concerned."""


@contextlib.contextmanager
def killed_after(statements: int):
    """From the n-th statement on every one of them dies."""
    left = [statements]

    def die(execute, sql, params, many, context):
        # A killed process rolls back and gives its lock back.
        if left[0] <= 0 and not sql.startswith(("ROLLBACK", "SELECT pg_advisory_unl")):
            raise Killed
        left[0] -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die), contextlib.suppress(Killed):
        yield


def changed(mirror: Mirrored) -> None:
    """News of several kinds."""
    world = mirror.world
    for number in (1, 4, 9):
        world.comment(PLANS, number, "News", by="bob")
    world.edit_body(PLANS, 2, f"Written anew at {world.now}", by="alice")
    world.open_issue(PLANS, "New", body="", by="carol")
    world.recolour_label(PLANS, "kind/feature", f"{world.now % 10**6:06d}")


def test_run_killed_anywhere_is_made_good_by_the_next(settings, monkeypatch):
    monkeypatch.setitem(graphql_reading.MOST, "issue", 4)
    monkeypatch.setattr(fetch, "_AT_ONCE", 2)
    with mirrored(settings) as mirror:
        fill(mirror.world, 10)
        for statements in range(3, 300, 7):
            if statements % 5 == 0:
                changed(mirror)
            with killed_after(statements):
                mirror.pump()
            mirror.repository.refresh_from_db()
        mirror.pump()

        assert mirror.stored() == mirror.truth()
        assert not Dirty.objects.exists()
        for item in mirror.repository.items.all():
            assert item.timeline.count() == item.event_count


def test_first_reading_killed_between_pages_repeats_at_most_one(settings, monkeypatch):
    monkeypatch.setitem(graphql_reading.MOST, "issue", 4)
    with mirrored(settings) as mirror:
        fill(mirror.world, 20)
        pages = 0
        for statements in (60, 90, 120, 1000):
            mirror.asked()
            with killed_after(statements):
                mirror.pump(is_forced=False)
            pages += sum(kind == "Issues" for kind, _, _ in mirror.asked())
        assert mirror.stored() == mirror.truth()
        assert pages <= 5 + 3
