"""Wake a worker up, without ever failing or holding up who asks.

A task carries no information: what is owed is in rows, and a sweep finds it within
seconds if nobody was woken. So a broker that is away costs those seconds, nothing else.
"""

from __future__ import annotations

import contextvars
import logging
import os
import threading
import time
from collections.abc import Callable

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

PUMP = "enhancements.pump"
INBOX = "enhancements.drain_inbox"
SYNC = "enhancements.sync_project"
REDELIVER = "enhancements.redeliver"
CHANNELS = "enhancements.send_to_channels"

Call = tuple[str, tuple[tuple[str, int], ...]]
"""A task's name and its arguments."""
PAUSE = 0.1
"""Seconds between two messages of the same call."""


def wake(repository_id: int) -> None:
    """Have the pump run for a repository once the transaction is committed.

    This and the others never raise, and never wait for the broker.
    """
    _on_commit((PUMP, (("repository_id", repository_id),)))


def wake_sync(project_id: int) -> None:
    """Have a project's files read anew once the transaction is committed."""
    _on_commit((SYNC, (("project_id", project_id),)))


def wake_inbox() -> None:
    """Have deliveries worked off once the transaction is committed."""
    _on_commit((INBOX, ()))


def wake_channels() -> None:
    """Have what is owed to channels sent once the transaction is committed."""
    _on_commit((CHANNELS, ()))


def wake_redelivery() -> None:
    """Have deliveries asked for again that failed while no worker was there."""
    BELL.ring((REDELIVER, (("is_start", 1),)))


def wake_second_redelivery() -> None:
    """Have it looked at whether what was asked for has arrived by now."""
    BELL.ring((REDELIVER, (("is_again", 1),)))


def _on_commit(call: Call) -> None:
    transaction.on_commit(lambda: BELL.ring(call), robust=True)


class Bell:
    """Sends in a thread of its own; many rings while it is busy are one.

    The first ring of a call is sent at once; what rings within `pause` seconds after
    it is sent together when they are over. A burst of deliveries would else spend as
    much on messages as on the deliveries themselves.
    """

    def __init__(self, send: Callable[[Call], None], *, pause: float = PAUSE) -> None:
        self._send = send
        self._pause = pause
        self._lock = threading.Lock()
        self._rung = threading.Condition(self._lock)
        # In the order in which they rang: the demo wakes for the main repository first.
        # What rang first says for whom: the log of the task tells it.
        self._wanted: dict[Call, contextvars.Context] = {}
        self._quiet_until: dict[Call, float] = {}
        self._thread: threading.Thread | None = None
        self._process = os.getpid()

    def ring(self, call: Call) -> None:
        """Have it sent soon."""
        with self._lock:
            if self._process != os.getpid():
                # A fork has no thread of its parent's, and nobody who waits.
                self._thread, self._process = None, os.getpid()
                self._rung = threading.Condition(self._lock)
            self._wanted.setdefault(call, contextvars.copy_context())
            if self._thread is None:
                self._thread = threading.Thread(target=self._ring, daemon=True)
                self._thread.start()
            else:
                self._rung.notify()

    def wait(self, seconds: float) -> None:
        """Wait until all has been sent, or for so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _ring(self) -> None:
        while (rung := self._next()) is not None:
            call, context = rung
            try:
                context.run(self._send, call)
            except Exception as error:  # noqa: BLE001 - whatever a broker's client raises
                log.warning("nobody was woken for %s: %s", call[0], error)

    def _next(self) -> tuple[Call, contextvars.Context] | None:
        """Wait for a call that may be sent; None once nothing rang for a while."""
        with self._lock:
            while True:
                now = time.monotonic()
                self._quiet_until = {
                    call: until
                    for call, until in self._quiet_until.items()
                    if until > now
                }
                due = next(
                    (c for c in self._wanted if c not in self._quiet_until), None
                )
                if due is not None:
                    context = self._wanted.pop(due)
                    self._quiet_until[due] = now + self._pause
                    return due, context
                if not self._quiet_until:
                    self._thread = None
                    return None
                self._rung.wait(min(self._quiet_until.values()) - now)


def _send(call: Call) -> None:
    """One message, at once or not at all."""
    name, arguments = call
    current_app.send_task(name, kwargs=dict(arguments), retry=False, ignore_result=True)


BELL = Bell(_send)
