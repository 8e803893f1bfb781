"""A lead names what an enhancement depends on by keyboard, and drops it by touch."""

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


def planned(release: str) -> list[tuple[Record, str]]:
    """What is planned for a release now with its stage, by number."""
    entries = Entry.objects.filter(
        release__name=release,
        until=None,
        enhancement__project__name="sample",
        stage__in=("alpha", "beta", "stable"),
    )
    found = [
        (Record.objects.get(enhancement=one.enhancement_id, until=None), one.stage)
        for one in entries
    ]
    return sorted(found, key=lambda pair: pair[0].number)


def test_dependency_is_named_by_keyboard_and_dropped_by_touch(
    tracker: str, session: str, browser: Browser
):
    here = [one for one, _ in planned("v1.10")]
    other, stage = next(pair for pair in planned("v1.11") if pair[0] not in here)
    page = open_page(browser, tracker, session, 1440)
    page.goto(f"/sample/{here[0].key}/")
    page.locator("summary", has_text="Name what it depends on").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(other.title[:12])
    option = page.get_by_role("option", name=other.title)
    expect(option).to_be_visible()
    assert faults_of(page) == []
    picture(page, "dependency-offered")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="it needs")
    expect(field).to_have_value(f"#{other.number} {other.title}")
    page.get_by_label("Has to be at").select_option(stage)
    page.get_by_label("What for, in a sentence").fill("Its disks.")
    page.keyboard.press("Enter")

    section = page.locator("#dependencies")
    expect(section).to_contain_text("1 not in time")
    expect(section).to_contain_text(other.title)
    picture(page, "dependency-named")
    assert faults_of(page) == []

    page = open_page(browser, tracker, session, 390)
    page.goto(f"/sample/{here[0].key}/")
    page.locator("summary", has_text=f"Drop the dependency on #{other.number}").tap()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    picture(page, "dependency-dropping")
    page.get_by_role("button", name="Drop it").tap()
    section = page.locator("#dependencies")
    expect(section).to_contain_text("Nobody named anything that it depends on")
    page.locator("summary", has_text="1 dropped dependency").tap()
    picture(page, "dependency-dropped")
    page.get_by_role("button", name=f"Name #{other.number} again").tap()
    expect(section).to_contain_text("1 not in time")
