"""A freeze party in a real browser, driven by the keyboard alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from enhancements.models import Account, Decision, Release
from tests.browser.test_browser import faults_of, watched
from tests.support import parties
from tests.support.serving import served
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

# Without a transaction around each test: what is decided here the server must see.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PLACE = "/demo/v1.9/board/party"
# In the order of urgency: 3 and 5 at risk, 2 unknown, 6 not judged, 1 and 4 met.
WORDS = ["met", "unknown", "at-risk", "met", "at-risk"]


@dataclasses.dataclass(frozen=True)
class Party:
    """A party under way."""

    address: str
    release: Release

    def page(self, context: BrowserContext, login: str = "") -> Page:
        """The party's page, of somebody."""
        if login:
            client = Client()
            account, _ = Account.objects.get_or_create(
                login=login, defaults={"github_id": 1000 + Account.objects.count()}
            )
            client.force_login(account)
            session = client.cookies["sessionid"].value
            cookie = {"name": "sessionid", "value": session, "url": self.address}
            context.add_cookies([cookie])
        page = context.new_page()
        page.goto(self.address + PLACE)
        return page

    def standings(self) -> dict[str, str]:
        """What stands now, by the number of its enhancement."""
        found = Decision.objects.filter(release=self.release, until=None)
        numbers = {
            one.pk: str(n)
            for n, one in enumerate(parties.by_number(self.release), 1)
        }
        return {f"{numbers[d.enhancement_id]} {d.kind}": d.value for d in found}


@pytest.fixture(scope="module")
def party(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Party]:
    """A release of six entries, three days before its first freeze, served."""
    folder = tmp_path_factory.mktemp("party")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
    ):
        demo = Tracked(folder)
        ahead = timezone.now().date() + dt.timedelta(days=2)
        release = parties.tell(demo, 6, freeze=ahead)
        parties.judge(release, WORDS)
        with served() as address:
            yield Party(address, release)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def call(party: Party, browser: Browser) -> Iterator[Page]:
    """The page of the lead, with nothing staged."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield party.page(context, "lead")
    context.close()


def heading(page: Page) -> str:
    return page.locator("#party-title").inner_text()


def staged(page: Page) -> list[str]:
    """What the column on the right lists, one line each."""
    found = page.locator(".stagedlist > li").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def go(page: Page, key: str, title: str) -> None:
    page.keyboard.press(key)
    expect(page.locator("#party-title")).to_have_text(title)


def kept(page: Page) -> list[dict[str, object]]:
    """What the tab keeps."""
    text = page.evaluate("sessionStorage.getItem(`party/demo/v1.9/enhancements-freeze`)")
    return json.loads(text or "[]")


def can_review() -> bool:
    try:
        reverse("enhancements:undo-decisions", args=["demo", "v1.9"])
    except NoReverseMatch:
        return False
    return True


def stage_three(page: Page) -> None:
    """By keys: one tracked against its checks, one removed, and two notes."""
    go(page, "j", "Thing 5")
    page.keyboard.press("r")
    go(page, "ArrowLeft", "Thing 3")
    page.keyboard.press("t")
    reason = page.get_by_label("Why, in one line")
    expect(reason).to_be_focused()
    expect(page.locator(".partyask:visible")).to_contain_text("2 checks are not passed")
    page.keyboard.press("Enter")  # Without a reason it is not staged.
    expect(reason).to_be_visible()
    page.keyboard.type("jkt: it merges tonight")
    page.keyboard.press("Enter")
    expect(reason).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.type("Ask Olga")
    page.keyboard.press("Enter")
    go(page, "j", "Thing 5")
    go(page, "ArrowRight", "Thing 2")
    page.keyboard.press("e")
    page.keyboard.type("two more days")
    page.keyboard.press("Enter")


def test_decisions_are_staged_by_keys_and_nothing_is_written(party: Party, call: Page):
    said = watched(call)
    assert heading(call) == "Thing 3"
    stage_three(call)

    assert staged(call) == [
        "Thing 5 #5 At risk Removed",
        "Thing 3 #3 At risk Tracked jkt: it merges tonight",
        "Thing 3 #3 no note Note Ask Olga",
        "Thing 2 #2 no note Note Exception needed for the VEP freeze: two more days",
    ]
    expect(call.locator("[data-review]")).to_contain_text("Review 4 changes")
    expect(call.locator("[data-done]")).to_have_text("2 of 6 staged")
    assert party.standings() == {}
    assert [(one["item"], one["value"], one["seen"]) for one in kept(call)[:2]] == [
        ("5", "removed", None),
        ("3", "tracked", None),
    ]

    call.reload()
    assert len(staged(call)) == 4
    expect(call.locator("#party-title")).to_have_text("Thing 2")
    call.keyboard.press("u")
    assert len(staged(call)) == 3
    call.keyboard.press("u")
    expect(call.locator("#party-said")).to_have_text(
        "Nothing is staged for this entry."
    )
    assert said == []


def test_keys_are_those_of_the_sheet_and_silent_while_typing(call: Page):
    foot = call.locator("#party-keys span")
    assert "t tracked" in foot.all_inner_texts()
    call.keyboard.press("?")
    sheet = call.get_by_role("dialog")
    expect(sheet).to_contain_text("Stage: removed from the release")
    assert sheet.locator("dl > div").count() == foot.count() + 2
    call.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    call.keyboard.press("n")
    call.keyboard.type("r t u j")
    assert heading(call) == "Thing 3"
    call.keyboard.press("Escape")
    expect(call.get_by_label("Note, for all")).to_be_hidden()
    assert staged(call) == []


def test_entries_have_addresses_and_going_back_works(party: Party, call: Page):
    go(call, "j", "Thing 5")
    expect(call).to_have_url(f"{party.address}{PLACE}?freeze={parties.VEP}&item=5")
    expect(call).to_have_title("Thing 5 · VEP freeze party, v1.9 · KubeVirt")
    call.go_back()
    expect(call.locator("#party-title")).to_have_text("Thing 3")
    call.keyboard.press("k")
    expect(call.locator("#party-said")).to_have_text("This is the first entry.")


def test_two_tabs_keep_to_themselves(party: Party, call: Page):
    call.keyboard.press("d")
    other = call.context.new_page()
    other.goto(party.address + PLACE)

    assert len(staged(call)) == 1
    assert staged(other) == []


def test_what_changed_meanwhile_is_marked_and_may_be_kept(party: Party, call: Page):
    call.keyboard.press("d")
    made = parties.decide(party.release, 3, "removed", by="shadow")
    try:
        call.reload()
        line = call.locator(".stagedlist > li")
        expect(line).to_contain_text("Meanwhile: Removed by @shadow.")
        assert kept(call)[0]["seen"] is None
        call.get_by_role("button", name="Keep mine").click()
        expect(line).not_to_contain_text("Meanwhile")
        assert kept(call)[0]["seen"] == made.pk
        call.locator("#party-list li", has_text="Thing 3").locator("a").click()
        call.keyboard.press("r")
        expect(call.locator("#party-said")).to_have_text("It is removed already.")
        assert staged(call) == []
    finally:
        end(made)


def end(made: Decision) -> None:
    made.until = timezone.now()
    made.ended_by, made.ended_batch = "lead", made.batch
    made.save()


def test_what_stands_by_now_is_not_staged_any_more(party: Party, call: Page):
    call.keyboard.press("d")
    made = parties.decide(party.release, 3, "deferred", by="shadow")
    try:
        call.reload()
        assert staged(call) == []
        expect(call.locator("#party-said")).to_contain_text("stands now")
    finally:
        end(made)


def test_clock_runs_and_is_not_read_out(call: Page):
    clock = call.locator(".partyclock [role=timer]")
    expect(clock).to_have_attribute("aria-live", "off")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=3000)
    expect(call.locator(".partyends time")).to_contain_text("your time")


def test_reader_sees_everything_and_stages_nothing(party: Party, browser: Browser):
    context = browser.new_context()
    page = party.page(context)
    go(page, "j", "Thing 5")
    page.keyboard.press("t")
    expect(page.locator("#party-said")).to_contain_text("Sign in first")
    expect(page.locator("#party-stage")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    context.close()


def test_it_works_without_javascript(party: Party, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = party.page(context, "lead")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("#party-title")).to_have_text("Thing 5")
    expect(page.locator("#party-stage")).to_be_hidden()
    if can_review():
        page.get_by_role("button", name="Removed", exact=True).click()
        expect(page.locator("main")).to_contain_text("Thing 5")
        expect(page.locator("main")).to_contain_text("Removed")
    context.close()


def test_full_screen_is_entered_and_left(call: Page):
    call.keyboard.press("f")
    call.wait_for_function("document.fullscreenElement !== null")
    go(call, "j", "Thing 5")
    assert call.evaluate("document.fullscreenElement !== null")
    call.keyboard.press("f")
    call.wait_for_function("document.fullscreenElement === null")


def test_page_is_accessible_and_fits(party: Party, browser: Browser):
    context = browser.new_context(reduced_motion="reduce")
    page = party.page(context, "lead")
    said = watched(page)
    stage_three(page)
    found = {"staged": faults_of(page)}
    go(page, "k", "Thing 5")
    go(page, "k", "Thing 3")
    page.keyboard.press("u")
    page.keyboard.press("u")
    page.keyboard.press("t")
    found["asking"] = faults_of(page)
    context.close()
    context = browser.new_context(reduced_motion="reduce")
    found["reading"] = faults_of(party.page(context))
    context.close()

    assert found == {"staged": [], "asking": [], "reading": []}
    assert said == []


@pytest.mark.skipif(not can_review(), reason="no review page in this tree yet")
def test_party_is_reviewed_applied_and_undone(party: Party, call: Page):
    stage_three(call)
    call.keyboard.press("Shift+Enter")
    call.wait_for_url("**/board/review")
