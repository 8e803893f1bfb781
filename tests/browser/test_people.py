"""A SIG lead changes who does the work, by keyboard alone and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from enhancements import profiles
from enhancements.models import Entry, Project, Record
from enhancements.queries import roles
from tests.support.browsers import page_of, picture, session_of
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = IN_A_BROWSER
RELEASE = "v1.10"


def lead_of(sig: str) -> str:
    """Somebody who leads the SIG by the sample's rosters."""
    project = Project.objects.get(name="sample")
    profile = profiles.load(project.profile)
    people = {
        login
        for record in Record.objects.filter(project=project, until=None)
        for login in (*record.authors, *record.reviewers, *record.approvers)
    } | {"mira-k", "okonrad"}
    for number, login in enumerate(sorted(people), 700):
        held = roles.held(
            project=project.pk, profile=profile, login=login, github_id=number
        )
        if any((one.role, one.of) == ("sig-lead", sig) for one in held):
            return login
    raise AssertionError(sig)


@pytest.fixture(scope="module")
def key(work: tuple[Record, str]) -> str:
    """Key of a session of the lead, which was there before any test began."""
    return session_of(work[1], 990)


@pytest.fixture(scope="module")
def work(tracker: str) -> tuple[Record, str]:
    """An entry of the release that a SIG plans, and a lead of the SIG."""
    del tracker
    entries = Entry.objects.filter(
        release__project__name="sample", release__name=RELEASE, until=None
    ).order_by("enhancement_id")
    for entry in entries:
        record = Record.objects.get(enhancement=entry.enhancement_id, until=None)
        if not record.sig or entry.track:
            continue
        try:
            return record, lead_of(record.sig)
        except AssertionError:
            continue
    raise AssertionError(RELEASE)


@pytest.fixture
def signed_in(tracker: str, key: str, browser: Browser):
    """A browser of the lead's own."""
    opened: list[Page] = []

    def open_(**more: object) -> Page:
        opened.append(page_of(browser, tracker, key, **more))
        return opened[-1]

    yield open_
    for page in opened:
        page.context.close()


def test_lead_changes_an_owner_by_keyboard_sees_the_way_to_the_source_and_undoes(
    signed_in, work
):
    record, _ = work
    page = signed_in(viewport={"width": 1440, "height": 900})
    page.goto(f"/sample/releases/{RELEASE}/")
    row = page.locator("tr", has=page.locator(f"a.ent[href*='/sample/{record.key}/']"))
    pencil = row.get_by_role("link", name="Change owner of")
    pencil.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Owner of")
    expect(field).to_be_focused()
    field.press("Control+a")
    field.press_sequentially("o")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    picture(page, "inline-1440")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.locator("span").inner_text().removeprefix("@")
    field.press("Enter")
    expect(field).to_have_value(chosen)
    field.press("Enter")
    done = page.locator("[data-step]")
    expect(done).to_contain_text(f"now: @{chosen}")
    now = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert now.owners == [chosen]

    page.goto(f"/sample/{record.key}/who/?release={RELEASE}")
    expect(page.get_by_text("said so by hand").first).to_be_visible()
    picture(page, "who-1440")

    page.go_back()
    done.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-step]")).to_contain_text("as its source says again")
    again = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert again.owners == record.owners


def test_lead_sees_the_change_of_the_document_and_takes_it_back(signed_in, work):
    sig = work[0].sig
    named = Record.objects.filter(project__name="sample", sig=sig, until=None)
    record = next(one for one in named if one.reviewers and one.path)
    page = signed_in(viewport={"width": 1440, "height": 900})
    page.goto(f"/sample/{record.key}/who/?release={RELEASE}&role=reviewers")
    field = page.get_by_role("textbox", name="Why")
    field.focus()
    field.press_sequentially("More hands.")
    who = page.get_by_role("combobox", name="Reviewers of")
    who.focus()
    who.press("End")
    who.press_sequentially(", new-hand")
    who.press("Enter")
    expect(page.locator("[data-step]")).to_contain_text("@new-hand")
    page.goto(f"/sample/{record.key}/who/?release={RELEASE}&role=reviewers")
    change = page.get_by_role("textbox", name="Change of")
    expect(change).to_have_value(re.compile(r"^\+.*@new-hand", re.MULTILINE))
    picture(page, "patch-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    picture(page, "patch-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Take back").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-step]")).to_contain_text("as its source says again")


def test_escape_closes_and_gives_the_cursor_back(signed_in, work):
    record, _ = work
    page = signed_in(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.goto(f"/sample/releases/{RELEASE}/")
    row = page.locator("tr", has=page.locator(f"a.ent[href*='/sample/{record.key}/']"))
    pencil = row.get_by_role("link", name="Change owner of")
    pencil.click()
    field = page.get_by_role("combobox", name="Owner of")
    expect(field).to_be_focused()
    picture(page, "inline-390-dark")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(pencil).to_be_focused()


def test_several_are_changed_without_scripts(signed_in, work):
    record, _ = work
    page = signed_in(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"/sample/{RELEASE}/board/people?sig={record.sig}")
    picture(page, "bulk-390")
    page.get_by_label(f"Choose #{record.number}").check()
    page.get_by_label("Role").select_option("reviewers")
    page.get_by_label("Who").fill("@new-hand, other-hand")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_text("@new-hand, @other-hand").first).to_be_visible()
    picture(page, "review-390")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("[data-step]")).to_contain_text("@new-hand, @other-hand")
    page.get_by_role("button", name="Undo").click()
    now = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert now.reviewers == record.reviewers


def test_pages_of_people_are_looked_at_in_the_dark(signed_in, work):
    record, _ = work
    page = signed_in(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    page.goto(f"/sample/{RELEASE}/board/people?sig={record.sig}")
    picture(page, "bulk-1440-dark")
    page.goto(f"/sample/{record.key}/")
    picture(page, "enhancement-1440-dark")
    page.goto(f"/sample/{record.key}/who/?release={RELEASE}")
    expect(page.get_by_role("button", name="Save")).to_have_count(3)
