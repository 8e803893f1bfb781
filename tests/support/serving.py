"""The application, served within a test's own process."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
import uvicorn
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# A browser that leaves a page cuts its files off; the server's generators are then
# collected with the file still open.
BRIEFLY_IN_A_BROWSER = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""Marks of the few files of tests in a browser for which `make test` has time."""
IN_A_BROWSER = [*BRIEFLY_IN_A_BROWSER, pytest.mark.long]
"""Marks of every other file of tests in a browser."""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The address of the application, served by uvicorn in a thread of this process.

    What it is to show must be committed.
    """
    from tracker.asgi import application  # noqa: PLC0415 - sets Django up

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            lifespan="off",
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()
    end_other_sessions()


def end_other_sessions() -> None:
    """End what other threads left open in this worker's database.

    Threads that were cut off while they wrote a file leave their sessions behind, and
    the database could not be removed in the end. The pool is made anew: it must not
    give out a session that was ended here.
    """
    connection.close()
    connection.close_pool()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
