"""Deciding on the board in a browser, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from enhancements import profiles
from enhancements.models import Decision, Project
from enhancements.queries import release_team

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

from tests.support.browsers import page_of, session_of
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER
BOARD = "/sample/v1.10/board"


@pytest.fixture(scope="module")
def team(tracker: str) -> list[str]:
    """Keys of sessions of two people of the release team."""
    del tracker
    project = Project.objects.get(name="sample")
    logins = release_team.logins(
        project=project.pk, profile=profiles.load(project.profile)
    )
    return [session_of(login, number) for number, login in enumerate(logins[:2], 900)]


@pytest.fixture
def signed_in(tracker: str, team: list[str], browser: Browser):
    """Opens the board in a browser of its own, as one of the team."""
    opened: list[Page] = []

    def open_(number: int, **more: bool) -> Page:
        page = page_of(browser, tracker, team[number], **more)
        opened.append(page)
        page.goto(BOARD)
        return page

    yield open_
    for page in opened:
        page.context.close()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def board(signed_in, request: pytest.FixtureRequest) -> Page:
    """The board as somebody of the release team sees it."""
    return signed_in(0, java_script_enabled=request.param)


def test_tracked_against_the_checks_with_a_reason_and_undone(board: Page):
    page = board
    row = page.locator("tr.entry", has=page.locator(".is-risk, .is-unknown")).first
    row.locator("a.ent").click()
    panel = page.locator("#panel")
    panel.get_by_role("button", name="Track", exact=True).click()

    expect(page.get_by_text("Continue anyway, say why")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Track #")
    page.get_by_label("Continue anyway, say why").fill("The owner is in the call.")
    page.get_by_role("button", name="Continue anyway").click()

    told = page.locator("[data-step]")
    expect(told).to_contain_text("Tracked ")
    expect(told).to_contain_text("for the")
    expect(page.locator("#panel")).to_contain_text("The owner is in the call.")
    assert Decision.objects.filter(until=None, value="tracked").count() == 1

    told.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-step]")).to_contain_text("Nothing is decided about")
    expect(page.locator("#panel")).to_contain_text("nothing yet")
    assert not Decision.objects.filter(until=None).exists()


def test_ticked_entries_are_reviewed_applied_and_undone(board: Page):
    page = board
    boxes = page.locator("input[name=item][form=bulk]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    bar = page.locator("#bulk")
    bar.get_by_label("Do").select_option("remove")
    bar.get_by_label("Why").fill("Late.")
    bar.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review 2 changes")
    page.get_by_role("button", name="Apply 2 changes").click()
    told = page.locator("[data-step]")
    expect(told).to_contain_text("Removed 2 entries at the")
    told.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-step]")).to_contain_text("Nothing is decided about 2")
    assert not Decision.objects.filter(until=None).exists()


def test_second_of_two_sees_both_notes_and_keeps_the_own(signed_in):
    first, second = (signed_in(number) for number in (0, 1))
    for page in (first, second):
        page.locator("tr.entry a.ent").first.click()
        page.locator(".decidemore > summary").click()
    # Half typed while the other one is kept: nothing of it may be lost.
    second.get_by_label("Note for all").fill("The second note.")
    first.get_by_label("Note for all").fill("The first note.")
    first.get_by_role("button", name="Keep note").click()
    expect(first.locator("[data-step]")).to_contain_text("Wrote a note on")

    second.get_by_role("button", name="Keep note").click()
    expect(second.get_by_role("heading", level=1)).to_have_text(
        "Somebody decided in between"
    )
    expect(second.get_by_text("The first note.")).to_be_visible()
    own = second.get_by_label("My text, kept if you choose mine")
    expect(own).to_have_value("The second note.")
    own.fill("The first note. The second note.")
    second.get_by_label("Mine:").check()
    second.get_by_role("button", name="Apply").click()
    expect(second.locator("#panel")).to_contain_text("The first note. The second note.")
