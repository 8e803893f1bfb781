"""Two people at one board, in a real browser: what one decides the other one sees."""

from __future__ import annotations

import datetime as dt
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from enhancements.models import Entry
from tests.live.conftest import decide, elsewhere, has_read, wait_for
from tests.support.deciding import BOARD, FREEZE, Deciding
from tests.support.serving import IN_A_BROWSER, served
from tests.support.tracked import Tracked
from tracker.live.running import HUB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

pytestmark = IN_A_BROWSER
Open = "Callable[..., Page]"


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[Deciding, str]]:
    """A release with three entries, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("watching")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
    ):
        told = Deciding(Tracked(folder))
        with served() as address:
            yield told, address
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def opened(desk: tuple[Deciding, str], browser: Browser) -> Iterator[Open]:
    """Opens the board in a browser of its own as somebody, and waits until it hears."""
    told, address = desk
    contexts = []

    def opened(login: str = "", query: str = "") -> Page:
        context = browser.new_context()
        contexts.append(context)
        if login:
            client = Client()
            elsewhere(partial(client.force_login, told.accounts[login]))
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
            context.add_cookies([{**cookie, "url": address}])
        before = HUB.viewers
        page = context.new_page()
        page.goto(f"{address}{BOARD}{query}")
        wait_for(lambda: HUB.viewers == before + 1, within=15)
        wait_for(has_read, within=15)
        return page

    yield opened
    for context in contexts:
        context.close()
    wait_for(lambda: HUB.viewers == 0)


def entry(key: str) -> Entry:
    return Entry.objects.get(enhancement__records__key=key, until=None)


def settle(key: str, value: str, *, by: str = "anna") -> None:
    """Decide an entry's standing at the freeze that is worked for."""
    decide(entry(key), value, by=by, freeze=FREEZE)


def cell(page: Page, key: str) -> Locator:
    return page.locator(f"[data-cell='e-{key}-/{FREEZE}']")


def test_what_one_decides_the_other_sees_and_keeps_the_half_typed_note(opened):
    bob = opened("bob", "?item=10&freeze=enhancements-freeze")
    ann = opened("ann", "?item=11&freeze=enhancements-freeze")
    bob.locator(".decidemore summary").click()
    note = bob.get_by_label("Note for all who read the board")
    note.fill("Half of a note, and the other half is still")
    expect(cell(bob, "11")).not_to_contain_text("Removed")
    place = bob.evaluate("() => scrollY")

    ann.get_by_role("button", name="Remove").click()
    expect(cell(bob, "11")).to_contain_text("Removed")
    expect(cell(bob, "11")).to_have_attribute("data-changed", "")
    expect(bob.locator(".vh[aria-live]")).to_have_text(
        "#11 was removed for the VEP freeze by @ann."
    )

    expect(note).to_have_value("Half of a note, and the other half is still")
    expect(note).to_be_focused()
    assert bob.evaluate("() => scrollY") == place
    expect(bob.locator("#panel .live-line")).to_have_count(0)


def test_decision_shows_within_a_second(opened):
    page = opened()

    settle("12", "tracked")
    began = time.monotonic()
    expect(cell(page, "12")).to_contain_text("Tracked", timeout=5000)

    assert time.monotonic() - began < 1
    expect(page.locator(".figures a", has_text="Tracked")).to_contain_text("1")


def test_open_panel_follows_and_one_in_which_somebody_types_says_so(opened):
    reader = opened("", "?item=10&freeze=enhancements-freeze")
    writer = opened("bob", "?item=10&freeze=enhancements-freeze")
    why = writer.get_by_label("Why, for those who read it later")
    why.fill("Because it")

    settle("10", "deferred", by="nils")

    said = ".versus div:nth-child(2)"
    expect(reader.locator(said)).to_contain_text("Deferred")
    line = writer.locator("#panel .live-line")
    expect(line).to_contain_text("This changed just now.")
    expect(writer.locator(said)).to_contain_text("nothing yet")
    expect(why).to_have_value("Because it")
    line.get_by_role("button", name="Show it").click()
    expect(writer.locator(said)).to_contain_text("Deferred")
    expect(line).to_have_count(0)
    expect(why).to_have_value("Because it")


def test_what_is_unfolded_in_the_panel_stays_so_and_keeps_the_focus(opened):
    page = opened("bob", "?item=12&freeze=enhancements-freeze")
    summaries = page.locator("#panel summary")
    for one in summaries.all():
        one.click()
    names = summaries.all_inner_texts()
    assert names
    expect(summaries.last).to_be_focused()

    settle("12", "deferred")

    expect(page.locator(".versus div:nth-child(2)")).to_contain_text("Deferred")
    unfolded = page.locator("#panel details[open] > summary")
    expect(unfolded).to_have_text(names)
    expect(unfolded.last).to_be_focused()
    settle("12", "tracked")


def test_board_beside_its_past_tells_of_changes_and_shows_them_when_asked(opened):
    before = timezone.now().date() - dt.timedelta(days=7)
    page = opened("", f"?compare={before}")
    expect(cell(page, "11")).not_to_contain_text("Deferred")

    settle("11", "deferred")

    line = page.locator(".live-lines .live-line")
    expect(line).to_contain_text("1 entry changed.")
    expect(cell(page, "11")).not_to_contain_text("Deferred")
    line.get_by_role("button", name="Show").click()
    expect(cell(page, "11")).to_contain_text("Deferred")
    expect(page.locator("#e-11- .was", has_text="was")).not_to_have_count(0)
    expect(line).to_have_count(0)


def test_rows_keep_their_places_until_their_reader_asks(opened):
    page = opened("", "?group=status")
    before = page.locator("tr.entry").evaluate_all("all => all.map(one => one.id)")

    settle("10", "tracked")
    line = page.locator(".live-lines .live-line")
    expect(line).to_contain_text("1 entry changed place.")
    rows = page.locator("tr.entry")
    assert rows.evaluate_all("all => all.map(one => one.id)") == before

    line.get_by_role("button", name="Show").click()
    expect(line).to_have_count(0)
    expect(page.locator(".groupline", has_text="Tracked")).to_be_visible()


def test_who_comes_back_after_a_lost_connection_sees_what_was_missed(opened):
    page = opened()
    loop = HUB._tasks[0].get_loop()
    loop.call_soon_threadsafe(HUB.end_all)
    wait_for(lambda: HUB.viewers == 0)

    settle("11", "tracked")

    expect(cell(page, "11")).to_contain_text("Tracked", timeout=15000)
