"""File locks (flock): held by an open file, given back by the kernel at its end."""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Lock:
    """A lock on a file; ends with `release` or with the process, whichever is first."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it when missing. Raises OSError when that fails."""
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def share(self) -> None:
        """Wait until nobody holds the file alone, then hold it beside others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait until nobody else holds the file, then hold it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def take_within(self, seconds: float) -> bool:
        """Hold the file alone if that can be had within this time; 0 tries once."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.02)
            else:
                return True

    def is_lost(self) -> bool:
        """Whether the path names this file no longer: somebody removed the folder."""
        try:
            return not os.path.samestat(os.fstat(self.descriptor), self.path.stat())
        except FileNotFoundError:
            return True

    def unlock(self) -> None:
        """Give the lock back but keep the file open."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def release(self) -> None:
        """Give the lock back and close the file."""
        os.close(self.descriptor)


def is_free(path: Path) -> bool:
    """Whether nobody holds this file at the moment."""
    lock = Lock(path)
    try:
        return lock.take_within(0)
    finally:
        lock.release()
