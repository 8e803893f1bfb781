"""The database as a backup has it, all of it or nothing.

What is there is put aside first, as a schema of its own, and dropped when the backup's
rows are all in and counted. Where anything fails on the way, it is put back. Nobody may
be connected meanwhile: a worker would write into what goes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from redis.exceptions import RedisError

from tracker import backups, postgres_clients
from tracker.backups import BackupFailed, Manifest

_ASIDE = "before_restore"


def check(path: Path) -> Manifest:
    """The manifest of a backup that can be restored here. Raises BackupFailed."""
    manifest = backups.read(path)
    if newer := backups.unknown_migrations(manifest):
        raise BackupFailed(
            f"The backup is of a newer version of the tracker, which has {newer[0]}."
            " Restore it with that version."
        )
    if (major := postgres_clients.server()) < manifest.postgres:
        raise BackupFailed(
            f"The backup is of PostgreSQL {manifest.postgres}, and this server is"
            f" {major}. Restore it into a server of that version or a newer one."
        )
    return manifest


def others() -> int:
    """How many other sessions use the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (found,) = cursor.fetchone()
    return int(found)


def what_is_there() -> dict[str, int]:
    """Rows of the tracker's own tables, by table; empty for a database to begin with.

    What a restore that was ended midway put aside counts as being there.
    """
    _go_back_if_ended_midway()
    return {
        name: number
        for name, number in backups.count_rows().items()
        if number and name.startswith("enhancements_")
    }


@contextlib.contextmanager
def restored(path: Path, manifest: Manifest) -> Iterator[None]:
    """Have the backup's rows in the database, migrated to this version.

    What is done in the block belongs to it: when that fails, all is as it was before.
    Raises BackupFailed, ClientMissing and ClientFailed.
    """
    program = postgres_clients.restorer(postgres_clients.server())
    _put_aside()
    try:
        _load(program, path)
        _compare(manifest)
        call_command("migrate", interactive=False, verbosity=0)
        yield
    except BaseException:
        _put_back()
        raise
    _execute(f"DROP SCHEMA {_ASIDE} CASCADE")
    connection.close()
    # What is noted there is of another time.
    with contextlib.suppress(RedisError, OSError):
        cache.clear()


def _load(program: Path, path: Path) -> None:
    words: list[str | Path] = [program, "--single-transaction", "--exit-on-error"]
    words += ["--no-owner", "--no-privileges", "--no-password"]
    postgres_clients.run([*words, path])
    connection.close()


def _compare(manifest: Manifest) -> None:
    found = backups.count_rows()
    if wrong := sorted(
        name
        for name in manifest.tables.keys() | found.keys()
        if manifest.tables.get(name) != found.get(name)
    ):
        raise BackupFailed(
            f"What came out of the backup is not what went in: {wrong[0]} has"
            f" {found.get(wrong[0])} rows instead of {manifest.tables.get(wrong[0])}."
        )


def _put_aside() -> None:
    """Begin with an empty schema; extensions stay in use."""
    _go_back_if_ended_midway()
    extensions = _extensions()
    _execute(
        f"ALTER SCHEMA public RENAME TO {_ASIDE}",
        "CREATE SCHEMA public",
        "ALTER SCHEMA public OWNER TO pg_database_owner",
        "GRANT USAGE ON SCHEMA public TO PUBLIC",
        "COMMENT ON SCHEMA public IS 'standard public schema'",
        *(f"ALTER EXTENSION {name} SET SCHEMA public" for name in extensions),
    )


def _put_back() -> None:
    connection.close()
    extensions = _extensions()
    _execute(
        *(f"ALTER EXTENSION {name} SET SCHEMA {_ASIDE}" for name in extensions),
        "DROP SCHEMA public CASCADE",
        f"ALTER SCHEMA {_ASIDE} RENAME TO public",
    )


def _go_back_if_ended_midway() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [_ASIDE])
        (is_there,) = cursor.fetchone()
    if is_there:
        _put_back()


def _extensions() -> list[str]:
    """Extensions in the schema of the tables, as statements name them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(extname) FROM pg_extension"
            " WHERE extnamespace = 'public'::regnamespace ORDER BY extname"
        )
        return [name for (name,) in cursor.fetchall()]


def _execute(*statements: str) -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
