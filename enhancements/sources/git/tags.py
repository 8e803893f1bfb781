"""A copy of a few files at the tags of a repository, and of nothing else.

A partial clone: of each tag its commit and its folders come, no history, and of the
contents only those that are asked for (`git fetch --depth=1 --filter=blob:none`). A
server that does not know the filter sends more than that; what is read is the same.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from enhancements.sources.git import failures, objects, process, transfer
from enhancements.sources.git.location import check_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_TAGS = "refs/tags/"
_OURS = "refs/tracker/tags/"
_LOCATION = "tracker.location"
_AT_ONCE = 100
"""Tags or contents that are asked for in one command."""
_FETCH = (
    # Who says what is here already is not sent the contents of that.
    "-c",
    "fetch.negotiationAlgorithm=noop",
    "fetch",
    "--progress",
    "--force",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--filter=blob:none",
    "--depth=1",
)
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class TagRead:
    """A tag with the files that were asked for."""

    name: str
    oid: str
    """What the name points at: a commit, or the tag's own object."""
    commit: str
    tagged_at: dt.datetime
    """By the tagger's clock, else the committer's; UTC."""
    files: tuple[tuple[str, str], ...]
    """(path, id of the content), by path."""


class TagMirror:
    """The copy of the tags of the repository at `location`, kept in `folder`.

    One process at a time uses it. Methods raise SourceUnreachable, which says what to
    do, and LocationRefused for an address that git must not be given.
    """

    def __init__(
        self, folder: Path, location: str, *, limits: process.Limits | None = None
    ) -> None:
        self.folder = Path(folder).absolute()
        self.location = check_location(location, allow_local=True)
        self._source = transfer.Source(self.location, limits or process.Limits())

    def listed(self) -> dict[str, str]:
        """Every tag of the source with the id of what it points at.

        Without a tag that points at no commit nothing is missing: `read` tells it.
        """
        words = ["ls-remote", "--quiet", "--tags", "--refs"]
        answer = self._talk(words, [f"{_TAGS}*"], nowhere=True)
        rows = [line.split("\t") for line in answer.splitlines() if "\t" in line]
        return {name.removeprefix(_TAGS): oid for oid, name in rows}

    def fetch(
        self,
        wanted: Mapping[str, str],
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """Have these tags, by name, where they point now."""
        self._prepare()
        missing = [
            name for name, oid in sorted(wanted.items()) if self._has(name) != oid
        ]
        for some in _batches(missing):
            rest = [f"+{_TAGS}{name}:{_OURS}{name}" for name in some]
            self._talk(_FETCH, rest, on_progress=on_progress)

    def read(self, name: str, roots: Sequence[str]) -> TagRead | None:
        """A tag that was fetched, with the files below `roots`; None for one that
        points at no commit.
        """
        ref = f"{_OURS}{name}"
        try:
            commit = self._run("rev-parse", "--verify", f"{ref}^{{commit}}").strip()
        except process.GitFailed:
            return None
        told = self._run(
            "for-each-ref", "--format=%(objectname) %(creatordate:unix)", ref
        )
        oid, _, seconds = told.strip().partition(" ")
        listing = self._run("ls-tree", "-r", "-z", "--end-of-options", commit, *roots)
        return TagRead(
            name=name,
            oid=oid,
            commit=commit,
            tagged_at=dt.datetime.fromtimestamp(int(seconds), dt.UTC),
            files=tuple(_files(listing)),
        )

    def blobs(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each content by its id; those that are not here yet are fetched first."""
        wanted = list(dict.fromkeys(oids))
        missing = [oid for oid in wanted if not self._is_here(oid)]
        for some in _batches(missing):
            self._talk(_FETCH, list(some))
        yield from objects.contents(self.folder, wanted)

    def forget(self) -> None:
        """Remove the copy, so that the next reading makes it anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self) -> None:
        """Make the copy if there is none, and anew if it is another repository's."""
        if self.folder.exists():
            try:
                known = self._run("config", "--default", "", "--get", _LOCATION)
            except process.GitFailed:
                known = ""
            if known.strip() == self.location:
                return
            self.forget()
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._run("init", "--quiet", "--bare", "--template=")
            for name, value in self._settings():
                self._run("config", name, value)
        except OSError as error:
            raise failures.unwritable(self.folder, error) from error

    def _settings(self) -> Sequence[tuple[str, str]]:
        """Settings of the copy. Somebody must have promised the contents that are
        missing, or git takes it for a broken one; git itself is never let to ask them.
        """
        return (
            ("core.repositoryFormatVersion", "1"),
            ("extensions.partialClone", "origin"),
            ("remote.origin.promisor", "true"),
            (_LOCATION, self.location),
        )

    def _has(self, name: str) -> str:
        """What the tag points at in the copy; empty for one that is not there."""
        try:
            return self._run("rev-parse", "--verify", "--quiet", _OURS + name).strip()
        except process.GitFailed:
            return ""

    def _is_here(self, oid: str) -> bool:
        try:
            self._run("cat-file", "-e", process.checked_oid(oid))
        except process.GitFailed:
            return False
        return True

    def _run(self, *words: str) -> str:
        return process.run(words, folder=self.folder)

    def _talk(
        self,
        words: Sequence[str],
        rest: Sequence[str],
        *,
        nowhere: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> str:
        # Asked from a folder that is not there: a damaged copy must not interfere.
        folder = self.folder.with_name(f"{self.folder.name}.nowhere")
        try:
            return transfer.talk(
                self._source,
                words,
                rest,
                folder=folder if nowhere else self.folder,
                on_progress=on_progress,
            )
        except process.GitFailed as error:
            if failures.is_damage(error.errors):
                self.forget()
            raise failures.unreachable(self.location, error.errors) from error


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """The names, _AT_ONCE at a time."""
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]


def _files(listing: str) -> Iterator[tuple[str, str]]:
    """Path and content of each file of `ls-tree -z`."""
    for line in listing.split("\0"):
        head, tab, path = line.partition("\t")
        mode, kind, oid = head.split() if tab else ("", "", "")
        if kind == "blob" and mode != _SUBMODULE:
            yield path, oid
