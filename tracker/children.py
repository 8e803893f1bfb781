"""Processes that live and die with this one: started, watched, started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import lifetime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Seconds before a child that ended is started again: doubled each time, up to the last.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# Seconds after which a child counts as well, and its next end as its first.
WELL_AFTER = 60.0
# Seconds that a child gets to end by itself.
STOP_TIMEOUT = 10.0


@dataclass
class Child:
    """One program that is to run for as long as we do."""

    name: str
    command: list[str]
    environment: dict[str, str]
    # Open files it inherits.
    descriptors: Sequence[int] = ()
    # What it gets when we are killed and can tell it nothing.
    orphan_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        """Start the program in a session of its own: Ctrl-C reaches only us."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            # `python -m` finds our modules from here, wherever we were called.
            cwd=Path(__file__).resolve().parent.parent,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            pass_fds=self.descriptors,
            start_new_session=True,
            preexec_fn=lifetime.end_with(os.getpid(), self.orphan_signal),  # noqa: PLW1509 - only two system calls
        )

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to the program and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Children:
    """All of them; `say` gets a sentence whenever one ends."""

    say: Callable[[str], None]
    members: list[Child] = field(default_factory=list)

    def start(self) -> None:
        """Start every child that does not run yet."""
        for child in self.members:
            if child.process is None:
                child.start()

    def watch(self) -> None:
        """Look once: note who ended, start again whose pause is over."""
        now = time.monotonic()
        for child in self.members:
            if child.process is not None and child.process.poll() is not None:
                self._note_end(child, now)
            elif child.process is None and now >= child.start_at:
                child.start()

    def stop(self) -> None:
        """Ask all to end, wait, and kill what is left of them."""
        for child in self.members:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT
        for child in self.members:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} did not stop in time and is killed.")
            child.signal_all(signal.SIGKILL)
            child.process.wait()

    def _note_end(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process is not None else None
        # What it had started itself must not live on beside its successor.
        child.signal_all(signal.SIGKILL)
        child.process = None
        if now - child.started_at >= WELL_AFTER:
            child.pause = FIRST_PAUSE
        child.start_at = now + child.pause
        self.say(
            f"{child.name} ended ({_how(status)}); it is started again in "
            f"{child.pause:.0f} s."
        )
        child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _how(status: int | None) -> str:
    """Say how a process ended; a negative status is the signal that killed it."""
    if status is not None and status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"
