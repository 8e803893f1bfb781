"""Write a dump: everything of one moment, while everybody goes on."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField

from enhancements.models import Project
from tracker import drafts
from tracker.dumps import tables, values
from tracker.dumps.archive import FORMAT, DumpFailed, Held, Manifest, Writer, begun
from tracker.dumps.tables import NEVER, TABLES, Table

# Rows in memory at once; of those with contents of files fewer.
_FETCHED = 500
_FETCHED_CONTENTS = 20
WITHHELD = "is secret; `dump --with-secrets` has it"
NOBODYS = "belongs to no project"

Tell = Callable[[str], None]
"""Called with the name of each table that is begun."""


def write(
    path: Path, *, project: str | None, secrets: bool, now: dt.datetime, tell: Tell
) -> Manifest:
    """Write all rows, or those of the project of that name, into a new file.

    Raises DumpFailed; then no file is left.
    """
    if path.exists():
        raise DumpFailed(f"{path} is there already. Name another file.")
    if not path.parent.is_dir():
        raise DumpFailed(f"There is no folder {path.parent}. Make it first.")
    try:
        with drafts.draft(path) as draft:
            with draft.open("r+b") as file:
                with begun(file, at=now) as writer:
                    manifest = _write(writer, project, now, tell, secrets=secrets)
                file.flush()
                os.fsync(file.fileno())
            drafts.settle(draft, path)
    except OSError as error:
        raise DumpFailed(f"{path} cannot be written: {error.strerror}.") from error
    return manifest


def _write(
    writer: Writer, name: str | None, now: dt.datetime, tell: Tell, *, secrets: bool
) -> Manifest:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        project = None if name is None else _project(name)
        chosen = tables.chosen(project=project, secrets=secrets)
        held: dict[str, Held] = {}
        for table in chosen:
            tell(table.name)
            columns = tables.columns(table, chosen, secrets=secrets)
            names = [column.attname for column in columns]
            lines = _lines(table, columns, project)
            held[table.name] = writer.table(table.name, names, lines)
        manifest = Manifest(
            format=FORMAT,
            taken_at=now.astimezone(dt.UTC).isoformat(),
            migration=_newest_migration(),
            project=name,
            has_secrets=secrets,
            tables=held,
            left_out=_left_out(chosen, is_whole=project is None),
        )
    writer.finish(manifest)
    return manifest


def _project(name: str) -> int:
    found = Project.objects.filter(name=name).values_list("pk", flat=True).first()
    if found is None:
        known = ", ".join(Project.objects.values_list("name", flat=True)) or "none"
        raise DumpFailed(f"“{name}” is not tracked. These are: {known}.")
    return found


def _lines(
    table: Table, columns: Sequence[tables.Column], project: int | None
) -> Iterator[str]:
    line = values.writer(columns)
    asked = [values.expression(column) for column in columns]
    rows = table.rows(project).values_list(*asked)
    is_heavy = any(isinstance(column, BinaryField) for column in columns)
    size = _FETCHED_CONTENTS if is_heavy else _FETCHED
    for row in rows.iterator(chunk_size=size):
        yield line(row)


def _newest_migration() -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    return max(name for app, name in applied if app == "enhancements")


def _left_out(chosen: Sequence[Table], *, is_whole: bool) -> dict[str, str]:
    """Tables of ours that it does not have, and why."""
    ours = {
        label.removeprefix("enhancements."): why
        for label, why in NEVER.items()
        if label.startswith("enhancements.")
    }
    there = {table.name for table in chosen}
    for table in TABLES:
        if table.name not in there:
            ours[table.name] = WITHHELD if is_whole or table.of else NOBODYS
    return ours
