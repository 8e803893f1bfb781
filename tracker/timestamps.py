"""Times from PostgreSQL, read at once by Python's own parser.

Django takes them apart with a regular expression, five times slower, to give them any
zone that a project may be set to; ours is UTC, and so are its connections. A page of
hundreds of rows has thousands of times.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.backends.signals import connection_created
from psycopg.types.datetime import TimestamptzLoader

if TYPE_CHECKING:
    from psycopg.abc import Buffer


class UtcLoader(TimestamptzLoader):
    """Reads a time of a connection in UTC, e.g. `2026-11-22 08:30:00.25+00`.

    What Python's parser does not know (`infinity`, years before Christ) is left to
    psycopg, which says so in its own words.
    """

    timezone = dt.UTC
    """By this Django knows that it need not put a loader of its own in our place."""

    def load(self, data: Buffer) -> dt.datetime:
        """The time, in UTC; raises psycopg.DataError for what is none."""
        try:
            return dt.datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


def _use(*, connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", UtcLoader)


def use() -> None:
    """Let every connection from now on read times so."""
    connection_created.connect(_use, dispatch_uid=__name__)
