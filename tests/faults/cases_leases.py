"""F28 and F40: two at a repository, of which one must not write."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.db import connection

from enhancements.actions import leases
from enhancements.actions.leases import Lease, Taken
from enhancements.models import Label, Repository
from enhancements.sources.github import pump
from tests.faults import rig as rigs
from tests.faults.cases import ACTIONS, case, nothing, replaced, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.rig import Rig

PLANS = rigs.PLANS


@contextlib.contextmanager
def unlocked(*, repository: Repository) -> Iterator[Lease]:
    """Whoever comes may work."""
    repository.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone()
    yield Lease(repository, repository.lease, session)


@case(
    "F40",
    "An operator syncs five times at once",
    without=replaced(f"{ACTIONS}.leases.take", unlocked),
    is_alone=False,
)
def five(rig: Rig) -> None:
    rig.track()
    words: list[str] = []
    tried = threading.Event()

    def sync_once() -> None:
        try:
            outcome = pump.pump(repository_id=rig.repository.pk)
            words.append(outcome.error or "done")
        except Taken as taken:
            words.append(str(taken))
        finally:
            connection.close()
            if len(words) == 4:
                tried.set()

    # Whoever comes first is kept until the others have tried.
    waits = iter([1.0])
    rig.before_answers(lambda: tried.wait(next(waits, 0.0)))
    threads = [threading.Thread(target=sync_once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rig.as_told()
    busy = f"{PLANS} is being read by another process just now."
    assert sorted(words) == sorted(["done", *[busy] * 4]), words
    assert not rig.differences()
    rig.finish()


@case(
    "F28 late",
    "A worker that lost its repository wakes up with what it had read before",
    without=together(
        replaced(f"{ACTIONS}.leases.begin", nothing),
        replaced(f"{ACTIONS}.leases.check", nothing),
    ),
    says="it wrote late",
    is_alone=False,
)
def late(rig: Rig) -> None:
    """Nothing but the number of its lease is between it and the rows.

    Its lock is gone, as one of a session is that a pooler between gave to others.
    """
    rig.synced()
    rig.most = 2
    rig.pass_time(70)
    names = sorted(one.name for one in rig.world.repo(PLANS).labels.values())
    old, other = rig.rng.sample(names, 2)
    rig.world.rename_label(PLANS, old, f"{old}-once")
    has_read, may_wake = threading.Event(), threading.Event()

    def hold(request: Any, _: Any) -> None:
        is_whole = "if-none-match" not in request.headers  # A list that changed.
        if request.path.endswith("/labels") and is_whole and not has_read.is_set():
            has_read.set()
            assert may_wake.wait(60)

    rig.alter(hold)
    said: list[str] = []

    def stale() -> None:
        try:
            said.append(pump.pump(repository_id=rig.repository.pk).error)
        finally:
            connection.close()

    with mock.patch.object(leases, "take", unlocked):
        thread = threading.Thread(target=stale)
        thread.start()
        assert has_read.wait(60)
    rig.world.rename_label(PLANS, f"{old}-once", f"{old}-now")
    rig.world.recolour_label(PLANS, other, "00ff00")
    rig.settle(poll=False)
    before = list(Label.objects.order_by("pk").values())
    may_wake.set()
    thread.join()
    rig.as_told()
    assert list(Label.objects.order_by("pk").values()) == before, "it wrote late"
    assert not rig.differences()
    assert "taken over" in said[0], said
    rig.finish()
