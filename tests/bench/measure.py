"""Seconds, processor time, memory and rows: taken, never judged."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import resource
import statistics
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def interleaved(
    sides: Sequence[Callable[[], object]], *, samples: int, warm: int = 2
) -> list[float]:
    """Median seconds of each side, run in turns so that all meet the same weather."""
    taken = turns(sides, samples=samples, warm=warm)
    return [statistics.median(times) for times in taken]


def turns(
    sides: Sequence[Callable[[], object]], *, samples: int, warm: int = 2
) -> list[list[float]]:
    """The seconds of each side, run in turns."""
    for side in sides:
        for _ in range(warm):
            side()
    taken: list[list[float]] = [[] for _ in sides]
    for turn in range(samples):
        # Every other turn the other way round, so that none always comes first.
        order = range(len(sides)) if turn % 2 else reversed(range(len(sides)))
        for place in order:
            start = time.perf_counter()
            sides[place]()
            taken[place].append(time.perf_counter() - start)
    return taken


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Exponent of growth: the slope of log(seconds) over log(size)."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(time) for time in seconds]
    ).slope


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """What a program took, by its own clock, and its memory seen from here."""

    seconds: float
    cpu: float
    """Processor seconds with those of all that worked for it."""
    memory: int
    """Largest sum of resident bytes of the program and all that it started."""
    own: int
    """Most resident bytes of the program alone."""


def run(words: Sequence[str], *, cwd: Path) -> Run:
    """Run a program that prints its `seconds` and `cpu` as JSON.

    Raises CalledProcessError with its last words.
    """
    with subprocess.Popen(
        words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        memory = own = 0
        while process.poll() is None:
            memory = max(memory, _resident(process.pid))
            own = max(own, _own(process.pid))
            time.sleep(0.02)
        said, errors = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(
            process.returncode, words, stderr=errors.decode(errors="replace")[-2000:]
        )
    return Run(**json.loads(said), memory=memory, own=own)


def _resident(pid: int) -> int:
    """Resident bytes of a process and its descendants; 0 for one that has ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return 0
    return _own(pid) + sum(_resident(int(child)) for child in children.split())


def _own(pid: int) -> int:
    """Resident bytes of a process; 0 for one that has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * _PAGE


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """Processor seconds of this process, its children and its database server
    process, and rows that were inserted, updated or deleted."""

    cpu: float
    rows: float


def work_of(action: Callable[[], object]) -> Work:
    """Run it and say what it cost."""
    rows, cpu = _rows(), _cpu()
    action()
    spent = _cpu() - cpu
    return Work(spent, _rows() - rows)


def _cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return used + _server_cpu()


def _server_cpu() -> float:
    """Of the server process behind our connection, in steps of a clock tick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
            "  FROM pg_stat_user_tables"
        )
        (rows,) = cursor.fetchone()
    return int(rows)
