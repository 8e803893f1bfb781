"""`Mirror.line` and `Mirror.is_on_line`."""

from __future__ import annotations

import pytest

from enhancements.sources.git.mirror import MissingObject, NotOnLine


def commit(source, clock, files, **more):
    oid = source.commit(files, clock(), **more)
    source.finish()
    return oid


def test_line_after_a_commit_is_exclusive(mirror, source, clock):
    line = [commit(source, clock, {"a": b"%d" % number}) for number in range(4)]
    mirror.refresh()
    assert mirror.line(line[3], after=line[1]) == line[2:]
    assert mirror.line(line[3], after=line[3]) == []
    assert mirror.length(line[3]) == 4
    assert mirror.length(line[3], after=line[1]) == 2
    assert mirror.length(line[3], after=line[3]) == 0


def test_line_leaves_out_the_merged_side(mirror, source, clock):
    first = commit(source, clock, {"a": b"1"})
    side = commit(source, clock, {"b": b"1"}, branch="side", parents=[first])
    merge = commit(source, clock, {"b": b"1"}, parents=[first, side])
    mirror.refresh()
    assert mirror.line(merge) == [first, merge]
    assert not mirror.is_on_line(side, merge)


def test_line_after_a_commit_elsewhere_is_refused(mirror, source, clock):
    first = commit(source, clock, {"a": b"1"})
    side = commit(source, clock, {"b": b"1"}, branch="side", parents=[first])
    merge = commit(source, clock, {"b": b"1"}, parents=[first, side])
    mirror.refresh()
    with pytest.raises(NotOnLine, match="was rewritten"):
        mirror.line(merge, after=side)
    with pytest.raises(NotOnLine, match="was rewritten"):
        mirror.length(merge, after=side)
    assert mirror.length(merge) == 2


def test_line_with_clocks_that_run_backwards(mirror, source, clock):
    times = sorted((clock() for _ in range(30)), reverse=True)
    line = [source.commit({"a": str(at).encode()}, at) for at in times]
    source.finish()
    mirror.refresh()
    assert mirror.line(line[-1], after=line[3]) == line[4:]


def test_is_on_line_of_the_head_and_of_unknown_commits(mirror, source, clock):
    first = commit(source, clock, {"a": b"1"})
    second = commit(source, clock, {"a": b"2"})
    mirror.refresh()
    assert mirror.is_on_line(second, second)
    assert not mirror.is_on_line(second, first)
    assert not mirror.is_on_line("ab" * 20, second)


@pytest.mark.parametrize("oid", ["main", "HEAD", "--all", "abc", "", "AB" * 20])
def test_line_of_what_is_no_full_id_is_refused(mirror, oid):
    with pytest.raises(ValueError, match="not a full object id"):
        mirror.line(oid)


def test_line_before_the_first_refresh_is_missing(mirror):
    with pytest.raises(MissingObject):
        mirror.line("ab" * 20)
