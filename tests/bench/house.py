"""Servers of the bench's own, in a folder that goes when it ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests.support import rooms
from tracker import embedded
from tracker.embedded import locks, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_OURS = (
    *("DATABASE_URL", "REDIS_URL", "DATABASE_URL_FILE", "REDIS_URL_FILE"),
    *(
        "TRACKER_GITHUB_TOKEN_FILE",
        "TRACKER_GITHUB_APP_ID",
        "TRACKER_GITHUB_APP_KEY",
        "TRACKER_GITHUB_APP_KEY_FILE",
    ),
    *("TRACKER_WEBHOOK_SECRET_FILE", "TRACKER_HOSTS"),
)


@contextlib.contextmanager
def moved_in(*, fast: bool) -> Iterator[Path]:
    """Start PostgreSQL and Redis in a temporary home, migrated; gives its folder.

    `fast` leaves fsync out and works in memory, which no real figure may do.
    """
    for name in (*_NOT_OURS, "TRACKER_EMBEDDED_FAST"):
        os.environ.pop(name, None)
    room = rooms.quick() if fast else Path("/tmp")
    home = Path(tempfile.mkdtemp(prefix="tracker-bench-", dir=room))
    home.chmod(0o711)  # As root, PostgreSQL runs as somebody who must get in.
    os.environ |= {
        "TRACKER_HOME": str(home),
        "TRACKER_INSECURE_HTTP": "1",
        "TRACKER_LOCAL_SOURCES": "1",
        "TRACKER_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
    }
    if fast:
        os.environ["TRACKER_EMBEDDED_FAST"] = "1"
    try:
        embedded.ensure()
        django.setup()
        _migrate()
        yield home
    finally:
        _leave(home)


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after setup()

    call_command("migrate", verbosity=0)


def _leave(home: Path) -> None:
    from django.db import connections  # noqa: PLC0415 - after setup()

    connections.close_all()
    embedded.release()
    servers = paths.from_environment()
    deadline = time.monotonic() + 30
    while servers.folder.exists() and not locks.is_free(servers.supervisor_lock):
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)
    shutil.rmtree(home)
