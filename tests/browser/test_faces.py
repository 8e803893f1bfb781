"""Results by arrow keys and the roadmap, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def titles(page: Page) -> list[str]:
    """Titles of the enhancements in a list, each once."""
    found = page.locator("[data-rows] tbody tr:not(.group) a.ent").all_inner_texts()
    return list(dict.fromkeys(found))


def test_arrows_go_through_the_list_it_was_opened_from(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/roadmap/?sig=network")
    listed = titles(page)
    page.locator("[data-rows] a.ent").nth(1).click()
    heading = page.locator("h1")
    expect(heading).to_have_text(listed[1])
    expect(page.get_by_role("navigation", name="Results")).to_contain_text(
        f"2 of {len(listed)}"
    )

    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text(listed[2])
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(listed[1])
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(listed[0])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("j")  # Nothing comes before the first; the page stays.
    expect(heading).to_have_text(listed[0])


def test_arrows_in_a_field_move_in_its_text(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/47/?in=enhancements/")
    before = page.url
    page.keyboard.press("/")
    page.keyboard.type("ab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+ArrowRight")

    assert page.url == before


def test_sheet_names_the_arrows_where_there_are_results(tracker: str, page: Page):
    sheet = page.get_by_role("dialog")
    page.goto(f"{tracker}/sample/47/")
    page.keyboard.press("?")
    expect(sheet).to_contain_text("Next of these results")
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("?")
    expect(sheet).not_to_contain_text("Next of these results")
    expect(sheet).to_contain_text("Go to Roadmap")


@pytest.mark.parametrize(("key", "where"), [("m", "roadmap"), ("o", "people")])
def test_two_keys_lead_there(tracker: str, page: Page, key: str, where: str):
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("g")
    page.keyboard.press(key)

    expect(page).to_have_url(f"{tracker}/sample/{where}/")


def test_results_work_without_javascript(tracker: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{tracker}/sample/releases/v1.10/?sig=compute")
    listed = titles(page)
    page.locator("[data-rows] tr:not(.group) a.ent").first.click()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("h1")).to_have_text(listed[1])
    page.get_by_role("navigation", name="Results").get_by_role(
        "link", name="entries of SIG compute"
    ).click()

    expect(page).to_have_url(f"{tracker}/sample/releases/v1.10/?sig=compute")
    context.close()


def test_phone_says_in_words_what_the_marks_mean(tracker: str, browser: Browser):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{tracker}/sample/roadmap/?state=slipped")
    cell = page.locator(".roadmap td:has(.mark-slipped)").first

    expect(cell).to_be_visible()
    expect(cell.locator(".said")).to_have_text("slipped to")
    assert cell.locator(".said").bounding_box()["width"] > 20
    assert page.locator(".roadmap td:empty").first.is_hidden()
    context.close()
