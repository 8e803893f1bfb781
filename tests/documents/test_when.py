from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.when import When, Years, read_when
from enhancements.documents.when_zones import zone_of

YEARS = Years(frozenset({(2025, 2), (2025, 7)}))


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=dt.UTC)


def when(text, years=YEARS, hour=""):
    return read_when(text, years=years, hour=hour)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thursday 6th February 2025", (2025, 2, 6)),
        ("Tuesday, January 28, 2020", (2020, 1, 28)),
        ("Mon August 23, 2021", (2021, 8, 23)),
        ("Tueday 11th April 2023", (2023, 4, 11)),
        ("Thursday 23th October 2025", (2025, 10, 23)),
        ("5 Sept. 2024", (2024, 9, 5)),
        ("2026-06-24", (2026, 6, 24)),
        ("2026/6/4", (2026, 6, 4)),
        ("the 9th of June 2026", (2026, 6, 9)),
        ("Thursday 16th March  2023", (2023, 3, 16)),
    ],
)
def test_bare_day_is_read_in_every_spelling(text, day):
    assert when(text) == When(dt.date(*day))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Monday 10th - Thursday 13th November 2025", (2025, 11, 10)),
        ("October 11-15, 2021", (2021, 10, 11)),
        ("April 17-21 2023", (2023, 4, 17)),
        ("Friday 28th March - Thursday 3rd April 2025", (2025, 3, 28)),
        ("Monday 30th December \u2013 Friday 3rd January 2025", (2024, 12, 30)),
    ],
)
def test_range_is_read_as_its_first_day(text, day):
    assert when(text) == When(dt.date(*day))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            "02:00 UTC Friday 14th February 2025 / 18:00 PST Thursday 13th Feb 2025",
            (2025, 2, 14, 2),
        ),
        (
            "01:00 UTC Friday 24th June 2022 / 18:00 PDT Thursday 23rd June 2022",
            (2022, 6, 24, 1),
        ),
        (
            "01:00 UTC Wed 3rd Aug 2022 / 02:00 BST 3 Aug 2022 / 18:00 PDT 2 Aug 2022",
            (2022, 8, 3, 1),
        ),
        ("Tuesday 9 June 2026, 18:00 PDT (01:00 UTC)", (2026, 6, 10, 1)),
        ("Friday 10 June 2022 / 02:00 UTC", (2022, 6, 10, 2)),
        ("6pm PT 3 March 2026", (2026, 3, 4, 2)),
        ("12:30am EST 3 March 2026", (2026, 3, 3, 5, 30)),
        ("9 June 2026, 18:00 AoE", (2026, 6, 10, 6)),
        ("9 June 2026 12:00 UTC-7", (2026, 6, 9, 19)),
        ("2026-06-24T12:00Z", (2026, 6, 24, 12)),
        ("24:00 UTC 31 December 2025", (2026, 1, 1)),
        ("3 March 2026 (EOD PST)", (2026, 3, 4, 8)),
    ],
)
def test_hour_is_read_as_a_moment_in_utc_and_names_its_day(text, at):
    assert when(text) == When(utc(*at).date(), utc(*at))


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday 16th June 2026 (AoE) / Wednesday 17th June 2026, 12:00 UTC",
        "Tuesday 16th June 2026 (AoE) / Wednesday 17th June 2026 12:00 UTC",
        "Tuesday 16th June 2026 AoE",
        "Tuesday 16th June 2026, 23:59 AoE",
        "Tuesday 16th June 2026, anywhere on earth",
        "Tuesday 16th June 2026 24:00 Anywhere on Earth",
    ],
)
def test_day_that_ends_anywhere_on_earth_is_a_bare_day(text):
    assert when(text) == When(dt.date(2026, 6, 16))


@pytest.mark.parametrize(
    ("text", "at", "remedy"),
    [
        (
            "21:00 UTC Friday 20th June 2025 / 14:00 PST Friday 20th June 2025",
            (2025, 6, 20, 21),
            "14:00 PDT Friday 20 June 2025",
        ),
        (
            "02:00 UTC Friday 14th February 2025 / 19:00 PDT Thursday 13th Feb 2025",
            (2025, 2, 14, 2),
            "18:00 PST Thursday 13 February 2025",
        ),
        (
            "02:00 UTC Friday 21 March 2025 / 19:00 PT Wednesday 19 March 2025",
            (2025, 3, 21, 2),
            "19:00 PT Thursday 20 March 2025",
        ),
        (
            "01:00 UTC 15 March 2023 / 17:00 PDT 14 March 2023",
            (2023, 3, 15, 1),
            "18:00 PDT Tuesday 14 March 2023",
        ),
    ],
)
def test_utc_counts_beside_a_zone_that_does_not_fit(text, at, remedy):
    found = when(text)

    assert (found.date, found.at) == (utc(*at).date(), utc(*at))
    assert found.problem == (
        f'"{text.partition(" / ")[2]}" does not fit {utc(*at):%H:%M} UTC'
        f" {utc(*at):%A} {utc(*at).day} {utc(*at):%B %Y}, which counts; write {remedy}."
    )


def test_utc_counts_beside_another_day_anywhere_on_earth():
    found = when(
        "Thursday 9th October 2025 (AoE) / Friday 10th October 2025, 13:00 UTC"
    )

    assert (found.date, found.at) == (dt.date(2025, 10, 10), utc(2025, 10, 10, 13))
    assert found.problem == (
        "9 October 2025 AoE ends at 12:00 UTC Friday 10 October 2025, not at 13:00 UTC "
        "Friday 10 October 2025, which counts; mend one of them."
    )


def test_hour_alone_in_a_zone_out_of_season_is_read_as_written_with_a_problem():
    found = when("Tuesday 30 July 2019, EOD PST")

    assert found == When(
        dt.date(2019, 7, 31),
        utc(2019, 7, 31, 8),
        "PST is not in use on 30 July 2019: read as 08:00 UTC Wednesday 31 July 2019. "
        "Write PDT if that is meant, or the hour in UTC.",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The day is missing; write one such as Thursday 5th March 2026."),
        ("soon", '"soon" is no day; write one such as Thursday 5th March 2026.'),
        ("31 June 2026", 'There is no "31 June 2026"; write a day that exists.'),
        ("9 June 1226", '"9 June 1226" is no year of a release; mend it.'),
        ("9 or 16 June 2026", '"9 or 16 June 2026" names several days; keep one.'),
        (
            "9 June 2026, then 16 June 2026",
            '"9 June 2026, then 16 June 2026" names several days; keep one.',
        ),
        (
            "9 June 2026 / 16 June 2026",
            '"9 June 2026 / 16 June 2026" names several days; keep one.',
        ),
        ("Mon 6 Nov", '"Mon 6 Nov" names no year; write it behind.'),
    ],
)
def test_day_that_cannot_be_read_is_a_problem(text, problem):
    assert when(text, Years()) == When(problem=problem)


@pytest.mark.parametrize("text", ["TBD", "TBC", "n/a", "-"])
def test_day_left_open_is_no_problem(text):
    assert when(text) == When()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "9 June 2026 18:00",
            '"18:00" names no time zone; write the hour in UTC: 02:00 UTC.',
        ),
        (
            "9 June 2026 18:00 XYZ",
            '"18:00 XYZ" names no time zone that we know; write the hour in UTC.',
        ),
        (
            "9 June 2026 18:00 BST",
            'BST is the name of several zones; write "18:00 BST" in UTC.',
        ),
        (
            "Monday 9 June 2026",
            (
                '9 June 2026 is a Tuesday, and "Monday 9 June 2026" says another '
                "weekday; mend one of them."
            ),
        ),
    ],
)
def test_day_with_something_wrong_about_it_is_kept_with_its_problem(text, problem):
    assert when(text) == When(dt.date(2026, 6, 9), None, problem)


def test_hour_may_stand_beside_the_day():
    name = "Begin Code Freeze (18:00 PST)"

    assert when("Tue November 16, 2021", hour=name).at == utc(2021, 11, 17, 2)
    assert when("02:00 UTC 16 November 2021", hour=name).at == utc(2021, 11, 16, 2)
    assert when("16 November 2021 (AoE)", hour=name).at is None


@pytest.mark.parametrize(
    ("known", "text", "year"),
    [
        ({(2018, 10), (2018, 12)}, "3 Dec", 2018),
        ({(2018, 10), (2018, 12)}, "2 Jan", 2019),
        ({(2019, 1)}, "23 Oct", 2018),
        ({(2019, 1), (2020, 1)}, "6 Jan", None),
        ({(2019, 1), (2020, 1)}, "Mon 6 Jan", 2020),
        ({(2019, 1)}, "1 July", None),
        (set(), "1 July", None),
    ],
)
def test_missing_year_is_that_of_near_neighbours_if_it_is_clear(known, text, year):
    date = when(text, Years(frozenset(known))).date

    assert (date.year if date else None) == year


def test_years_of_a_text_are_those_of_its_days_and_headings():
    lines = ["begins on **Monday, October 1st, 2018**", "since v1.2019 and in 2016"]

    assert Years.of_text(lines, ["Timeline (2019)", "v1.2020"]) == Years(
        frozenset({(2018, 10)}), frozenset({2019})
    )


def test_year_of_a_heading_serves_where_no_day_says_its_own():
    assert when("1 July", Years(stated=frozenset({2019}))).date == dt.date(2019, 7, 1)


@pytest.mark.parametrize("word", ["UTC+15", "Mars", "", "PSTX", "UTC+"])
def test_zone_that_is_none_is_none(word):
    assert zone_of(word) is None


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31))


@given(
    DAYS, st.sampled_from(["%A {d}th %B %Y", "%a %B {d}, %Y", "%Y-%m-%d", "{d} %b %Y"])
)
def test_every_day_is_read(day, form):
    assert when(day.strftime(form.format(d=day.day))) == When(day)


MINUTES = st.integers(0, 197 * 365 * 24 * 60)


@given(MINUTES)
def test_every_moment_in_utc_is_read(minutes):
    at = utc(2001, 1, 1) + dt.timedelta(minutes=minutes)
    found = when(f"{at:%H:%M} UTC {at:%A} {at.day} {at:%B %Y}")

    assert (found.date, found.at, found.problem) == (at.date(), at, "")


@given(MINUTES, st.sampled_from(["PST", "PDT", "EST", "CEST"]))
def test_what_the_clocks_of_a_zone_show_then_fits_in_every_season(minutes, name):
    at = utc(2001, 1, 1) + dt.timedelta(minutes=minutes)
    local = zone_of(name).local(at)
    text = f"{at:%H:%M} UTC {at:%-d %B %Y} / {local:%H:%M %Z %-d %B %Y}"

    assert when(text) == When(at.date(), at)


PIECES = (
    "Mon Tuesday, 14th 31 February Feb. 2025 9999 0000 02:00 25:99 6pm UTC PST AoE BST",
    "EOD / - ( ) & or Z UTC-8 UTC+99 2026-06-24 TBD anywhere on earth to 1-4",
)
WORDS = st.sampled_from([word for piece in PIECES for word in piece.split()])


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(), st.text(max_size=20))
def test_no_text_makes_it_raise_and_a_moment_has_its_day(text, hour):
    found = read_when(text, years=YEARS, hour=hour)

    assert found.at is None or found.at.date() == found.date
    assert found.date is not None or found.at is None
