"""What the mirror of GitHub costs: points, requests, rows and memory, by size.

The pretended GitHub and the mirror's first reading run in processes of their own, so
that memory and processor time are the mirror's. Issues have one comment and three
events each.
"""

from __future__ import annotations

import dataclasses
import math
import os
import statistics
import sys
from typing import TYPE_CHECKING

from django.db import connection
from django.test import override_settings

from enhancements.models import Repository, Stream
from enhancements.sources.github import pump
from tests.bench import neighbours
from tests.bench.measure import Run, Work, run, work_of
from tests.bench.report import Metric
from tracker.embedded.paths import project as place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.neighbours import Hub

NAME = "acme/plans"
PAGE = 37
"""Issues with four connections that one point pays for (GitHub's documented rule)."""
CHANGED = 37
_MEGABYTE = 1024 * 1024
_BOOKS = ("enhancements_budget", "enhancements_stream", "enhancements_job")
"""Tables about the reading itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What one size came to."""

    issues: int
    first: Run
    points: int
    """Of the first reading, GraphQL."""
    requests: int
    """Counted REST requests of the first reading."""
    again: int
    """Mirrored rows written when all was read once more without a change."""
    idle: int
    """Points and counted requests of as many looks for news as an idle hour has."""
    changed: float
    """Points and counted requests for CHANGED issues."""
    work: Work
    """For them; each figure is a median."""

    @property
    def minimum(self) -> int:
        """Points that a full reading needs at least."""
        return math.ceil(self.issues / PAGE)


def metrics(
    sizes: Sequence[int], *, polls: int, rounds: int, tell: Callable[[str], None]
) -> list[Metric]:
    """Measure each size, then compare.

    An idle hour has so many polls; changes are made in so many rounds.
    """
    seen = []
    for issues in sizes:
        tell(f"mirroring {issues:,} issues")
        seen.append(_measure(issues, polls, rounds))
    return [*_costs(seen, polls), *_growth(seen)]


def _costs(seen: Sequence[Seen], polls: int) -> list[Metric]:
    worst = max(seen, key=lambda one: one.points / one.minimum)
    return [
        Metric(
            "points of a full reading / the minimum, the worst size",
            1.2,
            worst.points / worst.minimum,
            detail="; ".join(
                f"{one.issues:,} issues: {one.points} points of {one.minimum},"
                f" and {one.requests} requests"
                for one in seen
            ),
        ),
        Metric(
            "points and requests of an idle hour",
            0,
            max(one.idle for one in seen),
            "",
            f"{polls} looks for news at each size",
        ),
        Metric(
            "mirrored rows written when all is read again without a change",
            0,
            max(one.again for one in seen),
            "",
        ),
    ]


def _growth(seen: Sequence[Seen]) -> list[Metric]:
    small, large = seen[0], seen[-1]
    below = seen[-2] if len(seen) > 1 else small
    return [
        Metric(
            f"work for {CHANGED} changes, {large.issues:,} issues / {small.issues:,}",
            1.2,
            max(
                large.changed / small.changed,
                large.work.rows / small.work.rows,
                large.work.cpu / small.work.cpu,
            ),
            detail=f"{large.changed:g} / {small.changed:g} points and requests,"
            f" {large.work.rows:g} / {small.work.rows:g} rows,"
            f" {large.work.cpu:.2f} s / {small.work.cpu:.2f} s of Python and"
            " PostgreSQL",
        ),
        Metric(
            f"a worker's memory, {large.issues:,} issues / {below.issues:,}",
            1.1,
            large.first.memory / below.first.memory,
            detail="; ".join(
                f"{one.issues:,}: {one.first.memory / _MEGABYTE:.0f} MB,"
                f" {one.first.seconds:.0f} s"
                for one in seen
            ),
        ),
    ]


def _measure(issues: int, polls: int, rounds: int) -> Seen:
    forget()
    with neighbours.pretended(NAME, issues=issues) as hub:
        words = {
            "TRACKER_GITHUB_URL": hub.url,
            "TRACKER_GITHUB_TOKEN": neighbours.TOKEN,
        }
        os.environ |= words
        first = run([sys.executable, "-m", "tests.bench.syncing", NAME], cwd=place())
        points, requests = hub.spent()
        with override_settings(GITHUB_URL=hub.url, GITHUB_TOKEN=neighbours.TOKEN):
            _pump()  # The first look for news stores its validators.
            again = _again()
            _pump()
            hub.spent()
            for _ in range(polls):
                _pump()
            idle = sum(hub.spent())
            changed, work = _changes(hub, issues, rounds)
        for name in words:
            del os.environ[name]
    return Seen(issues, first, points, requests, again, idle, changed, work)


def forget() -> None:
    """Leave no project, and nothing that was mirrored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE enhancements_project, enhancements_blob, enhancements_person,"
            " enhancements_budget CASCADE"
        )


def _pump() -> None:
    pk = Repository.objects.get().pk
    pump.pump(repository_id=pk, is_forced=True)


def _again() -> int:
    """Read everything once more; rows written but for the books about reading."""
    Stream.objects.filter(name__in=("issues", "pulls")).update(
        cursor="", finished_at=None
    )
    Repository.objects.update(synced_at=None)
    before = _written()
    _pump()
    return _written() - before


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
            "  FROM pg_stat_user_tables"
            " WHERE relname <> ALL(%s) AND relname <> 'enhancements_repository'",
            [list(_BOOKS)],
        )
        (rows,) = cursor.fetchone()
    return int(rows)


def _changes(hub: Hub, issues: int, rounds: int) -> tuple[float, Work]:
    """Change some issues, others in each round: points and requests, and the work."""
    step = max(1, issues // CHANGED)
    spent: list[int] = []
    works: list[Work] = []
    for turn in range(rounds):
        for nth in range(CHANGED):
            number = 1 + (nth * step + turn) % issues
            hub.retitle(number, f"VEP {number}: another for the {turn + 1}th time")
        works.append(work_of(_pump))
        spent.append(sum(hub.spent()))
    cpu = statistics.median(work.cpu for work in works)
    rows = statistics.median(work.rows for work in works)
    return statistics.median(spent), Work(cpu, rows)
