"""Reads contents out of a repository through one `git cat-file --batch`."""

from __future__ import annotations

import contextlib
from collections import deque
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

from enhancements.sources.git import process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

AHEAD = 128
"""So many contents are asked for before the first is read. All the questions
fit into a pipe's buffer, so neither side ever waits for the other in vain."""

LARGEST = 64 * 1024 * 1024
"""Bytes of one content that are handed out; the rest of a larger one is left
out, so that a huge file cannot fill the memory. No document is ever so large."""

_CHUNK = 1 << 20


class MissingObject(LookupError):
    """The repository has no content with this id; `oid` holds it."""

    def __init__(self, oid: str) -> None:
        super().__init__(
            f"The repository has no content {oid}. Synchronise the repository, or,"
            " if its history was rewritten, read the commits that it has now."
        )
        self.oid = oid


def contents(folder: Path, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each id with its content, in the given order.

    `oids` is read little by little; without any no git is started. Raises
    MissingObject at the place of an id that is unknown or no content, ValueError for
    what is not an id, GitFailed, SourceUnreachable.
    """
    waiting = iter(oids)
    first = next(waiting, None)
    if first is None:
        return
    waiting = chain((first,), waiting)
    asked: deque[str] = deque()
    words = ["cat-file", "--batch"]
    with process.started(words, folder=folder, is_fed=True) as child:
        stdin, stdout = process.pipe(child.stdin), process.pipe(child.stdout)
        while _ask(waiting, asked, stdin):
            data = _answer(stdout, asked[0])
            if data is None:
                break
            yield asked.popleft(), data
    if asked:
        raise process.GitFailed("git ended before its last answer")


def _ask(waiting: Iterator[str], asked: deque[str], stdin: IO[bytes]) -> bool:
    """Keep questions ahead of the answers; False when all are answered."""
    if len(asked) <= AHEAD // 2:
        fresh = [
            process.checked_oid(oid) for oid in islice(waiting, AHEAD - len(asked))
        ]
        asked.extend(fresh)
        # If git has gone, the missing answer and its exit code will tell.
        with contextlib.suppress(BrokenPipeError):
            stdin.write("".join(f"{oid}\n" for oid in fresh).encode("ascii"))
            stdin.flush()
    return bool(asked)


def _answer(stdout: IO[bytes], oid: str) -> bytes | None:
    """One content; None when git has ended in the middle, which has a reason."""
    head = stdout.readline().split()
    if not head:
        return None
    if head[-1] == b"missing":
        raise MissingObject(oid)
    size = int(head[2])
    data = stdout.read(min(size, LARGEST))
    left = size - len(data)
    while left > 0 and (skipped := stdout.read(min(left, _CHUNK))):
        left -= len(skipped)
    if left or stdout.read(1) != b"\n":
        return None
    if head[1] != b"blob":
        raise MissingObject(oid)
    return data
