"""The sheet of keys and the switch that turns those of one letter off."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.accessible import faults_of
from tests.support.browsers import picture
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_sheet_tells_what_the_table_binds_and_gives_the_focus_back(
    tracker: str, page: Page
):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/47/")
    link = page.get_by_role("link", name="Roadmap", exact=True)
    link.focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    lines = [
        " ".join(one.split()) for one in sheet.locator("dl > div").all_inner_texts()
    ]
    assert "Ctrl K Go to a page, an enhancement, a person" in lines
    assert "g then r Go to Releases" in lines
    assert "j Next row of the list" in lines
    assert not any("Waiting" in line for line in lines)  # Nobody is signed in.
    picture(page, "keys-1440")
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()


def test_keys_of_one_letter_are_switched_off_and_on(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    switch = sheet.get_by_role("switch", name="Single-key shortcuts")
    expect(switch).to_be_checked()
    page.keyboard.press("Tab")
    expect(switch).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    page.goto(f"{tracker}/sample/enhancements/")
    for key in ("?", "/", "j", "g", "r"):
        page.keyboard.press(key)
    expect(sheet).to_be_hidden()
    expect(page.locator("body")).to_be_focused()
    assert page.url == f"{tracker}/sample/enhancements/"
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Keyboard").press("Enter")
    expect(switch).not_to_be_checked()
    switch.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(f"{tracker}/sample/releases/")


def test_keys_do_nothing_while_somebody_types(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("/")
    page.keyboard.type("gr?j")
    field = page.get_by_role("searchbox", name="Search enhancements")
    expect(field).to_have_value("gr?j")
    assert page.url == f"{tracker}/sample/"
    # A key with Ctrl is no letter.
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_palette_takes_the_place_of_the_sheet(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet).to_be_visible()
    page.keyboard.press("Control+k")
    expect(sheet).to_be_hidden()
    field = page.get_by_role("dialog", name="Go to").get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("guide")
    expect(field).to_have_value("guide")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/guide/")


def test_narrow_page_searches_from_the_palette(tracker: str, page: Page):
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(f"{tracker}/sample/roadmap/")
    page.locator("main input[type=search]").evaluate_all(
        "all => all.map((one) => one.remove())"
    )
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Go to")).to_be_visible()
