"""Real processes on servers of their own, around a pretended GitHub.

PostgreSQL and Redis run in a private folder, durable as in production, and can be
killed; worker, beat and web are processes that can be killed, stopped and started.
The pretended GitHub lives in a thread of ours, and its clock is the machine's.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from enhancements.fakehub import drift
from enhancements.fakehub.base import NotPossible, NotThere
from tests.faults.processes import looking
from tests.faults.processes.walls import (  # noqa: F401 - cases take them from here
    KILL,
    PATIENCE,
    PLANS,
    POLL_SECONDS,
    SECRET,
    UNSEEN,
    WITHOUT,
    NotReady,
    Walls,
    quiet,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class House(Walls):
    """See the module."""

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
        began = moved = time.monotonic()
        limit = seconds or (PATIENCE / 4 if WITHOUT else PATIENCE)
        before: list[str] = []
        while True:
            self.tend()
            try:
                wrong = [one for one in self.wrong() if f"#{besides} " not in one]
            except (psycopg.OperationalError, looking.AWAY) as error:
                wrong = [str(error)]
            now = time.monotonic()
            if not wrong:
                self.check()
                return now - began
            if wrong != before:
                before, moved = wrong, now
            if now - began > limit or now - moved > self.standstill:
                told = "\n".join([*wrong[:10], self.said("worker")[-500:]])
                raise AssertionError(f"not well after {now - began:.0f} s: {told}")
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
        self.ready(
            lambda: self.asked("graphql") >= before + times, "a question in GraphQL"
        )

    def drained(self) -> None:
        """Wait until each delivery was answered or refused. Raises NotReady."""
        if not self.github.sender.drain(60.0):
            message = "deliveries are on their way for ever"
            raise NotReady(message)

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

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until what must happen has. Raises AssertionError."""
        try:
            self.ready(condition, what, PATIENCE / 4 if WITHOUT else PATIENCE)
        except NotReady as error:
            raise AssertionError(str(error)) from error


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
