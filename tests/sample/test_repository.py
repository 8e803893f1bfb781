from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from enhancements.sample.repository import (
    SUBMODULE,
    SYMLINK,
    RepoBuilder,
    RepositoryNotWritten,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def git(path, *words):
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=path, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


def fill(path):
    with RepoBuilder(path) as builder:
        base = builder.commit({"a": b"1"}, START, "Begin", author="Ada Berg")
        side = builder.commit({"b": b"2"}, START, branch="side", parents=[base])
        builder.commit({"b": b"2"}, START, "Merge", parents=[base, side])
        return builder.commit(renames={"a": "c"}, at=START + timedelta(days=1))


def test_builder_same_calls_give_same_ids(tmp_path, monkeypatch):
    first = fill(tmp_path / "one")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert fill(tmp_path / "two") == first


def test_builder_writes_a_sound_repository(tmp_path):
    head = fill(tmp_path / "one")
    assert git(tmp_path / "one", "fsck", "--strict") == ""
    assert git(tmp_path / "one", "rev-parse", "HEAD").strip() == head
    assert git(tmp_path / "one", "ls-tree", "--name-only", "main") == "b\nc\n"


def test_builder_merge_has_its_parents_in_order(tmp_path):
    fill(tmp_path / "one")
    sides = git(tmp_path / "one", "rev-parse", "main~2", "side")
    assert git(tmp_path / "one", "log", "-1", "--format=%P", "main~1") == (
        " ".join(sides.split()) + "\n"
    )


def test_builder_times_and_authors_come_from_the_caller(tmp_path):
    with RepoBuilder(tmp_path) as builder:
        builder.commit({"a": b"1"}, START, author="Ada Berg", authored_at=START)
        later = START + timedelta(hours=1)
        builder.commit({"a": b"2"}, later, author="X <x@y>", authored_at=START)
    log = git(tmp_path, "log", "--format=%an|%ae|%aI|%cI", "main")
    assert log.splitlines() == [
        "X|x@y|2026-01-05T09:00:00+00:00|2026-01-05T10:00:00+00:00",
        f"Ada Berg|ada.berg@example.org|{START.isoformat()}|{START.isoformat()}",
    ]


def test_builder_continues_an_existing_repository(tmp_path):
    first = fill(tmp_path)
    with RepoBuilder(tmp_path) as builder:
        second = builder.commit({"b": None}, START + timedelta(days=2))
    line = git(tmp_path, "log", "--format=%H", "-2", "main").split()
    assert line == [second, first]
    assert git(tmp_path, "ls-tree", "--name-only", "main") == "c\n"


def test_builder_can_be_finished_several_times(tmp_path):
    builder = RepoBuilder(tmp_path)
    assert builder.head() is None
    first = builder.commit({"a": b"1"}, START)
    builder.finish()
    assert builder.head() == first
    second = builder.commit({"a": b"2"}, START, parents=[first])
    builder.finish()
    assert git(tmp_path, "log", "--format=%H", "main").split() == [second, first]


def test_builder_new_root_replaces_the_branch(tmp_path):
    fill(tmp_path)
    with RepoBuilder(tmp_path) as builder:
        root = builder.commit({"x": b"1"}, START, parents=[])
    assert git(tmp_path, "log", "--format=%H", "main").split() == [root]


def test_builder_modes_of_links_and_submodules(tmp_path):
    with RepoBuilder(tmp_path) as builder:
        builder.commit(
            {"link": b"a", "module": b"1f" * 20},
            START,
            modes={"link": SYMLINK, "module": SUBMODULE},
        )
    modes = [line.split()[0] for line in git(tmp_path, "ls-tree", "main").splitlines()]
    assert modes == ["120000", "160000"]


def test_builder_odd_paths(tmp_path):
    paths = ["-x", 'a "b"', "back\\slash", "two\nlines", os.fsdecode(b"\xff")]
    with RepoBuilder(tmp_path) as builder:
        builder.commit(dict.fromkeys(paths, b"1"), START)
    names = git(tmp_path, "ls-tree", "--name-only", "main").splitlines()
    assert names == ["-x", '"a \\"b\\""', '"back\\\\slash"', '"two\\nlines"', '"\\377"']


def test_builder_error_in_the_block_writes_nothing(tmp_path):
    first = fill(tmp_path)
    builder = RepoBuilder(tmp_path).__enter__()
    builder.commit({"a": b"9"}, START)
    builder.__exit__(KeyError, KeyError(), None)
    assert RepoBuilder(tmp_path).head() == first


def test_builder_unknown_parent_is_refused(tmp_path):
    builder = RepoBuilder(tmp_path)
    with pytest.raises(RepositoryNotWritten, match="Not a valid commit"):
        builder.commit({"a": b"1"}, START, parents=["1f" * 20])


def test_builder_time_without_zone_is_refused(tmp_path):
    builder = RepoBuilder(tmp_path)
    with pytest.raises(ValueError, match="with a time zone"):
        builder.commit({"a": b"1"}, START.replace(tzinfo=None))


def test_builder_checkout_writes_the_files(tmp_path):
    builder = RepoBuilder(tmp_path)
    builder.commit({"docs/a": b"1"}, START)
    builder.checkout()
    assert (tmp_path / "docs" / "a").read_bytes() == b"1"
    builder.commit({"docs/a": None, "b": b"2"}, START)
    builder.checkout()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "b"]


def test_builder_bare_repository(tmp_path):
    with RepoBuilder(tmp_path, bare=True, branch="trunk") as builder:
        head = builder.commit({"a": b"1"}, START)
    assert git(tmp_path, "rev-parse", "refs/heads/trunk").strip() == head
