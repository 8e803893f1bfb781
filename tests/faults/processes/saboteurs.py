"""Guards, and how each is taken away in the process that is about to start."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from enhancements.actions import (
    dirt,
    inbox,
    leases,
    mirror,
    mirror_news,
    streams,
    waking,
)
from enhancements.actions import in_hand as hands
from enhancements.models import Repository
from enhancements.sources.github import fetch, full, poll, pump
from enhancements.sources.github import redelivery as asking
from enhancements.views import webhooks
from tracker import celery
from tracker import limits as guard
from tracker.outage import Outage

SABOTEURS: dict[str, Callable[[], None]] = {}
ROLE_OF: dict[str, str] = {}
"""Which program does without the guard; the others run as always."""


def saboteur(role: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter it under its own name."""

    def entered(work: Callable[[], None]) -> Callable[[], None]:
        name = work.__name__.replace("_", "-")
        SABOTEURS[name], ROLE_OF[name] = work, role
        return work

    return entered


# Deliveries


@saboteur("worker")
def polls() -> None:
    """Nobody looks for news by himself."""

    poll.is_due = lambda _: False


@saboteur("web")
def same_delivery() -> None:
    """A delivery that comes again is taken for a new one."""

    inbox._RECEIVE = inbox._RECEIVE.partition("ON CONFLICT")[0]


@saboteur("web")
def answer_first() -> None:
    """A delivery is worked off before it is answered."""

    def work() -> None:
        for pk in Repository.objects.values_list("pk", flat=True):
            while not _fetched(pk):
                time.sleep(0.05)

    webhooks.waking.wake_inbox = work


def _fetched(repository: int) -> bool:
    try:
        pump.pump(repository_id=repository, is_forced=True)
    except leases.Taken:
        return False
    return True


@saboteur("web")
def signature() -> None:
    """Everybody may deliver."""

    webhooks.is_signed = lambda *_: True


@saboteur("web")
def limits() -> None:
    """Everything is read, however long and slow."""

    guard.bounded = lambda application: application


@saboteur("web")
def processed() -> None:
    """A delivery that was worked off is worked off again."""

    head = inbox._RECEIVE.partition("WHERE known")[0]
    inbox._RECEIVE = head.replace("SET dead_at", "SET processed_at = NULL, dead_at")


@saboteur("worker")
def redelivery() -> None:
    """Nobody asks for what was not delivered."""

    asking.run = lambda **_: 0


@saboteur("web")
def former_secret() -> None:
    """One secret only."""
    settings.WEBHOOK_SECRETS = settings.WEBHOOK_SECRETS[:1]


# Workers


@saboteur("beat")
def clock_set_back() -> None:
    """Beat waits until the time comes again that the clock was set back from."""

    celery.Scheduler._follow_clock = lambda _: None


@saboteur("worker")
def marks_with_rows() -> None:
    """A mark goes when it is taken up, not with the row that is stored; and what was
    told once is not compared again.
    """
    due, mark_items = dirt.due, mirror_news.mark_items

    def taken(**given: Any) -> Any:
        claims = due(**given)
        if given["limit"] == fetch._AT_ONCE:
            dirt.drop(claims=claims)
        return claims

    def newer(*, told: Any, place: Any, **given: Any) -> int:
        since = place.stream.since
        news = [one for one in told if since is None or one.updated_at > since]
        return mark_items(told=news, place=place, **given)

    dirt.due = taken
    mirror_news.mark_items = newer


@saboteur("worker")
def places() -> None:
    """Who goes on with a first reading begins it anew."""
    read = full.read

    def anew(run: Any, job: Any, **given: Any) -> bool:
        for _, name in full.LISTS:
            stream = streams.get(lease=run.lease, name=name, now=run.now())
            streams.restart(lease=run.lease, stream=stream, now=run.now())
        return read(run, job, **given)

    full.read = anew


@saboteur("worker")
def stalled() -> None:
    """Who holds a repository is never given up."""

    leases.end_stalled = lambda **_: 0


@saboteur("worker")
def memory() -> None:
    """A child of the pool lives on, however much it takes."""
    settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD = None


@saboteur("worker")
def single_flight() -> None:
    """Whoever comes has the repository."""

    @contextlib.contextmanager
    def take(*, repository: Any) -> Iterator[Any]:
        repository.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (session,) = cursor.fetchone()
        yield leases.Lease(repository, repository.lease, session)

    leases.take = take


@saboteur("worker")
def quarantine() -> None:
    """All objects of a page are stored, or none."""

    mirror._store_all = mirror._write


@saboteur("worker")
def in_hand() -> None:
    """Nobody knows what a process had in hand when it ended."""

    hands.marks_left = lambda **_: []


@saboteur("worker")
def text_in_hand() -> None:
    """Nobody knows which text a process heard when it ended."""

    hands.text_left = lambda **_: ""


# Servers


@saboteur("beat")
def reissue() -> None:
    """Beat sends nothing again."""
    settings.CELERY_BEAT_SCHEDULE = {}


@saboteur("web")
def bell() -> None:
    """Who wakes a worker waits for the broker, and fails with it."""

    waking._on_commit = lambda call: transaction.on_commit(lambda: waking._send(call))


@saboteur("web")
def outage() -> None:
    """A database that is away is an error like any other."""

    Outage.process_exception = lambda *_: None


@saboteur("web")
def timeouts() -> None:
    """A page waits for a lock as long as it takes."""
    settings.DATABASES["default"]["OPTIONS"]["options"] = "-c jit=off"
