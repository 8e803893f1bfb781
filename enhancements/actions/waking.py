"""Wake a worker up for a repository, without ever failing or holding up who asks.

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


def wake(repository_id: int) -> None:
    """Have the pump run for a repository once the transaction is committed.

    Never raises, and never waits for the broker.
    """
    transaction.on_commit(lambda: BELL.ring(repository_id), robust=True)


class Bell:
    """Sends in a thread of its own; many rings while it is busy are one."""

    def __init__(self, send: Callable[[int], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._wanted: set[int] = set()
        self._thread: threading.Thread | None = None
        self._process = os.getpid()

    def ring(self, repository_id: int) -> None:
        """Have it sent soon."""
        with self._lock:
            if self._process != os.getpid():
                # A fork has no thread of its parent's.
                self._thread, self._process = None, os.getpid()
            self._wanted.add(repository_id)
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
                repository_id = self._wanted.pop()
            try:
                self._send(repository_id)
            except Exception as error:  # noqa: BLE001 - whatever a broker's client raises
                log.warning(
                    "nobody was woken for repository %s: %s", repository_id, error
                )


def _send(repository_id: int) -> None:
    """One message, at once or not at all."""
    current_app.send_task(
        PUMP, kwargs={"repository_id": repository_id}, retry=False, ignore_result=True
    )


BELL = Bell(_send)
