"""Somebody says how much they review, and a lead says for what somebody is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_people import key, signed_in, work
from tests.support.browsers import picture
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["key", "signed_in", "work"]
pytestmark = IN_A_BROWSER
RELEASE = "v1.11"
"""In work; nobody takes on more of what is out."""


def look(page: Page, name: str) -> None:
    """Keep a picture, and see that nothing is wider than the window."""
    picture(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, name


@pytest.mark.parametrize("width", [390, 1440])
def test_person_says_how_much_and_undoes_by_keyboard(signed_in, work, width):
    record, lead = work
    page = signed_in(viewport={"width": width, "height": 844})
    page.goto(f"/sample/sigs/{record.sig}/?release={RELEASE}")
    page.get_by_role("link", name="Say how much you take on").press("Enter")
    number = page.get_by_label("Reviews and approvals")
    number.fill("3")
    page.get_by_label("Note, if you like").fill("Not in the last two weeks.")
    number.press("Enter")
    row = page.get_by_role("row").filter(has_text=f"@{lead}")
    expect(row).to_contain_text("3")
    number.fill("5")
    number.press("Enter")
    expect(page.get_by_text("room for 5 in all")).to_be_visible()
    look(page, f"capacity-{width}")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("room for 3 in all")).to_be_visible()

    page.goto(f"/sample/sigs/{record.sig}/?release={RELEASE}")
    expect(page.get_by_text("Room for 3, asked")).to_be_visible()
    look(page, f"sig-{width}")
    page.goto(f"/sample/{RELEASE}/capacity/")
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("Nobody has said it yet")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_lead_seeks_help_without_scripts_and_a_contributor_finds_it(
    signed_in, work, width
):
    record, _ = work
    page = signed_in(
        viewport={"width": width, "height": 844}, java_script_enabled=False
    )
    page.goto(f"/sample/{record.key}/help/")
    page.get_by_label("Docs: what there is to do").fill("Write the user guide.")
    page.get_by_label("Docs: what there is to do").press("Enter")
    expect(page.get_by_role("button", name="No longer wanted (docs)")).to_be_visible()
    look(page, f"help-one-{width}")
    page.goto("/sample/help/")
    expect(page.get_by_role("row").filter(has_text=record.title)).to_contain_text(
        "Write the user guide."
    )
    look(page, f"help-{width}")
    page.goto(f"/sample/{record.key}/help/")
    page.get_by_role("button", name="No longer wanted (docs)").press("Enter")
    expect(page.get_by_role("button", name="Want it again (docs)")).to_be_visible()
