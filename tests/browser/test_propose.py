"""A proposal from the guide to its document, by keyboard and on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.support.accessible import faults_of, watched
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER
SLOW = 20_000
"""Milliseconds that a busy machine may take for an answer."""


def typed(page: Page, label: str, text: str) -> None:
    """Type it as somebody does, into the field that has this label."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def test_proposal_by_keyboard_alone(tracker: str, page: Page):
    expect.set_options(timeout=SLOW)
    page.set_default_timeout(3 * SLOW)
    said = watched(page)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/guide/?blog=yes")
    page.get_by_role("link", name="Prepare the proposal here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Propose a VEP")

    typed(page, "Title", "Hot plug of disks")
    near = page.locator("#near")
    # Nothing was pressed: it is looked for while one types, and the draft is kept.
    expect(near).to_contain_text("Volume hot plug without a reboot")
    expect(near).to_contain_text("Found because its title says")
    expect(page.locator("#neartold")).to_contain_text("alike")
    expect(page).to_have_url(f"{tracker}/sample/propose/?title=Hot+plug+of+disks")
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Hot plug of disks")

    typed(page, "In one or two sentences", "A disk is added while it runs.")
    expect(near).to_contain_text("Whose it may be")
    expect(page.get_by_label("Owning SIG")).to_have_value("")
    near.get_by_role("button", name="Let SIG storage own it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Owning SIG")).to_have_value("storage")
    # However fast somebody is, nothing that was typed is lost.
    expect(page.locator("#p-summary")).to_have_value("A disk is added while it runs.")

    page.get_by_role("button", name="Prepare the issue").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 thing to mend")
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p-owners")).to_be_focused()
    page.keyboard.type("ann @bob")
    page.keyboard.press("Enter")
    text = page.get_by_label("Text of VEP NNNN: Hot plug of disks")
    assert "/sig storage\n" in text.input_value()
    assert "/assign @ann\n/assign @bob\n" in text.input_value()
    assert faults_of(page) == []

    page.locator("#p-issue").focus()
    page.keyboard.type("https://github.com/x/y/pull/480")
    page.keyboard.press("Enter")
    expect(page.locator("#e-issue")).to_contain_text("That is a pull request.")
    page.locator("#p-issue").fill("#480")
    page.keyboard.press("Enter")
    expect(page.locator("#documents")).to_contain_text(
        "veps/sig-storage/480-hot-plug-of-disks/vep.md"
    )
    document = page.get_by_label("Text of veps/sig-storage/480-hot-plug-of-disks")
    assert document.input_value().startswith('---\ntitle: "Hot plug of disks"\n')
    assert faults_of(page) == []
    assert said == []


def test_how_it_goes_decides_what_is_asked_for(tracker: str, page: Page):
    expect.set_options(timeout=SLOW)
    page.set_default_timeout(3 * SLOW)
    said = watched(page)
    page.emulate_media(reduced_motion="reduce")
    typed_so_far = "title=Hot+plug+of+disks&sig=storage&gate=HotPlug"
    page.goto(f"{tracker}/sample/propose/?{typed_so_far}")
    page.get_by_label("A feature that graduates").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#whose")).to_contain_text("Ships once")
    expect(page.locator("#p-gate")).to_have_count(0)
    expect(page.get_by_label("Owning SIG")).to_have_value("storage")
    expect(page.get_by_label("A change that ships once")).to_be_focused()
    expect(page).to_have_url(re.compile("course=once"))
    assert faults_of(page) == []
    # Nothing that was typed is lost on the way there and back.
    page.keyboard.press("ArrowUp")
    expect(page.locator("#p-gate")).to_have_value("HotPlug")
    assert said == []


def test_form_works_without_scripts_on_a_phone(tracker: str, browser: Browser):
    expect.set_options(timeout=SLOW)
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.set_default_timeout(3 * SLOW)
    page.goto(f"{tracker}/sample/propose/")
    page.get_by_label("Title", exact=True).fill("Hot plug of disks")
    page.get_by_role("button", name="Look for what is alike").click()
    near = page.locator("#near")
    expect(near).to_contain_text("Volume hot plug without a reboot")
    # What was found stands right below the button, not below the whole form.
    button = page.get_by_role("button", name="Look for what is alike").bounding_box()
    sig = page.get_by_label("Owning SIG").bounding_box()
    box = near.bounding_box()
    assert button is not None
    assert box is not None
    assert sig is not None
    assert button["y"] < box["y"] < sig["y"]
    near.get_by_role("button", name="Let SIG storage own it").click()
    expect(page.get_by_label("Owning SIG")).to_have_value("storage")
    context.close()
