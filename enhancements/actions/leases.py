"""One worker at a time for a repository, and nothing written by one that lost it.

Two guards. An advisory lock of the PostgreSQL session says who works; it goes with the
connection, so a killed worker's is free at once. A number in the repository's row is
counted up by whoever takes it in hand and writes: a worker that was stopped, and wakes
up when another has gone on, finds another number and writes nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.db import DatabaseError, connection

from enhancements.models import Repository

# First key of the advisory locks of this kind; the second is the repository's id.
_LOCK = 7_402_612


class Taken(RuntimeError):
    """Another process has the repository in hand just now."""


class LeaseLost(RuntimeError):
    """Somebody else took the repository meanwhile; nothing was written."""


@dataclasses.dataclass(slots=True)
class Lease:
    """The right to write what GitHub tells of a repository."""

    repository: Repository
    number: int
    session: int
    """PostgreSQL's process; with another connection the lock is gone."""
    is_counted: bool = False
    """Whether the number is this worker's own: from its first write on, so that a
    look that brings no news writes no row."""


@contextlib.contextmanager
def take(*, repository: Repository) -> Iterator[Lease]:
    """Have the repository for as long as the block lasts. Raises Taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_lock(%s, %s), pg_backend_pid()",
            [_LOCK, repository.pk],
        )
        won, session = cursor.fetchone()
    if not won:
        message = f"{repository.name} is being read by another process just now."
        raise Taken(message)
    try:
        repository.refresh_from_db()
        yield Lease(repository, repository.lease, session)
    finally:
        _free(repository, session)


def _free(repository: Repository, session: int) -> None:
    """Give the lock back; a broken connection has done so already."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s, %s) WHERE pg_backend_pid() = %s",
                [_LOCK, repository.pk, session],
            )
    except DatabaseError:
        connection.close()


def is_taken(*, repository: int) -> bool:
    """Whether some session has it in hand, by the repository's id."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({_HOLDERS})", [_LOCK, repository])
        (taken,) = cursor.fetchone()
    return bool(taken)


_HOLDERS = """
SELECT pid FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 2
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND classid = %s AND objid = %s
"""


def begin(lease: Lease) -> None:
    """Count the lease up before its first write. Raises LeaseLost.

    Not inside the write's transaction: were that rolled back, the number would be
    another's again.
    """
    if lease.is_counted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_repository SET lease = lease + 1"
            " WHERE id = %s AND lease = %s AND pg_backend_pid() = %s RETURNING lease",
            [lease.repository.pk, lease.number, lease.session],
        )
        row = cursor.fetchone()
    if row is None:
        raise LeaseLost(_lost(lease))
    lease.number, lease.is_counted = row[0], True


def lease_holds(lease: Lease) -> bool:
    """Whether the lease is still this worker's, until the end of the transaction.

    Who takes it meanwhile has to wait: the row is locked for share.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lease = %s AND pg_backend_pid() = %s"
            " FROM enhancements_repository WHERE id = %s FOR SHARE",
            [lease.number, lease.session, lease.repository.pk],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def check(lease: Lease) -> None:
    """The first statement of every transaction that writes. Raises LeaseLost."""
    if not lease_holds(lease):
        raise LeaseLost(_lost(lease))


def _lost(lease: Lease) -> str:
    return (
        f"{lease.repository.name} was taken over by another process;"
        " nothing was written."
    )


def end_stalled(*, after: dt.timedelta) -> int:
    """End the sessions of holders that have not said anything for so long.

    A worker that is stopped, or hangs, keeps its connection and with it the lock.
    Longer than any task may run; returns how many sessions were ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(activity.pid))"
            "  FROM pg_stat_activity AS activity"
            "  JOIN pg_locks AS held ON held.pid = activity.pid"
            " WHERE held.locktype = 'advisory' AND held.granted"
            "   AND held.database = activity.datid AND held.classid = %s"
            "   AND activity.datname = current_database()"
            "   AND activity.pid <> pg_backend_pid()"
            "   AND activity.state LIKE 'idle%%'"
            "   AND activity.state_change"
            "       < clock_timestamp() - make_interval(secs => %s)",
            [_LOCK, after.total_seconds()],
        )
        (ended,) = cursor.fetchone()
    return int(ended)
