"""Two people at one board, in a real browser: what one decides the other one sees."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.live.conftest import RELEASE, decide, untouched, wait_for
from tracker.live.running import HUB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BOARD = f"/sample/{RELEASE}/board"


@pytest.fixture
def opened(tracker: str, context: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Opens the board, with this query, and returns once it listens."""

    def opened(query: str = "") -> Page:
        before = HUB.viewers
        page = context.new_page()
        page.goto(f"{tracker}{BOARD}{query}")
        wait_for(lambda: HUB.viewers == before + 1)
        wait_for(lambda: all(one.version for one in HUB._watched.values()))
        return page

    yield opened
    context.close()
    wait_for(lambda: HUB.viewers == 0)


def row_of(page: Page, key: str):
    return page.locator(f"[id='e-{key}-']")


def test_decision_shows_within_a_second_where_the_board_is_open(opened):
    entry = untouched()
    key = key_of(entry)
    page = opened()
    cell = row_of(page, key).locator("[data-cell$='/code-freeze']")
    expect(cell).not_to_contain_text("Tracked")

    decide(entry)
    began = time.monotonic()
    expect(cell).to_contain_text("Tracked", timeout=5000)
    assert time.monotonic() - began < 1

    expect(cell).to_have_attribute("data-changed", re.compile(r"\d+"))
    said = page.locator("[aria-live=polite]")
    expect(said).to_contain_text("was tracked for the code freeze by @anna.")


def key_of(entry) -> str:
    return entry.enhancement.records.get(until=None).key


def test_x(opened):
    page = opened()
    page.screenshot(path="/tmp/d_board.png")
