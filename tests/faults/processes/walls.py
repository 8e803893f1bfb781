"""Servers and processes of a house: built, started, killed, stopped.

PostgreSQL and Redis run in a private folder, durable as in production, and can be
killed; worker, beat and web are processes that can be killed, stopped and started.
The pretended GitHub lives in a thread of ours, and its clock is the machine's.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.webhooks import Weather
from enhancements.fakehub.world import World
from tests.faults.processes import looking, talking
from tests.faults.processes.programs import Program
from tests.faults.processes.saboteurs import ROLE_OF
from tests.support import clusters
from tests.support.household import KEPT
from tracker.embedded import binaries, place
from tracker.embedded.locks import Lock
from tracker.embedded.paths import Home
from tracker.embedded.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLANS = "acme/plans"
SECRET = "a secret of these tests"  # noqa: S105 - nobody else has it
POLL_SECONDS = 0.5
PATIENCE = 120.0
"""Seconds in which everything is well again even on a machine that is busy; a recovery
takes some three, and `campaign` holds the bound of 20."""
STANDSTILL = 5.0
"""Where a guard was taken away, nothing becomes well any more when so many seconds
brought nothing new."""
READY = 120.0
"""Seconds in which a house that was just started reads everything."""
KILL = signal.SIGKILL
ROLES = ("worker", "beat", "web")
UNSEEN = {"delete_comment", "rename", "rare"}
"""Deeds that only deliveries or a comparison of everything tell of."""
WITHOUT: list[str] = []
"""Guards that processes started from now on do without."""


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """Processes that are started meanwhile do without these guards."""
    WITHOUT.extend(names)
    try:
        yield
    finally:
        WITHOUT.clear()


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Programs have all their guards meanwhile."""
    before = WITHOUT.copy()
    WITHOUT.clear()
    try:
        yield
    finally:
        WITHOUT.extend(before)


class NotReady(RuntimeError):
    """A house does not come up, which is no fault that anybody tries."""


class Walls:
    """See the module. `rng` decides whatever a case leaves open."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.home = Home(root)
        (root / "logs").mkdir()
        (root / "switches").mkdir()
        chosen = place.choose(self.home, binaries.postgres())
        self._lock = Lock(chosen.servers_lock)
        if not self._lock.take_within(10):
            raise NotReady(str(chosen.servers_lock))
        self.servers = Servers(chosen, binaries.redis(), self._lock.descriptor)
        self.port = talking.free_port()
        self.programs: dict[str, Program] = {}
        self.rng = random.Random(seed)  # noqa: S311 - it must come out alike
        self.hub: Fakehub | None = None
        self.extra: dict[str, str] = {}

    # What is there

    @property
    def github(self) -> Fakehub:
        assert self.hub is not None
        return self.hub

    @property
    def world(self) -> World:
        return self.github.world

    @property
    def hook_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/github"

    @property
    def standstill(self) -> float:
        """So many seconds without anything new are the end."""
        return STANDSTILL if WITHOUT else PATIENCE

    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in KEPT if key in os.environ}
        kept |= {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_")}
        told = {
            "DATABASE_URL": self.servers.database_url,
            "REDIS_URL": self.servers.redis_url,
            "SECRET_KEY": "a key of these tests, and of nothing else",
            "TRACKER_HOME": str(self.root),
            "TRACKER_HOSTS": "127.0.0.1",
            "TRACKER_INSECURE_HTTP": "1",
            "TRACKER_POLL_SECONDS": str(POLL_SECONDS),
            "TRACKER_SYNC_SECONDS": "600",
            "TRACKER_STATEMENT_TIMEOUT": "1500",
            "TRACKER_WEBHOOK_SECRET": SECRET,
        }
        if self.hub is not None:
            told["TRACKER_GITHUB_URL"] = self.hub.url
            told["TRACKER_GITHUB_TOKEN"] = self.token
        return kept | told | self.extra

    # Beginning and end

    def build(self) -> None:
        """Start the servers and make the tables; a copy of them is kept."""
        # What is made here cannot be lost, so it need not be waited for.
        self.servers.is_fast = True
        if named := os.environ.get(clusters.TEMPLATE):
            self.servers.template = Path(named)
        self.repair()
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=looking.PROJECT,
            env=self.environment(),
            check=True,
        )
        self.execute("CREATE DATABASE clean TEMPLATE tracker", database="postgres")
        with quiet(self.root / "logs" / "servers.log"):
            self.servers.stop()
        self.servers.is_fast = False
        self.repair()

    def furnish(self, seed: int, *, issues: int = 30, pulls: int = 4) -> None:
        """Begin anew: a new world, empty tables, nothing in Redis, nothing running."""
        self.stop(*self.programs)
        self.extra = {}
        self.rng = random.Random(seed)  # noqa: S311 - it must come out alike
        self.repair()
        for sql in (
            "DROP DATABASE IF EXISTS tracker WITH (FORCE)",
            "CREATE DATABASE tracker TEMPLATE clean",
        ):
            self.execute(sql, database="postgres")
        talking.redis(self.servers).flushall()
        if self.hub is not None:
            self.hub.close()
        world = World(seed=seed, start=time.time(), rate=1.0)
        populate(world, seed, issues=issues, pulls=pulls)
        self.hub = Fakehub(world, limits_on=False, senders=4).__enter__()
        self.token = self.hub.access.add_token("alice").text
        with self.looking():
            looking.track(self.hub.api, PLANS)

    def repair(self) -> None:
        """Have both servers run, as they were configured."""
        with quiet(self.root / "logs" / "servers.log"):
            self.servers.start()

    def clear(self) -> None:
        """End everything and leave nothing."""
        self.stop(*self.programs)
        if self.hub is not None:
            self.hub.close()
        self.kill_everything()
        self._lock.release()
        shutil.rmtree(self.servers.place.run, ignore_errors=True)

    def _is_unused(self) -> bool:
        """Whether what PostgreSQL forked has ended, too: each inherits the lock."""
        pids = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
        return not any(_runs_in(pid, self.servers.place.postgres_data) for pid in pids)

    # Processes

    def start(self, *names: str, is_awaited: bool = True, **environment: str) -> None:
        """Start these programs (all without a name), unless they run so already.

        Waits until they work, where `is_awaited`.
        """
        began = time.time()
        for name in names or ROLES:
            role = name.partition("-")[0]
            lost = [one for one in WITHOUT if ROLE_OF[one] == role]
            words = [f"--without={one}" for one in lost] + [role]
            words += [str(self.port)] if role == "web" else []
            told = self.environment() | environment
            known = self.programs.get(name)
            if known is not None:
                if known.is_alive() and known.about == (words, told):
                    continue
                known.kill()
            log = self.root / "logs" / f"{name}.log"
            self.programs[name] = Program(name, words, told, log)
        if not is_awaited:
            return
        for name in names or ROLES:
            if self.programs[name].started_at < began:
                continue
            if name.startswith("web"):
                self.ready(lambda: talking.answers(self.port), f"{name} to answer")
            if name.startswith("worker"):
                self._wait_for_worker(name)

    def _wait_for_worker(self, name: str) -> None:
        """Until it has a pool, and some worker ran a task since."""
        self.ready(lambda: len(self.programs[name].children()) > 1, f"{name}'s pool")
        began = time.time()
        talking.send(self.servers, "enhancements.sweep")
        sign = self.root / "heartbeats" / "worker"
        self.ready(
            lambda: sign.exists() and sign.stat().st_mtime > began,
            f"{name} to run a task",
        )

    def ready(
        self, condition: Callable[[], bool], what: str, seconds: float = 60.0
    ) -> None:
        """Wait for what a case needs before it tries anything. Raises NotReady."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                said = "\n".join(f"{one}: {self.said(one)}" for one in self.programs)
                message = f"waited {seconds:.0f} s in vain for {what}\n{said}"
                raise NotReady(message)
            time.sleep(0.05)

    def switch(self, name: str, value: int) -> None:
        """Tell running processes something, see `scale`; 0 is off."""
        place = self.root / "switches" / name
        place.with_suffix(".new").write_text(str(value), "ascii")
        place.with_suffix(".new").rename(place)

    def restart(self, *names: str, **environment: str) -> None:
        """Kill these programs and start them anew."""
        self.stop(*names)
        self.start(*names, **environment)

    def stop(self, *names: str) -> None:
        """Kill these programs and forget them."""
        for name in names:
            self.programs.pop(name).kill()

    def kill(self, name: str) -> None:
        self.programs[name].kill()

    def tend(self) -> None:
        """Start again what ended by itself, as whatever runs programs for good does.

        Celery's worker does so when Redis goes away while it acknowledges.
        """
        for name, program in list(self.programs.items()):
            if not program.is_alive():
                program.kill()
                words, told = program.about
                log = self.root / "logs" / f"{name}.log"
                self.programs[name] = Program(name, words, told, log)

    def crash(self, server: str, number: signal.Signals) -> None:
        """End a server by this signal, and wait until it has."""
        process = self.servers.running[server]
        process.send_signal(number)
        process.wait(20)

    def kill_everything(self) -> None:
        """SIGKILL to all programs and both servers, as if the power had gone."""
        for program in self.programs.values():
            program.signal(KILL)
        for process in self.servers.running.values():
            process.kill()
        for program in self.programs.values():
            program.kill()
        for process in self.servers.running.values():
            process.wait(20)
        # What PostgreSQL had forked ends when it notices.
        self.ready(self._is_unused, "PostgreSQL's processes to end")

    @contextlib.contextmanager
    def locked(self, *tables: str) -> Iterator[None]:
        """Somebody has locked these tables."""
        with psycopg.connect(self.servers.database_url) as connection:
            connection.execute(f"LOCK TABLE {', '.join(tables)}")
            yield
            connection.rollback()

    def said(self, name: str) -> str:
        """The end of what a program wrote."""
        path = self.root / "logs" / f"{name}.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def up(self) -> None:
        """Everything runs as usual, and only that; everything was read once."""
        self.github.faults.clear()
        self.github.sender.weather = Weather()
        self.repair()
        for switch in (self.root / "switches").iterdir():
            switch.unlink()
        self.stop(*(name for name in self.programs if name not in ROLES))
        with _whole():
            self.start()
            try:
                self.settle(READY)
            except AssertionError as error:
                # Before anything went wrong: no saboteur is caught by that.
                raise NotReady(str(error)) from error
        self.start()


def _runs_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


@contextlib.contextmanager
def quiet(log: Path) -> Iterator[None]:
    """What servers say goes to a file: they inherit our standard error."""
    before = os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
