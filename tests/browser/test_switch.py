"""The switch between projects, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from enhancements.actions import projects
from tests.support.serving import BRIEFLY_IN_A_BROWSER

pytestmark = BRIEFLY_IN_A_BROWSER


@pytest.fixture(scope="module")
def second(tracker: str) -> str:
    """The address of a server with two projects."""
    projects.track(name="second", profile="kubevirt", locations={}, by="tester")
    return tracker


def test_switch_keeps_the_page_and_closes_with_escape(second: str, page: Page):
    page.goto(f"{second}/sample/releases/v1.10/?sig=compute")
    summary = page.locator("details.switcher summary")
    link = page.locator("details.switcher").get_by_role("link", name="KubeVirt")
    summary.click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.mouse.click(900, 600)
    expect(link).to_be_hidden()
    summary.click()
    link.click()

    expect(page).to_have_url(f"{second}/second/releases/")


def test_switch_works_without_javascript(second: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{second}/sample/roadmap/?sig=compute")
    page.locator("details.switcher summary").click()
    page.locator("details.switcher").get_by_role("link", name="KubeVirt").click()

    expect(page).to_have_url(f"{second}/second/roadmap/")
    context.close()
