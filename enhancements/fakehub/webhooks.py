"""Hooks and their deliveries: signed, sent by threads, kept, and sent again.

Nothing is sent again by itself, as on GitHub. `Weather` says what goes wrong on the
way.
"""

from __future__ import annotations

import dataclasses
import hashlib
import heapq
import hmac
import http.client
import json
import random
import threading
import time
import urllib.parse
import uuid
from collections.abc import Sequence

from enhancements.fakehub.access import App
from enhancements.fakehub.base import Change
from enhancements.fakehub.nouns import Repo
from enhancements.fakehub.payloads import payload, ping
from enhancements.fakehub.shapes import Json
from enhancements.fakehub.shapes_pulls import PullShapes
from enhancements.fakehub.world import World

ANSWER_WITHIN_SECONDS = 10.0
KEPT = 20_000
"""Deliveries that are remembered."""


@dataclasses.dataclass(slots=True, eq=False)
class Hook:
    """Where deliveries go: of a repository, or of an App for all it is let into."""

    id: int
    url: str
    secret: str
    events: tuple[str, ...]
    """Names of events, or ``*``."""
    created_at: int
    repo: Repo | None = None
    app: App | None = None
    is_form: bool = False
    is_active: bool = True


@dataclasses.dataclass(slots=True, eq=False)
class Delivery:
    """One attempt to deliver. A second attempt has an id of its own and the same
    `guid`.
    """

    id: int
    guid: str
    hook: Hook
    event: str
    action: str | None
    at: int
    body: bytes
    repo_id: int | None
    installation_id: int | None
    is_again: bool = False
    status: str = "pending"
    status_code: int = 0
    seconds: float = 0.0
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    answer: str = ""


@dataclasses.dataclass(slots=True)
class Weather:
    """What happens to deliveries on their way; shares are of 1."""

    lost: float = 0.0
    """Not sent; the log says that it could not connect."""
    unsent: float = 0.0
    """Not even in the log, as when an event is too large."""
    copies: int = 1
    delay: float = 0.0
    """Real seconds until it is sent."""
    reverse: int = 0
    """As many are collected, then sent last first."""


class Sender:
    """Has the hooks, and sends what listeners of the world hear."""

    def __init__(
        self,
        world: World,
        html: str,
        *,
        workers: int = 1,
        installation_of: dict[int, int] | None = None,
    ) -> None:
        self.world = world
        self.html = html
        self.weather = Weather()
        self.hooks: dict[int, Hook] = {}
        self.deliveries: dict[int, Delivery] = {}
        self.installation_of = installation_of if installation_of is not None else {}
        """Ids of installations by App's id, told in payloads."""
        self._workers = workers
        self._rng = random.Random(world.seed)  # noqa: S311 no secret is made of it
        self._waiting: list[tuple[float, int, Delivery]] = []
        self._held: list[Delivery] = []
        self._wake = threading.Condition()
        self._given = 0
        self._busy = 0
        self._is_closed = False
        self._threads: list[threading.Thread] = []

    # Hooks

    def add_hook(
        self,
        url: str,
        secret: str,
        *,
        repo: str | None = None,
        app: App | None = None,
        events: Sequence[str] = ("*",),
        is_form: bool = False,
        pings: bool = False,
    ) -> Hook:
        """A hook of a repository or of an App; without either it hears everything."""
        place = self.world.repo(repo) if repo else None
        number = 520_000_001 + len(self.hooks)
        hook = Hook(
            number, url, secret, tuple(events), self.world.now, place, app, is_form
        )
        self.hooks[number] = hook
        with self.world.lock:
            if self.hear not in self.world.listeners:
                self.world.listeners.append(self.hear)
        self._start()
        if pings:
            shapes = PullShapes(self.world, self.html)
            told = ping(number, config_of(hook), place, shapes)
            self._enter(hook, "ping", None, told, place)
        return hook

    def hear(self, change: Change) -> None:
        """A listener of the world: make deliveries of a change."""
        told: Json | None = None
        for hook in list(self.hooks.values()):
            if not _wants(hook, change):
                continue
            if told is None:
                told = payload(change, PullShapes(self.world, self.html))
            if self._rng.random() >= self.weather.unsent:
                self._enter(hook, change.event, change.action, told, change.repo)

    def _enter(
        self, hook: Hook, event: str, action: str | None, told: Json, repo: Repo | None
    ) -> None:
        installation = self.installation_of.get(hook.app.id) if hook.app else None
        if installation:
            told = told | {"installation": {"id": installation, "node_id": "I"}}
        guid = str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
        body = json.dumps(told, separators=(",", ":")).encode()
        if hook.is_form:
            body = urllib.parse.urlencode({"payload": body}).encode()
        self._queue(
            Delivery(
                self._next_id(),
                guid,
                hook,
                event,
                action,
                self.world.now,
                body,
                repo.id if repo else None,
                installation,
            )
        )

    def _next_id(self) -> int:
        with self._wake:
            self._given += 1
            return 93_000_000_000 + self._given

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Send a delivery once more, with the same guid."""
        again = dataclasses.replace(
            delivery,
            id=self._next_id(),
            at=self.world.now,
            is_again=True,
            status="pending",
            status_code=0,
        )
        self._keep(again)
        self._wait(again, 0.0)
        return again

    # On their way

    def _queue(self, delivery: Delivery) -> None:
        weather = self.weather
        self._keep(delivery)
        if self._rng.random() < weather.lost:
            delivery.status = "failed to connect to host"
            return
        if weather.reverse:
            self._held.append(delivery)
            if len(self._held) >= weather.reverse:
                self.release()
            return
        for _ in range(weather.copies):
            self._wait(delivery, weather.delay)

    def release(self) -> None:
        """Send what is held, last first."""
        held, self._held = self._held, []
        for delivery in reversed(held):
            self._wait(delivery, self.weather.delay)

    def _keep(self, delivery: Delivery) -> None:
        self.deliveries[delivery.id] = delivery
        while len(self.deliveries) > KEPT:
            del self.deliveries[next(iter(self.deliveries))]

    def _wait(self, delivery: Delivery, delay: float) -> None:
        with self._wake:
            due = time.monotonic() + delay
            self._given += 1
            heapq.heappush(self._waiting, (due, self._given, delivery))
            self._wake.notify()

    def _start(self) -> None:
        while len(self._threads) < self._workers:
            thread = threading.Thread(target=self._run, name="hookshot", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            try:
                self._send(delivery)
            finally:
                with self._wake:
                    self._busy -= 1
                    self._wake.notify_all()

    def _next(self) -> Delivery | None:
        with self._wake:
            while not self._is_closed:
                now = time.monotonic()
                if self._waiting and self._waiting[0][0] <= now:
                    self._busy += 1
                    return heapq.heappop(self._waiting)[2]
                until = self._waiting[0][0] - now if self._waiting else None
                self._wake.wait(until)
        return None

    def _send(self, delivery: Delivery) -> None:
        delivery.headers = headers_of(delivery)
        place = urllib.parse.urlsplit(delivery.hook.url)
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=ANSWER_WITHIN_SECONDS
        )
        path = f"{place.path or '/'}?{place.query}" if place.query else place.path
        try:
            connection.request("POST", path or "/", delivery.body, delivery.headers)
            answer = connection.getresponse()
            delivery.answer = answer.read(10_000).decode("utf-8", "replace")
            delivery.status_code = answer.status
            is_good = answer.status // 100 == 2  # noqa: PLR2004 the class of success
            wrong = f"Invalid HTTP Response: {answer.status}"
            delivery.status = "OK" if is_good else wrong
        except TimeoutError:
            delivery.status = "timed out"
        except (OSError, http.client.HTTPException):
            delivery.status = "failed to connect to host"
        finally:
            connection.close()
            delivery.seconds = time.monotonic() - began

    def drain(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is on its way; whether that came true in time."""
        with self._wake:
            return self._wake.wait_for(
                lambda: not self._waiting and not self._busy, timeout
            )

    def close(self) -> None:
        """Send no more."""
        with self._wake:
            self._is_closed = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(1.0)  # One that still waits for an answer ends with it.


def _wants(hook: Hook, change: Change) -> bool:
    if not hook.is_active or (hook.repo and hook.repo is not change.repo):
        return False
    return "*" in hook.events or change.event in hook.events


def headers_of(delivery: Delivery) -> dict[str, str]:
    """The headers of a delivery, with its signatures over the body as sent."""
    hook = delivery.hook
    key = hook.secret.encode()
    kind = "integration" if hook.app else "repository"
    target = hook.app.id if hook.app else delivery.repo_id
    form = "application/x-www-form-urlencoded"
    headers = {
        "Content-Type": form if hook.is_form else "application/json",
        "User-Agent": "GitHub-Hookshot/7f1c2ab",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(target or 0),
        "X-GitHub-Hook-Installation-Target-Type": kind,
    }
    if hook.secret:
        for name, digest in (("", hashlib.sha1), ("-256", hashlib.sha256)):
            signed = hmac.new(key, delivery.body, digest).hexdigest()
            word = "sha256" if name else "sha1"
            headers[f"X-Hub-Signature{name}"] = f"{word}={signed}"
    return headers


def config_of(hook: Hook) -> Json:
    """A hook's own settings, without its secret."""
    return {
        "type": "Repository" if hook.repo else "App",
        "id": hook.id,
        "name": "web",
        "active": hook.is_active,
        "events": list(hook.events),
        "config": {
            "content_type": "form" if hook.is_form else "json",
            "insecure_ssl": "0",
            "url": hook.url,
        },
    }
