"""Reads what each commit of a line changed, out of one stream of `git log`.

The format is the one for programs: `--raw -z`, where a field ends with a NUL and
paths are bytes as they are. Memory does not grow with the number of commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Literal, TypeAlias

from enhancements.sources.git import process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Kind: TypeAlias = Literal["added", "modified", "renamed", "deleted"]

SYMLINK = "120000"
SUBMODULE = "160000"
RENAMES = 3000
"""Up to so many added and deleted files of one commit are compared by content;
beyond it only files that moved unchanged count as renamed."""

_CHUNK = 1 << 16
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: dict[bytes, Kind] = {
    b"A": "added",
    # A copy is a new file: its original is still there.
    b"C": "added",
    b"D": "deleted",
    b"M": "modified",
    b"R": "renamed",
    # The type changed, from a file to a link for instance: `mode` tells.
    b"T": "modified",
}
_TWO_PATHS = b"RC"
_LOG = (
    "log",
    "--first-parent",
    # Commits that change nothing below the roots are listed too, so that every
    # commit's place on the line is counted. It costs nothing measurable.
    "--sparse",
    "--reverse",
    "--raw",
    "-z",
    "-M",
    f"-l{RENAMES}",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-notes",
    "--no-show-signature",
    "--diff-merges=first-parent",
    "--ignore-submodules=none",
    "--encoding=UTF-8",
    "--format=commit %H %ct %s",
)


@dataclass(frozen=True, slots=True)
class Change:
    r"""What one commit did to one file.

    A path is UTF-8; a byte that is not is written visibly as `\xff` (two
    hexadecimal digits), since text in the database cannot hold it as it is.
    """

    kind: Kind
    path: str
    old_path: str | None
    """Where a renamed file was; None for every other kind."""
    blob: str
    """Object id of the content, 40 or 64 digits; "" for a deleted file. Of a
    submodule it is a commit of another repository, which is not here."""
    mode: str
    """git's mode: "100644", "100755", SYMLINK, SUBMODULE; of a deleted file the
    mode that it had."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the first-parent line, with what it changed below the roots."""

    oid: str
    ordinal: int
    """Its place on the line, from 1 for the oldest; stays as commits are added."""
    at: datetime
    """The committer's time in UTC, which is when it was merged. A date that no
    calendar has is brought to 1970 or 9999."""
    subject: str
    changes: tuple[Change, ...]
    """In git's order, by path."""


def commits(
    folder: Path, head: str, *, after: str | None, roots: Sequence[str], counted: int
) -> Iterator[Commit]:
    """Yield the commits of `head`'s line that changed something below the roots.

    Oldest first. `after` is exclusive and must be on the line, `counted` its
    ordinal (0 without it). No roots means everything. A merge shows what it
    brought to its first parent. Raises GitFailed, SourceUnreachable.
    """
    words = [*_LOG, "--end-of-options", process.checked_oid(head)]
    if after is not None:
        words.append(f"^{process.checked_oid(after)}")
    with process.started([*words, "--", *roots], folder=folder) as child:
        fields = _fields(process.pipe(child.stdout))
        for ordinal, commit in enumerate(_parsed(fields), start=counted + 1):
            header, changes = commit
            if changes:
                yield _commit(header, ordinal, changes)


def visible(path: bytes) -> str:
    r"""Return the path as text: bytes that are not UTF-8 become `\xff`."""
    return path.decode("utf-8", errors="backslashreplace")


def _fields(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what stands before each NUL; `-z` ends the last field with one too."""
    rest = b""
    while data := stream.read(_CHUNK):
        *fields, rest = (rest + data).split(b"\0")
        yield from fields


def _parsed(fields: Iterator[bytes]) -> Iterator[tuple[bytes, tuple[Change, ...]]]:
    """Group fields into commits: a header, then its changes.

    A field that tells of a change begins with a colon (the first one after a
    line feed) and is followed by one path, or two; all others are headers.
    """
    header: bytes | None = None
    changes: list[Change] = []
    for field in fields:
        words = field.lstrip(b"\n")
        if words.startswith(b":"):
            changes.append(_change(words, fields))
            continue
        if header is not None:
            yield header, tuple(changes)
        header, changes = words, []
    if header is not None:
        yield header, tuple(changes)


def _change(words: bytes, fields: Iterator[bytes]) -> Change:
    """Read `:MODE MODE OID OID STATUS` and the one or two paths that follow."""
    old_mode, mode, _, blob, status = words[1:].split(b" ")
    kind = _KINDS.get(status[:1], "modified")
    path = visible(next(fields))
    old_path = None
    if status[:1] in _TWO_PATHS:
        old_path, path = path, visible(next(fields))
    is_gone = kind == "deleted"
    return Change(
        kind=kind,
        path=path,
        old_path=old_path if kind == "renamed" else None,
        blob="" if is_gone else blob.decode("ascii"),
        mode=(old_mode if is_gone else mode).decode("ascii"),
    )


def _commit(header: bytes, ordinal: int, changes: tuple[Change, ...]) -> Commit:
    _, oid, seconds, subject = header.split(b" ", 3)
    return Commit(
        oid=oid.decode("ascii"),
        ordinal=ordinal,
        at=_moment(seconds),
        subject=subject.decode("utf-8", errors="replace"),
        changes=changes,
    )


def _moment(seconds: bytes) -> datetime:
    """A time of git, which may be empty, negative or thousands of years away."""
    try:
        return max(datetime.fromtimestamp(int(seconds or b"0"), UTC), _EARLIEST)
    except (OverflowError, OSError, ValueError):
        return _EARLIEST if seconds.startswith(b"-") else _LATEST
