"""Answers that never end, sent outside of Django.

Django's handler would keep a thread, a connection to the database and a dozen objects
for every viewer. So a view answers as any other, at once, with headers and nothing
else, and says beside it which board is to be watched; when Django is done, what follows
is sent from here.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import threading
from collections.abc import Callable, MutableMapping
from types import FrameType
from typing import Any

from enhancements.policy.live import DOOR, Topic, Version
from tracker.limits import Application, Message, Receive, Send
from tracker.live.hub import Hub, Viewer

HEARTBEAT_SECONDS = 15.0
"""After so long without news a line goes out: proxies close what is silent."""
SEND_SECONDS = 30.0
"""Who takes nothing for so long has gone."""
_RETRY = (1.0, 4.0)
"""Seconds after which browsers come back: not all at once, after a restart."""


class Door:
    """What a view finds in its request's scope under `DOOR`."""

    def __init__(self, hub: Hub, most: int) -> None:
        self._hub = hub
        self._most = most
        self.wanted: tuple[Topic, Version | None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody else can watch at this process."""
        return self._hub.viewers >= self._most

    def open(self, topic: Topic, seen: Version | None) -> None:
        """Go on with the news of a board after the view's answer."""
        self.wanted = (topic, seen)


def streaming(
    application: Application, hub: Hub, *, most: Callable[[], int]
) -> Application:
    """The application, whose views may open streams of this hub, up to so many."""
    ending = _Ending(hub)

    async def answered(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        door = Door(hub, most())
        head = _Head(door, send)
        await application({**scope, DOOR: door}, receive, head.take)
        if door.wanted is not None and head.is_sent:
            ending.watch_for_signals()
            await _stream(hub, *door.wanted, receive=receive, send=send)

    return answered


class _Head:
    """Passes an answer on; of one that goes on as a stream only its head."""

    def __init__(self, door: Door, send: Send) -> None:
        self._door = door
        self._send = send
        self.is_sent = False

    async def take(self, message: MutableMapping[str, Any]) -> None:
        if self._door.wanted is None:
            await self._send(message)
        elif message["type"] == "http.response.start":
            headers = [one for one in message["headers"] if not _is_length(one)]
            await self._send({**message, "headers": headers})
            self.is_sent = True


def _is_length(header: tuple[bytes, bytes]) -> bool:
    return header[0].lower() == b"content-length"


async def _stream(
    hub: Hub, topic: Topic, seen: Version | None, *, receive: Receive, send: Send
) -> None:
    """Send until the viewer leaves, is too slow, or the server stops."""
    viewer = hub.join(topic, seen)
    sending = asyncio.create_task(_send_all(hub, viewer, send))
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(viewer)
        for task in (sending, leaving):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await task


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_all(hub: Hub, viewer: Viewer, send: Send) -> None:
    retry = random.uniform(*_RETRY)  # noqa: S311 - only spreads them
    await _send(send, f"retry: {1000 * retry:.0f}\n\n".encode())
    while True:
        try:
            chunk = await asyncio.wait_for(viewer.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            chunk = _heartbeat(hub, viewer)
        if chunk is None:
            await _send(send, b"", more=False)
            return
        await _send(send, chunk)


def _heartbeat(hub: Hub, viewer: Viewer) -> bytes:
    """A comment; with the version that the viewer is up to, when that is known."""
    version = hub.version(viewer)
    return f": \nid: {version}\n\n".encode() if version else b": \n\n"


async def _send(send: Send, chunk: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        message = {"type": "http.response.body", "body": chunk, "more_body": more}
        await send(message)


class _Ending:
    """Ends all streams when the process is told to stop.

    A server that waits for its answers to end would wait for ever for these.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._is_watching = False

    def watch_for_signals(self) -> None:
        """Before the server's own handlers, which are kept; in the main thread only."""
        is_main = threading.current_thread() is threading.main_thread()
        if self._is_watching or not is_main:
            return
        self._is_watching = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._chain(number, loop)

    def _chain(self, number: signal.Signals, loop: asyncio.AbstractEventLoop) -> None:
        before = signal.getsignal(number)

        def end(got: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._hub.end_all)
            if callable(before):
                before(got, frame)

        signal.signal(number, end)
