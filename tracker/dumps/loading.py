"""Load a dump into an empty database: all of it, or nothing.

Everything happens in one transaction, so that whoever is killed leaves nothing. Every
trigger and constraint holds as always. Tables come one after the other, each with one
COPY, after all that its rows name.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import Error, connection, transaction
from redis.exceptions import RedisError

from enhancements.actions import bulk, restored
from tracker.dumps import archive, values
from tracker.dumps.archive import DumpFailed, Manifest, Reader
from tracker.dumps.tables import TABLES, Column, Table

Tell = Callable[[str], None]
"""Called with the name of each table that is begun."""
LOADED = "loaded from a dump"


def load(
    path: Path, *, by: str, now: dt.datetime, tell: Tell
) -> tuple[Manifest, restored.Settled]:
    """Have everything that a dump holds in the database, and doubt what it says of now.

    Returns what was in it and what is to be done anew. Raises DumpFailed; then the
    database is as it was.
    """
    with archive.opened(path) as dump:
        manifest = dump.manifest
        _refuse_others(manifest)
        dump.check()
        try:
            with transaction.atomic(durable=True):
                settled = _load(dump, by, now, tell)
        except (Error, psycopg.Error) as error:
            why = " ".join(str(error).split())
            raise DumpFailed(
                f"The database refused what the dump holds, and is as it was: {why}"
            ) from error
    bulk.analyze()
    # What is noted there is of another database.
    with contextlib.suppress(RedisError, OSError):
        cache.clear()
    return manifest, settled


def _load(dump: Reader, by: str, now: dt.datetime, tell: Tell) -> restored.Settled:
    _refuse_unless_empty()
    with connection.cursor() as cursor:
        # Whatever names a row that is not there is found at its own table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    here = [table for table in TABLES if table.name in dump.manifest.tables]
    for table in here:
        tell(table.name)
        _copy(dump, table)
    _reset_sequences(here)
    return restored.settle(taken_at=dump.manifest.moment, by=by, now=now, what=LOADED)


def _refuse_others(manifest: Manifest) -> None:
    """Raise DumpFailed for tables or columns of another version of the tracker."""
    known = {table.name: table for table in TABLES}
    for name, held in manifest.tables.items():
        if name not in known:
            raise _of_another_version(manifest, f"a table “{name}”")
        columns = {column.attname: column for column in known[name].columns}
        if unknown := sorted(set(held.columns) - columns.keys()):
            raise _of_another_version(manifest, f"a column “{unknown[0]}” of {name}")
        for missing in sorted(columns.keys() - set(held.columns)):
            if not values.has_default(columns[missing]):
                raise DumpFailed(
                    f"The dump has no column “{missing}” of {name}, which this version"
                    " of the tracker needs. Load it with the version that wrote it"
                    f" ({manifest.migration}), migrate, and dump again."
                )


def _of_another_version(manifest: Manifest, what: str) -> DumpFailed:
    return DumpFailed(
        f"The dump has {what}, which this version of the tracker does not know. Load it"
        f" with the version that wrote it ({manifest.migration}), or a newer one."
    )


def _refuse_unless_empty() -> None:
    """Raise DumpFailed where rows are; and let nobody begin anything meanwhile."""
    with connection.cursor() as cursor:
        # Only loads and whoever tracks a project wait for it.
        name = _quoted(TABLES[0])
        cursor.execute(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")
        for table in TABLES:
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {_quoted(table)})"  # noqa: S608 - our own tables
            )
            if cursor.fetchone()[0]:
                raise DumpFailed(
                    f"The database is not empty: {table.name} has rows. A dump is"
                    " loaded into an empty one: make one and let `migrate` run first."
                )


def _copy(dump: Reader, table: Table) -> None:
    """Copy the rows of a table. Raises DumpFailed, Error and psycopg.Error."""
    announced = set(dump.manifest.tables[table.name].columns)
    columns = [c for c in table.columns if c.attname in announced]
    absent = [c for c in table.columns if c.attname not in announced]
    names = [str(column.column) for column in (*columns, *absent)]
    bulk.copy(table.stored, names, _rows(dump, table, columns, absent))


def _rows(
    dump: Reader, table: Table, columns: list[Column], absent: list[Column]
) -> Iterator[list[Any]]:
    parse = values.reader(columns, absent)
    for number, line in enumerate(dump.lines(table.name), start=1):
        try:
            yield parse(line)
        except values.NotARow as error:
            raise DumpFailed(
                f"Line {number} of {table.name}.jsonl is no row of it: {error}. Write a"
                " new dump; one that was edited by hand is loaded only if it fits."
            ) from error


def _reset_sequences(tables: list[Table]) -> None:
    statements = connection.ops.sequence_reset_sql(
        no_style(), [table.model for table in tables]
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _quoted(table: Table) -> str:
    return connection.ops.quote_name(table.stored)
