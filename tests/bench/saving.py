"""When a new owner is seen by others: a lead names somebody, a stranger reads at once.

With the web process as `serve` has it. Each round names somebody else; as soon as the
answer is there a reader without a session asks for pages that show the owner, once as a
browser that has been there asks (whether anything changed) and once as one that comes
for the first time. A page without the new owner is stale.
"""

from __future__ import annotations

import dataclasses
import http.client
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.test import Client

from enhancements.actions import accounts
from enhancements.models import Decision, Entry, Record
from enhancements.policy.people import OWNERS
from tests.bench import databases, measure, sigs, watching
from tests.bench.databases import RELEASE
from tests.bench.report import Metric

if TYPE_CHECKING:
    from datetime import datetime

Tell = Callable[[str], None]

_ASSIGN = f"/bench/{RELEASE}/board/assign"
_TOKEN = "t" * 32
_TURNS = 3
"""Enhancements whose owners are named in turns."""
_BOUND = 200
"""Milliseconds, of the issue."""


def metrics(
    *, size: int, entries: int, rounds: int, now: datetime, tell: Tell
) -> list[Metric]:
    """Save so many times among so many enhancements, one after another."""
    tell(f"writing {size:,} enhancements to name owners of")
    databases.fill(size, entries=entries, now=now)
    databases.fill_work(now)
    lead = Client(HTTP_HOST="localhost")
    lead.force_login(accounts.sign_in(github_id=7, login=sigs.LEAD, name="A lead"))
    session = lead.cookies[settings.SESSION_COOKIE_NAME].value
    stood = _standing()
    connections.close_all()
    tell(f"{rounds} owners are named")
    with watching.served() as (port, _):
        saved = _saved(port, session, rounds, stood)
    return _metrics(saved, size)


@dataclasses.dataclass(slots=True)
class _Saved:
    """What was seen."""

    saving: list[float] = dataclasses.field(default_factory=list)
    """Seconds of each answer to whoever saved."""
    reading: list[float] = dataclasses.field(default_factory=list)
    """Seconds from that answer until a reader had the first page."""
    read: int = 0
    stale: Counter[str] = dataclasses.field(default_factory=Counter)
    """How often each page was."""
    unchanged: int = 0
    """Pages asked for again without a save between, and answered with 304."""


def _standing() -> dict[str, str]:
    """Enhancements of the lead's SIG in the release with their owners, by key; none
    that has other owners in it.
    """
    others = Decision.objects.filter(kind=OWNERS, until=None)
    rows = Record.objects.filter(
        until=None,
        sig="compute",
        enhancement__entries__in=Entry.objects.filter(
            release__name=RELEASE, until=None
        ),
    ).exclude(enhancement__in=others.values("enhancement"))
    found = rows.order_by("number").values_list("key", "owners")[:_TURNS]
    return {key: " ".join(owners) for key, owners in found}


def _saved(port: int, session: str, rounds: int, stood: dict[str, str]) -> _Saved:
    saved = _Saved()
    keys = list(stood)
    readers = {key: [_Reader(port, path) for path in _paths(key)] for key in keys}
    for turn in range(rounds):
        key = keys[turn % len(keys)]
        for reader in readers[key]:
            reader.look()
            saved.unchanged += reader.look() is None
        login = f"owner-of-round-{turn}"
        saved.saving.append(_save(port, session, key, stood[key], login))
        stood[key] = login
        answered = time.perf_counter()
        _read(saved, readers[key], f"@{login}".encode(), answered)
    return saved


def _paths(key: str) -> tuple[str, ...]:
    """Pages on which the owner of an enhancement stands."""
    return (
        f"/bench/{key}/",
        f"/bench/{RELEASE}/board/people?sig=compute",
        f"/bench/releases/{RELEASE}/",
        "/bench/sigs/compute/",
        f"/bench/{RELEASE}/board?columns=owner",
    )


def _read(
    saved: _Saved, readers: Sequence[_Reader], wanted: bytes, answered: float
) -> None:
    for place, reader in enumerate(readers):
        again = reader.look()
        if place == 0:
            saved.reading.append(time.perf_counter() - answered)
        seen = (again, reader.look_first())
        saved.read += len(seen)
        saved.stale[reader.path] += sum(
            one is None or wanted not in one for one in seen
        )


def _save(port: int, session: str, key: str, stood: str, login: str) -> float:
    """Name an owner; the seconds until the answer. Raises AssertionError."""
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: _TOKEN}
    form = {
        "csrfmiddlewaretoken": _TOKEN,
        "item": key,
        "kind": "owners",
        "scope": "enhancement",
        "stood": stood,
        "value": login,
        "next": f"/bench/{key}/",
    }
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    began = time.perf_counter()
    status, _, text = _asked(port, "POST", _ASSIGN, headers, urlencode(form))
    assert status == http.HTTPStatus.SEE_OTHER, (status, text[:2000])
    return time.perf_counter() - began


def _named(stale: Counter[str]) -> str:
    shown = ", ".join(f"{path} {count}" for path, count in stale.items() if count)
    return f"; without: {shown}" if shown else ""


class _Reader:
    """Somebody without a session who has a page open."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self.path = path
        self._known: dict[str, str] = {}

    def look(self) -> bytes | None:
        """The page, None when it is said to be as it was."""
        status, told, text = _asked(self._port, "GET", self.path, self._known)
        if status == http.HTTPStatus.NOT_MODIFIED:
            return None
        assert status == http.HTTPStatus.OK, (self.path, status)
        self._known = {
            asks: told[name]
            for asks, name in (
                ("If-None-Match", "ETag"),
                ("If-Modified-Since", "Last-Modified"),
            )
            if name in told
        }
        return text

    def look_first(self) -> bytes | None:
        """The page as for somebody who was never there."""
        self._known = {}
        return self.look()


def _asked(
    port: int, method: str, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Host": "localhost", **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def _metrics(saved: _Saved, size: int) -> list[Metric]:
    words = f"{len(saved.saving)} owners named among {size:,} enhancements"
    return [
        Metric(
            "pages without the new owner after the answer to who named them",
            0,
            saved.stale.total(),
            "",
            f"{words}; {saved.read} pages read by somebody else, each with and without"
            f" the name that it had before; {saved.unchanged} looks without a change"
            f" between were answered 304{_named(saved.stale)}",
        ),
        Metric(
            "a new owner at another reader, after the answer to who named them, p95",
            _BOUND,
            1000 * measure.percentile(saved.reading, 0.95),
            "ms",
            f"{words}; the whole page of the enhancement, median"
            f" {1000 * statistics.median(saved.reading):.0f} ms, longest"
            f" {1000 * max(saved.reading):.0f} ms; the answer itself took"
            f" {1000 * statistics.median(saved.saving):.0f} ms",
        ),
    ]
