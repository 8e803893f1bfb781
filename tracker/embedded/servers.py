"""The two servers as children of the supervisor."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

from tracker import lifetime
from tracker.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.embedded.place import Place

# Seconds until a server must answer; PostgreSQL may have to replay its log first.
READY_TIMEOUT = 110.0
STOP_TIMEOUT = 20.0
_NOT_FOR_TESTS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


@dataclass
class Servers:
    """PostgreSQL and Redis of one place, and the means to start and stop them."""

    place: Place
    redis_server: Path
    # An open lock that every server process inherits: it is free when all are gone.
    lock_descriptor: int
    # Tests give up safety against a power failure for speed.
    is_fast: bool = False
    # A stopped cluster to begin with a copy of, of the same PostgreSQL; else initdb.
    template: Path | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        """The address of the database, for any PostgreSQL client."""
        folder = quote(str(self.place.postgres_sockets), safe="")
        return f"postgresql://tracker@/tracker?host={folder}"

    @property
    def redis_url(self) -> str:
        """The address of Redis, without a database's number."""
        return f"unix://{quote(str(self.place.redis_socket))}"

    def start(self) -> None:
        """Start whichever does not run, and wait until both answer.

        Raises EmbeddedError when one ends or does not answer in time.
        """
        if not self._is_alive("redis"):
            self._start_redis()
        if not self._is_alive("postgres"):
            self._start_postgres()
        self._wait_for("redis", self._redis_answers)
        self._wait_for("postgres", self._postgres_answers)

    def stop(self) -> None:
        """Stop both and wait for them; PostgreSQL by a fast shutdown."""
        polite = {"postgres": signal.SIGINT, "redis": signal.SIGTERM}
        for name, process in self.running.items():
            if process.poll() is None:
                process.send_signal(polite[name])
        for process in self.running.values():
            try:
                process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def dead(self) -> list[str]:
        """Return the names of servers that were started and have ended."""
        return [name for name in self.running if not self._is_alive(name)]

    def _is_alive(self, name: str) -> bool:
        process = self.running.get(name)
        return process is not None and process.poll() is None

    def _start_redis(self) -> None:
        self.place.redis_data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.place.redis_socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.place.redis_socket),
            "unixsocketperm": "700",
            "dir": str(self.place.redis_data),
            # What Celery was given survives a crash, and nothing is ever evicted.
            "appendonly": "yes",
            "appendfsync": "no" if self.is_fast else "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        self._spawn("redis", [str(self.redis_server), *words], None, self.place.base)

    def _start_postgres(self) -> None:
        place = self.place
        data = place.postgres_data
        sockets = place.own(place.postgres_sockets)
        self._make_cluster(data)
        # No server of ours lives: `Supervisor` holds the lock that each would hold. So
        # these are leftovers, whoever may have got that PID since.
        (data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in sockets.iterdir():
            leftover.unlink()
        settings = {"unix_socket_permissions": "0700", "logging_collector": "off"}
        if self.is_fast:
            # Looking around by itself, it finds tables empty that a test fills in a
            # transaction of its own, and plans for that: a page then takes a minute.
            # Of a table that it never looked at it sees how large it is.
            for name in _NOT_FOR_TESTS:
                settings[name] = "off"
        words = [w for key, value in settings.items() for w in ("-c", f"{key}={value}")]
        program = str(place.postgres_bin / "postgres")
        command = [program, "-D", str(data), "-k", str(sockets), "-h", "", *words]
        self._spawn("postgres", command, place.user, data)

    def _make_cluster(self, data: Path) -> None:
        """Run initdb unless done, aside and then renamed, so that it is all or none."""
        place = self.place
        made_by = data / "PG_VERSION"
        if made_by.exists():
            major = made_by.read_text(encoding="utf-8").strip()
            if major != str(place.postgres_major):
                sentence = (
                    f"The database in {data} was made by PostgreSQL {major}, but "
                    f"{place.postgres_major} is installed. Name the folder of "
                    f"PostgreSQL {major} in TRACKER_POSTGRES_BIN, or move {data} away "
                    "to begin anew."
                )
                raise EmbeddedError(sentence)
            place.own(data)
            return
        draft = data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        if self.template is not None:
            self._copy_cluster(self.template, draft)
        else:
            self._init_cluster(draft)
        draft.rename(data)

    def _copy_cluster(self, template: Path, draft: Path) -> None:
        shutil.copytree(template, draft)
        if self.place.user is not None:
            for path in draft.rglob("*"):
                os.chown(path, self.place.user, self.place.user)
        self.place.own(draft)

    def _init_cluster(self, draft: Path) -> None:
        place = self.place
        place.own(draft)
        command = [
            str(place.postgres_bin / "initdb"),
            "-D",
            str(draft),
            "-U",
            "tracker",
        ]
        command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--no-sync"] if self.is_fast else []
        process = self._popen(command, place.user, draft)
        if process.wait() != 0:
            sentence = "PostgreSQL's initdb failed; the end of server.log says why."
            raise EmbeddedError(sentence)

    def _spawn(
        self, name: str, command: list[str], user: int | None, cwd: Path
    ) -> None:
        self.running[name] = self._popen(command, user, cwd)

    def _popen(
        self, command: list[str], user: int | None, cwd: Path
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=2,
            # Nothing of the starting command's environment, which may hold secrets.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            pass_fds=[self.lock_descriptor],
            preexec_fn=lifetime.end_with(os.getpid(), signal.SIGINT),  # noqa: PLW1509 - no threads here
        )

    def _wait_for(self, name: str, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_TIMEOUT
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                sentence = (
                    f"The embedded {name} ended at once; the end of server.log says "
                    "why."
                )
                raise EmbeddedError(sentence)
            if answers():
                return
            time.sleep(0.02)
        sentence = (
            f"The embedded {name} did not answer; the end of server.log says why."
        )
        raise EmbeddedError(sentence)

    def _redis_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.place.redis_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _postgres_answers(self) -> bool:
        """Whether it accepts connections; makes our database when it is missing."""
        address = self.database_url.replace("/tracker?", "/postgres?")
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                asked = "SELECT 1 FROM pg_database WHERE datname = 'tracker'"
                if connection.execute(asked).fetchone() is None:
                    connection.execute("CREATE DATABASE tracker")
        except psycopg.OperationalError:
            return False
        return True
