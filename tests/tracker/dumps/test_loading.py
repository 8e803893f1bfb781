"""What cannot be loaded is refused with a sentence, and leaves nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from enhancements import models as m
from enhancements.actions import projects
from tracker.dumps import loading, writing
from tracker.dumps.tables import TABLES
from tracker.embedded.paths import project as checkout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 6, 13, 12, tzinfo=dt.UTC)


@pytest.fixture
def dumped(path: Path) -> Path:
    """A small dump; the database is empty again."""
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    m.Sig.objects.create(project=project, name="compute")
    m.Release.objects.create(project=project, name="v1.9", major=1, minor=9)
    writing.write(path, project=None, secrets=False, now=NOW, tell=lambda _: None)
    call_command("flush", interactive=False, verbosity=0)
    return path


def written_anew(
    path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> None:
    """Change a dump's manifest and files, and make the checksums fit."""
    with zipfile.ZipFile(path) as file:
        files = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    change(manifest, files)
    for name, held in manifest["tables"].items():
        data = files.get(f"{name}.jsonl", b"")
        held["sha256"] = hashlib.sha256(data).hexdigest()
        held["rows"] = data.count(b"\n")
    with zipfile.ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
        file.writestr("manifest.json", json.dumps(manifest))


def manifest_of(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change nothing but a dump's manifest."""
    with zipfile.ZipFile(path) as file:
        files = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)


def refused(path: Path, says: str) -> None:
    """It is not loaded, for that reason, and leaves nothing."""
    with pytest.raises(CommandError, match=says):
        call_command("load", path, verbosity=0)
    assert nothing_is_there()


def nothing_is_there() -> bool:
    return not any(table.model._base_manager.exists() for table in TABLES)


def test_dump_that_is_whole_is_loaded(dumped: Path):
    call_command("load", dumped, verbosity=0)

    assert [sig.name for sig in m.Sig.objects.all()] == ["compute"]


def test_database_that_is_not_empty_is_left_alone(dumped: Path):
    call_command("load", dumped, verbosity=0)
    events = m.Event.objects.count()

    with pytest.raises(CommandError, match="not empty: Project has rows"):
        call_command("load", dumped, verbosity=0)
    assert m.Event.objects.count() == events


def test_database_with_an_account_is_not_empty(dumped: Path):
    m.Account.objects.create(github_id=7, login="olga")

    with pytest.raises(CommandError, match="not empty: Account has rows"):
        call_command("load", dumped, verbosity=0)
    assert not m.Project.objects.exists()


def test_file_that_is_not_there_is_named(tmp_path: Path):
    refused(tmp_path / "gone.zip", r"gone\.zip cannot be read: No such file")


@pytest.mark.parametrize("data", [b"", b"PK", b"-- PostgreSQL", b"\0" * 5000])
def test_file_of_another_kind_is_no_dump(tmp_path: Path, data):
    path = tmp_path / "other.zip"
    path.write_bytes(data)

    refused(path, "is no dump, or not all of one.*is for `restore`")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_a_file_is_no_dump(dumped: Path, share):
    data = dumped.read_bytes()
    dumped.write_bytes(data[: int(len(data) * share)])

    refused(dumped, "is no dump, or not all of one")


def test_changed_byte_is_found(dumped: Path):
    with zipfile.ZipFile(dumped) as file:
        place = file.getinfo("Event.jsonl").header_offset
    data = bytearray(dumped.read_bytes())
    data[place + 30 + len("Event.jsonl") + 40] ^= 1
    dumped.write_bytes(data)

    refused(dumped, "is not as it was written: Event.jsonl.*another copy")


def test_line_that_is_missing_is_found(dumped: Path):
    def less(manifest: dict[str, Any]) -> None:
        manifest["tables"]["Sig"]["rows"] += 1

    manifest_of(dumped, less)

    refused(dumped, "Sig.jsonl has 1 lines instead of 2, or others")


def test_other_lines_are_found(dumped: Path):
    def other(manifest: dict[str, Any]) -> None:
        manifest["tables"]["Sig"]["sha256"] = "0" * 64

    manifest_of(dumped, other)

    refused(dumped, "Sig.jsonl has 1 lines instead of 1, or others")


def test_file_of_a_table_that_is_missing_is_found(dumped: Path):
    with zipfile.ZipFile(dumped) as file:
        files = {name: file.read(name) for name in file.namelist()}
    del files["Sig.jsonl"]
    with zipfile.ZipFile(dumped, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)

    refused(dumped, "Sig.jsonl cannot be read")


def test_archive_without_manifest_is_no_dump(tmp_path: Path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("photo.png", b"x")

    refused(path, "manifest.json cannot be read")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", '{"format": 1}'])
def test_manifest_of_other_words_is_refused(tmp_path: Path, text):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", text)

    refused(path, "manifest.json is")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": 2}, r"has the format 2, .*reads 1\. Load it with the version"),
        ({"taken_at": "yesterday"}, "manifest.json is not as it should be"),
        ({"taken_at": "2026-06-13T12:00:00"}, "no zone of its time"),
        ({"colour": "blue"}, "manifest.json is not as it should be"),
        ({"left_out": []}, "manifest.json is not as it should be"),
        ({"tables": {"Sig": {"rows": 1}}}, "manifest.json is not as it should be"),
    ],
)
def test_manifest_of_another_kind_is_refused(dumped: Path, change, says):
    manifest_of(dumped, lambda manifest: manifest.update(change))

    refused(dumped, says)


def test_table_of_a_newer_version_is_refused(dumped: Path):
    def newer(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        manifest["tables"]["Colour"] = {"columns": ["id"]}
        manifest["migration"] = "9999_colours"
        files["Colour.jsonl"] = b'{"id":1}\n'

    written_anew(dumped, newer)

    refused(
        dumped, "a table “Colour”, .*version that wrote it .9999_colours., or a new"
    )


def test_column_of_a_newer_version_is_refused(dumped: Path):
    def newer(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        del files["Event.jsonl"]
        manifest["tables"].pop("Event")
        manifest["tables"]["Sig"]["columns"].append("colour")

    written_anew(dumped, newer)

    refused(dumped, "a column “colour” of Sig, which this version")


def test_column_that_an_older_version_did_not_have_gets_its_default(dumped: Path):
    def older(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        manifest["tables"]["Project"]["columns"].remove("posts")
        row = json.loads(files["Project.jsonl"])
        del row["posts"]
        files["Project.jsonl"] = json.dumps(row).encode() + b"\n"

    written_anew(dumped, older)
    call_command("load", dumped, verbosity=0)

    assert m.Project.objects.get().posts is False


def test_column_that_is_needed_is_asked_for(dumped: Path):
    def older(manifest: dict[str, Any], _: dict[str, bytes]) -> None:
        manifest["tables"]["Sig"]["columns"].remove("name")

    written_anew(dumped, older)

    refused(dumped, "no column “name” of Sig, which this version .*migrate, and dump")


def test_table_that_an_older_version_did_not_have_stays_empty(dumped: Path):
    def older(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        del manifest["tables"]["Sig"], files["Sig.jsonl"]

    written_anew(dumped, older)
    call_command("load", dumped, verbosity=0)

    assert m.Project.objects.exists()
    assert not m.Sig.objects.exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"not json", r"Line 2 of Sig\.jsonl is no row of it: it is no JSON"),
        (b"[]", r"Line 2 of Sig\.jsonl is no row of it: it is no JSON object"),
        (b'{"colour":1}', "has a column “colour” that is not announced"),
        (
            b'{"id":"x","project_id":1,"name":"b"}',
            "The database refused .* column id: ",
        ),
        (b'{"id":9,"project_id":1}', "The database refused .* null value"),
        (b'{"id":9,"project_id":77,"name":"b"}', "The database refused .*77"),
        (b'{"id":9,"project_id":1,"name":"compute"}', "refused .*sig_name_once"),
        (b'{"id":9,"project_id":1,"name":"a\\u0000"}', "The database refused .* NUL"),
    ],
)
def test_row_that_does_not_fit_is_named_and_all_goes_back(dumped: Path, line, says):
    def add(_: dict[str, Any], files: dict[str, bytes]) -> None:
        project = json.loads(files["Project.jsonl"])["id"]
        files["Sig.jsonl"] += line.replace(b":1,", b":%d," % project) + b"\n"

    written_anew(dumped, add)

    refused(dumped, says)


def test_interrupted_load_leaves_nothing(dumped: Path):
    def interrupt(name: str) -> None:
        if name == "Event":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(dumped, by="olga", now=NOW, tell=interrupt)
    assert nothing_is_there()


@pytest.mark.long
def test_killed_load_leaves_nothing(dumped: Path):
    """`kill -9` while it waits for a table that somebody else holds."""
    words = parameters()
    with psycopg.connect(**words) as holder, psycopg.connect(**words) as other:
        other.autocommit = True
        holder.execute("LOCK TABLE enhancements_event IN SHARE MODE")
        with subprocess.Popen(
            [sys.executable, "manage.py", "load", str(dumped)],
            cwd=checkout(),
            env=os.environ
            | {
                "DATABASE_URL": address(words),
                "REDIS_URL": "redis://127.0.0.1:1",
                "SECRET_KEY": "0123456789abcdefghijkl" * 3,
                "TRACKER_HOSTS": "tracker.example.org",
            },
        ) as process:
            try:
                until(lambda: ask(other, _WAITING) == 1 or process.poll() is not None)
            finally:
                process.kill()
            assert process.wait() == -signal.SIGKILL
        holder.rollback()
        until(lambda: ask(other, _LOADING) == 0)
    assert nothing_is_there()

    call_command("load", dumped, verbosity=0)
    assert m.Sig.objects.exists()


_LOADING = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND query LIKE 'COPY "enhancements_event"%'
"""
_WAITING = f"{_LOADING} AND wait_event_type = 'Lock'"


def parameters() -> dict[str, Any]:
    """Where this test's database is."""
    given = connection.get_connection_params()
    return {k: given[k] for k in ("dbname", "user", "host", "port") if given.get(k)}


def address(words: dict[str, Any]) -> str:
    more = {key: words[key] for key in ("host", "port") if key in words}
    return f"postgresql://{words['user']}@/{words['dbname']}?{urlencode(more)}"


def ask(session: psycopg.Connection[Any], statement: str) -> int:
    row = session.execute(statement).fetchone()  # type: ignore[arg-type]  # ours
    assert row is not None
    return int(row[0])


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
