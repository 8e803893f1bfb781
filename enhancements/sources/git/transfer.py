"""Talks to a source: with progress, and with an end when it falls silent."""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from enhancements.sources.git import failures, process
from enhancements.sources.git.location import is_local

if TYPE_CHECKING:
    from pathlib import Path

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the phase in git's words ("Receiving objects"), done and total."""

_PROGRESS = re.compile(r"^(?:remote: )?([A-Z][a-z ]+):\s+\d+% \((\d+)/(\d+)\)")
_CHUNK = 65536
_KEPT_ERRORS = 20_000
# The upload-pack of a folder reads settings anew, without those of our command
# line. The folder may belong to another user; whoever may name it trusts it.
_UPLOAD_PACK = (
    "--upload-pack=git -c safe.directory='*' -c uploadpack.allowFilter=true"
    " -c uploadpack.allowAnySHA1InWant=true upload-pack"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What is talked to, and how long it may take."""

    location: str
    limits: process.Limits


def talk(
    source: Source,
    words: Sequence[str],
    rest: Sequence[str],
    *,
    folder: Path,
    on_progress: Progress | None = None,
) -> str:
    """Run `git WORDS -- LOCATION REST` on the copy in `folder`; return its output.

    Raises GitFailed with git's error output, and SourceUnreachable if git says
    nothing for too long or is not there. An exception of `on_progress` ends git and
    goes on to the caller.
    """
    upload_pack = [_UPLOAD_PACK] if is_local(source.location) else []
    arguments = [*words, *upload_pack, "--", source.location, *rest]
    child = process.launched(
        process.command(arguments, folder=folder, location=source.location),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        conversation = _Conversation(child, source)
        conversation.follow(on_progress)
        code = child.wait()
    finally:
        process.ended(child)
    if code:
        raise process.GitFailed(conversation.errors)
    return conversation.output.decode(errors="replace")


class _Conversation:
    """What git has said so far, on its output and on its error output."""

    def __init__(self, child: process.Child, source: Source) -> None:
        self.output = b""
        self.errors = ""
        self._child = child
        self._location = source.location
        self._limits = source.limits
        self._line = ""

    def follow(self, on_progress: Progress | None) -> None:
        """Listen until git closes both streams."""
        end = time.monotonic() + self._limits.total
        with selectors.DefaultSelector() as selector:
            selector.register(process.pipe(self._child.stdout), selectors.EVENT_READ)
            selector.register(process.pipe(self._child.stderr), selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(self._patience(end))
                if not ready:
                    raise failures.silent(self._location, self._waited(end))
                for key, _ in ready:
                    if not self._hear(key, on_progress):
                        selector.unregister(key.fileobj)

    def _patience(self, end: float) -> float:
        return max(0.0, min(self._limits.idle, end - time.monotonic()))

    def _waited(self, end: float) -> float:
        is_over = time.monotonic() >= end
        return self._limits.total if is_over else self._limits.idle

    def _hear(self, key: selectors.SelectorKey, on_progress: Progress | None) -> bool:
        """Take what one stream says; False when it has ended."""
        data = os.read(key.fd, _CHUNK)
        if key.fileobj is self._child.stdout:
            self.output += data
            return bool(data)
        *lines, self._line = re.split(
            r"[\r\n]+", self._line + data.decode(errors="replace")
        )
        for line in lines if data else [self._line]:
            match = _PROGRESS.match(line)
            if match is None:
                self.errors = (self.errors + line + "\n")[-_KEPT_ERRORS:]
            elif on_progress is not None:
                on_progress(match[1], int(match[2]), int(match[3]))
        return bool(data)
