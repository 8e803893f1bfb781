"""A backup: what `pg_dump` writes of one moment, and a manifest beside it.

`NAME` is a file that PostgreSQL's own `pg_restore` reads, `NAME.json` says what it must
hold. The manifest comes last: a backup without one was not finished. Nothing is ever
written over, and both are for their owner's eyes alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tracker import drafts, postgres_clients

FORMAT = 1
LEFT_OUT = ("django_session",)
"""Tables whose rows no backup has: nobody who signed out is signed in again by one."""
_PIECE = 1 << 20


class BackupFailed(RuntimeError):
    """It could not be made, or is none that can be used; a sentence for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, as its manifest says."""

    format: int
    taken_at: str
    """ISO, UTC: the moment that all of it is of."""
    postgres: int
    """Major version of the server."""
    migrations: dict[str, list[str]]
    """Those that were applied, by application."""
    tables: dict[str, int]
    """How many rows each has."""
    size: int
    """Of the file, in bytes."""
    sha256: str

    @property
    def moment(self) -> dt.datetime:
        """When it was taken, UTC."""
        return dt.datetime.fromisoformat(self.taken_at)


def manifest_of(path: Path) -> Path:
    """Where the manifest of a backup lies."""
    return path.with_name(f"{path.name}.json")


def write(path: Path, *, now: dt.datetime) -> Manifest:
    """Make a backup of the database as it is at one moment. Returns its manifest.

    Others go on reading and writing meanwhile. Raises BackupFailed, ClientMissing and
    ClientFailed; then nothing is left of it.
    """
    for there in (path, manifest_of(path)):
        if there.exists():
            raise BackupFailed(f"{there} is there already. Name another file.")
    if not path.parent.is_dir():
        raise BackupFailed(f"There is no folder {path.parent}. Make it first.")
    major = postgres_clients.server()
    program = postgres_clients.dumper(major)
    try:
        with drafts.draft(path) as draft:
            with _moment() as snapshot:
                tables, migrations = count_rows(), _applied()
                _dump(program, snapshot, draft)
            size, digest = draft.stat().st_size, _digest(draft)
            manifest = Manifest(
                FORMAT, now.isoformat(), major, migrations, tables, size, digest
            )
            drafts.settle(draft, path)
        _write_manifest(path, manifest)
    except OSError as error:
        raise BackupFailed(f"{path} cannot be written: {error.strerror}.") from error
    return manifest


def read(path: Path) -> Manifest:
    """The manifest of a backup whose file is as it was written. Raises BackupFailed."""
    try:
        told = json.loads(manifest_of(path).read_text(encoding="utf-8"))
        size, digest = path.stat().st_size, _digest(path)
    except OSError as error:
        raise BackupFailed(
            f"{error.filename} cannot be read: {error.strerror}. A backup is two files,"
            " NAME and NAME.json; without the second it was not finished."
        ) from error
    except ValueError as error:
        raise BackupFailed(f"{manifest_of(path)} is no manifest: {error}.") from error
    manifest = _manifest(path, told)
    if (size, digest) != (manifest.size, manifest.sha256):
        raise BackupFailed(
            f"{path} is not as it was written: it has {size} bytes instead of"
            f" {manifest.size}, or others. Take another copy, or an older backup."
        )
    return manifest


def unknown_migrations(manifest: Manifest) -> list[str]:
    """Migrations of a backup that this version of the tracker does not have."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]


def count_rows() -> dict[str, int]:
    """How many rows each table of ours has, but for those that no backup has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND NOT tablename = ANY(%s) ORDER BY tablename",
            [list(LEFT_OUT)],
        )
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"SELECT count(*) FROM public.{quoted}")  # noqa: S608 - from the catalogue
            (found[name],) = cursor.fetchone()
    return found


def _manifest(path: Path, told: Any) -> Manifest:
    try:
        manifest = Manifest(**told)
        zone = manifest.moment.tzinfo
    except (TypeError, ValueError, AttributeError) as error:
        raise BackupFailed(f"{manifest_of(path)} is no manifest: {error}.") from error
    if zone is None:
        raise BackupFailed(f"{manifest_of(path)} is no manifest: no zone of its time.")
    if manifest.format != FORMAT:
        raise BackupFailed(
            f"{manifest_of(path)} has the format {manifest.format}, and this version of"
            f" the tracker reads {FORMAT}. Use the version that wrote it."
        )
    return manifest


@contextlib.contextmanager
def _moment() -> Iterator[str]:
    """A snapshot of the database that another session may read, while this lasts."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield str(name)


def _applied() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _dump(program: Path, snapshot: str, draft: Path) -> None:
    words: list[str | Path] = [program, "--format=custom", "--no-owner"]
    words += ["--no-privileges", "--no-password", f"--snapshot={snapshot}"]
    words += [f"--exclude-table-data=public.{name}" for name in LEFT_OUT]
    with draft.open("r+b") as file:
        postgres_clients.run(words, output=file)
        os.fsync(file.fileno())


def _write_manifest(path: Path, manifest: Manifest) -> None:
    place = manifest_of(path)
    with drafts.draft(place) as draft:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(dataclasses.asdict(manifest), file, indent=1, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        drafts.settle(draft, place)


def _digest(path: Path) -> str:
    told = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            told.update(piece)
    return told.hexdigest()
