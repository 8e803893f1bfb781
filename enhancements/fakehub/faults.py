"""What goes wrong between GitHub and its client, by a schedule.

A fault hits requests whose line (``GET /api/v3/repos/a/b/issues?page=2``) its `route`,
a regular expression, is found in. Kinds, and the `params` they know:

* ``status``: `status` (502), `message`, `retry_after`, `reset_in` (then nothing
  remains of the budget) instead of the answer; `rate_headers` False leaves those out.
  Without `message` the body is a page of HTML.
* ``unhandled``: the request is done, the answer is lost: `status` (502).
* ``no_rate_headers``: as on GitHub Enterprise.
* ``slow``: `seconds` (1) before the answer. ``slow_body``: the body in drops over
  `seconds`. ``stall``: headers, then nothing for `seconds`, then the end.
* ``reset``: the connection is reset in the middle of the body. ``close``: at once.
* ``truncated_gzip``: a compressed body that ends too soon, with its length told right.
* ``invalid_json``, ``html``, ``empty``: such a body with status 200.
* ``duplicate_page``: the rows of the page before once more.
* ``repeated_cursor``: the next page's cursor is this page's. ``next_loop``: the next
  page is the first.
* ``partial`` (GraphQL): every `every`th (7) node is null, with an error for each.
* ``resource_limits`` (GraphQL): above `above` points (or with `first` above it) no data
  but an error. ``rate_limited`` (GraphQL): 200 with the error of the primary limit.
"""

from __future__ import annotations

import dataclasses
import random
import re
import threading
import time
from collections.abc import Mapping
from typing import Any

INSTEAD = {"status", "rate_limited"}
"""Kinds that answer without asking the world."""

KINDS = INSTEAD | {
    *("unhandled", "no_rate_headers", "slow", "slow_body", "stall", "reset", "close"),
    *("truncated_gzip", "invalid_json", "html", "empty", "duplicate_page"),
    *("repeated_cursor", "next_loop", "partial", "resource_limits"),
}


class FaultRefused(ValueError):
    """The schedule does not hold together; the text says where."""


@dataclasses.dataclass(slots=True)
class Fault:
    """One entry of the schedule; see the module for kinds and their params."""

    kind: str
    route: str = ""
    skip: int = 0
    """Requests that pass before the first hit."""
    count: int | None = None
    """Hits after which it is over."""
    share: float = 1.0
    """Of the requests, which ones being told by a seeded generator."""
    begins_in: float = 0.0
    """Real seconds after it was scheduled."""
    lasts: float | None = None
    """Real seconds after it began."""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    seen: int = 0
    hits: int = 0
    scheduled_at: float = dataclasses.field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FaultRefused(f"there is no kind {self.kind!r}; {sorted(KINDS)} are")
        try:
            re.compile(self.route)
        except re.error as error:
            raise FaultRefused(f"route {self.route!r}: {error}") from error

    def is_on(self, line: str, rng: random.Random) -> bool:
        """Whether it hits this request; counts it."""
        since = time.monotonic() - self.scheduled_at - self.begins_in
        if since < 0 or (self.lasts is not None and since > self.lasts):
            return False
        if not re.search(self.route, line):
            return False
        self.seen += 1
        if self.seen <= self.skip:
            return False
        if self.count is not None and self.hits >= self.count:
            return False
        if self.share < 1.0 and rng.random() >= self.share:
            return False
        self.hits += 1
        return True

    def told(self) -> dict[str, Any]:
        """As JSON."""
        names = ("kind", "route", "skip", "count", "share", "begins_in", "lasts")
        answer = {name: getattr(self, name) for name in names}
        return answer | {"params": self.params, "seen": self.seen, "hits": self.hits}


class Faults:
    """The schedule. Of several that hit a request, the first one does."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = random.Random(seed)  # noqa: S311 it must come out alike
        self._lock = threading.Lock()
        self.entries: list[Fault] = []

    def add(self, kind: str, route: str = "", **about: Any) -> Fault:
        """Schedule a fault; what is no field of it is one of its params."""
        names = {field.name for field in dataclasses.fields(Fault)} - {"params"}
        params = dict(about.pop("params", {}))
        params |= {key: about.pop(key) for key in list(about) if key not in names}
        fault = Fault(kind, route, params=params, **about)
        with self._lock:
            self.entries.append(fault)
        return fault

    def put(self, entries: list[Mapping[str, Any]]) -> None:
        """Replace the schedule by what JSON says."""
        self.clear()
        for entry in entries:
            self.add(**{str(key): value for key, value in entry.items()})

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self.entries = []

    def hit(self, line: str) -> Fault | None:
        """The fault that hits a request, or None."""
        with self._lock:
            for fault in self.entries:
                if fault.is_on(line, self._rng):
                    return fault
        return None
