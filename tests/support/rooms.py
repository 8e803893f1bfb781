"""Where tests keep their files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_WANTED = 4 * 1024**3
"""Bytes: a session needs about a tenth, more where much fails."""


def quick() -> Path:
    """A folder for files that need not outlive the machine: in memory, if it can be.

    There nothing waits for a disk, and a test may run what it wrote. In containers it
    is often small or holds no programs; then it is `/tmp`.
    """
    if not os.access(_MEMORY, os.W_OK | os.X_OK):
        return Path("/tmp")
    has_room = shutil.disk_usage(_MEMORY).free >= _WANTED
    runs_programs = not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    return _MEMORY if has_room and runs_programs else Path("/tmp")
