"""Snapshots in a real browser: from the list to what stood, the file and the board."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from tests.support import kept
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER
LIST = "/sample/v1.9/snapshots/"


@pytest.fixture(scope="module")
def site(tracker: str, django_db_blocker: DjangoDbBlocker) -> str:
    """The served sample, with a snapshot of every deadline that passed."""
    with django_db_blocker.unblock():
        kept.take_all(timezone.now())
    return tracker


def test_from_the_list_to_what_stood_and_to_what_came_later(site: str, page: Page):
    page.goto(f"{site}{LIST}")
    page.get_by_role("link", name="VEP freeze", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("v1.9 at the VEP freeze")

    more = page.locator(".keptmore").first
    expect(more.locator(".keptchecks").first).to_be_hidden()
    more.locator("summary").click()
    expect(more.locator(".keptchecks").first).to_be_visible()

    page.get_by_role("link", name="board compared with this snapshot").click()
    expect(page.locator(".compared")).to_contain_text("the VEP freeze of v1.9")


def test_file_is_what_its_digest_says(site: str, page: Page):
    page.goto(f"{site}{LIST}")
    page.get_by_role("link", name="Code freeze", exact=True).click()
    digest = page.locator(".keptdigest").inner_text()
    with page.expect_download() as started:
        page.get_by_role("link", name="JSON").click()
    download = started.value
    assert download.suggested_filename.startswith("sample-v1-9-code-freeze-")
    found = hashlib.sha256(Path(download.path()).read_bytes()).hexdigest()
    assert found == digest


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_runs_over_the_edge(site: str, page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    for step in range(2):
        if step == 0:
            page.goto(f"{site}{LIST}")
        else:
            page.locator("tbody .ent").first.click()
            page.locator(".keptmore summary").first.click()
        over = page.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        assert over == 0
