"""An exception from the freeze party to its end, in a real browser."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import Page, expect

from enhancements.models import ExceptionState
from tests.support.accessible import faults_of, watched
from tests.support.calls import call, committed, party
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from tests.support.calls import Party

__all__ = ["call", "party"]

pytestmark = IN_A_BROWSER


def run_out() -> None:
    """What was granted is over since an hour: nobody can wait for that here."""
    stands = ExceptionState.objects.get(until=None)
    now = timezone.now()
    ExceptionState.objects.filter(pk=stands.pk).update(until=now)
    stands.pk, stands.since = None, now
    stands.granted_until = now - dt.timedelta(hours=1)
    stands.save(force_insert=True)


def ask(page: Page) -> None:
    """From the party by its key; the rules are checked while one types."""
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for an exception")
    expect(page.get_by_label("VEP freeze")).to_be_checked()
    checked = page.locator("#checked")
    page.get_by_label("Additional time").fill("400")
    expect(checked).to_contain_text("between 1 and 120 calendar days")
    page.get_by_label("Additional time").fill("3")
    expect(checked).to_contain_text("The rules allow it")
    expect(checked).to_contain_text("your time")
    page.get_by_label("Code freeze").check()
    expect(checked).to_contain_text("make one for each")
    page.get_by_label("Code freeze").uncheck()
    page.get_by_label("Justification").fill("Its reviewer was away.")
    page.get_by_label("Impact").fill("Two teams wait.")
    page.get_by_role("button", name="Ask for it").click()


def test_exception_from_request_to_expiry(party: Party, call: Page):
    said = watched(call)
    # A colour on its way from one theme to the other is neither.
    call.emulate_media(reduced_motion="reduce")
    expect(call.locator("#party-title")).to_have_text("Thing 3")
    ask(call)
    expect(call.get_by_text("It is asked for", exact=True)).to_be_visible()
    expect(call.locator(".letter").last).to_contain_text("Two teams wait.")
    assert faults_of(call) == []

    call.get_by_label("A word to it").fill("Small and safe.")
    call.get_by_role("button", name="For", exact=True).click()
    expect(call.locator(".votelist")).to_contain_text("@lead")
    call.get_by_label("Why; it is shown").fill("Agreed in the call.")
    call.get_by_role("button", name="Approve").click()
    expect(call.locator(".exhead")).to_contain_text("Approved")
    expect(call.locator("#l-told + p")).to_contain_text("kubevirt-dev")

    call.get_by_role("link", name="On the board").click()
    expect(call.locator("#panel")).to_contain_text("Granted until")
    expect(call.locator("#e-3-")).to_contain_text("Excepted until")

    committed(run_out)
    call.goto(f"{party.address}/demo/v1.9/exceptions/")
    due = call.locator(".duelist")
    expect(due).to_contain_text("2 checks not met")
    assert faults_of(call) == []
    due.get_by_label("Why, for those").fill("Not merged.")
    due.get_by_role("button", name="Removed").click()
    expect(call.locator(".stepdone")).to_contain_text("Removed #3")
    expect(call.locator(".duelist")).to_have_count(0)
    assert party.standings() == {"3 standing": "removed"}

    call.locator(".stepdone").get_by_role("button", name="Undo").click()
    expect(call.locator(".duelist")).to_contain_text("Thing 3")
    assert party.standings() == {}
    assert said == []
