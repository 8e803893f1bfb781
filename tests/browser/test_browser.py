"""Pages in a real browser: keys, themes, without JavaScript, filters."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.support.serving import BRIEFLY_IN_A_BROWSER

pytestmark = BRIEFLY_IN_A_BROWSER


def test_keyboard_reaches_search_and_opens_a_result(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")

    page.keyboard.press("/")
    page.keyboard.type("migration")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{tracker}/sample/enhancements/?text=migration")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert "/sample/enhancements/" not in page.url


def test_question_mark_opens_the_sheet_of_keys(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Search")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_theme_is_kept_from_page_to_page(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    page.get_by_role("button", name="Theme: system").click()
    page.goto(f"{tracker}/sample/guide/")

    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_pages_work_without_javascript(tracker: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{tracker}/sample/")
    page.get_by_role("link", name="Releases", exact=True).click()
    page.get_by_role("link", name="v1.10", exact=True).first.click()
    entry = page.locator("[data-rows] a.ent").first
    name = entry.inner_text()
    entry.click()

    expect(page.locator("h1")).to_have_text(name)
    context.close()


def test_filter_by_a_choice_and_back(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/enhancements/")
    before = page.locator("tbody tr").count()
    page.get_by_role("navigation", name="Filters").get_by_role(
        "link", name="network"
    ).first.click()

    expect(page).to_have_url(f"{tracker}/sample/enhancements/?sig=network")
    assert 0 < page.locator("tbody tr").count() < before
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(before)
