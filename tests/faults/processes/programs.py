"""Worker, beat and web as processes that can be killed, stopped and looked into."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.household import is_gone
from tracker import lifetime
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class _Nursery:
    """Where programs come from, see `nursery`; opened when the first is wanted."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.buried: list[int] = []
        """Programs that have ended and whose numbers may become another's."""

    def fork(self, told: Mapping[str, Any]) -> int:
        """Start a program; its process's number."""
        process = self._process = self._process or self._opened()
        assert process.stdin is not None
        assert process.stdout is not None
        line = json.dumps(dict(told) | {"buried": self.buried})
        self.buried = []
        process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    def _opened(self) -> subprocess.Popen[bytes]:
        quiet = {"PYTHONWARNINGS": "ignore::UserWarning:celery.platforms"}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.processes.nursery"],
            cwd=project(),
            env=dict(os.environ) | quiet,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=lifetime.end_with(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - only two system calls
        )
        atexit.register(process.communicate)
        return process


_nursery = _Nursery()


class Program:
    """One process and what it forks, in a group of its own."""

    def __init__(
        self, name: str, words: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.started_at = time.time()
        self.about = (list(words), dict(environment))
        told = {"words": self.about[0], "environment": self.about[1], "log": str(log)}
        self.pid = _nursery.fork(told)
        self._end: int | None = os.pidfd_open(self.pid)
        """Readable when it has ended; None when nothing is left of it."""

    def is_alive(self) -> bool:
        return not self._has_ended(0)

    def _has_ended(self, seconds: float) -> bool:
        if self._end is None:
            return True
        return bool(select.select([self._end], [], [], seconds)[0])

    def children(self) -> list[int]:
        """The processes of the pool."""
        try:
            text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        except FileNotFoundError:
            return []
        return [int(word) for word in text.split() if not is_gone(int(word))]

    def signal(self, number: signal.Signals) -> None:
        """To the process and all it forked."""
        if self._end is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once with all it forked, whatever state it is in."""
        self.signal(signal.SIGKILL)
        if not self._has_ended(20):
            message = f"{self.name} does not end"
            raise RuntimeError(message)
        if self._end is not None:
            os.close(self._end)
            self._end = None
            _nursery.buried.append(self.pid)

    def terminate(self, seconds: float) -> None:
        """Ask it to end, as a new deployment does, and end it after so many."""
        if self._end is not None:
            signal.pidfd_send_signal(self._end, signal.SIGTERM)
        self._has_ended(seconds)
        self.kill()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It stands still meanwhile."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)
