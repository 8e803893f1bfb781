"""Changing what a freeze asks, in a browser, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

from tests.support.browsers import page_of
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER
PAGE = "/sample/v1.10/board/criteria"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def lead(
    tracker: str, session: str, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The page as the release lead sees it."""
    page = page_of(browser, tracker, session, java_script_enabled=request.param)
    page.set_default_timeout(10_000)
    page.goto(PAGE)
    yield page
    page.context.close()


def test_lead_looks_first_and_changes_a_check(lead: Page):
    freeze = lead.locator("#code-freeze")
    title = freeze.get_by_role("heading", level=3).first.inner_text()
    freeze.get_by_role("link", name=f"Change {title}").click()
    form = lead.locator("#form")
    expect(form.get_by_role("heading", level=2)).to_contain_text("Change “")
    form.get_by_label("Title on the board").fill(f"{title}, again")
    form.get_by_role("button", name="See what would change").click()
    expect(form).to_contain_text("Nothing is changed yet.")
    expect(form.get_by_label("Title on the board")).to_have_value(f"{title}, again")

    form.get_by_role("button", name="Change it").click()
    expect(form).to_contain_text("Say why")
    form.get_by_label("Why", exact=True).fill("Agreed in the call.")
    form.get_by_role("button", name="Change it").click()

    expect(lead.get_by_role("status").first).to_contain_text("The change is made")
    expect(lead.locator("#history")).to_contain_text("Agreed in the call.")
    expect(freeze.get_by_role("heading", level=3).first).to_have_text(f"{title}, again")


def test_reader_finds_why_from_the_header(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/releases/v1.10/?as_of=2026-06-10")
    tabs = page.get_by_role("navigation", name="Release v1.10")
    tabs.get_by_role("link", name="Criteria").click()
    expect(tabs.get_by_role("link", name="Criteria")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.locator(".weekwhen")).to_contain_text("your time")
    expect(page.locator(".criterionacts, .addcheck")).to_have_count(0)
