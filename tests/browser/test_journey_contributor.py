"""Somebody who wants to help finds their way: by the keys alone, and by touch alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from enhancements.models import Decision, Subscription, TakeOver
from tests.support.accessible import watched
from tests.support.hands import Keys, Touch, looked_at, somebody
from tests.support.journeys import CONTRIBUTOR, PARTS, place, record, sign_in, title
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.hands import Hands
    from tests.support.journeys import Part

__all__ = ["place"]
pytestmark = [*IN_A_BROWSER, pytest.mark.long]
ALIKE = 41
"""What is alike to what is proposed."""


@pytest.fixture(params=[Keys, Touch], ids=lambda one: one.name)
def hands(
    place: str, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Hands]:
    yield from somebody(browser, place, request.param)


def test_contributor_finds_follows_offers_tells_and_proposes(hands: Hands):
    said = watched(hands.page)
    part = PARTS[hands.name]
    hands.page.goto("/demo/")
    sign_in(hands, "Rui")
    find(hands, part)
    read_what_is_missing(hands)
    follow(hands, part)
    offer(hands, part)
    say_how_it_goes(hands, part)
    propose(hands)
    assert said == []


def find(hands: Hands, part: Part) -> None:
    page, name = hands.page, title(part.wanted)
    main = page.get_by_role("navigation", name="Main")
    hands.press(main.get_by_role("link", name="Enhancements"))
    hands.write(page.get_by_role("combobox", name="Search"), " ".join(name.split()[:2]))
    hands.press(page.get_by_role("button", name="Search", exact=True))
    expect(page.locator(".scope")).to_contain_text("1 ")
    looked_at(hands, "contributor-found")
    hands.press(page.locator(".browsetable").get_by_role("link", name=name).first)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def read_what_is_missing(hands: Hands) -> None:
    ahead = hands.page.get_by_role(
        "region", name="Who decides next and what is missing"
    )
    expect(ahead).to_contain_text("Alpha in v1.9")
    expect(ahead.locator(".queue > li")).not_to_have_count(0)
    looked_at(hands, "contributor-enhancement")


def follow(hands: Hands, part: Part) -> None:
    page = hands.page
    hands.press(page.locator(".follow summary"))
    hands.press(page.locator(".followform").get_by_role("button", name="Follow"))
    expect(page.locator(".follow summary")).to_contain_text("Following")
    one = Subscription.objects.get(enhancement=record(part.wanted).enhancement_id)
    assert one.account.login == CONTRIBUTOR


def offer(hands: Hands, part: Part) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name="Offer to take it over"))
    hands.write(page.get_by_label("What you have in mind"), "I go on with it.")
    looked_at(hands, "contributor-offer")
    hands.press(page.get_by_role("button", name="Offer to take over"))
    expect(page.get_by_role("button", name="Withdraw your offer")).to_be_visible()
    row = TakeOver.objects.get(enhancement=record(part.wanted).enhancement_id)
    assert (row.by, row.text, row.answer) == (CONTRIBUTOR, "I go on with it.", "")


def say_how_it_goes(hands: Hands, part: Part) -> None:
    page = hands.page
    hands.go(str(part.own), title(part.own))
    hands.press(page.get_by_role("link", name="how it goes"))
    form = page.get_by_role("form", name="How it goes")
    expect(form).to_be_visible()
    looked_at(hands, "contributor-check-in")
    hands.press(form.get_by_role("button", name="On track"))
    expect(page.locator("[data-step]")).to_contain_text("is on track")
    said = Decision.objects.get(
        enhancement=record(part.own).enhancement_id, kind="check-in", until=None
    )
    assert (said.value, said.by) == ("on-track", CONTRIBUTOR)


def propose(hands: Hands) -> None:
    page = hands.page
    hands.go("propose", "Propose")
    hands.write(page.get_by_label("Title", exact=True), "Hot plug of disks")
    near = page.locator("#near")
    expect(near.get_by_role("link", name=title(ALIKE))).to_be_visible()
    looked_at(hands, "contributor-propose")
    hands.press(near.get_by_role("button", name="Let SIG storage own it"))
    expect(page.get_by_label("Owning SIG")).to_have_value("storage")
    hands.write(page.get_by_label("In one or two sentences"), "Disks come and go.")
    hands.write(page.get_by_label("Who does the work"), f"@{CONTRIBUTOR}")
    hands.press(page.get_by_role("button", name="Prepare the issue"))
    link = page.get_by_role("link", name="Open it on GitHub, filled in")
    expect(link).to_be_visible()
    looked_at(hands, "contributor-prepared")
    where = urlsplit(link.get_attribute("href") or "")
    assert (where.hostname, where.path) == ("github.com", "/acme/plans/issues/new")
    given = parse_qs(where.query)
    assert "Hot plug of disks" in given["title"][0]
    assert "Disks come and go." in given["body"][0]
    assert "/sig storage" in given["body"][0]
