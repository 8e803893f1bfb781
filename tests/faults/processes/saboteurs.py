"""Guards, and how each is taken away in the process that is about to start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

SABOTEURS: dict[str, Callable[[], None]] = {}


def saboteur(work: Callable[[], None]) -> Callable[[], None]:
    """Enter it under its own name."""
    SABOTEURS[work.__name__.replace("_", "-")] = work
    return work


# Deliveries


@saboteur
def polls() -> None:
    """Nobody looks for news by himself."""
    from enhancements.sources.github import poll

    poll.is_due = lambda _: False


@saboteur
def same_delivery() -> None:
    """A delivery that comes again is taken for a new one."""
    from enhancements.actions import inbox

    inbox._RECEIVE = inbox._RECEIVE.partition("ON CONFLICT")[0]


@saboteur
def answer_first() -> None:
    """A delivery is worked off before it is answered."""
    from enhancements.actions import leases, waking
    from enhancements.models import Repository
    from enhancements.sources.github import pump
    from enhancements.views import webhooks

    def work() -> None:
        for pk in Repository.objects.values_list("pk", flat=True):
            with contextlib.suppress(leases.Taken):
                pump.pump(repository_id=pk, is_forced=True)

    webhooks.waking.wake_inbox = work
    assert waking.wake_inbox is work


@saboteur
def signature() -> None:
    """Everybody may deliver."""
    from enhancements.views import webhooks

    webhooks.is_signed = lambda *_: True


@saboteur
def limits() -> None:
    """Everything is read, however long and slow."""
    from tracker import limits as guard

    guard.bounded = lambda application: application


@saboteur
def processed() -> None:
    """A delivery that was worked off is worked off again."""
    from enhancements.actions import inbox

    head = inbox._RECEIVE.partition("WHERE known")[0]
    inbox._RECEIVE = head.replace("SET dead_at", "SET processed_at = NULL, dead_at")


@saboteur
def redelivery() -> None:
    """Nobody asks for what was not delivered."""
    from enhancements.sources.github import redelivery as guard

    guard.run = lambda **_: 0


@saboteur
def former_secret() -> None:
    """One secret only."""
    settings.WEBHOOK_SECRETS = settings.WEBHOOK_SECRETS[:1]


# Workers


@saboteur
def marks_with_rows() -> None:
    """A mark goes when it is taken up, not with the row that is stored."""
    from enhancements.actions import dirt
    from enhancements.sources.github import fetch

    due = dirt.due

    def taken(**given: Any) -> Any:
        claims = due(**given)
        if given["limit"] == fetch._AT_ONCE:
            dirt.drop(claims=claims)
        return claims

    dirt.due = taken


@saboteur
def places() -> None:
    """Where a list is read on is not kept."""
    from enhancements.actions import streams

    differences = streams._differences

    def forgetful(place: Any) -> Any:
        found = differences(place)
        if place.stream.name in {"issues", "pulls"} and not place.is_finished:
            place.stream.cursor = found.pop("cursor", place.stream.cursor)
        return found

    streams._differences = forgetful


@saboteur
def stalled() -> None:
    """Who holds a repository is never given up."""
    from enhancements.actions import leases

    leases.end_stalled = lambda **_: 0


@saboteur
def memory() -> None:
    """A child of the pool lives on, however much it takes."""
    settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD = None


@saboteur
def single_flight() -> None:
    """Whoever comes has the repository."""
    from enhancements.actions import leases
    from django.db import connection

    @contextlib.contextmanager
    def take(*, repository: Any) -> Iterator[Any]:
        repository.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (session,) = cursor.fetchone()
        yield leases.Lease(repository, repository.lease, session)

    leases.take = take


@saboteur
def quarantine() -> None:
    """All objects of a page are stored, or none."""
    from enhancements.actions import mirror

    mirror._store_all = lambda lease, told, now: mirror._write(lease, told, now)


@saboteur
def in_hand() -> None:
    """Nobody knows what a process had in hand when it ended."""
    from enhancements.actions import in_hand as guard

    guard.marks_left = lambda **_: []


# Servers


@saboteur
def reissue() -> None:
    """Beat sends nothing again."""
    settings.CELERY_BEAT_SCHEDULE = {}


@saboteur
def bell() -> None:
    """Who wakes a worker waits for the broker, and fails with it."""
    from django.db import transaction

    from enhancements.actions import waking

    waking._on_commit = lambda call: transaction.on_commit(lambda: waking._send(call))


@saboteur
def outage() -> None:
    """A database that is away is an error like any other."""
    from tracker.outage import Outage

    Outage.process_exception = lambda *_: None


@saboteur
def timeouts() -> None:
    """A page waits for a lock as long as it takes."""
    settings.DATABASES["default"]["OPTIONS"]["options"] = "-c jit=off"
