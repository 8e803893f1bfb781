"""A board that many look at while some decide, at one web process as `serve` has it.

Every viewer is an open event stream, all read by this process; editors are threads of
it that decide through the same action as the page. When a viewer has an event is set
against the moment at which its change was committed, both by one clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import statistics
import time
from typing import TYPE_CHECKING

from django.db import connection, connections
from django.utils import timezone

from enhancements.actions import decisions
from enhancements.models import Entry, Project, Record
from enhancements.policy.decisions import STANDING, Place, Wish
from enhancements.policy.live import Version
from enhancements.queries import frame
from enhancements.queries.shapes.board import id_of
from tests.bench import board, measure
from tests.bench.databases import RELEASE
from tests.bench.report import Metric
from tracker import probe, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from tests.bench.plan import Watch

EVENTS = f"/bench/{RELEASE}/board/events"
FREEZE = "code-freeze"
_ENTRY = re.compile(rb'event: entry\ndata: \{"row": "([^"]+)"')
_START = 60.0
"""Seconds in which the process must be there, on whatever machine."""
_PATIENCE = 10.0
"""Seconds after the last change in which all of them must have been seen."""
_WARM = 10
"""One in so many changes is made before anything is measured."""


def metrics(
    watch: Watch, *, now: datetime, tell: Callable[[str], None]
) -> list[Metric]:
    """Watch, decide, and say who saw what how late."""
    tell(f"{watch.viewers} viewers of a board of {watch.entries}")
    board.fill(watch.entries, watch.entries, now)
    places = _places(watch.changes)
    seen = str(Version.of(frame.begin("bench").pulses))
    connections.close_all()
    with served() as (port, pid):
        watched = asyncio.run(_watched(watch, places, port, pid, seen))
    return _metrics(watch, watched)


class _Watched:
    """When each change was committed, and when each viewer had it."""

    def __init__(self) -> None:
        self.committed: dict[str, float] = {}
        self.had: list[dict[str, float]] = []
        self.stale = 0
        self.before = self.after = 0

    def late(self) -> list[float]:
        """Seconds from each commit to each viewer."""
        return [
            max(0.0, had[row] - at)
            for row, at in self.committed.items()
            for had in self.had
            if row in had
        ]

    def is_complete(self) -> bool:
        """Whether every viewer has had every change."""
        return all(self.committed.keys() <= had.keys() for had in self.had)


def _places(changes: int) -> list[tuple[str, Place]]:
    """So many entries: the id of each one's row, and the place to decide about."""
    keys = dict(Record.objects.filter(until=None).values_list("enhancement_id", "key"))
    rows = Entry.objects.filter(release__name=RELEASE, until=None)
    found = rows.order_by("pk").values_list("release_id", "enhancement_id", "track")
    return [
        (id_of(keys[entry], track), Place(release, entry, track, STANDING, FREEZE))
        for release, entry, track in found[:changes]
    ]


@contextlib.contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Port and process of the web process alone."""
    listener = serving.listen("127.0.0.1", 0)
    (web,) = serving._children(listener, with_worker=False, environment=os.environ)
    port = serving.reached_at(listener)[1]
    web.start()
    try:
        until = time.monotonic() + _START
        while not probe.answers("127.0.0.1", port):
            assert time.monotonic() < until, "no page is shown"
            time.sleep(0.05)
        assert web.process is not None
        yield port, web.process.pid
    finally:
        web.signal_all(signal.SIGKILL)
        if web.process is not None:
            web.process.wait()
        listener.close()


async def _watched(
    watch: Watch,
    places: Sequence[tuple[str, Place]],
    port: int,
    pid: int,
    seen: str,
) -> _Watched:
    watched = _Watched()
    opened = [await _opened(port, seen) for _ in range(watch.viewers)]
    watched.had = [{} for _ in opened]
    readers = [
        asyncio.create_task(_read(reader, had, watched))
        for (reader, _), had in zip(opened, watched.had, strict=True)
    ]
    await asyncio.sleep(1)
    warm = max(watch.editors, len(places) // _WARM)
    await _edited(watch, places[:warm], watched)
    await _settled(watched)
    watched.before = measure._resident(pid)
    watched.committed.clear()
    await _edited(watch, places[warm:], watched)
    await _settled(watched)
    watched.after = measure._resident(pid)
    for task in readers:
        task.cancel()
    for _, writer in opened:
        writer.close()
    return watched


async def _opened(
    port: int, seen: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream, past its head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {EVENTS}?seen={seen} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.partition(b"\r\n")[0], head
    return reader, writer


async def _read(
    reader: asyncio.StreamReader, had: dict[str, float], watched: _Watched
) -> None:
    rest = b""
    while size := int(await reader.readline() or b"0", 16):
        rest += await reader.readexactly(size)
        await reader.readline()
        *events, rest = rest.split(b"\n\n")
        for event in events:
            if found := _ENTRY.search(event):
                had.setdefault(found[1].decode(), time.monotonic())
            watched.stale += b"event: stale" in event


async def _edited(
    watch: Watch, places: Sequence[tuple[str, Place]], watched: _Watched
) -> None:
    """All editors at once, each with a share of the changes."""
    loop = asyncio.get_running_loop()
    shares = [places[n :: watch.editors] for n in range(watch.editors)]
    await asyncio.gather(
        *(
            loop.run_in_executor(None, _edit, n, share, watched.committed)
            for n, share in enumerate(shares)
        )
    )


def _edit(
    number: int, share: Sequence[tuple[str, Place]], committed: dict[str, float]
) -> None:
    """Decide one thing after another, with a moment's thought before each."""
    rng = random.Random(number)  # noqa: S311 - it must come out alike
    project = Project.objects.get(name="bench")
    try:
        for row, place in share:
            time.sleep(rng.uniform(0.2, 0.8))
            wish = Wish(place, rng.choice(("tracked", "deferred")), "Seen together.")
            decisions.decide(
                project=project,
                wishes=[wish],
                by=f"editor-{number}",
                now=timezone.now(),
            )
            committed[row] = time.monotonic()
    finally:
        connection.close()


async def _settled(watched: _Watched) -> None:
    until = time.monotonic() + _PATIENCE
    while not watched.is_complete() and time.monotonic() < until:  # noqa: ASYNC110 - 200 readers write into it
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)


def _metrics(watch: Watch, watched: _Watched) -> list[Metric]:
    late = watched.late()
    wanted = len(watched.committed) * watch.viewers
    who = f"{watch.viewers} viewers of one process, {watch.editors} people deciding"
    return [
        Metric(
            "changes of a board that somebody who watches did not see",
            0,
            wanted - len(late),
            "",
            f"{wanted:,} in all: {len(watched.committed)} changes, {who};"
            f" {watched.stale} were told to read the page anew",
        ),
        Metric(
            "a change on the boards of all who have it open, p95",
            1,
            measure.percentile(late, 0.95) if late else float("inf"),
            "s",
            f"{who}, board of {watch.entries} entries; median"
            f" {statistics.median(late or [0.0]):.2f} s,"
            f" longest {max(late, default=0.0):.2f} s after the commit",
        ),
        Metric(
            "memory of the web process after all changes / before",
            1.1,
            watched.after / watched.before,
            detail=f"{watched.after / 1e6:.0f} MB against {watched.before / 1e6:.0f} MB"
            f" with all {watch.viewers} viewers there and a tenth of the changes made",
        ),
    ]
