"""`make screenshots`: the pictures of the README, taken from the sample project.

Everything is fixed: the sample's story ends on TODAY, and the clock stands at its end
while the sample is read and the pages are shown. So a picture changes only when a page
does.
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

    from playwright.sync_api import Browser

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
TODAY = dt.date(2026, 6, 12)
PAGES = {
    "release": "/sample/releases/v1.10/",
    "enhancement": "/sample/19/",
}
VIEWPORT = {"width": 1280, "height": 900}
LARGEST = 250_000
"""Bytes of one picture: the README must open quickly."""

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
        with time_machine.travel(moment, tick=False):
            _prepare(home, moment)
            with _server() as address:
                too_large = _take(address, chromium)
    for name, size in too_large:
        _tell(f"{name}.png has {size:,} bytes; at most {LARGEST:,} are wanted.")
    return int(bool(too_large))


def _prepare(home: Path, moment: dt.datetime) -> None:
    """Write the sample's repositories, track and read them."""
    from django.core.management import call_command  # noqa: PLC0415 - set up only now

    from enhancements.management.commands.demo import (  # noqa: PLC0415 - the same
        REPOSITORIES,
    )
    from enhancements.sample.writer import write  # noqa: PLC0415 - the same

    folder = home / "sample"
    write(folder, until=moment, today=TODAY)
    paths = {option: str(folder / name) for option, name in REPOSITORIES.items()}
    unheard = io.StringIO()
    call_command("track", "sample", profile="sample", stdout=unheard, **paths)
    call_command("sync", "sample", stdout=unheard)


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


def _take(address: str, chromium: str) -> list[tuple[str, int]]:
    """Write the pictures; returns (name, bytes) of those that are too large."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    FOLDER.mkdir(parents=True, exist_ok=True)
    words = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium refuses root otherwise.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=words)
        sizes = [
            (name, _picture(browser, address + path, FOLDER / f"{name}.png"))
            for name, path in PAGES.items()
        ]
        browser.close()
    return [(name, size) for name, size in sizes if size > LARGEST]


def _picture(browser: Browser, address: str, file: Path) -> int:
    """Take the top of one page; returns the number of bytes.

    Ends the program when the page or anything it needs cannot be loaded: a picture of
    a broken page is worse than none.
    """
    page = browser.new_page(
        viewport=VIEWPORT, color_scheme="light", locale="en-GB", timezone_id="UTC"
    )
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on(
        "response",
        lambda answer: None if answer.ok else failed.append(answer.url),
    )
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
