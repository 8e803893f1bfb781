"""A SIG lead changes who does the work, by keyboard alone and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from enhancements.models import Record
from tests.support.browsers import picture
from tests.support.leading import RELEASE, key, signed_in, work
from tests.support.serving import IN_A_BROWSER

__all__ = ("key", "signed_in", "work")
pytestmark = IN_A_BROWSER


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
    options = page.get_by_role("listbox").get_by_role("option")
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


@pytest.mark.parametrize("width", [1440, 390])
def test_people_are_changed_from_the_board_by_keyboard(signed_in, work, width):
    record, _ = work
    page = signed_in(viewport={"width": width, "height": 844})
    page.goto(f"/sample/{RELEASE}/board?sig={record.sig}&column=title")
    box = page.get_by_role("checkbox", name=f"Choose {record.title}")
    box.focus()
    page.keyboard.press("Space")
    doing = page.get_by_label("Do", exact=True)
    doing.select_option("people")
    expect(page.get_by_label("At", exact=True)).to_be_hidden()
    page.locator("#bulk-role").select_option("reviewers")
    who = page.get_by_role("combobox", name="Who")
    who.focus()
    who.press_sequentially("o")
    options = page.locator("#bulk-options [role=option]")
    expect(options.first).to_be_visible()
    picture(page, f"board-bulk-{width}")
    expect(options.first).to_be_in_viewport()
    who.press("ArrowDown")
    chosen = options.first.locator("span").inner_text()
    who.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    who.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reviewers")
    picture(page, f"board-bulk-review-{width}")
    expect(page.get_by_text(chosen).first).to_be_visible()
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Enter")
    done = page.locator("[data-step]")
    expect(done).to_contain_text(f"Reviewers of #{record.number} now")
    done.get_by_role("button", name="Undo").click()
    now = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert now.reviewers == record.reviewers


@pytest.mark.parametrize("width", [1440, 390])
def test_people_are_changed_from_the_page_of_a_sig(signed_in, work, width):
    record, _ = work
    page = signed_in(viewport={"width": width, "height": 844})
    page.goto(f"/sample/sigs/{record.sig}/?release={RELEASE}")
    bar = page.locator("#people-now")
    expect(bar.get_by_role("button", name="Review")).to_be_hidden()
    page.get_by_role("checkbox", name=f"Choose {record.title}").first.check()
    expect(bar.get_by_text("1 entry ticked")).to_be_visible()
    bar.get_by_label("Role").select_option("approvers")
    bar.get_by_role("combobox", name="Who").fill("@new-hand")
    picture(page, f"sig-bulk-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    bar.get_by_role("button", name="Review").click()
    expect(page.get_by_text("@new-hand").first).to_be_visible()
    page.get_by_role("button", name="Apply").click()
    done = page.locator("[data-step]")
    expect(done).to_contain_text("@new-hand")
    done.get_by_role("button", name="Undo").click()
    now = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert now.approvers == record.approvers


@pytest.mark.parametrize("width", [1440, 390])
def test_sig_is_corrected_where_it_stands(signed_in, work, width):
    record, _ = work
    page = signed_in(viewport={"width": width, "height": 844})
    page.goto(f"/sample/{record.key}/")
    page.get_by_role("link", name="Change the SIG").press("Enter")
    field = page.get_by_role("combobox", name="SIG of")
    expect(field).to_be_focused()
    expect(field).to_have_value(record.sig)
    field.select_option("network" if record.sig != "network" else "storage")
    picture(page, f"sig-inline-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save").press("Enter")
    done = page.locator("[data-step]")
    expect(done).to_contain_text("SIG of")
    picture(page, f"sig-corrected-{width}")
    page.goto(f"/sample/{record.key}/who/?role=sig")
    picture(page, f"sig-who-{width}")
    page.go_back()
    done.get_by_role("button", name="Undo").click()
    now = Record.objects.get(enhancement=record.enhancement_id, until=None)
    assert now.sig == record.sig


def test_change_of_a_roster_is_copied(signed_in, work):
    page = signed_in(viewport={"width": 390, "height": 844})
    page.goto(f"/sample/sigs/{work[0].sig}/rosters/")
    form = page.get_by_role("form", name="Approvers of SIG")
    who = form.get_by_role("combobox", name="Who should be named")
    who.focus()
    who.press("End")
    who.press_sequentially(", new-hand")
    who.press("Enter")
    change = page.get_by_role("textbox", name="Change of")
    expect(change).to_have_value(re.compile(r"^\+.*new-hand", re.MULTILINE))
    picture(page, "rosters-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    picture(page, "rosters-1440")
