"""The tracker's processes as `serve` has them, and a pretended GitHub as another."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from tracker import lifetime, probe, serving
from tracker.embedded.paths import project as checkout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECRET = "a secret of the benchmarks"  # noqa: S105 - nobody else has it
TOKEN = "ghp_of_the_benchmarks"  # noqa: S105 - the pretended GitHub alone knows it
_START = 60.0
"""Seconds in which a process must be there, on whatever machine."""


class Hub:
    """The pretended GitHub in a process of its own, spoken to over HTTP."""

    def __init__(self, url: str, repository: str) -> None:
        self.url = url
        self.repository = repository

    @property
    def api(self) -> str:
        """Where REST is."""
        return f"{self.url}/api/v3"

    def tell(self, method: str, path: str, told: Any = None) -> Any:
        """Speak to one of its own addresses, see `enhancements.fakehub.control`."""
        request = urllib.request.Request(  # noqa: S310 - of this machine
            self.url + path, json.dumps(told).encode(), method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
            return json.load(answer)

    def spent(self) -> tuple[int, int]:
        """GraphQL points and counted REST requests since this was last asked."""
        points = requests = 0
        for entry in self.tell("GET", "/_log"):
            if entry["path"].startswith("/api/graphql"):
                points += entry["cost"]
            else:
                requests += entry["cost"]
        self.tell("DELETE", "/_log")
        return points, requests

    def deliver_to(self, web: str) -> None:
        """Send a delivery of every change from now on."""
        told = {"url": f"{web}/webhooks/github", "secret": SECRET}
        self.tell("POST", "/_hooks", told | {"repo": self.repository})

    def lose_deliveries(self) -> None:
        """Send none any more, and keep no record of them to send again."""
        self.tell("PUT", "/_weather", {"unsent": 1.0})

    def retitle(self, number: int, title: str) -> None:
        """Give an issue another title."""
        args = {"repo": self.repository, "number": number, "title": title}
        told = {"mutation": "edit_title", "args": args | {"by": "alice"}}
        self.tell("POST", "/_world", told)


@contextlib.contextmanager
def pretended(repository: str, *, issues: int) -> Iterator[Hub]:
    """A pretended GitHub with so many issues, and more points than anybody needs."""
    words = [sys.executable, "-m", "enhancements.fakehub", "--limit", "10000000"]
    words += ["--repo", repository, "--issues", str(issues), "--token", TOKEN]
    with subprocess.Popen(
        words,
        cwd=checkout(),
        stdout=subprocess.PIPE,
        preexec_fn=lifetime.end_with(os.getpid(), signal.SIGKILL),  # noqa: PLW1509 - only two system calls
    ) as process:
        try:
            assert process.stdout is not None
            yield Hub(json.loads(process.stdout.readline())["url"], repository)
        finally:
            process.kill()


class Neighbours:
    """Web, worker and beat, as `serve` starts them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._listener = serving.listen("127.0.0.1", 0)
        self._children = self._made(environment)
        self.port = serving.reached_at(self._listener)[1]
        for child in self._children.values():
            child.start()

    def _made(self, environment: Mapping[str, str]) -> dict[str, serving.Child]:
        made = serving._children(
            self._listener,
            with_worker=True,
            environment=os.environ | dict(environment),
        )
        return {child.name: child for child in made}

    @property
    def address(self) -> str:
        """Of the web process, without a slash at its end."""
        return serving.address(self._listener)

    def wait(self) -> None:
        """Until pages are shown. Raises AssertionError."""
        until = time.monotonic() + _START
        while not probe.answers("127.0.0.1", self.port):
            assert time.monotonic() < until, "no page is shown"
            time.sleep(0.05)

    def restart(self, environment: Mapping[str, str], *names: str) -> None:
        """Start these anew with another environment."""
        made = self._made(environment)
        for name in names:
            self._kill(self._children[name])
            self._children[name] = made[name]
            made[name].start()

    @staticmethod
    def _kill(child: serving.Child) -> None:
        child.signal_all(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()

    def close(self) -> None:
        """End them at once."""
        for child in self._children.values():
            self._kill(child)
        self._listener.close()


@contextlib.contextmanager
def running(environment: Mapping[str, str]) -> Iterator[Neighbours]:
    """All three, with these variables beside our own."""
    neighbours = Neighbours(environment)
    try:
        yield neighbours
    finally:
        neighbours.close()
