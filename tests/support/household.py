"""Homes of their own, for tests that start and kill real servers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tracker.embedded import locks
from tracker.embedded.paths import Home, project

if TYPE_CHECKING:
    from collections.abc import Callable

# A command that uses the servers until its standard input ends, or says why it cannot.
# It looks again whenever it is given a line.
HOLD = """
import sys
from tracker import embedded
try:
    while True:
        found = embedded.ensure()
        print(found.database_url, found.redis_url, flush=True)
        if not sys.stdin.readline():
            break
except embedded.EmbeddedError as error:
    print(error, flush=True)
    sys.exit(3)
"""


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Whether the process ended, even if nobody has asked for its status yet."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return text.rpartition(")")[2].split()[0] in "ZX"


# What a command gets from our own environment: not the servers of this session, but
# the programs that CI names to test with older ones.
KEPT = ("PATH", "LANG", "TRACKER_POSTGRES_BIN", "TRACKER_REDIS_SERVER")


class Command:
    """A process that uses the servers of a home."""

    def __init__(self, root: Path, **environment: str) -> None:
        kept = {key: os.environ[key] for key in KEPT if key in os.environ}
        kept |= {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            cwd=project(),
            env=kept
            | {"TRACKER_EMBEDDED_FAST": "1", "TRACKER_EMBEDDED_GRACE": "0.3"}
            | {"TRACKER_HOME": str(root)}
            | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.database_url = self.redis_url = ""

    def wait_until_ready(self) -> Command:
        said = self.say()
        assert said.startswith("postgresql://"), said
        self.database_url, self.redis_url = said.split()
        return self

    def say(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def look_again(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def execute(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return [] if cursor.description is None else cursor.fetchall()

    def end(self) -> int:
        self.process.communicate()
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.end()


class Household:
    """One home, the commands that use it, and its supervisor."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.commands: list[Command] = []

    def begin(self, **environment: str) -> Command:
        command = Command(self.home.root, **environment)
        self.commands.append(command)
        return command

    def start(self, **environment: str) -> Command:
        return self.begin(**environment).wait_until_ready()

    @property
    def supervisor(self) -> int:
        state = self.home.read_state()
        assert state is not None
        return int(state["pid"])

    def postmaster(self, data: Path | None = None) -> int:
        file = (data or self.home.root / "postgres") / "postmaster.pid"
        return int(file.read_text(encoding="ascii").split()[0])

    def wait_until_stopped(self) -> None:
        wait_until(lambda: locks.is_free(self.home.supervisor_lock))

    def log(self) -> str:
        return self.home.log.read_text(encoding="utf-8", errors="replace")

    def clear(self) -> None:
        for command in self.commands:
            command.kill()
        if self.home.supervisor_lock.exists():
            self.wait_until_stopped()
        if self.home.run_record.exists():
            recorded = self.home.run_record.read_text(encoding="utf-8").strip()
            shutil.rmtree(recorded, ignore_errors=True)
        shutil.rmtree(self.home.root)
