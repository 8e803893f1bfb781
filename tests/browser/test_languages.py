"""A reader chooses German, and is told everything in it."""

from __future__ import annotations

import re

from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.support.accessible import faults_of
from tests.support.browsers import picture
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


@override_settings(LANGUAGES_OFFERED=["en", "de"])
def test_home_is_read_on_in_german(tracker: str, page: Page):
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{tracker}/sample/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Deutsch").click()

    expect(page).to_have_url(f"{tracker}/sample/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", name="Zuletzt geändert")).to_be_visible()
    expect(page.locator(".standing b")).to_have_text(re.compile(r"^Noch \d+ Tage? bis"))
    expect(page.locator(".deadlines li").first).to_contain_text(
        re.compile(r"\d+\. (Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez)")
    )
    expect(page.locator(".fresh")).to_have_text(
        re.compile(r"Daten von (gerade eben|vor \d+ (min|h|T))")
    )
    expect(page.locator("time[data-local]").first).to_contain_text("deiner Zeit")
    theme = page.get_by_role("button", name="Darstellung: System")
    theme.click()
    expect(page.get_by_role("button", name="Darstellung: hell")).to_be_visible()
    picture(page, "home-de-1440")

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Tastatur")
    expect(sheet).to_contain_text("g dann r")
    expect(sheet).to_contain_text("Gehe zu: Releases")
    picture(page, "keys-de-1440")
    page.keyboard.press("Escape")
    assert faults_of(page) == []
    picture(page, "home-de-390")
    assert faults == []


@override_settings(LANGUAGES_OFFERED=["en", "de"])
def test_browser_that_wants_german_gets_it_at_once(tracker: str, browser):
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(f"{tracker}/sample/nothing-is-here/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nicht gefunden")
    picture(page, "error-de")
    context.close()
