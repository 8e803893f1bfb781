"""Who watches which board in this process, and what they are told.

One connection listens for all of them. A change is read once for each board that is
watched, rendered once, and the same bytes are put into every viewer's queue. All of it
runs in one event loop; only reading goes to a thread, and one read at a time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from enhancements.policy.live import Board, Memory, Topic, Version, recount, stale

log = logging.getLogger(__name__)

Look = Callable[[Topic, Collection[int] | None], Board]


class Ear(Protocol):
    """What is told of notifications."""

    def joined(self) -> None:
        """They are heard from now on: what came before was not."""

    def told(self, text: str) -> None:
        """A notification."""

    def parted(self) -> None:
        """They are heard no longer."""


Listen = Callable[[Ear], Awaitable[None]]

TOGETHER_SECONDS = 0.1
"""Changes that come within this time are read and told together."""
RETRY_SECONDS = 1.0
LONGEST_QUEUE = 64
"""Chunks that may wait for a viewer; who needs more is told to read the page anew."""
CHUNK = 32 * 1024
_AWAY = (OperationalError, InterfaceError, PoolTimeout)
_PAGES_A_SECOND = 10
"""How many viewers may ask for something anew in a second, when all of them have to."""
_LONGEST_SPREAD = 30.0
_LONGEST_TIMER = 24 * 3600.0


class Viewer:
    """Somebody who watches, and what waits to be sent to them: bytes, then None."""

    def __init__(self, topic: Topic, seen: Version | None) -> None:
        self.topic = topic
        self.seen = seen
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(LONGEST_QUEUE)
        self._is_over = False

    def put(self, chunks: Iterable[bytes]) -> None:
        """Have these sent; who is too slow is sent away and told to read anew."""
        if self._is_over:
            return
        try:
            for chunk in chunks:
                self.queue.put_nowait(chunk)
        except asyncio.QueueFull:
            self.end(stale(1.0))

    def end(self, last: bytes = b"") -> None:
        """Send this instead of all that waits, and nothing after it."""
        self._is_over = True
        while not self.queue.empty():
            self.queue.get_nowait()
        if last:
            self.queue.put_nowait(last)
        self.queue.put_nowait(None)


class _Watched:
    """A board that somebody watches."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.version: Version | None = None
        """Of what is remembered; None until it was read once."""
        self.memory = Memory()
        self.owed: set[int] | None = None
        """Enhancements to read; None for all of them."""
        self.is_owed = False
        self.timer: asyncio.TimerHandle | None = None

    def owe(self, named: Collection[int] | None) -> None:
        """Note what has changed."""
        if named is None or (self.is_owed and self.owed is None):
            self.owed = None
        else:
            self.owed = {*(self.owed or ()), *named}
        self.is_owed = True

    def behind(self, viewer: Viewer) -> bool:
        """Whether the viewer's page is older than what is remembered."""
        if self.version is None:
            return False
        return viewer.seen is None or not viewer.seen.covers(self.version)


class Hub:
    """All viewers of this process."""

    def __init__(self, *, look: Look, listen: Listen) -> None:
        self._look = look
        self._listen = listen
        self._watched: dict[Topic, _Watched] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._is_listening = False
        # One: reading is not what viewers wait for, and pages need the connections.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="boards")
        self.told_at: float | None = None
        """When a change was heard of last, in seconds since 1970."""

    @property
    def viewers(self) -> int:
        """How many there are."""
        return sum(len(one.viewers) for one in self._watched.values())

    @property
    def is_listening(self) -> bool:
        """Whether changes are heard of right now."""
        return self._is_listening

    def join(self, topic: Topic, seen: Version | None) -> Viewer:
        """Begin to watch; `seen` is the version of the viewer's page."""
        viewer = Viewer(topic, seen)
        if not self._watched:
            self._start()
        watched = self._watched.get(topic)
        if watched is None:
            watched = self._watched[topic] = _Watched()
            if self._is_listening:
                self._owe(watched, None)
        watched.viewers.add(viewer)
        if watched.behind(viewer):
            viewer.put([stale(0.0)])
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Watch no longer; without viewers nothing is listened to."""
        watched = self._watched.get(viewer.topic)
        if watched is None:
            return
        watched.viewers.discard(viewer)
        if not watched.viewers:
            self._forget(viewer.topic)

    def version(self, viewer: Viewer) -> Version | None:
        """What a viewer has seen who was sent all that waits for them."""
        watched = self._watched.get(viewer.topic)
        return watched.version if watched else None

    def end_all(self) -> None:
        """Send everybody away: the server stops. Browsers come back by themselves."""
        for watched in self._watched.values():
            for viewer in watched.viewers:
                viewer.end()

    # What was heard

    def joined(self) -> None:
        """The connection listens from now on: what came before was not heard."""
        self._is_listening = True
        for watched in self._watched.values():
            self._owe(watched, None)

    def told(self, text: str) -> None:
        """A notification of a change, see the triggers of `Pulse`."""
        self.told_at = time.time()
        told = json.loads(text)
        for topic, watched in self._watched.items():
            if topic.project in told["projects"]:
                self._owe(watched, told["enhancements"])

    def parted(self) -> None:
        """The connection is lost: what changes is heard of when it is made anew."""
        self._is_listening = False

    def _owe(self, watched: _Watched, named: Collection[int] | None) -> None:
        watched.owe(named)
        self._wake.set()

    # What runs while anybody watches

    def _start(self) -> None:
        self._wake = asyncio.Event()
        running = (self._hear(), self._work())
        self._tasks = [asyncio.create_task(one) for one in running]

    def _forget(self, topic: Topic) -> None:
        watched = self._watched.pop(topic)
        if watched.timer is not None:
            watched.timer.cancel()
        if not self._watched:
            for task in self._tasks:
                task.cancel()
            self._is_listening = False

    async def _hear(self) -> None:
        await self._listen(self)

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(TOGETHER_SECONDS)
            self._wake.clear()
            for topic, watched in list(self._watched.items()):
                if watched.is_owed:
                    await self._tell(topic, watched)

    async def _tell(self, topic: Topic, watched: _Watched) -> None:
        named, watched.is_owed, watched.owed = watched.owed, False, None
        if watched.version is None:
            named = None
        loop = asyncio.get_running_loop()
        try:
            board = await loop.run_in_executor(self._thread, self._look, topic, named)
            _spread(watched, board, named)
            self._set_timer(watched, board.changes_at)
        except LookupError:
            for viewer in watched.viewers:
                viewer.end()
        except Exception as error:
            is_away = isinstance(error, (*_AWAY, OSError))
            log.warning(
                "a board could not be read: %s",
                type(error).__name__,
                exc_info=None if is_away else error,
            )
            watched.owe(named)
            loop.call_later(RETRY_SECONDS, self._wake.set)

    def _set_timer(self, watched: _Watched, at: dt.datetime | None) -> None:
        """Look anew when a freeze ends, which nobody writes down."""
        if watched.timer is not None:
            watched.timer.cancel()
            watched.timer = None
        if at is None or not watched.viewers:
            return
        left = (at - dt.datetime.now(dt.UTC)).total_seconds() + RETRY_SECONDS
        watched.timer = asyncio.get_running_loop().call_later(
            min(max(left, RETRY_SECONDS), _LONGEST_TIMER), self._owe, watched, None
        )


def _spread(watched: _Watched, board: Board, named: Collection[int] | None) -> None:
    """Tell the viewers of a board what is new; the first time, who is behind."""
    before = watched.version
    # Who saw more than was remembered could miss what was taken back at once.
    ahead = {v for v in watched.viewers if before and not _has_seen(before, v)}
    events = watched.memory.take(board, named, whole=bool(ahead))
    watched.version = board.version
    if before is None:
        for viewer in filter(watched.behind, watched.viewers):
            viewer.put([stale(0.0)])
        return
    spread = min(len(watched.viewers) / _PAGES_A_SECOND, _LONGEST_SPREAD)
    chunks = _chunks([*events, recount(spread)] if events else [], board.version)
    if len(chunks) >= LONGEST_QUEUE // 2:
        chunks = [stale(spread)]
    for viewer in watched.viewers:
        is_unsure = named is None and viewer in ahead
        viewer.put([stale(0.0)] if is_unsure else chunks)
        viewer.seen = board.version


def _has_seen(before: Version, viewer: Viewer) -> bool:
    """Whether this version is at least what the viewer's page was made with."""
    return viewer.seen is None or before.covers(viewer.seen)


def _chunks(events: Sequence[bytes], version: Version) -> list[bytes]:
    """The events in pieces of a sensible size, the last of them with the version.

    A browser that comes back tells the last id it got, so only the end of it has one.
    """
    if not events:
        return []
    pieces = [bytearray()]
    for one in (*events[:-1], f"id: {version}\n".encode() + events[-1]):
        if pieces[-1] and len(pieces[-1]) + len(one) > CHUNK:
            pieces.append(bytearray())
        pieces[-1] += one
    return [bytes(piece) for piece in pieces]
