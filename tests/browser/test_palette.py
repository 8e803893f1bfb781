"""The palette in a browser: by keyboard alone, by touch, and where no script runs."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from tests.support.accessible import faults_of, watched
from tests.support.browsers import picture
from tests.support.serving import IN_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = IN_A_BROWSER
WAYS = re.compile(r"/palette/ways\.json")
HOSTILE = "<img src=x onerror=\"alert('pwned')\">"


def opened(page: Page) -> Locator:
    """The palette, opened by its keys and ready to be typed in."""
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Go to")
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()
    return palette


def chosen(palette: Locator) -> Locator:
    return palette.locator("[role=option][aria-selected=true]")


def answered(page: Page, *names: str) -> None:
    """Whatever is asked, these are offered."""
    options = [{"name": one, "about": one, "href": "/sample/"} for one in names]
    told = json.dumps({"groups": [{"title": "Pages", "options": options}]})

    def answer(route: Route) -> None:
        route.fulfill(body=told, content_type="application/json")

    page.route(WAYS, answer)


def test_number_typed_on_any_page_leads_to_the_enhancement(tracker: str, page: Page):
    said = watched(page)
    page.goto(f"{tracker}/sample/guide/")
    palette = opened(page)
    expect(palette.get_by_role("option").first).to_have_text(re.compile("^Board of v"))
    page.keyboard.type("33")
    expect(chosen(palette)).to_contain_text("#33 ")
    expect(palette.get_by_role("status")).to_have_text(re.compile(r"^\d+ results?$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/33/")
    assert said == []


def test_enter_waits_for_the_answer_to_what_was_typed(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/guide/")
    opened(page)
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/33/")


def test_arrows_home_and_end_choose_and_escape_gives_the_focus_back(
    tracker: str, page: Page
):
    page.goto(f"{tracker}/sample/v1.10/board?item=33")
    link = page.get_by_role("link", name="Roadmap", exact=True)
    link.focus()
    palette = opened(page)
    field, options = palette.get_by_role("combobox"), palette.get_by_role("option")
    for key, place in (("ArrowDown", 1), ("End", -1), ("ArrowDown", 0), ("End", -1)):
        page.keyboard.press(key)
        expect(options.nth(place)).to_have_attribute("aria-selected", "true")
        expect(chosen(palette)).to_have_count(1)
        shown = chosen(palette).get_attribute("id")
        expect(field).to_have_attribute("aria-activedescendant", str(shown))
    page.keyboard.press("Home")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Control+k")
    expect(palette).to_be_visible()
    page.keyboard.press("Control+k")
    expect(palette).to_be_hidden()
    assert "item=33" in page.url


def test_button_opens_and_closes_it(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    button = page.get_by_role("button", name="Go to")
    palette = page.get_by_role("dialog", name="Go to")
    for _ in range(2):
        button.click()
        expect(palette.get_by_role("combobox")).to_be_focused()
        button.click()
        expect(palette).to_be_hidden()
    button.press("Space")
    expect(palette).to_be_visible()
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(palette).to_be_hidden()


def test_control_and_enter_open_a_new_tab(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    palette = opened(page)
    page.keyboard.type("sig compute")
    expect(chosen(palette)).to_have_text("SIG compute")
    with page.context.expect_page() as found:
        page.keyboard.press("Control+Enter")
    expect(found.value).to_have_url(f"{tracker}/sample/sigs/compute/")
    assert page.url == f"{tracker}/sample/"


def test_what_finds_nothing_becomes_a_search(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    palette = opened(page)
    page.keyboard.type("nothing is called so")
    expect(chosen(palette)).to_contain_text("Search for “nothing is called so”")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{tracker}/sample/enhancements/?text=nothing+is+called+so"
    )


def test_pages_visited_lately_come_first_and_are_found(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/33/")
    name = page.title().rpartition(" · ")[0]
    page.goto(f"{tracker}/sample/sigs/compute/")
    page.goto(f"{tracker}/sample/nothing/")
    page.goto(f"{tracker}/sample/roadmap/")
    palette = opened(page)
    lately = palette.get_by_role("group", name="Visited lately").get_by_role("option")
    expect(lately).to_have_count(2)
    expect(lately.nth(1)).to_have_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/33/")
    opened(page)
    # The page one is on is no place to go.
    expect(lately).to_have_count(1)
    page.evaluate(
        "localStorage.setItem('visited', '[{\"path\": \"//evil.example/\"}]')"
    )
    page.keyboard.press("Escape")
    opened(page)
    expect(lately).to_have_count(0)


def test_past_moment_is_carried_along(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/33/")
    page.goto(f"{tracker}/sample/?as_of=2026-05-01")
    palette = opened(page)
    expect(chosen(palette)).to_have_attribute(
        "href", re.compile(r"^/sample/33/\?as_of=2026-05-01$")
    )
    page.keyboard.type("roadmap")
    expect(chosen(palette)).to_have_text("Roadmap")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/roadmap/?as_of=2026-05-01")


def test_phone_opens_it_by_touch_in_the_dark(tracker: str, browser: Browser):
    context = browser.new_context(
        base_url=tracker,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme="dark",
    )
    page = context.new_page()
    page.goto("/sample/33/")
    page.get_by_role("button", name="Go to").tap()
    palette = page.get_by_role("dialog", name="Go to")
    expect(palette.get_by_role("option").first).to_be_visible()
    picture(page, "palette-390-dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert palette.get_by_role("option").first.bounding_box()["height"] >= 24
    palette.get_by_role("combobox").fill("roadm")
    palette.get_by_role("option", name="Roadmap").tap()
    expect(page).to_have_url(f"{tracker}/sample/roadmap/")
    page.get_by_role("button", name="Go to").tap()
    palette.get_by_role("button", name="Close").tap()
    expect(palette).to_be_hidden()
    context.close()


def test_it_is_accessible_in_every_look(tracker: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{tracker}/sample/sigs/compute/")
    page.goto(f"{tracker}/sample/v1.10/board")
    palette = opened(page)
    picture(page, "palette-1440")
    page.keyboard.type("comp")
    expect(palette.get_by_role("group", name="SIGs")).to_be_visible()
    picture(page, "palette-typed-1440")
    assert faults_of(page) == []


def test_last_question_counts(tracker: str, page: Page):
    page.goto(f"{tracker}/sample/")
    palette = opened(page)
    # The first question is never answered.
    page.route(re.compile(r"ways\.json\?text=road$"), lambda _: None)
    with page.expect_request(re.compile("text=road$")):
        page.keyboard.type("road")
    with page.expect_event("requestfailed", lambda one: one.url.endswith("text=road")):
        page.keyboard.type("m")
    expect(chosen(palette)).to_have_text("Roadmap")


def test_hostile_names_are_shown_as_text(tracker: str, page: Page):
    said = watched(page)
    page.goto(f"{tracker}/sample/")
    answered(page, HOSTILE, "plain")
    palette = opened(page)
    expect(palette.get_by_role("option").first).to_have_text(HOSTILE * 2)
    assert palette.locator("img").count() == 0
    assert said == []


def test_server_that_does_not_answer_is_told_of(tracker: str, page: Page):
    page.route(WAYS, lambda route: route.fulfill(status=503))
    page.goto(f"{tracker}/sample/")
    page.keyboard.press("Control+k")
    status = page.get_by_role("dialog", name="Go to").get_by_role("status")
    expect(status).to_have_text("The tracker does not answer. Try again in a moment.")


def test_late_answer_is_not_taken_for_what_was_typed_since(tracker: str, page: Page):
    first: list[Route] = []

    def answer(route: Route) -> None:
        # What was asked with nothing typed stays unanswered until something is.
        if first or "text=guide" in route.request.url:
            route.continue_()
        else:
            first.append(route)

    page.route(WAYS, answer)
    page.goto(f"{tracker}/sample/")
    with page.expect_request(WAYS):
        page.keyboard.press("Control+k")
    page.keyboard.type("guide")
    with contextlib.suppress(Error):
        first[0].continue_()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/guide/")


def test_page_of_no_project_offers_the_projects(tracker: str, page: Page):
    page.goto(f"{tracker}/nowhere/33/")
    palette = opened(page)
    expect(palette.get_by_role("group", name="Projects")).to_be_visible()
    page.keyboard.type("sample")
    expect(palette.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/sample/")


@pytest.mark.parametrize("width", [390, 1440])
def test_without_javascript_it_leads_to_the_search(
    tracker: str, browser: Browser, width: int
):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{tracker}/sample/")
    page.get_by_role("link", name="Go to", exact=True).click()
    expect(page).to_have_url(f"{tracker}/sample/enhancements/")
    context.close()
