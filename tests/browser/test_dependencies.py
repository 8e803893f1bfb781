"""A lead names what an enhancement depends on by keyboard, and drops it by touch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from enhancements.actions import accounts
from enhancements.models import Entry, Record
from enhancements.sample.cast import LEADS
from tests.support.accessible import faults_of
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = IN_A_BROWSER
PICTURES = os.environ.get("TRACKER_PICTURES", "")
"""A folder to keep pictures in, for who looks at them; empty for none."""


@pytest.fixture(scope="module")
def session(tracker: str) -> str:
    """Key of a session of the release lead, which was there before any test began."""
    del tracker
    client = Client()
    lead = LEADS["sample"]
    client.force_login(accounts.sign_in(github_id=991, login=lead, name=lead))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def open_page(browser: Browser, tracker: str, session: str, width: int):
    context = browser.new_context(
        base_url=tracker,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        has_touch=width < 600,
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    host = urlsplit(tracker).hostname or ""
    context.add_cookies([{**cookie, "domain": host, "path": "/"}])
    return context.new_page()


def picture(page, name: str) -> None:
    if PICTURES:
        page.locator("#dependencies").screenshot(path=Path(PICTURES) / f"{name}.png")


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
