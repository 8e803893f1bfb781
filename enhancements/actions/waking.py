"""Wake a worker up, without ever failing or holding up who asks.

A task carries no information: what is owed is in rows, and a sweep finds it within
seconds if nobody was woken. So a broker that is away costs those seconds, nothing else.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

PUMP = "enhancements.pump"
INBOX = "enhancements.drain_inbox"
SYNC = "enhancements.sync_project"
REDELIVER = "enhancements.redeliver"

Call = tuple[str, tuple[tuple[str, int], ...]]
"""A task's name and its arguments."""


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


def wake_redelivery() -> None:
    """Have deliveries asked for again that failed while no worker was there."""
    BELL.ring((REDELIVER, (("is_start", 1),)))


def wake_second_redelivery() -> None:
    """Have it looked at whether what was asked for has arrived by now."""
    BELL.ring((REDELIVER, (("is_again", 1),)))


def _on_commit(call: Call) -> None:
    transaction.on_commit(lambda: BELL.ring(call), robust=True)


class Bell:
    """Sends in a thread of its own; many rings while it is busy are one."""

    def __init__(self, send: Callable[[Call], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        # In the order in which they rang: the demo wakes for the main repository first.
        self._wanted: dict[Call, None] = {}
        self._thread: threading.Thread | None = None
        self._process = os.getpid()

    def ring(self, call: Call) -> None:
        """Have it sent soon."""
        with self._lock:
            if self._process != os.getpid():
                # A fork has no thread of its parent's.
                self._thread, self._process = None, os.getpid()
            self._wanted[call] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._ring, daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until all has been sent, or for so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _ring(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._thread = None
                    return
                call = next(iter(self._wanted))
                del self._wanted[call]
            try:
                self._send(call)
            except Exception as error:  # noqa: BLE001 - whatever a broker's client raises
                log.warning("nobody was woken for %s: %s", call[0], error)


def _send(call: Call) -> None:
    """One message, at once or not at all."""
    name, arguments = call
    current_app.send_task(name, kwargs=dict(arguments), retry=False, ignore_result=True)


BELL = Bell(_send)
