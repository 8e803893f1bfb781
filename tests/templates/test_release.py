"""The page of a release: its line of dates, what became of what, and the numbers."""

from __future__ import annotations

import pytest

from enhancements import presenters
from tests.support.html import Reader, rows, words
from tests.templates import sample_release as r
from tests.templates import samples as s
from tests.templates.test_pages import read

UNPROVEN = "\N{EN DASH}nothing proves it"


def drawing(page: Reader) -> str:
    (found,) = page.all("svg", class_="dateline wide-only")
    return found.attributes["aria-label"]


def test_line_names_every_freeze_with_its_date_or_its_hour():
    said = drawing(read("release"))

    assert "Cycle opens 29 Jan, over; PRR freeze 24 Apr, 02:00 UTC, over" in said
    assert "Code freeze 24 Jun, in 12 days" in said
    assert said.endswith("Release 22 Jul, in 40 days. The list below says the same.")


def test_line_shows_the_date_that_moved_beside_the_new_one():
    page = read("release")

    assert [words(e) for e in page.all("tspan", class_="old")] == ["7 Jul"]
    assert len(page.all("circle", class_="was")) == 2


def test_line_stands_at_today_and_at_the_past_moment():
    names = [words(e) for e in read("release").all("text", class_="todayname")]
    then = [words(e) for e in read("release-past").all("text", class_="todayname")]

    assert (names, then) == (["today"], ["1 May"])


def test_release_without_two_dates_has_no_line():
    assert read("release-undated").all("svg", class_="dateline wide-only") == []


@pytest.mark.parametrize(
    ("number", "kind", "planned"),
    [
        ("#271", "graduates", "no longer now v1.10"),
        ("#272", "new", "recorded late now v1.10 since 3 Jun"),
        ("#273", "same-stage work", "went on to v1.10, target kept"),
        ("#274", "graduates", "no longer document removed"),
        ("#275", "deprecation", "no longer since 6 Jun"),
    ],
)
def test_entry_says_its_kind_and_what_became_of_it(number, kind, planned):
    (row,) = [one for one in rows(read("release"), "Entries") if number in one[0]]

    assert row[1].endswith(kind)
    assert row[2] == planned


def test_losses_say_why():
    losses = [presenters.loss(entry, s.NOW) for entry in r.LOST]
    page = read("release")
    (lists,) = page.all("ul", class_="losslist")

    assert losses == [
        "slipped to v1.10 on 3 May",
        "moved to v1.10 on 3 Jun, after the release was out: recorded late",
        "went on to v1.10 on 4 Jun; its target here stands",
        "its document was taken out on 5 Jun",
        "taken back on 6 Jun; no other release is named",
    ]
    assert all(loss in words(lists) for loss in losses)


def test_strip_and_its_table_say_the_same_numbers():
    page = read("release")
    strip = {row[0]: row[1:] for row in rows(page, "Planned, committed")}
    twin = {row[0]: row[1:] for row in rows(page, "Numbers of each SIG")}

    assert strip["compute"] == [
        "9",
        "7",
        "not yet",
        "3 added 1 slipped 2 out 1 recorded late 2 went on",
    ]
    assert twin["compute"] == ["9", "7", UNPROVEN, "3", "1", "2", "1", "2"]
    assert strip["network"][1:3] == ["no evidence", "not yet"]
    assert (strip["storage"][2], twin["storage"][2]) == ("1", "1")


def test_numbers_of_the_strip_lead_to_their_entries():
    hrefs = {e.attributes["href"] for e in read("release").all("a")}

    for state in (
        "planned",
        "committed",
        "late",
        "slipped",
        "out",
        "late-record",
        "on",
    ):
        address = f"/harbour/releases/v1.9/?sig=compute&state={state}#entries"
        assert address in hrefs


def test_what_is_out_says_that_nothing_proves_it_shipped():
    strip = {row[0]: row[1:] for row in rows(read("release-out"), "Planned, comm")}

    assert strip["compute"][2] == "not proven"
