"""A freeze party in a real browser, driven by the keyboard alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import parties
from tests.support.accessible import faults_of, watched
from tests.support.calls import PLACE, call, party
from tests.support.serving import IN_A_BROWSER
from tracker.live.running import HUB

if TYPE_CHECKING:
    from tests.support.calls import Party

__all__ = ["call", "party"]

pytestmark = IN_A_BROWSER


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
    text = page.evaluate(
        "sessionStorage.getItem(`party/demo/v1.9/enhancements-freeze`)"
    )
    return json.loads(text or "[]")


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
    page.keyboard.press("n")
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
        "Thing 2 #2 no note Note two more days",
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
    # Those of every place: the palette, the sheet, and closing.
    assert sheet.locator("dl > div").count() == foot.count() + 3
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
    with party.decided(3, "removed") as made:
        call.reload()
        line = call.locator(".stagedlist > li")
        expect(line).to_contain_text("Meanwhile: Removed by @shadow.")
        assert kept(call)[0]["seen"] is None
        call.get_by_role("button", name="Keep mine").click()
        expect(line).not_to_contain_text("Meanwhile")
        assert kept(call)[0]["seen"] == made.pk
        call.locator("#party-list li", has_text="Thing 3").locator("a").click()
        expect(call.locator("#party-title")).to_have_text("Thing 3")
        call.keyboard.press("r")
        expect(call.locator("#party-said")).to_have_text("It is removed already.")
        assert staged(call) == []


def test_what_stands_by_now_is_not_staged_any_more(party: Party, call: Page):
    call.keyboard.press("d")
    with party.decided(3, "deferred"):
        call.reload()
        assert staged(call) == []
        expect(call.locator("#party-said")).to_contain_text("stands now")


def listens(page: Page) -> None:
    """Wait until the page would hear of a change."""
    for _ in range(100):
        if any(one.version for one in HUB._watched.values()):
            return
        page.wait_for_timeout(50)
    pytest.fail("The page does not listen.")


def test_change_by_others_comes_by_itself_and_text_is_kept(party: Party, call: Page):
    listens(call)
    call.keyboard.press("d")
    call.keyboard.press("n")
    call.keyboard.type("Half a")
    with party.decided(3, "removed"):
        decided = call.locator("#party-list ul:not([data-open]) li")
        expect(decided).to_have_count(1)
        expect(decided).to_contain_text("Removed")
        expect(call.locator(".stagedlist > li")).to_contain_text(
            "Meanwhile: Removed by @shadow."
        )
        expect(call.locator("#party-said")).to_contain_text("Somebody decided")
        call.keyboard.type(" sentence")
        call.keyboard.press("Enter")
    assert "Half a sentence" in staged(call)[1]
    call.keyboard.press("t")
    reason = call.get_by_label("Why, in one line")
    with party.decided(4, "tracked"):
        tracked = call.locator("#party-list ul:not([data-open]) li")
        expect(tracked).to_contain_text("Thing 4")
        expect(reason).to_be_focused()
    call.keyboard.press("Escape")
    expect(call.locator("#party-list ul:not([data-open]) li")).to_have_count(0)


def test_clock_runs_and_is_not_read_out(call: Page):
    clock = call.locator(".partyclock [role=timer]")
    expect(clock).to_have_attribute("aria-live", "off")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=3000)
    expect(call.locator(".partyends time")).to_contain_text("your time")


# Seconds by which the clock shows more than is left.
AHEAD = """() => {
  const clock = document.querySelector("[data-ends]");
  const [time, days] = clock.innerText.split(" d ").reverse();
  const [hours, minutes, seconds] = time.split(":").map(Number);
  const shown = (Number(days ?? 0) * 24 + hours) * 3600 + minutes * 60 + seconds;
  return shown - (Date.parse(clock.dataset.ends) - Date.now()) / 1000;
}"""


def test_clock_is_right_on_a_page_that_the_browser_kept(call: Page):
    made = call.locator("[data-ends]").get_attribute("data-now")
    before = call.evaluate(AHEAD)
    call.wait_for_timeout(6000)
    call.reload()
    # It was not sent again, so it says when it was made.
    expect(call.locator("[data-ends]")).to_have_attribute("data-now", made)
    assert abs(call.evaluate(AHEAD) - before) < 3


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
    expect(page.get_by_role("button", name="Write it")).to_be_visible()
    page.get_by_role("button", name="Removed", exact=True).click()
    expect(page.locator("h1")).to_have_text("Remove #5 at the VEP freeze?")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#party-title")).to_have_text("Thing 5")
    context.close()


def test_full_screen_is_entered_and_left(call: Page):
    call.keyboard.press("f")
    button = call.locator("[data-fullscreen]")
    expect(button).to_have_attribute("aria-pressed", "true")
    go(call, "j", "Thing 5")
    assert call.evaluate("document.fullscreenElement !== null")
    call.keyboard.press("f")
    expect(button).to_have_attribute("aria-pressed", "false")


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


def tab_to(page: Page, name: str) -> None:
    """Go on with Tab until the button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("document.activeElement.textContent.trim()")
        if found.startswith(name):
            return
    pytest.fail(f"Tab does not reach {name}")


def test_party_is_reviewed_applied_and_undone(party: Party, call: Page):
    stage_three(call)
    call.keyboard.press("Shift+Enter")
    call.wait_for_url("**/board/review")
    expect(call.locator("h1")).to_have_text("Review 4 changes")
    expect(call.locator("main")).to_contain_text("it merges tonight")
    assert party.standings() == {}

    tab_to(call, "Apply 4 changes")
    call.keyboard.press("Enter")
    call.wait_for_url(f"**{PLACE}?**step=*")
    expect(call.locator("#party-title")).to_have_text("Thing 2")
    assert party.standings() == {
        "5 standing": "removed",
        "3 standing": "tracked",
        "3 note": "Ask Olga",
        "2 note": "two more days",
    }
    assert staged(call) == []
    expect(call.locator("#party-said")).to_contain_text("4 changes")
    numbers = call.locator("#party-figures b").all_inner_texts()
    assert numbers == ["0", "2", "2", "1", "1"]

    call.keyboard.press("z")
    expect(call.locator("#party-figures b").first).to_have_text("2")
    assert party.standings() == {}
    assert staged(call) == []
