"""Real processes on servers of their own, around a pretended GitHub.

PostgreSQL and Redis run in a private folder, durable as in production, and can be
killed; worker, beat and web are processes that can be killed, stopped and started.
The pretended GitHub lives in a thread of ours, and its clock is the machine's.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from enhancements.fakehub import drift
from enhancements.fakehub.base import NotPossible, NotThere
from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.webhooks import Weather
from enhancements.fakehub.world import World
from tests.faults.processes import looking, talking
from tests.faults.processes.programs import Program
from tests.support.household import KEPT, wait_until
from tracker.embedded import binaries, place
from tracker.embedded.locks import Lock
from tracker.embedded.paths import Home
from tracker.embedded.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLANS = "acme/plans"
SECRET = "a secret of these tests"  # noqa: S105 - nobody else has it
POLL_SECONDS = 0.5
PATIENCE = 20.0
"""Seconds in which everything must be well again: the bound of a recovery."""
IMPATIENCE = 8.0
"""The same where a guard was taken away, and nothing is expected to become well."""
READY = 40.0
"""Seconds in which a house that was just started reads everything."""
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


class House:
    """See the module. `rng` decides whatever a case leaves open."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.home = Home(root)
        (root / "logs").mkdir()
        (root / "switches").mkdir()
        chosen = place.choose(self.home, binaries.postgres())
        self._lock = Lock(chosen.servers_lock)
        assert self._lock.take_within(10)
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
    def patience(self) -> float:
        return IMPATIENCE if WITHOUT else PATIENCE

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
            "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
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
            words = [f"--without={one}" for one in WITHOUT] + [role]
            words += [str(self.port)] if role == "web" else []
            told = self.environment() | environment
            known = self.programs.get(name)
            if known is not None:
                if known.is_alive() and known.about == (words, told):
                    continue
                known.kill()
            log = self.root / "logs" / f"{name}.log"
            self.programs[name] = Program(name, words, told, log)
        if any(name.startswith("web") for name in names or ROLES):
            wait_until(lambda: talking.answers(self.port), 30)
        worker = self.programs.get("worker")
        if worker is not None and worker.started_at >= began and is_awaited:
            talking.send(self.servers, "enhancements.sweep")
            sign = self.root / "heartbeats" / "worker"
            wait_until(lambda: sign.exists() and sign.stat().st_mtime > began, 30)

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
        wait_until(self._is_unused, 20)

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

    # What happens

    def change(self, times: int = 1) -> None:
        """Let something happen there, so often."""
        done = 0
        while done < times:
            done += self._deed()

    def _deed(self) -> bool:
        """Something that a look at the list of changes can see."""
        name = self.rng.choice([one for one in drift._NAMES if one not in UNSEEN])
        with self.world.lock:
            people = ["alice", "bela", "chidi"]
            deed, repo = drift._DEEDS[name], self.world.repo(PLANS)
            try:
                deed(self.world, self.rng, repo, self.rng.choice(people))
            except (NotThere, NotPossible):
                return False
        return True

    def number(self) -> int:
        """Some issue that is there."""
        issues = self.world.repo(PLANS).issues.values()
        return self.rng.choice([one.number for one in issues if not one.pull])

    def retitle(self, count: int = 1) -> list[int]:
        """Give so many issues another title; their numbers."""
        issues = self.world.repo(PLANS).issues.values()
        numbers = [one.number for one in issues if not one.pull]
        chosen = self.rng.sample(numbers, count)
        for number in chosen:
            title = f"Title {self.rng.randrange(10**9)}"
            self.world.edit_title(PLANS, number, title, by="alice")
        return chosen

    def hook(self) -> None:
        """The one webhook of the repository that sends to us."""
        if not self.github.sender.hooks:
            self.add_hook()

    def add_hook(self, *, url: str | None = None, secret: str = SECRET) -> Any:
        """A webhook of the repository that sends to us."""
        return self.github.sender.add_hook(url or self.hook_url, secret, repo=PLANS)

    # What there is

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Django's models are those of this house meanwhile."""
        with looking.at(self.servers.database_url):
            yield

    def execute(
        self, sql: str, values: Sequence[Any] = (), *, database: str = "tracker"
    ) -> list[tuple[Any, ...]]:
        """One statement of our own, in any database."""
        address = self.servers.database_url.replace("/tracker?", f"/{database}?")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql, values or None)
            return [] if cursor.description is None else cursor.fetchall()

    def wrong(self) -> list[str]:
        """What is not as it should be, as yet."""
        with self.looking():
            return looking.owed() or looking.differences(self.world)

    def settle(self, seconds: float | None = None, *, besides: int = 0) -> float:
        """Wait until the mirror is the world; how long it took.

        An issue `besides` may be as it is. Raises AssertionError with what differs.
        """
        began = time.monotonic()
        limit = self.patience if seconds is None else seconds
        while True:
            self.tend()
            try:
                wrong = [one for one in self.wrong() if f"#{besides} " not in one]
            except psycopg.OperationalError as error:
                wrong = [str(error)]
            except looking.AWAY as error:
                wrong = [str(error)]
            took = time.monotonic() - began
            if not wrong:
                self.check()
                return took
            if took > limit:
                told = "\n".join(wrong[:10])
                raise AssertionError(f"after {took:.0f} s: {told}")
            time.sleep(0.15)

    def check(self) -> None:
        """Nothing happened twice."""
        with self.looking():
            found = looking.twice()
        assert not found, "\n".join(found[:10])

    # What was asked of the pretended GitHub

    def asked(self, text: str) -> int:
        """So many requests had this in their path."""
        return sum(text in one.path for one in self.github.log.entries)

    def asked_for(self, query: str) -> int:
        """So often this GraphQL query was asked."""
        return sum(one.query == query for one in self.github.log.entries)

    def wait_asked(self, times: int) -> None:
        """Wait until so many more questions came in GraphQL."""
        before = self.asked("graphql")
        self.wait(lambda: self.asked("graphql") >= before + times, 20)

    def at_once(self) -> int:
        """The most requests under way at a time, but those for the log of hooks."""
        spans = [
            (one.at, one.at + one.seconds)
            for one in self.github.log.entries
            if "/hooks" not in one.path
        ]
        edges = [(at, 1) for at, _ in spans] + [(end, -1) for _, end in spans]
        most = now = 0
        for _, step in sorted(edges):
            now += step
            most = max(most, now)
        return most

    def rows(self) -> list[tuple[Any, ...]]:
        """What is stored of all items, in short."""
        return self.execute(
            "SELECT number, title, body, updated_at, fetched_at FROM enhancements_item"
            " ORDER BY number"
        )

    def count(self, table: str) -> int:
        """Rows of a table."""
        [(found,)] = self.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own words
        return int(found)

    def wait(self, condition: Any, seconds: float = 10.0) -> None:
        """Wait until that is true. Raises AssertionError."""
        wait_until(condition, seconds)


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


@contextlib.contextmanager
def built(seed: int = 1) -> Iterator[House]:
    """A house with servers, and nothing in it yet."""
    with tempfile.TemporaryDirectory(prefix="house-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        root = Path(folder) / "var"
        root.mkdir(mode=0o755)
        house = House(root, seed)
        try:
            house.build()
            yield house
        finally:
            house.clear()


def told(body: Any) -> bytes:
    """A body as GitHub writes it."""
    return json.dumps(body, separators=(",", ":")).encode()


KILL = signal.SIGKILL
