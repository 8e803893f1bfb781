"""A SIG's lead goes through its meeting: by the keys alone, and by touch alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from enhancements.models import Concern, TakeOver
from tests.support.accessible import watched
from tests.support.hands import Keys, Touch, looked_at, somebody
from tests.support.journeys import (
    CONTRIBUTOR,
    LEAD,
    OWNER,
    PARTS,
    place,
    record,
    sign_in,
    title,
)
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator

    from tests.support.hands import Hands
    from tests.support.journeys import Part

__all__ = ["place"]
pytestmark = [*IN_A_BROWSER, pytest.mark.long]
REVIEWER = "sunniva-akredal"


@pytest.fixture(params=[Keys, Touch], ids=lambda one: one.name)
def hands(
    place: str, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Hands]:
    yield from somebody(browser, place, request.param)


def test_lead_goes_through_the_meeting_of_their_sig(hands: Hands):
    said = watched(hands.page)
    part = PARTS[hands.name]
    hands.page.goto("/demo/")
    sign_in(hands, "Oda")
    looked_at(hands, "lead-home")
    to_meeting(hands)
    begun = count(hands)
    looked_at(hands, "lead-meeting")

    answer_the_concern(hands, part)
    to_meeting(hands)
    assert count(hands) == begun - 1
    name_the_owner(hands, part)

    before = count(hands)
    accept_the_offer(hands, part)
    to_meeting(hands)
    assert count(hands) == before - 1
    set_reviewers_and_undo(hands, part)
    assert said == []


def to_meeting(hands: Hands) -> None:
    hands.go("my sig", "My SIG")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("SIG compute")
    hands.press(hands.page.get_by_role("link", name="Meeting view"))
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("SIG compute, v1.9")


def ours(hands: Hands) -> Locator:
    """What waits on the SIG."""
    page = hands.page
    return page.locator("section", has=page.locator("#h-us"))


def count(hands: Hands) -> int:
    """How much waits on the SIG, as its heading and its rows say."""
    number = int(ours(hands).locator(".count").inner_text())
    expect(ours(hands).locator(".queue > li")).to_have_count(number)
    return number


def waiting(hands: Hands, number: int, ask: str) -> Locator:
    """The link of what is asked about an enhancement."""
    row = ours(hands).locator(".queue > li", has_text=title(number))
    return row.get_by_role("link", name=ask)


def answer_the_concern(hands: Hands, part: Part) -> None:
    page = hands.page
    hands.press(waiting(hands, part.ownerless, "Answer the concern"))
    expect(page).to_have_url(re.compile("#concerns$"))
    hands.press(page.locator("summary", has_text="Resolve “upgrade path”"))
    hands.write(page.get_by_label("How it was resolved"), "They are moved first.")
    looked_at(hands, "lead-concern")
    hands.press(page.get_by_role("button", name="Resolve it"))
    expect(page.locator("#concerns")).to_contain_text("No concern is open")
    concern = Concern.objects.get(enhancement=record(part.ownerless).enhancement_id)
    assert (concern.resolved_by, concern.resolution) == (LEAD, "They are moved first.")


def name_the_owner(hands: Hands, part: Part) -> None:
    page, name = hands.page, title(part.ownerless)
    item = page.locator(".agenda > li", has_text=name)
    expect(item).to_contain_text("no owner")
    hands.press(item.get_by_role("link", name=f"Change owner of {name}, now nobody"))
    field = page.get_by_role("combobox", name="Owner of")
    hands.write(field, "tar")
    option = page.get_by_role("option", name=f"@{OWNER}")
    expect(option).to_be_visible()
    looked_at(hands, "lead-owner")
    hands.take(field, option)
    expect(field).to_have_value(OWNER)
    hands.press(page.get_by_role("button", name="Save"))
    expect(page.locator("[data-step]")).to_contain_text(f"now: @{OWNER}")
    expect(item).to_contain_text(f"@{OWNER}")
    looked_at(hands, "lead-owner-named")
    assert record(part.ownerless).owners == [OWNER]


def accept_the_offer(hands: Hands, part: Part) -> None:
    page = hands.page
    hands.press(waiting(hands, part.offered, f"Answer @{CONTRIBUTOR}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Take over")
    looked_at(hands, "lead-take-over")
    hands.press(page.get_by_role("button", name=f"Accept the offer of @{CONTRIBUTOR}"))
    expect(page.get_by_text(f"@{LEAD} accepted it")).to_be_visible()
    offer = TakeOver.objects.get(enhancement=record(part.offered).enhancement_id)
    assert (offer.answer, offer.answered_by) == ("accepted", LEAD)
    assert record(part.offered).owners == [CONTRIBUTOR]


def set_reviewers_and_undo(hands: Hands, part: Part) -> None:
    page, numbers = hands.page, (part.ownerless, part.own)
    hands.go("my sig", "My SIG")
    for number in numbers:
        box = page.get_by_role("checkbox", name=f"Choose {title(number)}")
        hands.tick(box.first)
    bar = page.locator("#people-now")
    expect(bar).to_contain_text("2 entries ticked")
    hands.choose(bar.get_by_label("Role"), "Reviewers")
    who = bar.get_by_role("combobox", name="Who")
    hands.write(who, "sunn")
    option = bar.get_by_role("option", name=f"@{REVIEWER}")
    expect(option).to_be_visible()
    looked_at(hands, "lead-bulk")
    hands.take(who, option)
    hands.press(bar.get_by_role("button", name="Review"))
    # Nothing is done before it was seen.
    expect(page.get_by_role("heading", level=1)).to_have_text("Review 2 changes")
    expect(page.locator("form.review")).to_contain_text(f"@{REVIEWER}")
    assert [record(one).reviewers for one in numbers] == [[], []]
    looked_at(hands, "lead-review")
    hands.press(page.get_by_role("button", name="Apply"))
    done = page.locator("[data-step]")
    expect(done).to_contain_text("Changed the people of 2 enhancements")
    assert [record(one).reviewers for one in numbers] == [[REVIEWER], [REVIEWER]]
    looked_at(hands, "lead-applied")
    hands.press(done.get_by_role("button", name="Undo"))
    expect(done).to_contain_text("as their sources say again")
    assert [record(one).reviewers for one in numbers] == [[], []]
