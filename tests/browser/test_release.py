"""The page of a release in a real browser: from a number to its entries and reasons."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.serving import BRIEFLY_IN_A_BROWSER

pytestmark = BRIEFLY_IN_A_BROWSER
V19 = "/sample/releases/v1.9/"


def test_number_of_a_sig_leads_to_its_entries_and_reasons(
    tracker: str,
    page: Page,
):
    page.goto(f"{tracker}{V19}?as_of=2026-06-12")
    table = page.get_by_role("table", name="Planned, committed and shipped")
    link = table.get_by_role("link", name="committed, filter the entries").first
    number = int(link.inner_text())
    link.click()

    entries = page.locator(".entrytable tbody tr:not(.group)")
    expect(entries).to_have_count(number)
    expect(page.locator("#entries")).to_be_in_viewport()
    expect(page.locator("#entries .scope")).to_contain_text("committed")

    lost = page.locator("summary", has_text="no longer planned, and why")
    lost.click()
    expect(page.locator(".losslist li").first).to_be_visible()


def test_dates_are_drawn_where_there_is_room_and_listed_everywhere(
    tracker: str,
    page: Page,
):
    page.goto(f"{tracker}{V19}")
    line, dates = page.locator("svg.dateline"), page.locator("ol.timeline").first

    page.set_viewport_size({"width": 1440, "height": 900})
    expect(line).to_be_visible()
    assert line.bounding_box()["width"] > 1200
    page.set_viewport_size({"width": 390, "height": 900})
    expect(line).to_be_hidden()
    expect(dates).to_be_visible()


def test_labels_of_the_line_do_not_cover_each_other(
    tracker: str,
    page: Page,
):
    for width in (768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{tracker}/sample/releases/v1.10/")
        boxes = page.locator("svg.dateline .what").evaluate_all(
            "all => all.map(one => one.parentElement.querySelectorAll('text'))"
            ".map(two => [...two].map(one => one.getBoundingClientRect()))"
            ".map(([a, b]) => [Math.min(a.left, b.left), a.top,"
            " Math.max(a.right, b.right), b.bottom])"
        )
        assert len(boxes) > 2
        for n, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[n + 1 :]:
                apart = right <= other[0] or other[2] <= left
                assert apart or bottom <= other[1] or other[3] <= top, (width, boxes)


def test_entries_of_a_sig_are_narrowed_and_widened(
    tracker: str,
    page: Page,
):
    page.goto(f"{tracker}/sample/sigs/compute/")
    entries = page.locator(".entrytable tbody tr")
    before = entries.count()
    filters = page.get_by_role("navigation", name="Filters")
    filters.get_by_role("link", name="Graduation").click()

    assert 0 < entries.count() < before
    expect(page.locator(".scope")).to_contain_text("graduation")
    page.get_by_role("link", name="Show all").click()
    expect(entries).to_have_count(before)
