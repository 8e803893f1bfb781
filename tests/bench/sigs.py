"""What SIGs open in a meeting: its page and queues, at a small and at a large size.

Both sizes have the same entries in work, with the same people; what is over, and all
that was ever decided about it, is a hundred times as much at the large one. So nothing
of what is shown grows, and no time should: the ratio is large over small, taken in
turns. The SIG `testing` alone has enhancements in proportion to all; its page is told
apart, since it has more to count there, and who opens it first after a change waits
until that is worked out anew: how long is told beside it.
"""

from __future__ import annotations

import dataclasses
import functools
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enhancements.actions import accounts
from tests.bench import api, databases, measure
from tests.bench.databases import RELEASE
from tests.bench.pages import get
from tests.bench.report import Metric

if TYPE_CHECKING:
    from datetime import datetime

Tell = Callable[[str], None]

LEAD = "lead-of-compute"
"""A chair of the SIG; `rows.sql` has two of each."""
MINE = "waiting on me"
PAGES = {
    "page of a SIG": "/bench/sigs/compute/",
    "its meeting": "/bench/sigs/compute/meeting/",
    "waiting on a SIG": "/bench/waiting/?sig=compute",
    "waiting on a person": "/bench/waiting/?person=author-1",
    MINE: "/bench/waiting/",
    "page of a person": "/bench/people/author-1/",
    "page of an enhancement": "/bench/10001/",
    "room for reviews": f"/bench/{RELEASE}/capacity/",
    "help wanted": "/bench/help/",
    "who does the work of entries": f"/bench/{RELEASE}/board/people?sig=compute",
}
GROWN = "page of a SIG that grows with all"
_GROWN = "/bench/sigs/testing/"
_SIGNED_IN = 3
"""Statements that tell who asks: the session, the account, the roles."""
_P95 = 0.95


def metrics(
    *, sizes: Sequence[int], entries: int, samples: int, now: datetime, tell: Tell
) -> list[Metric]:
    """Measure in a database of the first size and in one of the last."""
    made = {}
    for size in (sizes[0], sizes[-1]):
        tell(f"writing {size:,} enhancements with what their SIGs work on")
        made[size] = databases.make(size, entries=entries, now=now, group="sigs")
        with databases.using(made[size]):
            databases.fill_work(now)
    sides = [_Side(size, alias) for size, alias in made.items()]
    found = [_statements(sides)]
    worst = []
    for name, address in {**PAGES, GROWN: _GROWN}.items():
        tell(name)
        growth = _growth(sides, name, address, samples)
        found.append(growth.metric())
        worst.append(growth)
    found[-1] = dataclasses.replace(
        found[-1], detail=f"{found[-1].detail}; {_first(sides, samples)}"
    )
    return [*found, _slowest([one for one in worst if one.name != GROWN])]


class _Side:
    """A database with who reads it."""

    def __init__(self, size: int, alias: str) -> None:
        self.size = size
        self._alias = alias
        self._stranger = Client(HTTP_HOST="localhost")
        self._lead = signed_in(alias)

    def get(self, name: str, address: str) -> bytes:
        """The page. Raises AssertionError when it is none."""
        with databases.using(self._alias):
            return get(self._lead if name == MINE else self._stranger, address)

    def statements(self, name: str, address: str) -> list[str]:
        """The SQL statements of the page, as they were sent."""
        self.get(name, address)  # What is cached once per process is not counted.
        with databases.using(self._alias), CaptureQueriesContext(connection) as seen:
            self.get(name, address)
            return [one["sql"] for one in seen.captured_queries]

    def change(self) -> None:
        """Say that something about the project changed."""
        with databases.using(self._alias), connection.cursor() as cursor:
            cursor.execute("SELECT tracker_beat(ARRAY[1]::bigint[], 'records')")

    def run(self, statements: Sequence[str]) -> None:
        """Run statements, and nothing else."""
        with databases.using(self._alias):
            api.run(statements)


def signed_in(alias: str) -> Client:
    """A browser in which a lead of the SIG is signed in."""
    client = Client(HTTP_HOST="localhost")
    with databases.using(alias):
        client.force_login(accounts.sign_in(github_id=7, login=LEAD, name="A lead"))
    return client


def _statements(sides: Sequence[_Side]) -> Metric:
    counted = {
        name: [
            len(side.statements(name, address)) - _SIGNED_IN * (name == MINE)
            for side in sides
        ]
        for name, address in {**PAGES, GROWN: _GROWN}.items()
    }
    shown = ", ".join(f"{name} {max(counts)}" for name, counts in counted.items())
    assert all(len(set(counts)) == 1 for counts in counted.values()), counted
    return Metric(
        "SQL statements of the SIG's page or queue that needs most",
        6,
        max(max(counts) for counts in counted.values()),
        "",
        f"as many at both sizes; {shown}; for who is signed in {_SIGNED_IN} more, the"
        " session, the account and its roles",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Growth:
    """Seconds of a page and of its bare statements, at the small and the large size."""

    name: str
    sizes: tuple[int, int]
    pages: tuple[list[float], list[float]]
    bare: tuple[list[float], list[float]]
    kilobytes: tuple[float, float]

    @property
    def middle(self) -> float:
        """Median at the large size over that at the small one."""
        return statistics.median(self.pages[1]) / statistics.median(self.pages[0])

    @property
    def slow(self) -> float:
        """The same of p95."""
        small, large = (measure.percentile(one, _P95) for one in self.pages)
        return large / small

    def metric(self) -> Metric:
        """The median's growth, with all that it is made of."""
        return Metric(
            f"{self.name}, median at {self.sizes[1]:,} / at {self.sizes[0]:,}",
            BOUND_GROWN if self.name == GROWN else BOUND,
            self.middle,
            detail=f"{_times(self.pages)} through the whole stack (test client); bare"
            f" SQL {_times(self.bare)}; p95 {self.slow:.2f} x;"
            f" {self.kilobytes[0]:.0f} and {self.kilobytes[1]:.0f} kB",
        )


BOUND = 1.2
BOUND_GROWN = 1.5
"""Of a page whose SIG has a hundred times as many enhancements to count."""
BOUND_P95 = 1.5
"""Of what one request in twenty exceeds; collections of garbage are in it."""


def _times(both: tuple[list[float], list[float]]) -> str:
    """Median and p95 at both sizes."""
    small, large = (
        f"{1000 * statistics.median(one):.1f}"
        f" ({1000 * measure.percentile(one, _P95):.1f})"
        for one in both
    )
    return f"{small} and {large} ms (p95)"


def _growth(sides: Sequence[_Side], name: str, address: str, samples: int) -> _Growth:
    small, large = sides
    weights = [len(side.get(name, address)) / 1000 for side in sides]
    run = [
        functools.partial(side.run, side.statements(name, address)) for side in sides
    ]
    taken = measure.turns(
        [
            functools.partial(small.get, name, address),
            functools.partial(large.get, name, address),
            *run,
        ],
        samples=samples,
    )
    return _Growth(
        name,
        (small.size, large.size),
        (taken[0], taken[1]),
        (taken[2], taken[3]),
        (weights[0], weights[1]),
    )


def _first(sides: Sequence[_Side], samples: int) -> str:
    """How long the page that grows takes whoever opens it first after a change."""
    taken = []
    for side in sides:
        seconds = []
        for _ in range(samples):
            side.change()
            start = time.perf_counter()
            side.get(GROWN, _GROWN)
            seconds.append(time.perf_counter() - start)
        taken.append(1000 * statistics.median(seconds))
    return f"first after a change {taken[0]:.1f} and {taken[1]:.1f} ms"


def _slowest(found: Sequence[_Growth]) -> Metric:
    worst = max(found, key=lambda one: one.slow)
    small, large = worst.sizes
    return Metric(
        f"SIG's page or queue that grows most, p95 at {large:,} / at {small:,}",
        BOUND_P95,
        worst.slow,
        detail=f"{worst.name}: {_times(worst.pages)}",
    )
