"""Writes a git repository with a chosen history, quickly and reproducibly.

One `git fast-import` process takes all the commits, so that thousands of them
take seconds. The same calls give the same commit ids on every machine: names,
times and contents come from the caller alone, never from git's configuration.
"""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

AUTHOR = "Sample Author"
FILE = "100644"
SYMLINK = "120000"
SUBMODULE = "160000"

# The folder may be a mounted volume that belongs to another user.
_GIT = ("git", "-c", "safe.directory=*", "-c", f"core.hooksPath={os.devnull}")


class RepositoryNotWritten(Exception):
    """git could not write the repository; the text is git's own last words."""


class RepoBuilder:
    """Appends commits to the repository at `path`, which is made if missing.

    Use it as a context manager, or call `finish()`: only then are the branches
    moved and the new commits visible to other git processes. An existing
    repository is continued. `finish()` may be followed by further commits.

    `bare=False` keeps the repository in `path/.git`; its working tree stays
    empty until `checkout()` is called.
    """

    def __init__(
        self,
        path: Path,
        *,
        branch: str = "main",
        object_format: str = "sha1",
        bare: bool = False,
    ) -> None:
        self.path = Path(path)
        self.branch = branch
        self._marks: dict[str, int] = {}
        self._count = 0
        self._branches: set[str] = set()
        self._begun: set[str] = set()
        self._is_empty = False
        self._process: subprocess.Popen[bytes] | None = None
        if not self._is_repository():
            self._create(object_format, bare=bare)

    def commit(  # noqa: PLR0917 - mostly for a keyword or two
        self,
        files: Mapping[str, bytes | None] | None = None,
        at: datetime | None = None,
        message: str = "Change",
        renames: Mapping[str, str] | None = None,
        author: str = AUTHOR,
        branch: str | None = None,
        parents: Sequence[str] | None = None,
        modes: Mapping[str, str] | None = None,
        authored_at: datetime | None = None,
    ) -> str:
        """Add one commit and return its id.

        `renames` (old path to new path) is applied first, then `files`: bytes
        are the new content, None deletes the file. `at` is the committer's time
        and must know its time zone; `authored_at` is the author's, by default
        the same. `author` is a name or `Name <address>`. `parents` are commit
        ids: None continues the branch, an empty sequence starts a new root, the
        first of several is the first parent, whose files the commit starts
        from. `modes` holds git's mode for paths that are not plain files, such
        as SYMLINK (content: the target) and SUBMODULE (content: a commit id).
        """
        if at is None or at.tzinfo is None:
            raise ValueError("A commit needs `at`, a time with a time zone.")
        ref = f"refs/heads/{branch or self.branch}"
        self._count += 1
        written = (authored_at or at).timestamp()
        text = message.encode()
        lines = [
            *self._beginning(ref, parents),
            b"commit %s" % ref.encode(),
            b"mark :%d" % self._count,
            b"author %s %d +0000" % (_identity(author), int(written)),
            b"committer %s %d +0000" % (_identity(author), int(at.timestamp())),
            b"data %d" % len(text),
            text,
            *self._parents(ref, parents),
        ]
        lines += [
            b"R %s %s" % (_quoted(old), _quoted(new))
            for old, new in (renames or {}).items()
        ]
        for path, data in (files or {}).items():
            lines += _file_lines(path, data, (modes or {}).get(path, FILE))
        self._branches.add(ref)
        return self._written(b"\n".join(lines))

    def finish(self) -> None:
        """Move the branches to the commits added so far."""
        if self._process is None:
            return
        process, self._process = self._process, None
        self._marks.clear()
        written = set(self._branches)
        self._branches.clear()
        _, errors = process.communicate(b"done\n")
        if process.returncode:
            raise RepositoryNotWritten(_last_words(errors))
        self._begun |= written
        self._is_empty = False

    def tag(self, name: str, commit: str, at: datetime | None = None) -> None:
        """Tag a commit, or move the tag there; with `at` as an object of its own.

        `at` is then the tagger's time.
        """
        self.finish()
        if at is None:
            self._git("update-ref", f"refs/tags/{name}", commit)
            return
        tagger = f"{_identity(AUTHOR).decode()} {int(at.timestamp())} +0000"
        text = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{name}\n"
        made = self._git("mktag", given=text.encode()).decode().strip()
        self._git("update-ref", f"refs/tags/{name}", made)

    def untag(self, name: str) -> None:
        """Delete a tag."""
        self._git("update-ref", "-d", f"refs/tags/{name}")

    def checkout(self) -> None:
        """Write the files of the branch's newest commit next to `.git`."""
        self.finish()
        self._git("checkout", "--quiet", "--force", self.branch, "--")

    def head(self, branch: str | None = None) -> str | None:
        """Newest commit of the branch as of the last `finish()`, or None."""
        ref = f"refs/heads/{branch or self.branch}"
        found = self._git("rev-parse", "--quiet", "--verify", ref, check=False)
        return found.decode().strip() or None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish()
        elif self._process is not None:
            # The branches stay where they were: half a history is not written.
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _is_repository(self) -> bool:
        return (self.path / ".git").is_dir() or (self.path / "objects").is_dir()

    def _create(self, object_format: str, *, bare: bool) -> None:
        empty = _empty(self.branch, object_format, bare=bare)
        self.path.mkdir(parents=True, exist_ok=True)
        for name, content in empty.items():
            path = self.path / name
            if content is None:
                path.mkdir(exist_ok=True)
            else:
                path.write_bytes(content)
        self._is_empty = True

    def _git(
        self, *arguments: str, check: bool = True, given: bytes | None = None
    ) -> bytes:
        done = subprocess.run(
            [*_GIT, *arguments],
            cwd=self.path,
            input=given,
            env=_environment(),
            capture_output=True,
            check=False,
        )
        if check and done.returncode:
            raise RepositoryNotWritten(_last_words(done.stderr))
        return done.stdout

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = subprocess.Popen(
                [*_GIT, "fast-import", "--quiet", "--force", "--done"],
                cwd=self.path,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise RepositoryNotWritten("git fast-import was started without pipes.")
        return self._process.stdin, self._process.stdout

    def _beginning(self, ref: str, parents: Sequence[str] | None) -> list[bytes]:
        """A branch that starts anew must first forget what it pointed at."""
        return [b"reset %s" % ref.encode()] if parents is not None else []

    def _parents(self, ref: str, parents: Sequence[str] | None) -> list[bytes]:
        if parents is None:
            # A branch of an earlier run is known to the repository, not yet to
            # this process.
            is_new = ref not in self._branches
            exists = is_new and self._exists(ref)
            return [b"from %s^0" % ref.encode()] if exists else []
        words = [b"from", *[b"merge"] * len(parents)]
        return [
            b"%s %s" % (word, self._name(parent))
            for word, parent in zip(words, parents, strict=False)
        ]

    def _exists(self, ref: str) -> bool:
        """Whether the repository has the branch; git is asked once for each."""
        if ref in self._begun:
            return True
        if self._is_empty:
            return False
        return self.head(ref.removeprefix("refs/heads/")) is not None

    def _name(self, commit: str) -> bytes:
        """How fast-import names a commit: by mark if it is not yet written."""
        mark = self._marks.get(commit)
        return commit.encode() if mark is None else b":%d" % mark

    def _written(self, command: bytes) -> str:
        stdin, stdout = self._pipes()
        try:
            stdin.write(command + b"\nget-mark :%d\n" % self._count)
            stdin.flush()
        except BrokenPipeError:
            self.finish()
        oid = stdout.readline().decode().strip()
        if not oid:
            self.finish()
        self._marks[oid] = self._count
        return oid


@functools.cache
def _empty(branch: str, object_format: str, *, bare: bool) -> dict[str, bytes | None]:
    """The files of an empty repository, folders (None) before what is in them.

    git makes one in a folder of its own; hundreds of others then need no git.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["init", "--quiet", "--template=", f"--initial-branch={branch}"]
        words += [f"--object-format={object_format}", *(["--bare"] if bare else [])]
        done = subprocess.run(
            [*_GIT, *words],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RepositoryNotWritten(_last_words(done.stderr))
        return {
            str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
            for path in sorted(Path(folder).rglob("*"))
        }


def _environment() -> dict[str, str]:
    """No configuration of the machine or the user may change what is written."""
    ours = {key: value for key, value in os.environ.items() if key[:4] != "GIT_"}
    return ours | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
    }


def _identity(author: str) -> bytes:
    if "<" in author:
        return author.encode()
    address = "".join(c for c in author.lower().replace(" ", ".") if c not in ">\n")
    return f"{author} <{address}@example.org>".encode()


def _file_lines(path: str, data: bytes | None, mode: str) -> list[bytes]:
    if data is None:
        return [b"D %s" % _quoted(path)]
    head = b"M %s" % mode.encode()
    if mode == SUBMODULE:
        return [b"%s %s %s" % (head, data, _quoted(path))]
    return [b"%s inline %s" % (head, _quoted(path)), b"data %d" % len(data), data]


def _quoted(path: str) -> bytes:
    """A path in fast-import's C style, which can hold every byte but NUL."""
    raw = os.fsencode(path)
    plain = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % plain


def _last_words(errors: bytes) -> str:
    lines = [line for line in errors.decode(errors="replace").splitlines() if line]
    fatal = [line for line in lines if line.startswith("fatal: ")]
    return (fatal or lines or ["git stopped without a word."])[-1]
