"""Whoever is asked answers from the message on: by keyboard alone, and by touch."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect

from enhancements.actions import accounts, asking, mailboxes
from enhancements.models import AskAnswer, Decision
from enhancements.policy import asking as policy
from enhancements.sources import mail
from tests.support.accessible import faults_of
from tests.support.boards import days, fill
from tests.support.browsers import picture
from tests.support.serving import IN_A_BROWSER, served
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page
    from pytest_django import DjangoDbBlocker

pytestmark = IN_A_BROWSER
MOST_TABS = 60
ALL = "All 2 are still true and on track"


@pytest.fixture(scope="module")
def link(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The link in the message to olga, who was asked about the two that she owns."""
    folder = tmp_path_factory.mktemp("asking")
    given = {
        "MIRRORS": folder / "mirrors",
        "LOCAL_SOURCES": True,
        "EMAIL_HOST": "mail.example",
        "MAIL_FROM": "Tracker <t@example.org>",
    }
    with (
        override_settings(**given),
        django_db_blocker.unblock(),
        served() as address,
        override_settings(ADDRESS=address),
    ):
        told(Tracked(folder))
        while mail.send_due(seconds=5):
            pass
        [sent] = [one for one in outbox.outbox if one.subject.startswith("Still")]
        found = re.search(rf"{address}/demo/asked/\S+", str(sent.body))
        assert found is not None
        yield found[0]
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


def told(demo: Tracked) -> None:
    """Three entries, of which olga owns two; she wants mail, and was asked."""
    fill(demo, 3)
    olga = accounts.sign_in(github_id=7, login="olga", name="Olga")
    mailboxes.give(account=olga, address="olga@example.org", now=days(-9))
    mailboxes.verify(account=olga, address="olga@example.org", now=days(-9))
    at = days(-2)
    while policy.is_quiet(at.date()):
        at -= dt.timedelta(days=1)
    asking.prepare(project=demo.project, now=at)


@pytest.fixture
def open_(browser: Browser) -> Iterator[Callable[[int], Page]]:
    """Opens a page so wide, in a browser in which nobody is signed in."""
    pages: list[Page] = []

    def page_of(width: int) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        pages.append(context.new_page())
        return pages[-1]

    yield page_of
    for page in pages:
        page.context.close()


def tab_to(page: Page, name: str) -> None:
    """Go on with the tab key until the focus is on what is called so, and see it."""
    wanted = page.get_by_role("button", name=name, exact=True)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.evaluate("one => one.matches(':focus-visible')")
            return
    raise AssertionError(name)


def button(page: Page, says: str, about: str) -> Locator:
    """The button that says this of that entry."""
    return page.get_by_role("button", name=re.compile(f"^{says} ?: {about}$"))


def standing() -> dict[str, str]:
    """What olga said that stands: title of the enhancement to the word."""
    rows = AskAnswer.objects.filter(until=None).select_related("item")
    return {
        one.item.enhancement.records.get(until=None).title: one.word for one in rows
    }


def test_all_is_still_true_by_keyboard_and_taken_back(
    link: str, open_: Callable[[int], Page]
):
    page = open_(1440)
    page.goto(link)
    expect(page.get_by_text("2 entries wait for your word")).to_be_visible()
    # Programs that look after mail open links too: nothing is said by that.
    assert standing() == {}
    assert faults_of(page) == []
    picture(page, "asked-1440")

    tab_to(page, ALL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Thank you. You said of Thing 1")
    assert standing() == {"Thing 1": "on-track", "Thing 2": "on-track"}
    assert Decision.objects.filter(kind="check-in", until=None, by="olga").count() == 2
    assert faults_of(page) == []

    tab_to(page, "Take it back")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 entries wait for your word")).to_be_visible()
    assert standing() == {}
    assert not Decision.objects.filter(kind="check-in", until=None).exists()


def test_one_is_answered_by_touch_on_a_phone_and_taken_back(
    link: str, open_: Callable[[int], Page]
):
    page = open_(390)
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button(page, "Still true, on track", "Thing 1").tap()
    expect(page.get_by_role("status")).to_contain_text("You said of Thing 1: on track")
    assert standing() == {"Thing 1": "on-track"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults_of(page) == []
    picture(page, "asked-390")
    page.get_by_role("button", name="Take it back").tap()
    expect(page.get_by_text("2 entries wait for your word")).to_be_visible()
    assert standing() == {}


def test_what_is_in_the_way_is_said_by_touch_and_taken_back(
    link: str, open_: Callable[[int], Page]
):
    page = open_(390)
    page.goto(link)
    page.locator("summary", has_text="Something is in the way of Thing 2").tap()
    field = page.get_by_label("What is in the way").last
    expect(field).to_be_visible()
    field.tap()
    page.keyboard.type("Its reviewer is away.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button(page, "At risk", "Thing 2").tap()
    expect(page.get_by_role("status")).to_contain_text("You said of Thing 2: at risk")
    said = Decision.objects.get(kind="check-in", until=None)
    assert (said.value, said.reason) == ("at-risk", "Its reviewer is away.")
    page.get_by_role("button", name="Take it back").tap()
    expect(page.get_by_text("2 entries wait for your word")).to_be_visible()
    assert standing() == {}
