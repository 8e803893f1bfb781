"""Makes and refreshes the bare copy of a source.

A copy appears whole or not at all: it is made in a folder beside it and renamed.
Whatever an interrupted run left behind is cleared before the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enhancements.sources.git import failures, process, transfer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from enhancements.sources.git.transfer import Progress

HEAD = "refs/tracker/head"
KEPT = "refs/tracker/kept"
_DAMAGED = "tracker-damaged"
_LOCATION = "tracker.location"
_PACKS = 40
"""So many packs are joined into one; git looks for an object in each of them."""
_BRANCHES = "refs/heads/"
_NEW = "new-"
_SHA256 = 64
"""Digits of an object id in a repository of that format; 40 in all others."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a source's default branch points at."""

    commit: str | None
    """Newest commit; None for an empty repository."""
    branch: str | None
    """Name of the default branch; None if it is empty or HEAD is detached."""


class Copy:
    """The folder of a mirror and what it takes to keep it."""

    def __init__(self, folder: Path, location: str, limits: process.Limits) -> None:
        self.folder = folder
        self.location = location
        self.limits = limits
        self.source = transfer.Source(location, limits)

    def refresh(self, on_progress: Progress | None) -> Head:
        """Fetch what is new; see `Mirror.refresh`.

        Raises GitFailed, OSError, SourceUnreachable.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._clear_leftovers()
            head = self._ask()
            if head.commit is None:
                return head
            commit = self._updated(head.commit, on_progress)
            return Head(commit=commit, branch=head.branch)

    def mark_damaged(self) -> None:
        """Have the next refresh make a new copy."""
        with contextlib.suppress(OSError):
            (self.folder / _DAMAGED).touch()

    def check_lack_of(self, oid: str) -> None:
        """Raise GitFailed if the copy ought to have the object: it is damaged.

        Either the object's file is there and broken, or the head needs it.
        """
        try:
            self._git("cat-file", "-t", oid)
        except process.GitFailed as error:
            if failures.is_damage(error.errors):
                raise
        # Looks for every object, so it takes seconds; it is hardly ever needed.
        self._git("rev-list", "--objects", "--quiet", HEAD)

    def _updated(self, wanted: str, on_progress: Progress | None) -> str:
        """Fetch into the copy, or make it, and return the head that it has now."""
        known = self._known_head()
        if known is None or len(known) != len(wanted):
            return self._renewed(wanted, on_progress)
        is_moved = self._setting(_LOCATION) != self.location
        if known == wanted and not is_moved and not self._is_shallow():
            return known
        try:
            commit = self._fetched(known, on_progress)
        except process.GitFailed as error:
            if not failures.is_damage(error.errors):
                raise
            return self._renewed(wanted, on_progress)
        if is_moved and not self._is_related(known, commit):
            return self._renewed(wanted, on_progress)
        self._set(_LOCATION, self.location)
        return commit

    def _ask(self) -> Head:
        """The source's default branch and its newest commit."""
        words = ["ls-remote", "--quiet", "--symref"]
        # Asked from a folder that is not there: a damaged copy must not interfere.
        nowhere = self._beside("nowhere")
        rest = ["HEAD", f"{_BRANCHES}*"]
        answer = transfer.talk(self.source, words, rest, folder=nowhere)
        rows = [line.split("\t") for line in answer.splitlines() if "\t" in line]
        names = {name: value for value, name in rows if not value.startswith("ref: ")}
        branches = [
            value.removeprefix("ref: ")
            for value, name in rows
            if name == "HEAD" and value.startswith("ref: ")
        ]
        if "HEAD" not in names and names:
            raise failures.headless(self.location)
        branch = branches[0].removeprefix(_BRANCHES) if branches else None
        return Head(commit=names.get("HEAD"), branch=branch if names else None)

    def _fetched(self, known: str, on_progress: Progress | None) -> str:
        """Fetch; the former head stays reachable if the new one does not reach it."""
        kept = f"{KEPT}/{known}"
        self._git("update-ref", kept, known)
        self._fetch(self.folder, on_progress)
        commit = self._git("rev-parse", "--verify", HEAD)
        if self._is_ancestor(known, commit):
            self._git("update-ref", "-d", kept)
        self._join_packs()
        return commit

    def _fetch(self, folder: Path, on_progress: Progress | None) -> None:
        words = [
            "fetch",
            "--progress",
            "--force",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            # A source may itself be shallow: its first commits are taken as roots.
            "--update-shallow",
        ]
        if (folder / "shallow").exists():
            words.append("--unshallow")
        rest = [f"+HEAD:{HEAD}"]
        transfer.talk(self.source, words, rest, folder=folder, on_progress=on_progress)

    def _renewed(self, wanted: str, on_progress: Progress | None) -> str:
        """Make the copy beside its folder and put it there once it is whole."""
        new, old = self._beside(f"{_NEW}{uuid.uuid4().hex}"), self._beside("old")
        try:
            commit = self._made(new, wanted, on_progress)
        except BaseException:
            # Half a copy may be what filled the disk.
            _remove(new)
            raise
        if os.path.lexists(self.folder):
            self.folder.rename(old)
        new.rename(self.folder)
        _remove(old)
        return commit

    def _made(self, new: Path, wanted: str, on_progress: Progress | None) -> str:
        object_format = "sha256" if len(wanted) == _SHA256 else "sha1"
        words = ["init", "--quiet", "--bare", "--template="]
        process.run([*words, f"--object-format={object_format}"], folder=new)
        process.run(["config", _LOCATION, self.location], folder=new)
        self._fetch(new, on_progress)
        return process.run(["rev-parse", "--verify", HEAD], folder=new).strip()

    def _known_head(self) -> str | None:
        """The copy's head; None if there is no copy or it is not a sound one."""
        if (self.folder / _DAMAGED).exists() or not self.folder.is_dir():
            return None
        try:
            head = self._git("rev-parse", "--verify", HEAD)
            self._git("rev-list", "--first-parent", "--count", head)
            self._git("cat-file", "-e", f"{head}^{{tree}}")
        except process.GitFailed:
            return None
        return head

    def _is_shallow(self) -> bool:
        return (self.folder / "shallow").exists()

    def _is_ancestor(self, old: str, new: str) -> bool:
        return self._succeeds("merge-base", "--is-ancestor", old, new)

    def _is_related(self, old: str, new: str) -> bool:
        """Whether the two have any commit in common."""
        return self._succeeds("merge-base", old, new)

    def _succeeds(self, *words: str) -> bool:
        try:
            self._git(*words)
        except process.GitFailed:
            return False
        return True

    def _setting(self, name: str) -> str:
        return self._git("config", "--default", "", "--get", name)

    def _set(self, name: str, value: str) -> None:
        if self._setting(name) != value:
            self._git("config", name, value)

    def _git(self, *words: str) -> str:
        return process.run(words, folder=self.folder).strip()

    def _join_packs(self) -> None:
        """Every fetch leaves a pack or loose files; join them now and then."""
        packs = sum(1 for _ in self.folder.glob("objects/pack/*.pack"))
        loose = sum(1 for _ in self.folder.glob("objects/17/*"))
        if packs > _PACKS or loose > _PACKS:
            self._git("repack", "-a", "-d", "-q", "--no-write-bitmap-index")

    def _beside(self, suffix: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{suffix}")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the mirror's lock, which the system frees when a process dies."""
        with self._beside("lock").open("w") as lock:
            end = time.monotonic() + self.limits.idle
            while not _is_locked(lock.fileno()):
                if time.monotonic() >= end:
                    raise failures.busy(self.location, self.limits.idle)
                time.sleep(min(0.2, self.limits.idle))
            yield

    def _clear_leftovers(self) -> None:
        """Remove what an interrupted run left: half copies, git's lock files."""
        old = self._beside("old")
        if old.exists() and not self.folder.exists():
            # It was interrupted between the two renames.
            old.rename(self.folder)
        _remove(old)
        for path in self.folder.parent.iterdir():
            if path.name.startswith(f"{self.folder.name}.{_NEW}"):
                _remove(path)
        leftovers = [
            *self.folder.glob("*.lock"),
            *self.folder.glob("refs/**/*.lock"),
            *self.folder.glob("objects/info/**/*.lock"),
            *self.folder.glob("objects/pack/tmp_*"),
        ]
        for path in leftovers:
            path.unlink(missing_ok=True)


def _is_locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove(path: Path) -> None:
    """Remove a folder or a file, as far as it can be.

    A git whose parent was killed may still be writing into a half copy. What is
    left of it goes at the next refresh.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
