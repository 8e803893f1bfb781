"""A release lead saves a view by keyboard, and retires it on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from tests.support.accessible import faults_of
from tests.support.browsers import open_page, picture
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = IN_A_BROWSER


def press(where: Locator, key: str = "Enter") -> None:
    where.focus()
    where.page.keyboard.press(key)


def test_list_is_shaped_saved_and_changed_by_keyboard(
    tracker: str, session: str, browser: Browser
):
    page = open_page(browser, tracker, session, 1440)
    page.goto("/sample/enhancements/?text=stage:beta")
    summary = page.locator("summary", has_text="Columns and groups")
    press(summary)
    press(page.get_by_role("link", name="Show Waits on"))
    expect(page.get_by_role("columnheader", name="Waits on")).to_be_visible()
    press(summary)
    press(page.locator(".colpanel").get_by_role("link", name="SIG", exact=True))
    group = page.locator(".rowgroup").first
    expect(group).to_have_attribute("open", "")
    press(group.locator("summary"))
    expect(group.get_by_role("table")).to_be_hidden()
    picture(page, "view-groups")
    press(page.get_by_role("link", name="Save this view"))

    page.get_by_label("Name").focus()
    page.keyboard.type("Betas and their waits")
    page.keyboard.press("Tab")
    page.keyboard.type("For the call.")
    page.keyboard.press("Tab")
    page.keyboard.type("Every")
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Betas and their waits")
    expect(page.get_by_text("A saved view, everybody's")).to_be_visible()
    assert faults_of(page) == []

    page.set_viewport_size({"width": 1440, "height": 900})
    box = page.get_by_role("combobox", name="Search")
    press(box, "End")
    page.keyboard.type(" OR stage:alpha")
    press(page.get_by_role("button", name="Search", exact=True))
    changed = page.locator(".viewchanged")
    expect(changed).to_contain_text("Changed since it was saved.")
    picture(page, "view-changed")
    assert faults_of(page) == []
    press(changed.get_by_role("button", name="Save"))
    expect(changed).to_have_count(0)
    expect(box).to_have_value("stage:beta OR stage:alpha")


def test_view_is_retired_and_restored_on_a_telephone(
    tracker: str, session: str, browser: Browser
):
    page = open_page(browser, tracker, session, 390)
    page.goto("/sample/enhancements/")
    page.locator("summary", has_text="Views").click()
    panel = page.locator(".viewpanel")
    expect(panel).to_contain_text("Betas by SIG")
    picture(page, "view-menu")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel.get_by_role("link", name="Betas by SIG").click()
    page.locator("summary", has_text="About this view").click()
    about = page.locator(".viewabout")
    expect(about).to_contain_text("@saver saved it")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "view-about")
    about.get_by_role("button", name="Retire it").click()
    expect(page.get_by_role("status").first).to_contain_text("This view is retired")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_text("This view is retired")).to_have_count(0)

    # A search uses it by its number, which is offered while one types.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/sample/enhancements/")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("saved:betas")
    option = page.get_by_role("option").filter(has_text="Betas by SIG")
    expect(option).to_contain_text("1")
