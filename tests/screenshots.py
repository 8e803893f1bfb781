"""`make screenshots`: the pictures of the README, taken from the sample project.

Everything is fixed: the sample's story and its pretended GitHub end on TODAY, and the
clock stands at its end while the team decides and the pages are shown. So a picture
changes only when a page does. Only while the sample is read, in the hour before, the
clock runs: GitHub is asked again after moments.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import shutil
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import time_machine

from tests.bench import house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
TODAY = dt.date(2026, 6, 12)
READ = dt.timedelta(hours=1)
"""How long before the end of TODAY the sample is read."""
PAGES = {
    "release": "/sample/releases/v1.10/",
    "enhancement": "/sample/19/",
}
LEAD_PAGES = {
    "board": "/sample/v1.10/board",
    "panel": "/sample/v1.10/board?item=33",
    "party": "/sample/v1.10/board/party",
}
"""What the release lead sees, who may decide."""
VIEWPORT = {"width": 1280, "height": 900}
LARGEST = 250_000
"""Bytes of one picture: the README must open quickly."""

SAMPLE = "sample"
_TOKEN = "of-the-pictures-alone"  # noqa: S105 - the pretended GitHub's, which is here
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_TIMEOUT = 30.0


def main() -> int:
    """Take every picture; returns the exit code."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        _tell("No Chromium was found. Install it (Debian: apt install chromium).")
        return 1
    with house.moved_in(fast=True) as home:
        from enhancements.sample.writer import end_of  # noqa: PLC0415 - set up only now

        moment = end_of(TODAY)
        with time_machine.travel(moment - READ, tick=True):
            _prepare(home)
        with time_machine.travel(moment, tick=False):
            session = _decide(moment)
            with _server() as address:
                too_large = _take(address, chromium, session)
    for name, size in too_large:
        _tell(f"{name}.png has {size:,} bytes; at most {LARGEST:,} are wanted.")
    return int(bool(too_large))


def _prepare(home: Path) -> None:
    """Write the sample's repositories and its GitHub, track and read them."""
    from django.conf import settings  # noqa: PLC0415 - set up only now
    from django.core.management import call_command  # noqa: PLC0415 - the same

    from enhancements.fakehub.server import Fakehub  # noqa: PLC0415 - the same
    from enhancements.management.commands.demo import (  # noqa: PLC0415 - the same
        REPOSITORIES,
    )
    from enhancements.sample.github import journal, places  # noqa: PLC0415 - the same
    from enhancements.sample.github.people import TRACKER  # noqa: PLC0415 - the same
    from enhancements.sample.writer import calendar_of  # noqa: PLC0415 - the same

    folder = home / "sample"
    call_command("make_sample", str(folder), today=TODAY.isoformat(), verbosity=0)
    calendars = {
        place.story.tracked_as: calendar_of(folder / place.story.folder)
        for place in places.PLACES
    }
    world, _ = journal.open_world(folder / ".github.jsonl", calendars, time.time())
    paths = {option: str(folder / name) for option, name in REPOSITORIES.items()}
    github = list(places.REPOSITORIES[SAMPLE])
    unheard = io.StringIO()
    with Fakehub(world, limit=15_000) as hub:
        settings.GITHUB_URL, settings.GITHUB_TOKEN = hub.url, _TOKEN
        hub.access.add_token(TRACKER, text=_TOKEN)
        call_command(
            "track", SAMPLE, profile="sample", github=github, stdout=unheard, **paths
        )
        call_command("sync", SAMPLE, stdout=unheard)


def _decide(moment: dt.datetime) -> str:
    """Let the team have decided, and everything be read just now; returns the session
    of the release lead.
    """
    from django.test import Client  # noqa: PLC0415 - set up only now

    from enhancements.actions import accounts, freshness  # noqa: PLC0415 - the same
    from enhancements.management import demo_cycle  # noqa: PLC0415 - the same
    from enhancements.models import Person, Project  # noqa: PLC0415 - the same
    from enhancements.sample.cast import CHAIRS, LEADS  # noqa: PLC0415 - the same

    project, lead = Project.objects.get(name=SAMPLE), LEADS[SAMPLE]
    demo_cycle.decide(project=project, lead=lead, chairs=CHAIRS[SAMPLE])
    for source in project.sources.all():
        freshness.note(source=source, at=moment)
    for repository in project.repositories.all():
        freshness.note_repository(repository=repository.pk, at=moment)
    client = Client()
    person = Person.objects.get(login=lead)
    client.force_login(
        accounts.sign_in(github_id=person.github_id, login=lead, name="Vesna Tolmark")
    )
    return client.cookies["sessionid"].value


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """The pages on a free port of this machine, served from a thread."""
    import uvicorn  # noqa: PLC0415 - after the set-up

    from tracker.asgi import application  # noqa: PLC0415 - the same

    config = uvicorn.Config(
        application,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        deadline = time.monotonic() + START_TIMEOUT
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def _take(address: str, chromium: str, session: str) -> list[tuple[str, int]]:
    """Write the pictures, those of LEAD_PAGES in the lead's session; returns (name,
    bytes) of those that are too large.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    FOLDER.mkdir(parents=True, exist_ok=True)
    words = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium refuses root otherwise.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=words)
        sizes = [
            (name, _picture(context, address + path, FOLDER / f"{name}.png"))
            for pages, cookies in ((PAGES, []), (LEAD_PAGES, [("sessionid", session)]))
            for context in [_context(browser, address, cookies)]
            for name, path in pages.items()
        ]
        browser.close()
    return [(name, size) for name, size in sizes if size > LARGEST]


def _context(
    browser: Browser, address: str, cookies: list[tuple[str, str]]
) -> BrowserContext:
    """A window of its own, with these cookies. Its clock stands, too: a countdown that
    runs would never give the same picture twice.
    """
    context = browser.new_context(
        viewport=VIEWPORT, color_scheme="light", locale="en-GB", timezone_id="UTC"
    )
    context.clock.set_fixed_time(dt.datetime.now(dt.UTC))
    for name, value in cookies:
        context.add_cookies([{"name": name, "value": value, "url": address}])
    return context


def _picture(context: BrowserContext, address: str, file: Path) -> int:
    """Take the top of one page; returns the number of bytes.

    Ends the program when the page or anything it needs cannot be loaded: a picture of
    a broken page is worse than none.
    """
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on(
        "response",
        lambda answer: None if answer.ok else failed.append(answer.url),
    )
    # What keeps a page up to date is one answer that never ends.
    page.route("**/events*", lambda route: route.fulfill(status=204))
    page.goto(address, wait_until="networkidle")
    if failed:
        sys.exit(f"These could not be loaded: {', '.join(failed)}.")
    page.screenshot(path=file, animations="disabled")
    page.close()
    size = file.stat().st_size
    _tell(f"{file.name}: {size:,} bytes")
    return size


def _tell(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
