"""What the API's lists cost beside the SQL statements that they run."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import databases
from tests.bench.report import Metric

_ROOT = "/api/v1/projects/bench/"
LISTS = (
    "enhancements/",
    "enhancements/?limit=500",
    "enhancements/?sort=-release",
    "enhancements/?sig=testing&has=drift",
    "releases/",
    f"releases/{databases.RELEASE}/board/",
    "sigs/",
    "problems/",
    "drift/",
)


def metric(client: Client, alias: str, size: int, samples: int) -> Metric:
    """The list that fares worst: p95 of its answer over that of its statements."""
    with databases.using(alias):
        found = {name: ratio(client, f"{_ROOT}{name}", samples) for name in LISTS}
    worst = max(found, key=lambda name: found[name][0])
    shown = ", ".join(
        f"{name} {1000 * answer:.1f}/{1000 * bare:.1f} ms"
        for name, (_, answer, bare) in found.items()
    )
    return Metric(
        "API list that fares worst, p95 / p95 of its bare SQL statements",
        3,
        found[worst][0],
        detail=f"{worst} among {size:,} enhancements; {samples} in turns; {shown}",
    )


def ratio(client: Client, address: str, samples: int) -> tuple[float, float, float]:
    """(ratio, seconds of the answer, seconds of its statements), p95."""
    # What is cached once per process is not counted.
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    statements = [one["sql"] for one in captured.captured_queries]
    sides = (
        functools.partial(client.get, address),
        functools.partial(run, statements),
    )
    answer, bare = _turns(sides, samples)
    return answer / bare, answer, bare


def run(statements: Sequence[str]) -> None:
    """Run statements as they were captured, and read their rows."""
    with connection.cursor() as cursor:
        for statement in statements:
            # Parameters are written into it already: a sign stands for itself.
            cursor.execute(statement, None)
            cursor.fetchall()


def _turns(sides: Sequence[Callable[[], object]], samples: int) -> list[float]:
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(samples):
        for side, times in zip(sides, taken, strict=True):
            start = time.perf_counter()
            side()
            times.append(time.perf_counter() - start)
    return [sorted(times)[int(0.95 * (len(times) - 1))] for times in taken]
