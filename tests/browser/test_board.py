"""The freeze board in a real browser: entries open, and nobody loses their place."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.support.serving import BRIEFLY_IN_A_BROWSER

pytestmark = BRIEFLY_IN_A_BROWSER
BOARD = "/sample/v1.10/board"
LAID_OUT = "{contentVisibilityAuto: true}"


def entries(page: Page):
    return page.locator("tr.entry")


def test_entry_opens_beside_the_list_and_back_closes_it(tracker: str, page: Page):
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(f"{tracker}{BOARD}")
    panel, title = page.locator("#panel"), page.locator("#panel-title")
    last = entries(page).last
    last.scroll_into_view_if_needed()
    place = last.bounding_box()["y"]
    last.locator("a.ent").click()

    expect(title).to_have_text(last.locator("a.ent").inner_text())
    expect(title).to_be_focused()
    expect(last).to_have_class("entry is-current")
    # The list is narrower now, and what was clicked is still where it was.
    assert abs(last.bounding_box()["y"] - place) < 40
    assert "item=" in page.url
    assert "part=" not in page.url

    first = page.url
    panel.get_by_role("link", name="Previous entry").click()
    expect(panel).to_contain_text(f"{entries(page).count() - 1} of")
    page.go_back()
    expect(page).to_have_url(first)
    expect(title).to_have_text(last.locator("a.ent").inner_text())
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(last.locator("a.ent")).to_be_focused()
    page.go_back()
    expect(panel).to_be_visible()


def test_address_of_a_panel_opens_it_for_others(tracker: str, page: Page):
    page.goto(f"{tracker}{BOARD}")
    row = entries(page).nth(2)
    row.locator("a.cell").first.click()
    expect(page.locator("#panel")).to_be_visible()
    said = page.locator("#panel .standingline").inner_text()
    page.goto("about:blank")
    page.go_back()
    page.reload()
    expect(page.locator("#panel .standingline")).to_have_text(said)


def test_filters_keep_the_open_entry(tracker: str, page: Page):
    page.goto(f"{tracker}{BOARD}")
    entries(page).first.locator("a.ent").click()
    expect(page.locator("#panel-title")).to_be_visible()
    title = page.locator("#panel-title").inner_text()
    page.locator(".figures a").nth(2).click()
    expect(page.locator(".figures a").nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator("#panel-title")).to_have_text(title)
    page.get_by_role("link", name="Show all").first.click()
    assert page.url.endswith(BOARD)


def test_numbers_lead_to_their_entries(tracker: str, page: Page):
    page.goto(f"{tracker}{BOARD}")
    total = entries(page).count()
    numbers = page.locator(".figures .figure-n").all_inner_texts()
    assert sum(map(int, numbers)) == total
    risk = page.locator(".figures a.is-risk")
    number = int(risk.locator(".figure-n").inner_text())
    risk.click()
    expect(entries(page)).to_have_count(number)


def test_board_works_without_scripts(tracker: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{tracker}{BOARD}")
    entries(page).first.locator("a.ent").click()
    expect(page.locator("#panel .checks, #panel .muted").first).to_be_visible()
    page.get_by_role("link", name="Close panel").click()
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_label("Words in titles").fill("sealed")
    page.keyboard.press("Enter")
    expect(entries(page)).to_have_count(1)
    context.close()


def test_board_is_a_list_of_cards_on_a_phone(tracker: str, page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{tracker}{BOARD}")
    row = entries(page).first
    assert row.evaluate("(e) => getComputedStyle(e).display") == "grid"
    row.locator("a.ent").click()
    expect(page.locator("#panel-title")).to_be_in_viewport()


@pytest.fixture(params=[390, 1440], ids=["phone", "desk"])
def far(tracker: str, page: Page, request: pytest.FixtureRequest) -> Page:
    """The board with so little in sight that its last entries are not laid out."""
    page.set_viewport_size({"width": request.param, "height": 300})
    page.goto(f"{tracker}{BOARD}")
    kept = f"(one) => one.checkVisibility({LAID_OUT})"
    inside = entries(page).last.locator("a.ent")
    assert not inside.evaluate(kept)
    return page


def test_entries_out_of_sight_are_found_by_their_words(far: Page):
    title = entries(far).last.locator("a.ent").text_content()
    assert far.evaluate("(words) => window.find(words)", title)
    expect(entries(far).last).to_be_in_viewport()


def test_screen_readers_have_the_whole_table(
    tracker: str, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
):
    # As a screen reader has it, which a browser without one makes only in parts.
    words = [*browser_type_launch_args["args"], "--force-renderer-accessibility"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": words})
    page = browser.new_page(viewport={"width": 1440, "height": 300})
    page.goto(f"{tracker}{BOARD}")
    last, count = entries(page).last, entries(page).count()
    title = last.locator("a.ent").text_content() or ""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    known = {one["nodeId"]: one for one in nodes if not one["ignored"]}

    def of(role: str) -> list[dict[str, Any]]:
        return [one for one in known.values() if one["role"]["value"] == role]

    (table,) = of("table")
    assert table["name"]["value"].endswith("one column for each freeze")
    heads = page.locator("tr.group").count() + 1
    assert len(of("row")) == count + heads
    (head,) = (one for one in of("rowheader") if title in one["name"]["value"])
    row = known[head["parentId"]]
    roles = [known[child]["role"]["value"] for child in row["childIds"]]
    assert roles == ["rowheader", *["cell"] * last.locator("td").count()]
    browser.close()


def test_keys_reach_entries_out_of_sight(far: Page):
    rows = entries(far).count()
    for _ in range(rows):
        far.keyboard.press("j")
    expect(entries(far).last.locator("a.ent")).to_be_focused()
    expect(entries(far).last).to_be_in_viewport()


def test_paper_has_every_entry_and_a_table(tracker: str, page: Page):
    page.set_viewport_size({"width": 1440, "height": 300})
    page.goto(f"{tracker}{BOARD}")
    page.emulate_media(media="print")
    shown = "(all) => all.every(one => one.checkVisibility(%s))"
    assert page.locator("tr.entry a.ent").evaluate_all(shown % LAID_OUT)
    style = "(row) => getComputedStyle(row).display"
    assert entries(page).last.evaluate(style) == "table-row"
    assert page.locator(".matrix thead").evaluate(style) == "table-header-group"
