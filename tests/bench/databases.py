"""One database per size, so that a large one makes no small one slower."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASE = "v1.20"
"""The release that holds the same entries at every size; frozen 30 days ago."""
_EMPTY = "TRUNCATE enhancements_project, enhancements_blob CASCADE"


def make(
    enhancements: int, *, entries: int, now: datetime, group: str = "pages"
) -> str:
    """Make a migrated database with so many enhancements; returns its alias.

    The first `entries` of them, or all when there are fewer, are in RELEASE. It is of
    one `group` of measurements.
    """
    alias = f"{group}_{enhancements}"
    _copy(alias)
    with using(alias):
        fill(enhancements, entries=entries, now=now)
    return alias


def empty(alias: str) -> str:
    """Make a migrated database without rows under that alias, which is its name."""
    _copy(alias)
    with using(alias), connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    return alias


def _copy(alias: str) -> None:
    ours = settings.DATABASES[DEFAULT_DB_ALIAS]
    connection.close()
    with connection._nodb_cursor() as cursor:
        # The import's sessions may not have ended yet, and a template must be alone.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [ours["NAME"]],
        )
        cursor.execute(f'CREATE DATABASE {alias} TEMPLATE "{ours["NAME"]}"')
    connections.settings[alias] = {**ours, "NAME": alias}


def fill(enhancements: int, *, entries: int, now: datetime) -> None:
    """Put so many enhancements into the database in use, in place of what is there."""
    statements = _told("rows.sql")
    values = {
        "enhancements": enhancements,
        "entries": min(entries, enhancements),
        # As if the last look at the sources had been just now.
        "now": now - timedelta(seconds=1),
    }
    with connection.cursor() as cursor:
        # What was imported before is not wanted here.
        cursor.execute(_EMPTY)
        cursor.execute(statements, values)
        cursor.execute("VACUUM ANALYZE")


def fill_work(now: datetime) -> None:
    """Write what SIGs work on beside what `fill` wrote into the database in use."""
    with connection.cursor() as cursor:
        cursor.execute(_told("sigs.sql"), {"now": now})
        cursor.execute("VACUUM ANALYZE")


def _told(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@contextlib.contextmanager
def using(alias: str) -> Iterator[None]:
    """Let every query of this thread go to that database."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
