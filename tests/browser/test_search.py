"""The search box by keyboard alone: fields, values with counts, troubles shown."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.accessible import faults_of
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_a_search_is_made_from_what_is_offered(tracker: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/enhancements/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    box.press_sequentially("si")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("sig:")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("sig:")
    assert faults_of(page) == []
    # A field that was taken offers its values, with how many there are.
    expect(options.first).to_contain_text(re.compile(r"\d"))
    page.keyboard.press("ArrowDown")
    value = options.first.locator("code").inner_text()
    count = int(options.first.locator(".n").inner_text())
    page.keyboard.press("Tab")
    expect(box).to_have_value(f"sig:{value} ")
    page.keyboard.press("Enter")
    expect(page.locator(".scope")).to_contain_text(f"{count} ")
    expect(page.locator(".browsetable tbody tr")).to_have_count(count)


def test_what_cannot_be_meant_is_shown_at_its_place(tracker: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/enhancements/?text=warm+stage:gama")
    expect(page.locator(".marked mark")).to_have_text("gama")
    expect(page.get_by_role("alert")).to_contain_text("“gama” is no stage")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_have_attribute("aria-invalid", "true")
    assert faults_of(page) == []
    box.fill("warm stage:beta")
    page.keyboard.press("Enter")
    expect(page.locator(".marked")).to_have_count(0)


def test_escape_closes_what_is_offered_and_keeps_the_text(tracker: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/enhancements/")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("is:at")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("is:at")
