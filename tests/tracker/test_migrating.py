"""Migrations that are killed are gone on with; those taken back come again the same."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.support.household import Household
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.servers

KILLS = 4
_SCHEMA = """
SELECT 'column', table_name::text || '.' || column_name,
       concat_ws(' ', data_type, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text || '.' || conname,
       pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', proname::text, prosrc FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND prolang <> 13
 ORDER BY 1, 2, 3
"""


class Database:
    """A server of its own, and `manage.py migrate` on its databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "var").mkdir()
        self.household = Household(folder / "var")
        self.url = self.household.start().database_url

    def create(self, name: str, like: str = "template1") -> str:
        """An empty database, or a copy of another; its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        before, _, _ = self.url.partition("?")
        address = before.rpartition("/")[0] + f"/{name}"
        return address + self.url[len(before) :]

    def migrate(self, address: str, *words: str) -> subprocess.Popen[bytes]:
        """Begin to migrate."""
        return subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", *words],
            cwd=project(),
            env=os.environ
            | {
                "DATABASE_URL": address,
                "SECRET_KEY": "0123456789abcdefghijkl" * 3,
                "TRACKER_HOSTS": "tracker.example.org",
                "REDIS_URL": "redis://127.0.0.1:1",
                "TRACKER_HOME": str(self.folder / "home"),
            },
        )


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="migrating-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        database = Database(Path(folder))
        yield database
        database.household.clear()


def done(connection: psycopg.Connection) -> int:
    """How many migrations are done."""
    known = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if known == (None,):
        return 0
    rows = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    return int(rows[0]) if rows else 0


def schema(address: str) -> list[tuple[str, ...]]:
    """Everything that migrations make, in words."""
    with psycopg.connect(address) as connection:
        return connection.execute(_SCHEMA).fetchall()


@pytest.fixture(scope="module")
def plain(database: Database) -> list[tuple[str, ...]]:
    """The schema of a database that was migrated in one go."""
    address = database.create("plain")
    assert database.migrate(address).wait(120) == 0
    return schema(address)


def test_killed_migrations_are_gone_on_with(database: Database, plain):
    address = database.create("killed")
    with psycopg.connect(address, autocommit=True) as connection:
        for _ in range(KILLS):
            before = done(connection)
            process = database.migrate(address)
            while done(connection) < before + 3 and process.poll() is None:
                time.sleep(0.01)
            process.kill()
            process.wait(10)
        assert done(connection) > 0

    assert database.migrate(address).wait(120) == 0
    assert schema(address) == plain


def test_migrations_taken_back_come_again_the_same(database: Database, plain):
    address = database.create("back", like="plain")
    assert database.migrate(address, "enhancements", "0013").wait(120) == 0
    assert schema(address) != plain
    assert database.migrate(address).wait(120) == 0
    assert schema(address) == plain
