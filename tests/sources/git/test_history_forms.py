"""`Mirror.changes`: paths, times and subjects of every form."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.sources.git.history import visible

BODY = b"".join(b"line %d of a plan\n" % number for number in range(30))


def read(mirror, source, **more):
    source.finish()
    head = mirror.refresh().commit
    return list(mirror.changes(head, **{"after": None, "roots": []} | more))


def kinds(found):
    return [(c.kind, c.old_path, c.path) for c in found.changes]


@pytest.mark.parametrize(
    "path",
    [
        "two\nlines.md",
        "a\ttab.md",
        'a "quoted" one.md',
        "-rf.md",
        ":100644 100644.md",
        "commit 1.md",
        " spaces .md",
        "back\\slash.md",
        "\nfirst.md",
        "ü/日本/🚢.md",
        "carriage\r\n.md",
    ],
)
def test_changes_odd_paths_come_as_they_are(mirror, source, clock, path):
    source.commit({path: BODY}, clock())
    source.commit(renames={path: "x"}, at=clock())
    source.commit(renames={"x": path}, at=clock())
    assert [kinds(found) for found in read(mirror, source)] == [
        [("added", None, path)],
        [("renamed", path, "x")],
        [("renamed", "x", path)],
    ]


def test_changes_path_that_is_not_utf8_shows_its_bytes(mirror, source, clock):
    path = os.fsdecode(b"caf\xe9/plan.md")
    source.commit({path: b"1"}, clock())
    (found,) = read(mirror, source)
    assert [change.path for change in found.changes] == ["caf\\xe9/plan.md"]


@given(st.binary())
def test_visible_any_bytes_become_text_that_utf8_can_hold(path):
    assert visible(path).encode("utf-8").decode("utf-8") == visible(path)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_visible_utf8_is_unchanged(path):
    assert visible(path.encode()) == path


def test_changes_time_is_the_committers_in_utc(mirror, source):
    merged = datetime(2026, 3, 1, 12, 0, 7, tzinfo=UTC)
    written = datetime(2025, 1, 1, tzinfo=UTC)
    source.commit({"a": b"1"}, merged, authored_at=written)
    (found,) = read(mirror, source)
    assert (found.at, found.at.tzinfo) == (merged, UTC)


@pytest.fixture
def dated(source, clock, git):
    """Makes a commit with a committer's date that git itself would not write."""

    def make(seconds):
        source.commit({"a": b"1"}, clock())
        source.finish()
        tree = git("rev-parse", "main^{tree}", cwd=source.path)
        raw = source.path / "raw"
        person = f"A <a@example.org> {seconds} +0000"
        raw.write_text(f"tree {tree}\nauthor {person}\ncommitter {person}\n\nLate\n")
        words = ["hash-object", "-t", "commit", "-w", "--literally", str(raw)]
        git(
            "update-ref",
            "refs/heads/main",
            git(*words, cwd=source.path),
            cwd=raw.parent,
        )

    return make


@pytest.mark.parametrize(
    ("seconds", "year"), [("999999999999999", 9999), ("nonsense", 1970)]
)
def test_changes_time_that_no_calendar_has(mirror, source, dated, seconds, year):
    dated(seconds)
    (found,) = read(mirror, source)
    assert (found.at.year, found.subject) == (year, "Late")


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("", ""),
        ("One\nstill one\n\nbody", "One still one"),
        ("ü 日本", "ü 日本"),
        (":100644 x", ":100644 x"),
        ("a\ttab", "a\ttab"),
    ],
)
def test_changes_subject_of_any_message(mirror, source, clock, message, subject):
    source.commit({"a": b"1"}, clock(), message)
    (found,) = read(mirror, source)
    assert found.subject == subject
