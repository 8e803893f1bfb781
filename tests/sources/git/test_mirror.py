"""`Mirror.refresh`: what becomes of the copy as the source changes."""

from __future__ import annotations

import shutil

import pytest

from enhancements.sample.repository import RepoBuilder
from enhancements.sources.git.location import LocationRefused
from enhancements.sources.git.mirror import (
    Head,
    Mirror,
    MissingObject,
    SourceUnreachable,
)


def commit(source, clock, files, **more):
    oid = source.commit(files, clock(), **more)
    source.finish()
    return oid


def text(mirror, oid):
    return [data for _, data in mirror.blobs([oid])]


def blob_of(mirror, head, path):
    return [
        change.blob
        for found in mirror.changes(head, after=None, roots=[path])
        for change in found.changes
    ][-1]


def test_refresh_first_time_makes_a_bare_copy(mirror, source, clock, git):
    head = commit(source, clock, {"a": b"1"})
    assert mirror.refresh() == Head(commit=head, branch="main")
    assert git("rev-parse", "--is-bare-repository", cwd=mirror.folder) == "true"
    assert mirror.line(head) == [head]


def test_refresh_of_empty_repository_has_no_head(mirror):
    assert mirror.refresh() == Head(commit=None, branch=None)


def test_refresh_after_first_commit_of_an_empty_repository(mirror, source, clock):
    mirror.refresh()
    head = commit(source, clock, {"a": b"1"})
    assert mirror.refresh() == Head(commit=head, branch="main")


def test_refresh_fetches_what_is_new(mirror, source, clock):
    first = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    second = commit(source, clock, {"a": b"2"})
    assert mirror.refresh() == Head(commit=second, branch="main")
    assert mirror.line(second) == [first, second]


def test_refresh_without_news_leaves_the_copy_alone(mirror, source, clock):
    head = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    before = sorted(mirror.folder.rglob("*"))
    assert mirror.refresh() == Head(commit=head, branch="main")
    assert sorted(mirror.folder.rglob("*")) == before


def test_refresh_follows_a_renamed_default_branch(mirror, source, clock, git):
    first = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    git("branch", "-m", "main", "trunk", cwd=source.path)
    second = commit(source, clock, {"a": b"2"}, branch="trunk")
    assert mirror.refresh() == Head(commit=second, branch="trunk")
    assert mirror.is_on_line(first, second)


def test_refresh_follows_another_default_branch(mirror, source, clock, git):
    commit(source, clock, {"a": b"1"})
    mirror.refresh()
    other = commit(source, clock, {"b": b"1"}, branch="next")
    git("symbolic-ref", "HEAD", "refs/heads/next", cwd=source.path)
    assert mirror.refresh() == Head(commit=other, branch="next")


def test_refresh_with_detached_head_has_no_branch(mirror, source, clock, git):
    first = commit(source, clock, {"a": b"1"})
    commit(source, clock, {"a": b"2"})
    git("checkout", "--quiet", "--detach", first, cwd=source.path)
    assert mirror.refresh() == Head(commit=first, branch=None)


def test_refresh_without_the_default_branch_says_so(mirror, source, clock, git):
    commit(source, clock, {"a": b"1"})
    git("symbolic-ref", "HEAD", "refs/heads/gone", cwd=source.path)
    with pytest.raises(SourceUnreachable, match="default branch does not exist"):
        mirror.refresh()


def test_refresh_ignores_branches_and_tags_called_head(mirror, source, clock, git):
    head = commit(source, clock, {"a": b"1"})
    other = commit(source, clock, {"b": b"1"}, branch="HEAD")
    git("tag", "HEAD", other, cwd=source.path)
    assert mirror.refresh() == Head(commit=head, branch="main")


def test_force_push_keeps_the_old_history_readable(mirror, source, clock, git):
    base = commit(source, clock, {"a": b"base"})
    old = commit(source, clock, {"a": b"old"})
    mirror.refresh()
    lost = blob_of(mirror, old, "a")
    new = commit(source, clock, {"a": b"new"}, parents=[base])
    git("reflog", "expire", "--expire=now", "--all", cwd=source.path)
    git("gc", "--quiet", "--prune=now", cwd=source.path)
    assert mirror.refresh() == Head(commit=new, branch="main")
    git("gc", "--quiet", "--prune=now", cwd=mirror.folder)
    assert text(mirror, lost) == [b"old"]
    assert mirror.line(old) == [base, old]
    assert not mirror.is_on_line(old, new)
    assert mirror.is_on_line(base, new)


def test_force_push_to_unrelated_history_keeps_both(mirror, source, clock):
    old = commit(source, clock, {"a": b"old"})
    mirror.refresh()
    new = commit(source, clock, {"a": b"new"}, parents=[])
    assert mirror.refresh() == Head(commit=new, branch="main")
    assert (mirror.line(old), mirror.line(new)) == ([old], [new])


def test_plain_push_keeps_no_former_head(mirror, source, clock, git):
    commit(source, clock, {"a": b"1"})
    mirror.refresh()
    commit(source, clock, {"a": b"2"})
    mirror.refresh()
    refs = git("for-each-ref", "--format=%(refname)", cwd=mirror.folder)
    assert refs == "refs/tracker/head"


def test_shallow_source_is_read_as_far_as_it_goes(mirror, source, clock, git, tmp_path):
    for number in range(5):
        commit(source, clock, {"a": b"%d" % number})
    shallow = tmp_path / "shallow"
    url = f"file://{source.path}"
    git("clone", "--quiet", "--depth=2", url, str(shallow), cwd=tmp_path)
    copy = Mirror(mirror.folder, str(shallow))
    head = copy.refresh().commit
    assert [found.ordinal for found in copy.changes(head, after=None, roots=[])] == [
        1,
        2,
    ]


def test_shallow_source_is_read_whole_once_it_is_whole(
    mirror, source, clock, git, tmp_path
):
    line = [commit(source, clock, {"a": b"%d" % number}) for number in range(5)]
    shallow = tmp_path / "shallow"
    url = f"file://{source.path}"
    git("clone", "--quiet", "--depth=2", url, str(shallow), cwd=tmp_path)
    copy = Mirror(mirror.folder, str(shallow))
    copy.refresh()
    assert copy.refresh() == Head(commit=line[-1], branch="main")
    git("fetch", "--quiet", "--unshallow", cwd=shallow)
    copy.refresh()
    assert copy.line(line[-1]) == line


def test_sha256_source_is_read(tmp_path, clock):
    source = RepoBuilder(tmp_path / "source", object_format="sha256")
    head = commit(source, clock, {"a": b"1"})
    mirror = Mirror(tmp_path / "mirror", str(source.path))
    assert len(head) == 64
    assert mirror.refresh() == Head(commit=head, branch="main")
    assert text(mirror, blob_of(mirror, head, "a")) == [b"1"]


def test_source_that_became_sha256_is_copied_anew(mirror, source, clock):
    commit(source, clock, {"a": b"1"})
    mirror.refresh()
    shutil.rmtree(source.path)
    fresh = RepoBuilder(source.path, object_format="sha256")
    head = commit(fresh, clock, {"a": b"1"})
    assert mirror.refresh() == Head(commit=head, branch="main")


def test_bundle_is_a_source(mirror, source, clock, git, tmp_path):
    head = commit(source, clock, {"a": b"1"})
    bundle = tmp_path / "source.bundle"
    git("bundle", "create", str(bundle), "--all", "HEAD", cwd=source.path)
    copy = Mirror(mirror.folder, str(bundle))
    assert copy.refresh().commit == head


def test_new_address_of_the_same_repository_keeps_the_copy(
    mirror, source, clock, tmp_path
):
    first = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    kept = mirror.folder / "kept"
    kept.touch()
    moved = RepoBuilder(source.path.rename(tmp_path / "moved"))
    second = commit(moved, clock, {"a": b"2"})
    copy = Mirror(mirror.folder, str(moved.path))
    assert copy.refresh() == Head(commit=second, branch="main")
    assert (copy.line(second), kept.exists()) == ([first, second], True)


def test_new_address_of_another_repository_makes_a_new_copy(
    mirror, source, clock, tmp_path
):
    old = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    other = RepoBuilder(tmp_path / "other")
    new = commit(other, clock, {"b": b"2"})
    copy = Mirror(mirror.folder, str(other.path))
    assert copy.refresh() == Head(commit=new, branch="main")
    with pytest.raises(MissingObject):
        copy.line(old)


def test_source_that_disappears_leaves_the_copy_readable(mirror, source, clock):
    head = commit(source, clock, {"a": b"1"})
    mirror.refresh()
    shutil.rmtree(source.path)
    with pytest.raises(SourceUnreachable, match="There is no git repository at"):
        mirror.refresh()
    assert mirror.line(head) == [head]


def test_folder_without_repository_is_not_a_source(tmp_path):
    (tmp_path / "plain").mkdir()
    mirror = Mirror(tmp_path / "mirror", str(tmp_path / "plain"))
    with pytest.raises(SourceUnreachable, match="There is no git repository at"):
        mirror.refresh()
    assert not mirror.folder.exists()


def test_mirror_of_an_unsafe_address_is_refused(tmp_path):
    with pytest.raises(LocationRefused):
        Mirror(tmp_path / "mirror", "ext::sh -c id")


def test_refresh_reports_progress(mirror, source, clock):
    for number in range(50):
        source.commit({f"f{number}": b"%d" % number}, clock())
    source.finish()
    seen = []
    mirror.refresh(lambda *step: seen.append(step))
    assert seen[0][0] == "Counting objects"
    assert ("Receiving objects", 150, 150) in seen


def test_refresh_ends_with_the_error_of_its_listener(mirror, source, clock):
    commit(source, clock, {"a": b"1"})

    def stop(*_):
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        mirror.refresh(stop)
    assert [path.name for path in mirror.folder.parent.iterdir()] == ["one.lock"]
    assert mirror.refresh().branch == "main"


def test_refresh_joins_packs_and_keeps_everything(mirror, source, clock, monkeypatch):
    monkeypatch.setattr("enhancements.sources.git.copying._PACKS", 0)
    base = commit(source, clock, {f"f{number}": b"%d" % number for number in range(99)})
    old = commit(source, clock, {"a": b"old"})
    mirror.refresh()
    lost = blob_of(mirror, old, "a")
    commit(source, clock, {"a": b"new"}, parents=[base])
    mirror.refresh()
    assert len(list(mirror.folder.glob("objects/pack/*.pack"))) == 1
    assert text(mirror, lost) == [b"old"]
