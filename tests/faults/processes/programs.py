"""Worker, beat and web as processes that can be killed, stopped and looked into."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.household import is_gone
from tracker import lifetime
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Program:
    """One process and what it forks, in a group of its own."""

    def __init__(
        self, name: str, words: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.started_at = time.time()
        self.about = (list(words), dict(environment))
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.processes.worker", *words],
                cwd=project(),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=lifetime.end_with(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - only two system calls
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def children(self) -> list[int]:
        """The processes of the pool."""
        try:
            text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        except FileNotFoundError:
            return []
        return [int(word) for word in text.split() if not is_gone(int(word))]

    def signal(self, number: signal.Signals) -> None:
        """To the process and all it forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once with all it forked, whatever state it is in."""
        self.signal(signal.SIGKILL)
        self.process.wait(10)

    def terminate(self, seconds: float) -> None:
        """Ask it to end, as a new deployment does, and end it after so many."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.kill()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It stands still meanwhile."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)
