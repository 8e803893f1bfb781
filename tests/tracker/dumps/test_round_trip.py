"""What was dumped is loaded again: every table, the same pages, nothing to derive."""

from __future__ import annotations

import datetime as dt
import json
import re
import stat
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import psycopg
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from enhancements import models as m
from enhancements.actions import projects, restored
from tests.support import filled
from tracker.dumps import archive, loading, writing
from tracker.dumps.tables import NEVER, TABLES
from tracker.embedded.paths import project as checkout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.dumps.archive import Manifest

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 6, 13, 12, tzinfo=dt.UTC)
SECRET = {table.name for table in TABLES if table.is_secret}
TABLE = {table.name: table for table in TABLES}
# Triggers count them up with what comes in.
COUNTED = "Pulse"


def dump(path: Path, project: str | None = None, *, secrets: bool = False) -> Manifest:
    return writing.write(
        path, project=project, secrets=secrets, now=NOW, tell=lambda _: None
    )


def load(path: Path) -> None:
    """Into the same database, emptied."""
    call_command("flush", interactive=False, verbosity=0)
    loading.load(path, by="olga", now=NOW, tell=lambda _: None)


@pytest.fixture
def undoubted(monkeypatch) -> None:
    """What was loaded stays as it was written; what is doubted has its own tests."""
    nothing = restored.Settled(0, 0, 0)
    monkeypatch.setattr(restored, "settle", lambda **_: nothing)


def state(*leave_out: str) -> dict[str, list[str]]:
    return {
        table.name: filled.state(table, *leave_out)
        for table in TABLES
        if table.name != COUNTED
    }


@pytest.mark.usefixtures("full", "undoubted")
def test_dump_with_secrets_brings_every_row_of_every_table_back(path: Path):
    before = state()
    assert [name for name, rows in before.items() if not rows] == []
    manifest = dump(path, secrets=True)

    load(path)

    after = state()
    for name, rows in before.items():
        assert after[name] == rows, name
        assert manifest.tables[name].rows == len(rows)
    assert set(manifest.left_out) == {
        label.removeprefix("enhancements.") for label in NEVER if "enhanc" in label
    }


@pytest.mark.usefixtures("full", "undoubted")
def test_dump_without_secrets_brings_all_but_them_back(path: Path):
    out = {
        "Account": ["stamp"],
        "Subscription": ["channel_id"],
        "Notice": ["mail_id", "rhythm"],
    }
    tables = [t for t in TABLES if not t.is_secret and t.name != COUNTED]
    before = {t.name: filled.state(t, *out.get(t.name, ())) for t in tables}
    stamps = set(m.Account.objects.values_list("stamp", flat=True))
    manifest = dump(path)

    load(path)

    for table in tables:
        after = filled.state(table, *out.get(table.name, ()))
        assert after == before[table.name], table.name
    assert [t.name for t in TABLES if t.is_secret and t.model.objects.exists()] == []
    assert set(manifest.tables) & SECRET == set()
    assert set(manifest.left_out) >= SECRET
    assert m.Subscription.objects.get().channel is None
    # Nobody would be written to again because of it.
    assert (m.Notice.objects.get().mail, m.Notice.objects.get().rhythm) == (None, "")
    again = m.Account.objects.values_list("stamp", flat=True)
    assert stamps & set(again) == set()
    assert all(len(stamp) == 32 for stamp in again)


@pytest.mark.usefixtures("full")
def test_no_secret_is_in_a_dump_without_secrets(path: Path):
    canary = "canary-6b1f"
    m.Token.objects.update(digest=canary, prefix=canary)
    m.FeedAddress.objects.update(digest=canary)
    m.Mailbox.objects.update(address=canary)
    m.Channel.objects.update(address=canary, secret=canary)
    m.Account.objects.update(stamp=canary)
    m.Sending.objects.update(text=canary)
    m.Reply.objects.create(
        account=m.Account.objects.get(), key="k", digest="d", body=canary, made_at=NOW
    )

    def found(path: Path) -> set[str]:
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
            return {name for name in names if canary.encode() in file.read(name)}

    dump(path)
    assert found(path) == set()
    # The search finds them where they are.
    dump(path.with_name("with.zip"), secrets=True)
    told = ("Account", "Token", "FeedAddress", "Mailbox", "Channel", "Sending")
    assert found(path.with_name("with.zip")) == {f"{name}.jsonl" for name in told}


@pytest.mark.usefixtures("full", "undoubted")
def test_dump_of_a_project_has_nothing_of_another(path: Path):
    projects.track(name="other", profile="kubevirt", locations={}, by="tester")
    m.Blob.objects.create(oid="nobody's", content=b"x")
    claims, blobs = m.Claim.objects.count(), m.Blob.objects.count()
    manifest = dump(path, "sample")
    assert manifest.project == "sample"

    load(path)

    assert [p.name for p in m.Project.objects.all()] == ["sample"]
    assert m.Claim.objects.count() == claims
    assert not m.Blob.objects.filter(oid="nobody's").exists()
    assert m.Blob.objects.count() < blobs
    assert not m.Event.objects.filter(project=None).exists()
    assert m.Event.objects.exists()


@pytest.mark.usefixtures("sample")
def test_pages_are_the_same_and_there_is_nothing_to_derive(path: Path):
    pages = (
        *("/sample/", "/sample/releases/", "/sample/sigs/", "/sample/enhancements/"),
        *("/sample/problems/", "/sample/people/", "/sample/roadmap/"),
    )
    client, looked_at = Client(HTTP_HOST="localhost"), timezone.now()

    def shown() -> dict[str, bytes]:
        # Every page says how long ago the sources were read.
        with time_machine.travel(looked_at, tick=False):
            asked = {page: client.get(f"{page}?as_of=2026-06-10") for page in pages}
        assert {answer.status_code for answer in asked.values()} == {200}
        return {page: bytes(answer.content) for page, answer in asked.items()}

    owed = ("owed_since", "unjudged_since")
    before, rows = shown(), state(*owed)
    # A rebuild reads tags anew, which gives their rows other keys.
    read = filled.state(TABLE["Registration"], "id")
    dump(path)

    load(path)

    assert shown() == before
    call_command("rebuild", "sample", verbosity=0)
    after = state(*owed)
    told = m.Event.objects.get(kind=m.Event.Kind.RESTORED)
    for name, expected in rows.items():
        if name not in ("Event", "Registration"):
            assert after[name] == expected, name
    assert filled.state(TABLE["Registration"], "id") == read
    assert len(after["Event"]) == len(rows["Event"]) + 1
    assert told.reason.startswith("The database was loaded from a dump.")
    assert told.old == {"taken_at": NOW.isoformat()}
    assert shown() == before


@pytest.mark.usefixtures("full")
def test_rows_that_come_later_get_new_ids(path: Path):
    dump(path)
    load(path)

    highest = m.Project.objects.order_by("-pk")[0].pk
    later = projects.track(name="later", profile="kubevirt", locations={}, by="olga")

    assert later.pk == highest + 1
    for table in TABLES:
        pk = table.model._meta.pk
        if pk.get_internal_type() not in ("BigAutoField", "AutoField"):
            continue
        with connection.cursor() as cursor:
            sequence = f"pg_get_serial_sequence('{table.stored}', 'id')"
            statement = f"SELECT max(id) < nextval({sequence}) FROM {table.stored}"  # noqa: S608 - our own tables
            cursor.execute(statement)
            (is_beyond,) = cursor.fetchone()
        assert is_beyond in (True, None), table.name


@pytest.mark.usefixtures("full")
def test_guards_hold_after_a_load(path: Path):
    dump(path)
    load(path)

    with pytest.raises(Exception, match="append-only"):
        m.Event.objects.update(by="somebody else")


@pytest.mark.usefixtures("sample")
def test_pulses_go_on_from_where_they_were(path: Path):
    pulses = m.Pulse.objects.order_by("pk").values_list("part", "number")
    m.Pulse.objects.update(number=7_000)
    before = dict(pulses.all())
    dump(path)
    load(path)

    after = dict(pulses.all())
    assert set(after) >= set(before)
    assert all(after[part] >= number for part, number in before.items())
    assert after["records"] > 7_000


@pytest.mark.usefixtures("sample")
def test_dump_is_of_one_moment(path: Path):
    """It has nothing of what is written meanwhile, and stands in nobody's way."""
    given = connection.get_connection_params()
    words = {k: given[k] for k in ("dbname", "user", "host", "port") if k in given}
    events = m.Event.objects.count()

    def meanwhile(name: str) -> None:
        if name == "Claim":
            with psycopg.connect(**words) as other:
                other.execute(
                    "INSERT INTO enhancements_event"
                    " (project_id, kind, subject, by, reason, happened_at, recorded_at)"
                    " SELECT id, 'snapshot-made', '', 'x', '', now(), now()"
                    "   FROM enhancements_project"
                )

    manifest = writing.write(path, project=None, secrets=False, now=NOW, tell=meanwhile)

    assert m.Event.objects.count() == events + 1
    assert manifest.tables["Event"].rows == events


def test_memory_does_not_grow_with_the_rows(path: Path):
    def peaks(blobs: int) -> list[int]:
        """Bytes of Python while so many are dumped, and loaded."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE enhancements_blob CASCADE")
            cursor.execute(
                "INSERT INTO enhancements_blob (oid, content)"
                " SELECT n::text, convert_to(repeat(md5(n::text), 1000), 'UTF8')"
                "   FROM generate_series(1, %s) AS n",
                [blobs],
            )
        file = path.with_name(f"{blobs}.zip")
        found = [peak(lambda: dump(file)), peak(lambda: load(file))]
        assert m.Blob.objects.count() == blobs
        return found

    few, many = peaks(300), peaks(3_000)

    # Ten times the rows, 86 MB more of them.
    assert max(more - less for less, more in zip(few, many, strict=True)) < 3e6


def peak(action: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("sample")
def test_file_is_for_its_owner_alone_and_can_be_read_without_us(path: Path):
    manifest = dump(path)

    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        told = json.loads(file.read("manifest.json"))
        assert file.namelist() == [
            *(f"{n}.jsonl" for n in told["tables"]),
            "manifest.json",
        ]
        lines = file.read("Project.jsonl").decode().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["sample"]
    assert told["format"] == archive.FORMAT == manifest.format == 1
    assert told["taken_at"] == NOW.isoformat()
    assert told["tables"]["Project"]["rows"] == 1
    assert told["migration"].startswith("00")


@pytest.mark.usefixtures("sample")
def test_example_of_the_document_reads_a_dump(path: Path, monkeypatch, capsys):
    dump(path)
    monkeypatch.chdir(path.parent)
    document = checkout() / "docs" / "dump.md"
    [example] = re.findall(r"```python\n(.+?)```", document.read_text(), re.DOTALL)

    exec(compile(example, "dump.md", "exec"), {})  # noqa: S102 - our own text

    open_ = m.Claim.objects.filter(until=None, retracted_at=None)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == open_.count() > 0
    assert told[0].split()[0] == open_.order_by("pk")[0].series.source


def test_commands_say_what_was_done(path: Path, capsys):
    projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    call_command("dump", path)
    told = capsys.readouterr().out
    assert f"{path}: {path.stat().st_size} bytes" in told
    assert "Not in it: Budget, Channel, Delivery, FeedAddress, Mail, " in told

    call_command("flush", interactive=False, verbosity=0)
    call_command("load", path)
    told = capsys.readouterr().out
    assert "Loaded as of " in told
    assert "people make them anew" in told
    assert m.Project.objects.get().name == "demo"


def test_dump_of_an_unknown_project_names_the_known_ones(path: Path):
    projects.track(name="demo", profile="kubevirt", locations={}, by="tester")

    with pytest.raises(CommandError, match=r"“nope” is not tracked. These are: demo\."):
        call_command("dump", path, project="nope")
    assert list(path.parent.iterdir()) == []


def test_dump_is_never_written_over(path: Path):
    path.write_text("mine")

    with pytest.raises(CommandError, match="is there already"):
        call_command("dump", path)
    assert path.read_text() == "mine"


def test_dump_needs_a_folder(tmp_path: Path):
    with pytest.raises(CommandError, match=r"There is no folder .*nowhere"):
        call_command("dump", tmp_path / "nowhere" / "x.zip")


def test_nothing_is_left_of_a_dump_that_failed(path: Path):
    def full_disk(name: str) -> None:
        if name == "Claim":
            raise OSError(28, "No space left on device")

    with pytest.raises(archive.DumpFailed, match="No space left"):
        writing.write(path, project=None, secrets=False, now=NOW, tell=full_disk)
    assert list(path.parent.iterdir()) == []
