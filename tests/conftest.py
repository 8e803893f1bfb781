"""The servers of a test session, and what every test may rely on.

The session has PostgreSQL and Redis of its own: embedded, in a temporary folder, and
without fsync. With DATABASE_URL and REDIS_URL set it uses those instead. Under xdist
all workers share the servers; each has a database and a cache prefix of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.conf import settings

from tracker import embedded
from tracker.embedded import locks, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)

# Before Django reads its settings: pytest-django would do so too late or too early.
os.environ["TRACKER_INSECURE_HTTP"] = "1"  # The test client speaks plain http.
os.environ["TRACKER_EMBEDDED_FAST"] = "1"
if not WORKER:
    _home = Path(tempfile.mkdtemp(prefix="tracker-tests-", dir="/tmp"))
    _home.chmod(0o711)  # As root, PostgreSQL runs as somebody who must get in.
    os.environ["TRACKER_HOME"] = str(_home)
if embedded.is_default():
    embedded.ensure()
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()
settings.CACHES["default"]["KEY_PREFIX"] = WORKER or "main"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last, or leave them out where there is no Chromium."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    number = sum("no Chromium" in str(report.longrepr) for report in skipped)
    if number:
        terminalreporter.write_line(
            f"{number} browser tests were left out: no Chromium on this machine "
            "(Debian: apt install chromium)."
        )


def pytest_unconfigure() -> None:
    """Let the servers stop, and remove their folder once they have."""
    embedded.release()
    if WORKER:
        return
    home = paths.from_environment()
    deadline = time.monotonic() + 30
    while home.folder.exists() and not locks.is_free(home.supervisor_lock):
        if time.monotonic() > deadline:
            return  # Left for whoever looks into it; nothing else is at stake.
        time.sleep(0.05)
    shutil.rmtree(home.root)


def end_other_sessions() -> None:
    """End what other threads left open in this worker's database.

    Threads that were cut off while they wrote a file leave their sessions behind, and
    the database could not be removed in the end.
    """
    from django.db import connection  # noqa: PLC0415 - only once Django is set up

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The databases of pytest-django, without other sessions when they are removed."""
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


@pytest.fixture(autouse=True)
def _allow_database_beside_browser(request: pytest.FixtureRequest) -> None:
    """Playwright keeps an event loop in this thread, which Django would mistake."""
    if request.node.get_closest_marker("browser"):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """The system's Chromium, quiet; no browser is ever downloaded."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium refuses root otherwise.
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture
def server_url(transactional_db: None) -> Iterator[str]:  # noqa: ARG001 - for its effect
    """The address of the application, served by uvicorn in a thread of this test."""
    import uvicorn  # noqa: PLC0415 - few tests need it

    from tracker.asgi import application  # noqa: PLC0415

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
