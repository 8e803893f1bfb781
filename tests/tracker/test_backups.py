"""Backups and restoring them: whole, counted, or refused with a sentence."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from enhancements.actions import projects
from enhancements.models import Event, Project
from tracker import backups, postgres_clients, restoring

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def tracked() -> Project:
    return projects.track(name="demo", profile="kubevirt", locations={}, by="tester")


@pytest.fixture
def taken(tracked: Project, tmp_path: Path) -> Path:
    """A backup in which one project is tracked."""
    assert tracked.name == "demo"
    path = tmp_path / "tracker.dump"
    call_command("backup", path, verbosity=0)
    return path


def restore(path: Path, *, replace: bool = True) -> None:
    call_command("restore", path, replace=replace, verbosity=0)


def alter(path: Path, **about: object) -> None:
    """Change what a backup's manifest says."""
    place = backups.manifest_of(path)
    told = json.loads(place.read_text()) | about
    place.chmod(0o600)
    place.write_text(json.dumps(told))


def test_backup_is_two_files_for_their_owner_alone(taken: Path):
    found = {path.name: path.stat() for path in taken.parent.iterdir()}

    assert set(found) == {"tracker.dump", "tracker.dump.json"}
    assert {stat.S_IMODE(one.st_mode) for one in found.values()} == {0o600}


def test_manifest_says_what_is_in_it(tracked: Project, tmp_path: Path):
    path = tmp_path / "tracker.dump"
    manifest = backups.write(path, now=NOW)

    assert backups.read(path) == manifest
    assert manifest.moment == NOW
    assert manifest.postgres == postgres_clients.server()
    assert manifest.tables["enhancements_project"] == Project.objects.count() == 1
    assert manifest.tables["enhancements_event"] == Event.objects.count()
    assert "django_session" not in manifest.tables
    assert manifest.migrations["enhancements"][0] == "0001_initial"
    assert manifest.size == path.stat().st_size
    assert tracked.name == "demo"


def test_restored_database_has_what_the_backup_had(taken: Path):
    projects.track(name="later", profile="kubevirt", locations={}, by="tester")
    before = list(Project.objects.filter(name="demo").values())

    restore(taken)

    assert list(Project.objects.values()) == before
    told = Event.objects.get(kind=Event.Kind.RESTORED)
    assert told.project is not None
    assert told.project.name == "demo"
    assert told.old["taken_at"] == backups.read(taken).taken_at
    assert "is lost" in told.reason


def test_restored_database_has_every_guard(taken: Path):
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS)
        before = cursor.fetchall()

    restore(taken)

    with connection.cursor() as cursor:
        cursor.execute(_GUARDS)
        assert cursor.fetchall() == before
    with pytest.raises(Exception, match="append-only"):
        Event.objects.update(by="somebody else")


_GUARDS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
ORDER BY 1, 2, 3
"""


def test_restored_database_migrates_and_is_backed_up_again(taken: Path, tmp_path: Path):
    restore(taken)
    call_command("migrate", verbosity=0)
    again = tmp_path / "again.dump"

    call_command("backup", again, verbosity=0)
    restore(again)

    assert Event.objects.filter(kind=Event.Kind.RESTORED).count() == 2


def test_database_that_is_not_empty_is_left_alone_unless_told(taken: Path):
    with pytest.raises(CommandError, match=r"not empty: .* --replace"):
        restore(taken, replace=False)

    assert not Event.objects.filter(kind=Event.Kind.RESTORED).exists()


def test_empty_database_needs_no_word(taken: Path):
    call_command("flush", interactive=False, verbosity=0)

    restore(taken, replace=False)

    assert Project.objects.get().name == "demo"


def test_nobody_else_may_be_connected(taken: Path):
    given = connection.get_connection_params()
    words = {
        key: given[key] for key in ("dbname", "user", "host", "port") if key in given
    }
    with (
        psycopg.connect(**words),
        pytest.raises(CommandError, match="1 other sessions use the database"),
    ):
        restore(taken)


def test_backup_is_never_written_over(taken: Path):
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", taken, verbosity=0)


def test_backup_needs_a_folder(tmp_path: Path):
    with pytest.raises(CommandError, match=r"There is no folder .*nowhere"):
        call_command("backup", tmp_path / "nowhere" / "a.dump", verbosity=0)


def test_nothing_is_left_of_a_backup_that_failed(tmp_path: Path, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise postgres_clients.ClientFailed("pg_dump failed: disk full")

    monkeypatch.setattr(postgres_clients, "run", fails)

    with pytest.raises(CommandError, match="disk full"):
        call_command("backup", tmp_path / "a.dump", verbosity=0)
    assert list(tmp_path.iterdir()) == []


def test_backup_without_manifest_was_not_finished(taken: Path):
    backups.manifest_of(taken).unlink()

    with pytest.raises(CommandError, match="without the second it was not finished"):
        restore(taken)


def test_changed_file_is_refused(taken: Path):
    said = bytearray(taken.read_bytes())
    said[len(said) // 2] ^= 1
    taken.write_bytes(said)

    with pytest.raises(CommandError, match="is not as it was written"):
        restore(taken)


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"format": 2}, "has the format 2"),
        ({"taken_at": "yesterday"}, "is no manifest"),
        ({"taken_at": "2026-04-01T12:00:00"}, "no zone"),
        ({"colour": "blue"}, "is no manifest"),
        (
            {"migrations": {"enhancements": ["9999_later"]}},
            "newer version .*9999_later",
        ),
        ({"postgres": 99}, "The backup is of PostgreSQL 99"),
    ],
)
def test_backup_of_another_kind_is_refused(taken: Path, about, says):
    alter(taken, **about)

    with pytest.raises(CommandError, match=says):
        restore(taken)
    assert Project.objects.get().name == "demo"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{"])
def test_manifest_of_other_words_is_refused(taken: Path, text):
    backups.manifest_of(taken).write_text(text)

    with pytest.raises(CommandError, match="is no manifest"):
        restore(taken)


def test_wrong_count_puts_everything_back(taken: Path):
    projects.track(name="later", profile="kubevirt", locations={}, by="tester")
    tables = backups.read(taken).tables
    alter(taken, tables=tables | {"enhancements_project": 7})

    with pytest.raises(
        CommandError, match="enhancements_project has 1 rows instead of 7"
    ):
        restore(taken)

    assert sorted(Project.objects.values_list("name", flat=True)) == ["demo", "later"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('before_restore')")
        assert cursor.fetchone() == (None,)


def test_failure_of_the_program_puts_everything_back(taken: Path, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise postgres_clients.ClientFailed("pg_restore failed: out of memory")

    monkeypatch.setattr(postgres_clients, "run", fails)

    with pytest.raises(CommandError, match="out of memory"):
        restore(taken)
    assert Project.objects.get().name == "demo"


def test_restore_that_was_killed_midway_is_begun_anew(taken: Path):
    restoring._put_aside()

    assert restoring.what_is_there()["enhancements_project"] == 1
    restore(taken)

    assert Project.objects.get().name == "demo"


def test_password_is_no_argument(monkeypatch, tracked: Project, tmp_path: Path):
    seen = []
    run = subprocess.run

    def spy(words, **options):
        seen.append(([str(word) for word in words], options.get("env") or {}))
        return run(words, **options)

    monkeypatch.setattr(postgres_clients.subprocess, "run", spy)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "canary-7f3a")
    monkeypatch.setenv("SECRET_KEY", "canary-5511")
    backups.write(tmp_path / "a.dump", now=timezone.now())

    words = [word for one, _ in seen for word in one]
    assert not [word for word in words if "canary" in word]
    assert [env["PGPASSWORD"] for _, env in seen if "PGPASSWORD" in env] == [
        "canary-7f3a"
    ]
    assert not [env for _, env in seen if "SECRET_KEY" in env]
    assert tracked.name == "demo"


@pytest.mark.parametrize(
    ("have", "server", "dumps", "restores"),
    [
        ((15, 18), 15, 15, 15),
        ((15, 18), 18, 18, 18),
        ((15, 18), 16, 18, None),
        ((15,), 18, None, None),
        ((), 18, None, None),
    ],
)
def test_programs_fit_the_server(monkeypatch, have, server, dumps, restores):
    folders = {Path(f"/pg/{major}/bin"): major for major in have}
    monkeypatch.setattr(postgres_clients.binaries, "clients", lambda: list(folders))
    monkeypatch.setattr(postgres_clients, "_major", folders.__getitem__)

    for wanted, ask in (
        (dumps, postgres_clients.dumper),
        (restores, postgres_clients.restorer),
    ):
        if wanted is None:
            with pytest.raises(postgres_clients.ClientMissing, match=str(server)):
                ask(server)
        else:
            assert f"/pg/{wanted}/bin" in str(ask(server))


def test_manifest_names_every_field_once(taken: Path):
    told = json.loads(backups.manifest_of(taken).read_text())

    assert set(told) == {field.name for field in dataclasses.fields(backups.Manifest)}
