"""The sample project, written and read once in a worker and copied after that.

Reading its repositories takes seconds, and dozens of files of tests begin with it. So
the rows that the first of them leads to are kept, and put into the emptied tables of
the others as they are. Mirrors are those of the first.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import connection, transaction

from enhancements.actions import projects
from enhancements.models import Project
from enhancements.sample.writer import end_of, write
from enhancements.sources import sync

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TODAY = dt.date(2026, 6, 12)
_folders: dict[str, Path] = {}
_kept: dict[str, tuple[str, bytes]] = {}
"""By table: its columns, and its rows as PostgreSQL copies them."""


def folder(factory: pytest.TempPathFactory) -> Path:
    """The sample's repositories as of TODAY."""
    if "sample" not in _folders:
        place = factory.mktemp("sample-pages")
        write(place, until=end_of(TODAY), today=TODAY)
        _folders["sample"] = place
    return _folders["sample"]


def mirrors(factory: pytest.TempPathFactory) -> Path:
    """Where its mirrors are: a folder for the setting MIRRORS."""
    if "mirrors" not in _folders:
        _folders["mirrors"] = factory.mktemp("mirrors")
    return _folders["mirrors"]


def tracked(place: Path) -> Project:
    """The project `sample` over the repositories in a folder, tracked and read.

    Its mirrors are where the setting says, which must be `mirrors`. The tables of our
    models must be empty, but for what a migration puts there.
    """
    if not _kept:
        before = _filled()
        project = _track(place)
        if _may_copy():
            _keep(set(_filled()) - set(before))
        return project
    with transaction.atomic():
        _put_back()
    return Project.objects.get(name="sample")


def _track(place: Path) -> Project:
    project = projects.track(
        name="sample",
        profile="sample",
        locations={
            "documents": str(place / "enhancements"),
            "schedules": str(place / "sig-release"),
            "rosters": str(place / "community"),
            "gates": str(place / "code"),
        },
        by="tester",
    )
    sync.sync(project=project)
    return project


def _may_copy() -> bool:
    """Whether triggers and foreign keys may rest: not on everybody's servers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _filled() -> list[str]:
    """Tables of ours that have rows."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        ours = sorted(one for one in tables if one.startswith("enhancements_"))
        parts = [f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in ours]  # noqa: S608 - our own tables
        cursor.execute(" UNION ALL ".join(parts))
        return [name for (name,) in cursor.fetchall()]


def _keep(tables: set[str]) -> None:
    with connection.cursor() as cursor:
        for table in sorted(tables):
            # What is generated from other columns cannot be written.
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)"
                "  FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                "   AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            (columns,) = cursor.fetchone()
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as rows:
                _kept[table] = (columns, b"".join(bytes(one) for one in rows))


def _put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, (columns, rows) in _kept.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(rows)
            if "id" in columns.split(", "):
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                cursor.execute(f"SELECT setval({sequence}, max(id)) FROM {table}")  # noqa: S608 - the same
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
