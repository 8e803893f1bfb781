"""A bare copy of one repository, kept up to date, and the questions asked of it.

The copy holds the history of the default branch under `refs/tracker/head`, and
every former head that a rewritten history left behind under `refs/tracker/kept/`,
so that nothing that was once read becomes unreadable.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from enhancements.sources.git import failures, history, objects, process
from enhancements.sources.git.copying import Copy, Head
from enhancements.sources.git.failures import MirrorDamaged, SourceUnreachable
from enhancements.sources.git.history import Change, Commit
from enhancements.sources.git.location import check_location
from enhancements.sources.git.objects import MissingObject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from enhancements.sources.git.transfer import Progress

__all__ = [
    "Change",
    "Commit",
    "Head",
    "Mirror",
    "MirrorDamaged",
    "MissingObject",
    "NotOnLine",
    "SourceUnreachable",
]


class NotOnLine(ValueError):
    """A commit is not on the first-parent line of a head: history was rewritten."""


class Mirror:
    """The copy of the repository at `location`, kept in `folder`.

    `folder` belongs to the mirror alone; next to it stand `folder.lock` and,
    while a copy is made, `folder.new-...`. One process at a time refreshes; any
    number may read meanwhile. All methods but `refresh` use the copy only and
    never the network. They raise MirrorDamaged if the copy cannot be read (the
    next `refresh` then makes a new one), ValueError for an id that is not a full
    one, and SourceUnreachable if git is not installed.
    """

    def __init__(
        self, folder: Path, location: str, *, limits: process.Limits | None = None
    ) -> None:
        """Raises LocationRefused for an address that git must not be given.

        Whether folders of this machine may be read is asked where an address is
        entered, with `check_location`.
        """
        self.folder = Path(folder).absolute()
        self.location = check_location(location, allow_local=True)
        self._copy = Copy(self.folder, self.location, limits or process.Limits())
        self._found: set[str] = set()

    def refresh(self, on_progress: Progress | None = None) -> Head:
        """Bring the copy up to date and return the source's head.

        Makes the copy if there is none, and makes it anew if it is damaged,
        half-written, or of another repository. Raises SourceUnreachable; the
        copy stays as it was then, and can still be read.
        """
        self._found.clear()
        try:
            return self._copy.refresh(on_progress)
        except process.GitFailed as error:
            raise failures.unreachable(self.location, error.errors) from error
        except OSError as error:
            raise failures.unwritable(self.folder, error) from error

    def line(self, head: str, after: str | None = None) -> list[str]:
        """Ids of the first-parent commits up to `head`, oldest first.

        Only those after `after`, if given; raises NotOnLine if it is not there, and
        MissingObject if the copy does not have `head`.
        """
        words = ["rev-list", "--first-parent", "--reverse", *self._range(head, after)]
        return self._run([*words, "--"]).split()

    def length(self, head: str, after: str | None = None) -> int:
        """How many commits `line` would give; raises what it raises."""
        words = ["rev-list", "--first-parent", "--count", *self._range(head, after)]
        return int(self._run([*words, "--"]))

    def is_on_line(self, commit: str, head: str) -> bool:
        """Whether `commit` is `head` or a first-parent ancestor of it.

        False also for a commit that the copy does not have.
        """
        if process.checked_oid(commit) == process.checked_oid(head):
            return True
        if not self._has(commit):
            return False
        # Of the commits that are on the line and not before `commit`, the oldest
        # has it as its first parent, or else it is not on the line.
        words = ["log", "--first-parent", "--reverse", "--format=%P"]
        bounds = ["--end-of-options", head, f"^{commit}", "--"]
        with self._answering(), self._started([*words, *bounds]) as child:
            oldest = process.pipe(child.stdout).readline().decode("ascii")
        return oldest.split()[:1] == [commit]

    def ordinal(self, commit: str) -> int:
        """The commit's place on its own first-parent line, from 1 for the oldest.

        Git walks the whole line for it. Raises MissingObject if the copy does not
        have the commit.
        """
        if not self._has(process.checked_oid(commit)):
            raise MissingObject(commit)
        words = ["rev-list", "--first-parent", "--count", "--end-of-options"]
        return int(self._run([*words, commit, "--"]))

    def changes(
        self,
        head: str,
        *,
        after: str | None,
        roots: Sequence[str],
        counted: int | None = None,
    ) -> Iterator[Commit]:
        """Yield the commits up to `head` that changed files below `roots`.

        Oldest first, from one running git; memory does not grow with their
        number. `roots` are folders or files, taken literally; none means the
        whole repository. A file that moves in or out of the roots is added or
        deleted. `after` is exclusive, `counted` its ordinal where the caller knows
        it; raises NotOnLine if it is not on the line, and MissingObject if the copy
        does not have `head`.
        """
        with self._answering():
            self._range(head, after)
            if counted is None:
                counted = self.ordinal(after) if after is not None else 0
            yield from history.commits(
                self.folder, head, after=after, roots=roots, counted=counted
            )

    def blobs(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield each id with its content, in order, through one running git.

        Raises MissingObject when it comes to an id that is not here: rewritten
        upstream before it was read, or a submodule's. Of a content above
        `objects.LARGEST` only the beginning is handed out.
        """
        with self._answering():
            try:
                yield from objects.contents(self.folder, oids)
            except MissingObject as missing:
                self._copy.check_lack_of(missing.oid)
                raise

    def _range(self, head: str, after: str | None) -> list[str]:
        """The words that name a stretch of the line to git.

        Raises MissingObject for a head that is not here, NotOnLine.
        """
        words = ["--end-of-options", process.checked_oid(head)]
        if not self._has(head):
            raise MissingObject(head)
        if after is None:
            return words
        if not self.is_on_line(after, head):
            raise NotOnLine(
                f"Commit {after} is not on the line of {head}: the history was"
                " rewritten. Read it again from its beginning."
            )
        return [*words, f"^{after}"]

    def _has(self, commit: str) -> bool:
        """Whether the copy has the commit; git is asked once between two refreshes."""
        if commit in self._found:
            return True
        try:
            with self._started(["cat-file", "-e", f"{commit}^{{commit}}"]):
                self._found.add(commit)
                return True
        except process.GitFailed:
            return False

    def _run(self, words: Sequence[str]) -> str:
        with self._answering():
            return process.run(words, folder=self.folder)

    def _started(
        self, words: Sequence[str]
    ) -> contextlib.AbstractContextManager[process.Child]:
        return process.started(words, folder=self.folder)

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        """Say what a failed question means: the copy is to be made anew."""
        try:
            yield
        except process.GitFailed as error:
            self._copy.mark_damaged()
            raise failures.damaged(self.location, error.errors) from error
