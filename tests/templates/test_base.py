"""What stands around every page: navigation, freshness, moment, sources."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from enhancements.queries import shapes
from tests.support.html import Reader, words
from tests.templates import samples as s
from tests.templates.sample_pages import GUIDE, PAGES

NAVIGATION = [
    "Home",
    "Board",
    "Roadmap",
    "Releases",
    "SIGs",
    "People",
    "Enhancements",
    "Gates",
    "Reports",
    "Problems",
    "Guide",
]


def render(frame: shapes.Frame, address: str = "/harbour/guide/") -> Reader:
    """The guide with that frame: any page would do."""
    page = dataclasses.replace(GUIDE, frame=frame)
    context: dict[str, Any] = {"page": page, "nav": "guide"}
    request = RequestFactory().get(address)
    return Reader(render_to_string("guide/index.html", context, request))


def hidden(page: Reader) -> list[tuple[str, str]]:
    """What the form in the footer carries along."""
    return [
        (e.attributes["name"], e.attributes["value"])
        for e in page.all("input", type="hidden")
        if "footer" in e.around
    ]


def test_navigation_says_where_one_is():
    page = render(s.frame())
    links = [e for e in page.all("a") if "data-nav" in e.attributes]
    assert [words(e) for e in links] == NAVIGATION
    assert [words(e) for e in links if "aria-current" in e.attributes] == ["Guide"]


def test_skip_link_comes_first_and_leads_to_the_content():
    page = render(s.frame())
    assert page.all("a")[0].attributes["href"] == "#main"
    assert page.by_id("main").tag == "main"


def test_one_project_needs_no_switch():
    assert render(s.frame()).all("details", class_="switcher") == []


def switch(page: Reader) -> list[tuple[str, str, bool]]:
    """What the switch between projects offers: words, address, is it current."""
    return [
        (words(e), e.attributes["href"], "aria-current" in e.attributes)
        for e in page.all("a")
        if e.around[-4:] == ("header", "details", "ul", "li")
    ]


def test_several_projects_can_be_switched_and_the_page_is_kept():
    assert switch(render(s.frame(projects=3))) == [
        ("Harbour", "/harbour/guide/", True),
        ("Other 1", "/other-1/guide/", False),
        ("Other 2", "/other-2/guide/", False),
        ("All projects", "/", False),
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("home-failing", "/other-1/"),
        ("release-switched", "/other-1/releases/"),
        ("roadmap-switched", "/other-1/roadmap/"),
        ("sig-switched", "/other-1/sigs/"),
        ("person-switched", "/other-1/people/"),
        ("enhancement-switched", "/other-1/enhancements/"),
    ],
)
def test_switch_drops_what_only_this_project_knows(name, kept):
    template, nav, page = PAGES[name.replace("-switched", "")]
    page = dataclasses.replace(page, frame=s.frame(projects=2))
    html = render_to_string(template, {"page": page, "nav": nav}, using="jinja2")
    bar, _, _ = html.partition("<main")
    bar = bar[bar.index("<header") : bar.index("</header>")] + "</header>"
    assert switch(Reader(bar))[1] == ("Other 1", kept, False)


def test_switch_keeps_the_moment():
    page = render(s.frame(projects=2, as_of="2026-04-30"))
    assert [href for _, href, _ in switch(page)] == [
        "/harbour/guide/?as_of=2026-04-30",
        "/other-1/guide/?as_of=2026-04-30",
        "/?as_of=2026-04-30",
    ]


def freshness(frame: shapes.Frame) -> tuple[str, bool]:
    """The words of the chip, and whether it warns."""
    (chip,) = render(frame).all("a", class_="fresh")
    assert chip.attributes["href"] == "#sources"
    return words(chip), "data-stale" in chip.attributes


def test_freshness_is_that_of_the_oldest_source():
    fresh = s.source("documents", age=dt.timedelta(minutes=1))
    late = s.source("schedules", age=dt.timedelta(hours=2))
    assert freshness(s.frame(sources=(fresh, late))) == ("Data from 2 h ago", False)


def test_freshness_names_the_source_that_fails():
    assert freshness(s.frame(sources=s.BROKEN)) == ("Schedules failed", True)


def test_freshness_before_the_first_reading():
    assert freshness(s.frame(sources=())) == ("Not read yet", True)


def test_freshness_of_a_source_that_was_never_read():
    source = dataclasses.replace(s.source("documents"), checked_at=None, stale=True)
    assert freshness(s.frame(sources=(source,))) == ("Not read yet", True)


def test_sources_say_when_they_were_read_and_what_failed():
    page = render(s.frame(sources=s.BROKEN))
    items = [words(e) for e in page.all("li") if e.around[-2:] == ("section", "ul")]
    assert items[-2] == "Documents https://git.example/documents.git read 6 min ago"
    assert items[-1] == (
        "Schedules https://git.example/schedules.git read 30 h ago; last error 2 min "
        "ago: The repository could not be reached: connection refused."
    )


def test_without_sources_the_command_is_named():
    page = render(s.frame(sources=()))
    commands = [words(e) for e in page.all("code") if "footer" in e.around]
    assert commands == ["manage.py track harbour --documents URL"]


def test_now_has_no_banner():
    assert render(s.frame()).all("section", class_="asof") == []


def test_past_is_named_with_the_end_of_its_date():
    (banner,) = render(s.frame(as_of="2026-04-30")).all("section", class_="asof")
    said = words(banner)
    assert said.startswith(
        "As of Fri 1 May 2026, 12:00 UTC: the end of 2026-04-30 Anywhere on Earth."
    )


def test_past_is_carried_by_every_link_of_the_navigation():
    page = render(s.frame(as_of="2026-04-30"))
    links = [e.attributes["href"] for e in page.all("a") if "data-nav" in e.attributes]
    assert [href.endswith("?as_of=2026-04-30") for href in links] == [True] * len(
        NAVIGATION
    )


def test_way_back_to_now_keeps_the_filters():
    page = render(s.frame(as_of="2026-04-30"), "/?as_of=2026-04-30&sig=a&sig=b&page=2")
    (back,) = [e for e in page.all("a") if words(e) == "Back to now"]
    assert back.attributes["href"] == "?sig=a&sig=b"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", []),
        ("/?text=%3Cb%3E&as_of=2026-04-30", [("text", "<b>")]),
        ("/?sig=a&sig=b&page=2", [("sig", "a"), ("sig", "b")]),
    ],
)
def test_another_date_keeps_the_filters(address, kept):
    assert hidden(render(s.frame(), address)) == kept


def test_another_date_is_never_in_the_future():
    page = render(s.frame())
    field = page.by_id("foot-as-of")
    assert field.attributes["max"] == s.NOW.date().isoformat()
