"""The sample project, served; what tests write is committed, so that it is seen."""

from __future__ import annotations

import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.db import connection
from django.utils import timezone

from enhancements.models import Decision, Entry
from enhancements.policy.live import Version
from enhancements.queries import frame
from tests.browser.conftest import sample_folder, tracker
from tests.support.watching import Watching
from tracker.live.running import HUB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
__all__ = ["sample_folder", "tracker"]
RELEASE = "v1.9"
CODE = "code-freeze"
EVENTS = f"/sample/{RELEASE}/board/events"


def elsewhere(deed: Callable[[], T]) -> T:
    """Do it with another connection, which commits: a test's own is rolled back."""

    def done() -> T:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(done).result()


_places = itertools.count()


def untouched() -> Entry:
    """An entry of the release that no test has decided about."""
    found = Entry.objects.filter(release__name=RELEASE, until=None, track="")
    return found.order_by("enhancement_id")[next(_places)]


def decide(
    entry: Entry, value: str = "tracked", *, by: str = "anna", freeze: str = CODE
) -> None:
    """Decide the entry's standing at a freeze, and commit it."""
    elsewhere(lambda: write(entry, value, by=by, freeze=freeze))


def write(
    entry: Entry, value: str = "tracked", *, by: str = "anna", freeze: str = CODE
) -> Decision:
    """The same with the connection of whoever calls. What stood before is ended."""
    now, batch = timezone.now(), uuid.uuid4()
    place = {
        "release": entry.release,
        "enhancement": entry.enhancement,
        "track": entry.track,
        "kind": "standing",
        "freeze": freeze,
    }
    Decision.objects.filter(**place, until=None).update(
        until=now, ended_by=by, ended_batch=batch
    )
    return Decision.objects.create(**place, value=value, by=by, since=now, batch=batch)


def version() -> str:
    """The version of a page that is made now."""
    return str(Version.of(frame.begin("sample").pulses))


def seen_now() -> str:
    """The address of the events for a page that is made now."""
    return f"{EVENTS}?seen={version()}"


def wait_for(condition: Callable[[], bool], within: float = 5.0) -> None:
    """Return once it holds. Raises AssertionError when it never does."""
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.01)


def has_read() -> bool:
    """Whether the hub listens, and knows what every board that is watched shows."""
    boards = list(HUB._watched.values())
    return HUB.is_listening and all(
        one.version is not None and not one.is_owed for one in boards
    )


@pytest.fixture
def watching(tracker: str) -> Iterator[Watching]:
    """Somebody who has the board open as it is now."""
    with Watching(tracker, seen_now()) as viewer:
        wait_for(has_read)
        yield viewer
    wait_for(lambda: HUB.viewers == 0)
