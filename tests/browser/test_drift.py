"""The drift list in a real browser: from the release to it, filtered, and nothing runs
over the edge.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER
LIST = "/sample/v1.10/drift/"


def test_from_the_release_to_one_field(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/releases/v1.10/")
    page.get_by_role("navigation", name="Release v1.10").get_by_role(
        "link", name="Drift"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drift")
    expect(page.locator(".driftrow").first).to_be_visible()
    page.get_by_role("link", name="Target", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("disagreement")
    expect(page.locator(".driftfield").first).to_contain_text("Target")
    page.get_by_role("link", name="listed apart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Untracked work")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", [LIST, "/sample/v1.10/untracked/"])
def test_nothing_runs_over_the_edge(tracker: str, page: Page, width: int, address: str):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{tracker}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
