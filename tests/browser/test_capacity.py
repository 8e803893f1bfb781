"""Somebody says how much they review, and a lead says for what somebody is wanted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from enhancements.actions import take_overs
from enhancements.actions.take_overs import Offering
from tests.support.browsers import picture
from tests.support.leading import key, signed_in, work
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from enhancements.models import Record

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


def offer(record: Record) -> None:
    """Somebody offers to take it over."""
    take_overs.offer(
        project=record.project,
        offering=Offering(record.enhancement_id, "I go on with it.", "help"),
        by="zoe",
        now=timezone.now(),
    )
    connection.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_lead_accepts_an_offer_and_takes_that_back_by_keyboard(signed_in, work, width):
    record, lead = work
    with ThreadPoolExecutor(1) as elsewhere:
        # The server does not see what this thread's transaction writes.
        elsewhere.submit(offer, record).result()
    page = signed_in(viewport={"width": width, "height": 844})
    page.goto(f"/sample/sigs/{record.sig}/?release={RELEASE}")
    page.get_by_role("link", name="Answer @zoe about").press("Enter")
    look(page, f"take-over-{width}")
    beside = page.get_by_role("radio", name="beside")
    if beside.count():
        beside.press("Space")
    page.get_by_role("button", name="Accept the offer of @zoe").press("Enter")
    expect(page.get_by_text(f"@{lead} accepted it").first).to_be_visible()
    owners = page.get_by_role("region", name="Who owns it")
    expect(owners.get_by_role("link", name="@zoe")).to_be_visible()
    page.get_by_role("button", name="Take the answer back to @zoe").press("Enter")
    decline = page.get_by_role("button", name="Decline the offer of @zoe")
    page.get_by_label("Reason, needed to decline").fill("Not now.")
    decline.press("Enter")
    expect(page.get_by_text("Answer: Not now.").first).to_be_visible()
    look(page, f"take-over-answered-{width}")
