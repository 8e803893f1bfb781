"""A web process that is told to stop while somebody watches, as `serve` starts it."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.live.conftest import seen_now, wait_for
from tests.support.watching import Watching
from tracker import probe, serving
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A web process on the database of this test, and its address."""
    taken = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo("", **{n: taken[n] for n in names if n in taken}),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": "of this test",
        "TRACKER_HOSTS": "127.0.0.1",
    }
    listener = serving.listen("127.0.0.1", 0)
    (web,) = serving._children(listener, with_worker=False, environment=environment)
    with subprocess.Popen(
        web.command,
        cwd=project(),
        env=web.environment,
        pass_fds=web.descriptors,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            wait_for(lambda: probe.answers(*serving.reached_at(listener)), within=60)
            yield started, serving.address(listener)
        finally:
            started.kill()
            listener.close()


@pytest.mark.usefixtures("tracker")
def test_process_that_is_told_to_stop_does_so_at_once_though_somebody_watches(process):
    started, address = process
    viewers = [Watching(address, seen_now()) for _ in range(3)]
    for one in viewers:
        wait_for(lambda one=one: one.text.startswith("retry: "))

    began = time.monotonic()
    started.terminate()
    _, said = started.communicate(timeout=30)

    # Three seconds are what answers get that do not end by themselves.
    assert time.monotonic() - began < 2.5
    assert "Cancel" not in said
    assert "Traceback" not in said
    for one in viewers:
        wait_for(lambda one=one: one.is_over)
        one.close()
