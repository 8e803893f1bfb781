"""`Mirror.changes`: what each commit of the line did."""

from __future__ import annotations

import tracemalloc

import pytest

from enhancements.sample.repository import SUBMODULE, SYMLINK
from enhancements.sources.git.mirror import Change, MissingObject, NotOnLine

BODY = b"".join(b"line %d of a plan\n" % number for number in range(30))


def read(mirror, source, **more):
    source.finish()
    head = mirror.refresh().commit
    return list(mirror.changes(head, **{"after": None, "roots": []} | more))


def kinds(found):
    return [(c.kind, c.old_path, c.path) for c in found.changes]


def blob(git, source, spec):
    return git("rev-parse", spec, cwd=source.path)


def test_changes_of_a_root_commit_are_added_files(mirror, source, clock, git):
    oid = source.commit({"a": b"1", "b/c": b"2"}, clock(), "Begin\n\nMore words.")
    (found,) = read(mirror, source)
    assert (found.oid, found.ordinal, found.subject) == (oid, 1, "Begin")
    assert found.changes == (
        Change("added", "a", None, blob(git, source, "main:a"), "100644"),
        Change("added", "b/c", None, blob(git, source, "main:b/c"), "100644"),
    )


def test_changes_modified_and_deleted(mirror, source, clock, git):
    source.commit({"a": b"1", "b": b"2"}, clock())
    source.commit({"a": b"3", "b": None}, clock())
    found = read(mirror, source)[1]
    assert found.changes == (
        Change("modified", "a", None, blob(git, source, "main:a"), "100644"),
        Change("deleted", "b", None, "", "100644"),
    )


def test_changes_renamed_with_an_edit(mirror, source, clock, git):
    source.commit({"old/plan.md": BODY}, clock())
    source.commit(
        {"new/plan.md": BODY + b"more\n"}, clock(), renames={"old/plan.md": "new/x"}
    )
    source.commit(renames={"new/x": "gone/x"}, at=clock())
    found = read(mirror, source)
    assert kinds(found[2]) == [("renamed", "new/x", "gone/x")]
    assert found[2].changes[0].blob == blob(git, source, "main:gone/x")


def test_changes_copied_file_is_added(mirror, source, clock):
    source.commit({"a": BODY}, clock())
    source.commit({"b": BODY, "a": BODY + b"x\n"}, clock())
    assert kinds(read(mirror, source)[1]) == [
        ("modified", None, "a"),
        ("added", None, "b"),
    ]


def test_changes_bulk_rename_with_edits_pairs_each_file(mirror, source, clock):
    def body(number):
        return b"".join(b"%d: line %d\n" % (number, n) for n in range(20))

    before = {f"a/{number}.md": body(number) for number in range(300)}
    after = {f"b/new-{n}.md": body(n) + b"edited\n" for n in range(300)}
    source.commit(before, clock())
    source.commit(dict.fromkeys(before) | after, clock())
    found = read(mirror, source)[1]
    assert {(c.kind, c.old_path, c.path) for c in found.changes} == {
        ("renamed", f"a/{number}.md", f"b/new-{number}.md") for number in range(300)
    }


def test_changes_rename_across_the_roots_is_added_or_deleted(mirror, source, clock):
    source.commit({"drafts/a": BODY, "plans/b": b"something else\n" * 9}, clock())
    source.commit(renames={"drafts/a": "plans/a", "plans/b": "drafts/b"}, at=clock())
    assert kinds(read(mirror, source, roots=["plans"])[1]) == [
        ("added", None, "plans/a"),
        ("deleted", None, "plans/b"),
    ]


def test_changes_type_change_is_modified_with_its_mode(mirror, source, clock):
    source.commit({"a": BODY}, clock())
    source.commit({"a": b"b"}, clock(), modes={"a": SYMLINK})
    (change,) = read(mirror, source)[1].changes
    assert (change.kind, change.mode) == ("modified", "120000")


def test_changes_symlink_and_submodule_tell_by_mode(mirror, source, clock):
    source.commit(
        {"link": b"../else/where", "module": b"1f" * 20, "tool": b"#!/bin/sh\n"},
        clock(),
        modes={"link": SYMLINK, "module": SUBMODULE, "tool": "100755"},
    )
    (found,) = read(mirror, source)
    assert [(c.path, c.mode) for c in found.changes] == [
        ("link", "120000"),
        ("module", "160000"),
        ("tool", "100755"),
    ]
    assert found.changes[1].blob == "1f" * 20
    with pytest.raises(MissingObject):
        list(mirror.blobs([found.changes[1].blob]))
    assert [d for _, d in mirror.blobs([found.changes[0].blob])] == [b"../else/where"]


def test_changes_of_a_merge_are_against_its_first_parent(mirror, source, clock):
    base = source.commit({"a": b"1"}, clock())
    side = source.commit({"b": b"1"}, clock(), branch="side", parents=[base])
    side = source.commit({"b": b"2"}, clock(), branch="side")
    other = source.commit({"c": b"1"}, clock(), parents=[base])
    merge = source.commit({"b": b"2"}, clock(), "Merge", parents=[other, side])
    found = read(mirror, source)
    assert [(f.oid, f.ordinal, kinds(f)) for f in found] == [
        (base, 1, [("added", None, "a")]),
        (other, 2, [("added", None, "c")]),
        (merge, 3, [("added", None, "b")]),
    ]


def test_changes_of_an_octopus_merge(mirror, source, clock):
    base = source.commit({"a": b"1"}, clock())
    sides = [
        source.commit({name: b"1"}, clock(), branch=name, parents=[base])
        for name in ("x", "y", "z")
    ]
    files = {"x": b"1", "y": b"1", "z": b"1"}
    merge = source.commit(files, clock(), parents=[base, *sides])
    found = read(mirror, source)[-1]
    assert (found.oid, found.ordinal) == (merge, 2)
    assert [change.path for change in found.changes] == ["x", "y", "z"]


def test_changes_merge_that_brings_nothing_is_left_out(mirror, source, clock):
    base = source.commit({"a": b"1"}, clock())
    side = source.commit({"a": b"2"}, clock(), branch="side", parents=[base])
    source.commit({"a": b"1"}, clock(), parents=[base, side])
    assert [found.oid for found in read(mirror, source)] == [base]


def test_changes_below_roots_keep_the_ordinals_of_the_whole_line(mirror, source, clock):
    line = [
        source.commit({f"{'plans' if n % 3 == 0 else 'src'}/{n}": b"1"}, clock())
        for n in range(9)
    ]
    found = read(mirror, source, roots=["plans"])
    assert [(f.ordinal, f.oid) for f in found] == [
        (1, line[0]),
        (4, line[3]),
        (7, line[6]),
    ]


def test_changes_after_a_commit_continue_its_ordinals(mirror, source, clock):
    line = [source.commit({"a": b"%d" % n}, clock()) for n in range(6)]
    found = read(mirror, source, after=line[3])
    assert [(f.ordinal, f.oid) for f in found] == [(5, line[4]), (6, line[5])]


def test_changes_after_the_head_are_none(mirror, source, clock):
    head = source.commit({"a": b"1"}, clock())
    assert read(mirror, source, after=head) == []


def test_changes_after_a_rewritten_commit_are_refused(mirror, source, clock):
    base = source.commit({"a": b"1"}, clock())
    old = source.commit({"a": b"2"}, clock())
    source.finish()
    mirror.refresh()
    source.commit({"a": b"3"}, clock(), parents=[base])
    with pytest.raises(NotOnLine):
        read(mirror, source, after=old)


def test_changes_of_an_unknown_head_are_missing(mirror, source, clock):
    source.commit({"a": b"1"}, clock())
    read(mirror, source)
    with pytest.raises(MissingObject, match="ab" * 20):
        list(mirror.changes("ab" * 20, after=None, roots=[]))


def test_changes_roots_are_taken_literally(mirror, source, clock):
    source.commit({"*": b"1", "ab": b"2", ":(top)x": b"3", "-l": b"4"}, clock())
    (found,) = read(mirror, source, roots=["*", ":(top)x", "-l"])
    assert [change.path for change in found.changes] == ["*", "-l", ":(top)x"]


def test_changes_in_the_same_second_keep_their_order(mirror, source, clock):
    at = clock()
    line = [source.commit({"a": b"%d" % n}, at) for n in range(20)]
    assert [(f.ordinal, f.oid) for f in read(mirror, source)] == list(
        enumerate(line, start=1)
    )


def test_changes_commit_without_files_is_counted(mirror, source, clock):
    source.commit({}, clock())
    source.commit({"a": b"1"}, clock())
    source.commit({}, clock())
    head = source.commit({"a": b"2"}, clock())
    assert [(f.ordinal, f.oid) for f in read(mirror, source)][-1] == (4, head)


def test_changes_left_in_the_middle_end_git(mirror, source, clock):
    for number in range(2000):
        source.commit({"a": b"%d" % number}, clock())
    source.finish()
    head = mirror.refresh().commit
    stream = mirror.changes(head, after=None, roots=[])
    assert next(stream).ordinal == 1
    stream.close()
    assert mirror.refresh().commit == head


def test_changes_of_11000_commits_with_flat_memory(mirror, source, clock):
    for number in range(11_000):
        folder = "plans" if number % 4 == 0 else "src"
        source.commit({f"{folder}/{number % 500}": b"%d" % number}, clock())
    source.finish()
    head = mirror.refresh().commit
    tracemalloc.start()
    count = last = 0
    for found in mirror.changes(head, after=None, roots=["plans"]):
        count, last = count + 1, found.ordinal
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, last) == (2750, 10_997)
    assert peak < 2_000_000
