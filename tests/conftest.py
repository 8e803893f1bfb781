"""The servers of a test session, and what every test may rely on.

The session has PostgreSQL and Redis of its own: embedded, in a temporary folder, in
memory where there is room, without fsync, and begun with a copy of a migrated cluster.
With DATABASE_URL and REDIS_URL set it uses those instead. Under xdist all workers share
the servers; each has a database and a cache of its own, which it may clear.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.conf import settings
from django.db import connection

from tests.support import clusters, durations, rooms, serving
from tracker import embedded, redis_urls
from tracker.embedded import locks, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
LONG_MARKS = ("long", "servers", "slow")
_took: Counter[str] = Counter()

# Tests start hundreds of processes, each of which would compile all our code again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Before Django reads its settings: pytest-django would do so too late or too early.
os.environ["TRACKER_INSECURE_HTTP"] = "1"  # The test client speaks plain http.
os.environ["TRACKER_EMBEDDED_FAST"] = "1"
if not WORKER:
    _room = rooms.quick()
    _home = Path(tempfile.mkdtemp(prefix="tracker-tests-", dir=_room))
    _home.chmod(0o711)  # As root, PostgreSQL runs as somebody who must get in.
    os.environ["TRACKER_HOME"] = str(_home)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_room))
if embedded.is_default():
    os.environ.setdefault(clusters.TEMPLATE, str(clusters.made()))
    embedded.ensure()
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()
if clusters.TEMPLATE in os.environ and embedded.is_default():
    # What is not up to date in it is migrated then.
    connection.settings_dict["TEST"]["TEMPLATE"] = clusters.DATABASE
# Redis has 16 databases: two are the application's, whose numbers nothing else takes.
_number = 2 + int(WORKER.removeprefix("gw") or 0) % 14
settings.CACHES = {
    "default": {
        **settings.CACHES["default"],
        "LOCATION": redis_urls.database(settings.REDIS_URL, _number),
        "KEY_PREFIX": WORKER or "main",
    }
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests first, those of the browser last or left out.

    Workers take file after file in this order, so that none is left alone with a long
    one: those that took longest here come first. Playwright keeps an event loop in its
    thread from the first browser test on, beside which no test could run a loop of its
    own. Tests that share a history come after those that tell one: it is in the
    database until its file ends.
    """
    rows = durations.known()
    in_browser = {item.path for item in items if item.get_closest_marker("browser")}
    long = {i.path for i in items if any(map(i.get_closest_marker, LONG_MARKS))}
    items.sort(
        key=lambda item: (
            item.path in in_browser,
            item.path not in long,
            -durations.of(item.path, rows),
            "shared" in getattr(item, "fixturenames", ()),
        )
    )
    for item in items:
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_collection_finish() -> None:
    """What was collected stays: the collector need not look through it ever again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Under xdist it is the controller that hears of all."""
    _took[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    number = sum("no Chromium" in str(report.longrepr) for report in skipped)
    if number:
        terminalreporter.write_line(
            f"{number} browser tests were left out: no Chromium on this machine "
            "(Debian: apt install chromium)."
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the servers stop, and remove their folder once they have."""
    embedded.release()
    if WORKER:
        return
    is_part = config.option.keyword or any("::" in word for word in config.args)
    if not is_part:
        durations.keep(_took)
    home = paths.from_environment()
    deadline = time.monotonic() + 30
    while home.folder.exists() and not locks.is_free(home.supervisor_lock):
        if time.monotonic() > deadline:
            return  # Left for whoever looks into it; nothing else is at stake.
        time.sleep(0.05)
    shutil.rmtree(home.root)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The databases of pytest-django, without other sessions when they are removed."""
    yield
    with django_db_blocker.unblock():
        serving.end_other_sessions()


@pytest.fixture(scope="module", autouse=True)
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
