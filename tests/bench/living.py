"""Deliveries and freshness, with the tracker's processes as they run in production.

First everything is read from a pretended GitHub while deliveries arrive; then changes
are made there, one at a time, and each is looked for on its page: with deliveries, and
once they are lost.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from enhancements.actions import derive, freshness, projects, waking
from enhancements.models import Delivery, Dirty, Item, Job, Record, Repository
from tests.bench import mirroring, neighbours
from tests.bench.measure import percentile
from tests.bench.report import Metric
from tracker.embedded.paths import project as checkout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.neighbours import Hub, Neighbours
    from tests.bench.plan import Life

NAME = "acme/plans"
PROJECT = "living"
_PAUSE = 0.02
"""Seconds between two looks at a page."""


def metrics(life: Life, *, tell: Callable[[str], None]) -> list[Metric]:
    """Measure all three, one after another, in one world."""
    tell(f"deliveries while {life.issues:,} issues are read")
    mirroring.forget()
    with neighbours.pretended(NAME, issues=life.issues) as hub:
        environment = {
            "TRACKER_GITHUB_URL": hub.url,
            "TRACKER_GITHUB_TOKEN": neighbours.TOKEN,
            "TRACKER_WEBHOOK_SECRET": neighbours.SECRET,
            "TRACKER_POLL_SECONDS": str(life.usual_seconds),
        }
        with neighbours.running(environment) as processes:
            return _all(life, hub, processes, environment, tell)


def _all(
    life: Life,
    hub: Hub,
    processes: Neighbours,
    environment: dict[str, str],
    tell: Callable[[str], None],
) -> list[Metric]:
    processes.wait()
    found = _hammered(life, hub, processes, _begin(life, hub))
    watcher = _Watcher(hub, processes.port, life.patience)
    hub.deliver_to(processes.address)
    tell(f"{life.changes} changes, delivered")
    found.append(_delivered(life, watcher))
    tell(f"{life.lost} changes, not delivered, polls each {life.poll_seconds:g} s")
    hub.lose_deliveries()
    if life.poll_seconds != life.usual_seconds:
        seconds = {"TRACKER_POLL_SECONDS": str(life.poll_seconds)}
        processes.restart(environment | seconds, "worker", "beat")
    found.append(_polled(life, watcher))
    return found


def _begin(life: Life, hub: Hub) -> Repository:
    """Have everything read; returns once the first page is stored."""
    project = projects.track(name=PROJECT, profile="kubevirt", locations={}, by="bench")
    (repository,) = projects.track_repositories(
        project=project, host=hub.api, names=[NAME], by="bench"
    )
    waking.wake(repository.pk)
    _wait(life, Item.objects.exists, "nothing is read")
    return repository


def _wait(life: Life, condition: Callable[[], bool], message: str) -> None:
    until = time.monotonic() + life.patience
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(message)
        time.sleep(0.1)


# Deliveries under load


def _hammered(
    life: Life, hub: Hub, processes: Neighbours, repository: Repository
) -> list[Metric]:
    before = Item.objects.count()
    answered = _hammer(life, hub, processes.port)
    after = Item.objects.count()
    last = timezone.now()
    _wait(life, _is_quiet, "what was delivered or is to be read is never worked off")
    kept = set(
        Delivery.objects.filter(
            processed_at__isnull=False, dead_at__isnull=True
        ).values_list("pk", flat=True)
    )
    lost = [one for one in answered["sent"] if one not in kept]
    seconds = [1000 * one for one in answered["seconds"]]
    return [
        Metric(
            f"a delivery's answer, {life.rate} a second of {life.length // 1000} kB"
            " while everything is read, p99",
            100,
            percentile(seconds, 0.99),
            "ms",
            f"{len(seconds):,} deliveries, median {statistics.median(seconds):.0f} ms,"
            f" longest {max(seconds):.0f} ms;"
            f" {_reading(repository, before, after, life.issues, last)}",
        ),
        Metric(
            "deliveries lost",
            0,
            len(lost),
            "",
            f"{len(answered['sent']):,} sent, {len(answered['taken']):,} answered 202,"
            f" {len(answered['sent']) - len(lost):,} worked off",
        ),
    ]


def _hammer(life: Life, hub: Hub, port: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.bench.hammer", port, hub.api, NAME]
    words += [life.rate, life.deliveries, life.length]
    done = subprocess.run(
        [str(word) for word in words],
        cwd=checkout(),
        env=os.environ
        | {
            "TRACKER_GITHUB_TOKEN": neighbours.TOKEN,
            "TRACKER_WEBHOOK_SECRET": neighbours.SECRET,
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _reading(
    repository: Repository, before: int, after: int, issues: int, last: Any
) -> str:
    """How far the reading was at both ends of the deliveries."""
    job = Job.objects.get(repository=repository, name=Job.Name.FULL_SYNC)
    assert job.finished_at is not None
    if job.finished_at < last:
        sooner = (last - job.finished_at).total_seconds()
        return f"the reading ended {sooner:.1f} s before the last of them"
    return f"{before:,} of {issues:,} issues were read before, {after:,} after"


def _is_quiet() -> bool:
    """Whether nothing is owed to anybody."""
    return not (
        Delivery.objects.filter(processed_at__isnull=True).exists()
        or Dirty.objects.exists()
        or Job.objects.filter(finished_at__isnull=True).exists()
        or Repository.objects.filter(synced_at__isnull=True).exists()
        or derive.with_owed_work()
    )


# Changes on their pages


class _Watcher:
    """Makes changes at the pretended GitHub and looks for them on pages."""

    def __init__(self, hub: Hub, port: int, patience: float) -> None:
        self._hub = hub
        self.patience = patience
        self._port = port
        self.rng = random.Random(1)  # noqa: S311 - it must come out alike
        rows = Record.objects.filter(until=None, number__isnull=False, key__gt="")
        keys = dict(rows.values_list("number", "key"))
        self._left = self.rng.sample(sorted(keys.items()), len(keys))
        self._made = 0

    def change(self) -> _Change:
        """Give some enhancement, none twice, another title."""
        number, key = self._left.pop()
        self._made += 1
        words = f"changed as the {self._made}th"
        self._hub.retitle(number, f"VEP {number}: {words}")
        return _Change(f"/{PROJECT}/{key}/", words.encode(), time.monotonic())

    def sees(self, change: _Change) -> bool:
        """Whether its page shows a change."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", change.path)
            answer = connection.getresponse()
            text = answer.read()
        assert answer.status == http.HTTPStatus.OK, (change.path, answer.status)
        return change.words in text


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    path: str
    words: bytes
    at: float
    """When it had been made, of the monotonic clock."""


def _delivered(life: Life, watcher: _Watcher) -> Metric:
    """One change after another, each once the one before is seen."""
    seconds = []
    for _ in range(life.changes):
        seconds += _seen(watcher, [0.0])
        time.sleep(watcher.rng.uniform(0.0, 0.3))
    return Metric(
        "a change on its page when deliveries arrive, p95",
        2,
        percentile(seconds, 0.95),
        "s",
        f"{len(seconds)} changes, median {statistics.median(seconds):.2f} s,"
        f" longest {max(seconds):.2f} s",
    )


def _polled(life: Life, watcher: _Watcher) -> Metric:
    """Changes at random moments of several intervals, none of them delivered."""
    watched = life.poll_seconds * life.intervals
    moments = [watcher.rng.uniform(0.0, watched) for _ in range(life.lost)]
    # The first look of a worker that was just started is at no interval's end.
    _wait_for_poll(life)
    seconds = _seen(watcher, sorted(moments))
    return Metric(
        "a change on its page when deliveries are lost, p95 / the poll interval",
        1.1,
        percentile(seconds, 0.95) / life.poll_seconds,
        detail=f"{len(seconds)} changes, polls each {life.poll_seconds:g} s, median"
        f" {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s",
    )


def _wait_for_poll(life: Life) -> None:
    pk = Repository.objects.get().pk
    began = timezone.now()

    def has_polled() -> bool:
        last = freshness.polled([pk]).get(pk)
        return last is not None and last > began

    _wait(life, has_polled, "nobody polls")


def _seen(watcher: _Watcher, moments: Sequence[float]) -> list[float]:
    """Make a change at each of these seconds from now; after how many each was seen."""
    began = time.monotonic()
    left = list(reversed(moments))
    waiting: list[_Change] = []
    seconds: list[float] = []
    while left or waiting:
        if left and time.monotonic() - began >= left[-1]:
            left.pop()
            waiting.append(watcher.change())
        for change in list(waiting):
            if watcher.sees(change):
                waiting.remove(change)
                seconds.append(time.monotonic() - change.at)
            assert time.monotonic() - change.at < watcher.patience, change.path
        time.sleep(_PAUSE)
    return seconds
