"""A release lead raises a concern by keyboard, and resolves it on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from enhancements.models import Entry, Record
from tests.support.accessible import faults_of
from tests.support.browsers import open_page, picture
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = IN_A_BROWSER


def test_concern_is_raised_by_keyboard_and_resolved_on_a_telephone(
    tracker: str, session: str, browser: Browser
):
    entry = Entry.objects.filter(release__name="v1.10", until=None).first()
    key = Record.objects.get(enhancement=entry.enhancement_id, until=None).key
    page = open_page(browser, tracker, session, 1440)
    page.goto(f"/sample/{key}/")
    page.locator("summary", has_text="Raise a concern").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("upgrade path")
    page.keyboard.press("Tab")
    page.keyboard.type("What happens to what runs already?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    section = page.locator("#concerns")
    expect(section).to_contain_text("1 open")
    expect(section).to_contain_text("What happens to what runs already?")
    picture(page, "concern-open")
    assert faults_of(page) == []

    page = open_page(browser, tracker, session, 390)
    page.goto(f"/sample/v1.10/board?item={key}")
    page.get_by_role("link", name="upgrade path").click()
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("How it was resolved").fill("It is tested in CI now.")
    picture(page, "concern-resolving")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    page.get_by_role("button", name="Resolve it").click()
    section = page.locator("#concerns")
    expect(section).to_contain_text("No concern is open")
    page.locator("summary", has_text="1 resolved concern").click()
    expect(section).to_contain_text("It is tested in CI now.")
    picture(page, "concern-resolved")
