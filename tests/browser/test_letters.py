"""Wording a release's letters in a browser, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.accessible import faults_of, watched
from tests.support.browsers import page_of
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = IN_A_BROWSER
PAGE = "/sample/v1.10/letters/"


def opened(browser: Browser, tracker: str, session: str, *, script: bool) -> Page:
    """The page as the release lead sees it."""
    how = {"java_script_enabled": script, "reduced_motion": "reduce"}
    page = page_of(browser, tracker, session, **how)
    page.set_default_timeout(20_000)
    page.goto(PAGE)
    return page


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def lead(
    tracker: str, session: str, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Page]:
    page = opened(browser, tracker, session, script=request.param)
    yield page
    page.context.close()


def test_lead_sees_how_it_reads_and_uses_it_and_takes_it_back(lead: Page):
    card = lead.locator("[id='reminder-not-met']")
    card.get_by_role("link", name="Change Reminder: not met").click()
    form = lead.locator("#form")
    text = form.get_by_label("Text", exact=True)
    assert "{{#checks}}" in text.input_value()
    text.fill("Hello,\n\nabout {{tittle}}")
    form.get_by_role("button", name="See how it reads").click()
    expect(form).to_contain_text("line 3: there is no name 'tittle'. Did you mean")
    expect(text).to_have_value("Hello,\n\nabout {{tittle}}")

    text.fill("Hello,\n\nabout {{title}}")
    form.get_by_role("button", name="See how it reads").click()
    expect(form).to_contain_text("How it would read for")
    expect(form.get_by_label("Comment")).to_have_value(
        "Hello,\n\nabout " + form.get_by_role("heading", level=3).inner_text()[22:]
    )
    form.get_by_role("button", name="Use it for v1.10").click()
    expect(form).to_contain_text("Say why")
    form.get_by_label("Why", exact=True).fill("Agreed in the call.")
    form.get_by_role("button", name="Use it for v1.10").click()

    expect(lead.get_by_role("status").first).to_contain_text("is changed")
    expect(card).to_contain_text("Own words")
    card.get_by_role("button", name="Undo the last change").click()
    expect(card).to_contain_text("As the profile")
    expect(card).to_contain_text("Took back what vesna-tolmark changed.")


def test_forms_are_accessible_and_fit(tracker: str, session: str, browser: Browser):
    page = opened(browser, tracker, session, script=True)
    said = watched(page)
    assert faults_of(page) == []

    page.goto(f"{PAGE}?edit=weekly#form")
    assert faults_of(page) == []
    page.get_by_role("button", name="See how it reads").click()
    expect(page.locator("#form")).to_contain_text("How it would read now")
    assert faults_of(page) == []
    page.get_by_label("Subject", exact=True).nth(1).fill("{{#light}}")
    page.get_by_role("button", name="See how it reads").click()
    expect(page.locator("#form")).to_contain_text("is never closed")
    assert faults_of(page) == []

    page.goto("/sample/sigs/compute/outreach/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Leave SIG compute out").click()
    expect(page.get_by_role("main")).to_contain_text("SIG compute is left out")
    assert faults_of(page) == []
    page.goto("/sample/v1.10/announcements/")
    expect(page.get_by_role("main")).to_contain_text("SIGs that want no outreach")
    # The server says 400 of a text that cannot be used.
    assert [one for one in said if "status of 400" not in one] == []
    page.context.close()
