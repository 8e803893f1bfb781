"""What interrupted runs and damage leave, and how the copy gets over it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from enhancements.sources.git.mirror import Head, Mirror, MirrorDamaged
from enhancements.sources.git.mirror import SourceUnreachable as Unreachable
from enhancements.sources.git.process import Limits

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def filled(source, clock):
    """The source with some commits; returns the head."""
    for number in range(150):
        source.commit({f"plans/{number}": b"%d\n" % number * 50}, clock())
    source.finish()
    return Head(commit=source.head(), branch="main")


def pack_of(mirror):
    (pack,) = mirror.folder.glob("objects/pack/*.pack")
    pack.chmod(0o644)
    return pack


def all_blobs(mirror, head):
    oids = [
        change.blob
        for found in mirror.changes(head.commit, after=None, roots=[])
        for change in found.changes
    ]
    return [data for _, data in mirror.blobs(oids)]


def test_half_written_folder_is_replaced(mirror, filled):
    mirror.folder.mkdir(parents=True)
    (mirror.folder / "HEAD").write_text("ref: refs/heads/main\n")
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


def test_file_in_place_of_the_folder_is_replaced(mirror, filled):
    mirror.folder.parent.mkdir(parents=True)
    mirror.folder.write_text("not a folder")
    assert mirror.refresh() == filled


@pytest.mark.parametrize("name", ["config", "HEAD", "refs/tracker/head"])
def test_copy_with_a_broken_file_is_made_anew(mirror, filled, name):
    mirror.refresh()
    (mirror.folder / name).write_bytes(b"\x00[broken\n")
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


def test_copy_without_its_pack_is_made_anew(mirror, filled):
    mirror.refresh()
    pack_of(mirror).unlink()
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


def test_copy_with_a_damaged_content_is_made_anew_after_reading(mirror, filled):
    mirror.refresh()
    pack = pack_of(mirror)
    data = bytearray(pack.read_bytes())
    # The contents stand at the end of a pack, after commits and folders.
    data[-1000:-200] = os.urandom(800)
    pack.write_bytes(data)
    with pytest.raises(MirrorDamaged, match="synchronise the repository"):
        all_blobs(mirror, filled)
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


def test_copy_with_a_truncated_pack_is_made_anew(mirror, filled):
    mirror.refresh()
    pack = pack_of(mirror)
    pack.write_bytes(pack.read_bytes()[:3000])
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


@pytest.mark.parametrize("is_emptied", [True, False])
def test_copy_without_a_content_is_made_anew_after_reading(
    mirror, source, clock, is_emptied
):
    source.commit({"a": b"1"}, clock())
    source.finish()
    head = mirror.refresh()
    (change,) = next(iter(mirror.changes(head.commit, after=None, roots=[]))).changes
    loose = mirror.folder / "objects" / change.blob[:2] / change.blob[2:]
    loose.unlink()
    if is_emptied:
        loose.touch()
    with pytest.raises(MirrorDamaged):
        list(mirror.blobs([change.blob]))
    assert mirror.refresh() == head
    assert [data for _, data in mirror.blobs([change.blob])] == [b"1"]


def test_copy_whose_damage_is_met_while_fetching_is_made_anew(
    mirror, source, clock, git
):
    text = b"".join(b"line %d of a long plan\n" % number for number in range(400))
    for number in range(120):
        source.commit({"plan": text + b"%d\n" % number}, clock())
    source.finish()
    mirror.refresh()
    newest = git("rev-parse", "main:plan", cwd=source.path)
    pack = pack_of(mirror)
    listing = git("verify-pack", "-v", str(pack), cwd=mirror.folder).splitlines()
    (place,) = [line.split() for line in listing if line.startswith(newest)]
    data = bytearray(pack.read_bytes())
    # What comes next is sent as a difference to this content.
    begin = int(place[4]) + 4
    data[begin : begin + 40] = bytes(40)
    pack.write_bytes(data)
    head = source.commit({"plan": text + b"119\nand more\n"}, clock())
    source.finish()
    assert mirror.refresh() == Head(commit=head, branch="main")
    assert len(all_blobs(mirror, Head(head, "main"))) == 121


def test_damaged_copy_that_cannot_be_replaced_stays(mirror, filled, source):
    mirror.refresh()
    mirror._copy.mark_damaged()
    source.path.rename(source.path.with_name("away"))
    with pytest.raises(Unreachable):
        mirror.refresh()
    assert mirror.line(filled.commit)[-1] == filled.commit


@pytest.mark.usefixtures("filled")
def test_stale_lock_files_are_cleared(mirror, source, clock):
    mirror.refresh()
    for name in ("config.lock", "HEAD.lock", "packed-refs.lock", "shallow.lock"):
        (mirror.folder / name).touch()
    (mirror.folder / "refs/tracker/head.lock").touch()
    (mirror.folder / "objects/pack/tmp_pack_x").touch()
    oid = source.commit({"new": b"1"}, clock())
    source.finish()
    assert mirror.refresh() == Head(commit=oid, branch="main")
    assert list(mirror.folder.rglob("*.lock")) == []
    assert list(mirror.folder.rglob("tmp_*")) == []


def test_interrupted_copies_are_cleared(mirror, filled):
    for suffix in ("new-1f", "new-2f", "old"):
        folder = mirror.folder.with_name(f"one.{suffix}")
        (folder / "objects").mkdir(parents=True)
    assert mirror.refresh() == filled
    names = sorted(path.name for path in mirror.folder.parent.iterdir())
    assert names == ["one", "one.lock"]


def test_copy_that_was_set_aside_comes_back(mirror, filled, source):
    mirror.refresh()
    mirror.folder.rename(mirror.folder.with_name("one.old"))
    source.path.rename(source.path.with_name("away"))
    with pytest.raises(Unreachable):
        mirror.refresh()
    assert mirror.line(filled.commit)[-1] == filled.commit


def test_process_killed_while_copying_does_no_harm(mirror, filled, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "from enhancements.sources.git.mirror import Mirror\n"
        "from pathlib import Path\n"
        "def kill(*step):\n"
        "    os.kill(os.getpid(), 9)\n"
        "Mirror(Path(sys.argv[1]), sys.argv[2]).refresh(kill)\n"
    )
    killed = subprocess.run(
        [sys.executable, program, mirror.folder, mirror.location],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not mirror.folder.exists()
    assert mirror.refresh() == filled
    assert len(all_blobs(mirror, filled)) == 150


def test_refresh_while_another_process_refreshes_gives_up(mirror, filled):
    mirror.refresh()
    hasty = Mirror(mirror.folder, mirror.location, limits=Limits(idle=0.3))
    with mirror.folder.with_name("one.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Unreachable, match="Another process has been reading"):
            hasty.refresh()
    assert hasty.refresh() == filled


def test_readers_go_on_while_the_copy_is_replaced(mirror, filled):
    mirror.refresh()
    stream = mirror.changes(filled.commit, after=None, roots=[])
    assert next(stream).ordinal == 1
    mirror._copy.mark_damaged()
    mirror.refresh()
    assert [found.ordinal for found in stream] == list(range(2, 151))


@pytest.mark.usefixtures("filled")
def test_folder_that_cannot_be_made_is_said(source, tmp_path):
    (tmp_path / "file").touch()
    mirror = Mirror(tmp_path / "file" / "one", str(source.path))
    with pytest.raises(Unreachable, match=r"The folder .*file/one cannot be written"):
        mirror.refresh()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.usefixtures("filled")
def test_folder_without_permission_is_said(source, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    mirror = Mirror(tmp_path / "closed" / "one", str(source.path))
    with pytest.raises(Unreachable, match="cannot be written"):
        mirror.refresh()


@pytest.mark.usefixtures("filled")
def test_full_disk_is_said(mirror, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(Unreachable, match="The disk is full"):
        mirror.refresh()
