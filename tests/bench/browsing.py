"""What a reader on a slow device feels: web vitals in Chromium, four times slower.

Thresholds are those that web.dev calls good; ours are half of them. Everything is
taken in a browser of its own for each load, so nothing comes from a cache.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections
from playwright.sync_api import sync_playwright

from tests.bench import databases
from tests.bench.databases import RELEASE
from tests.bench.report import Metric
from tracker.embedded.paths import project as checkout

if TYPE_CHECKING:
    from datetime import datetime

    from playwright.sync_api import Browser, Page

Tell = Callable[[str], None]

PAGES = {
    "release": f"/bench/releases/{RELEASE}/",
    "enhancement": "/bench/10001/",
    "browse": "/bench/enhancements/",
    "roadmap": "/bench/roadmap/",
}
SLOWER = 4
"""How many times slower the browser's processor is made."""
_PHONE = {"width": 390, "height": 844}
_READY = re.compile(r"ready at (http://\S+)/")
_SCRIPT = Path(__file__).with_name("vitals.js")
# Presses of one view: rows down and up, the sheet of keys and away with it.
_KEYS = ("j", "j", "j", "k", "?", "Escape", "j")


@dataclasses.dataclass(frozen=True, slots=True)
class Vital:
    """A figure of one load, with half of what is called good for it."""

    name: str
    words: str
    bound: float
    unit: str


VITALS = (
    Vital("lcp", "largest contentful paint", 1250, "ms"),
    Vital("tbt", "total blocking time", 100, "ms"),
    Vital("cls", "cumulative layout shift", 0.05, ""),
    Vital("inp", "interaction to next paint", 100, "ms"),
)


def metrics(
    *,
    enhancements: int,
    entries: int,
    loads: int,
    pause: int,
    now: datetime,
    tell: Tell,
) -> list[Metric]:
    """The worst page's median of each vital; nothing without a Chromium."""
    if not _chromium():
        tell("no Chromium here: what a browser feels is left out")
        return []
    databases.fill(enhancements, entries=entries, now=now)
    seen = taken(PAGES, loads, pause, tell)
    return [_metric(vital, seen, loads, entries) for vital in VITALS]


def _chromium() -> str:
    programs = ("chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, programs)), "")


def taken(
    pages: Mapping[str, str], loads: int, pause: int, tell: Tell
) -> dict[str, dict[str, float]]:
    """Median of each vital by the name of the page, from the database in use; nothing
    without a Chromium.
    """
    program = _chromium()
    if not program:
        return {}
    connections.close_all()
    seen: dict[str, dict[str, float]] = {}
    with _serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        for name, path in pages.items():
            tell(f"{name} page in Chromium, {loads} loads")
            found = [_load(browser, address + path, pause) for _ in range(loads)]
            seen[name] = {
                vital.name: statistics.median(one[vital.name] for one in found)
                for vital in VITALS
            }
        browser.close()
    return seen


def _metric(
    vital: Vital, seen: dict[str, dict[str, float]], loads: int, entries: int
) -> Metric:
    figures = ", ".join(f"{name} {one[vital.name]:.3g}" for name, one in seen.items())
    return Metric(
        f"{vital.words} of the slowest page",
        vital.bound,
        max(one[vital.name] for one in seen.values()),
        vital.unit,
        f"{figures}; pages of {entries} rows (browse and roadmap show 100), a phone's"
        f" width, processor {SLOWER} times slower, medians of {loads} loads",
    )


@contextlib.contextmanager
def _serving() -> Iterator[str]:
    """The address of a web process of its own."""
    words = [sys.executable, "manage.py", "serve", "--no-worker", "--port", "0"]
    with subprocess.Popen(
        words, cwd=checkout(), stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := _READY.search(line):
            return found[1]
    message = "the server ended before it was ready"
    raise RuntimeError(message)


def _load(browser: Browser, address: str, pause: int) -> dict[str, float]:
    context = browser.new_context(viewport=_PHONE)  # type: ignore[arg-type]  # a dict of its kind
    context.add_init_script(path=_SCRIPT)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    response = page.goto(address, wait_until="load")
    if response is None or not response.ok:
        message = f"{address} could not be loaded"
        raise AssertionError(message)
    page.wait_for_timeout(5 * pause)
    found = _vitals(page, pause)
    context.close()
    return found


def _vitals(page: Page, pause: int) -> dict[str, float]:
    for key in _KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
    found: dict[str, Any] = page.evaluate("() => window.vitals()")
    return {name: float(value) for name, value in found.items()}
