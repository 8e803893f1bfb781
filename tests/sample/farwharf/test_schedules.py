from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.sample.calendar import Calendar
from enhancements.sample.farwharf import anchor_for, schedules
from enhancements.sample.writer import end_of

if TYPE_CHECKING:
    from enhancements.sample.changes import Change

ANY_DAY = st.dates(date(1980, 1, 1), date(2090, 12, 31))
RULES = profiles.load("sample-kep").schedules
DAY = re.compile(r"\w+day (\d+)\w\w (\w+) (\d{4})")
WORDS = {
    "start": "Start of Release Cycle",
    "enhancements": "**Begin [Enhancements Freeze]**",
    "code": "**Begin [Code Freeze] and [Test Freeze]**",
}
"""What stands in the first column of the table."""


def as_date(text: str) -> date:
    """The last day named: of two clocks the one on which the day ends."""
    day, month, year = DAY.findall(text.partition(" (AoE)")[0])[-1]
    return datetime.strptime(f"{day} {month} {year} +0000", "%d %B %Y %z").date()


def table(text: str) -> dict[str, date]:
    """The dates of a README's table by what they are for."""
    rows = [line.strip("| ").split("|") for line in text.splitlines() if "|" in line]
    whens = {row[0].strip(): row[2] for row in rows[2:]}
    found = {key: as_date(whens[what]) for key, what in WORDS.items() if what in whens}
    for what, when in whens.items():
        if what.endswith(".0 released**"):
            found["release"] = as_date(when)
    return found


def editions(today: date, release: str) -> list[str]:
    """Every text of a release's README, oldest first."""
    path = f"releases/release-{release}/README.md"
    return [
        (change.files[path] or b"").decode()
        for change in schedules(Calendar(anchor_for(today)))
        if path in change.files
    ]


def published(today: date) -> dict[str, dict[str, date]]:
    """The tables as of a day: release to deadline to date."""
    found: dict[str, dict[str, date]] = {}
    for change in schedules(Calendar(anchor_for(today))):
        for path, data in change.files.items():
            is_known = RULES.wants(path) and change.at <= end_of(today)
            if is_known and path.endswith("README.md"):
                found[str(RULES.release_of(path))] = table((data or b"").decode())
    return found


@given(ANY_DAY)
def test_today_is_between_two_freezes_of_one_release(today: date) -> None:
    between = [
        release
        for release, days in published(today).items()
        if days and days["enhancements"] < today < days["code"]
    ]

    assert between == ["v1.30"]


@given(ANY_DAY)
def test_three_releases_are_out_and_the_next_one_has_a_draft(today: date) -> None:
    known = published(today)

    assert list(known) == ["v1.27", "v1.28", "v1.29", "v1.30", "v1.31"]
    assert [
        name for name, days in known.items() if days and days["release"] < today
    ] == [
        "v1.27",
        "v1.28",
        "v1.29",
    ]
    assert known["v1.31"] == {}


@given(ANY_DAY)
def test_only_one_zone_has_a_wrong_name(today: date) -> None:
    """In California it is 18:00 in winter and 19:00 in summer when it is 02:00 UTC."""
    clocks = [
        (release, when)
        for release in ("1.27", "1.28")
        for text in editions(today, release)
        for when in re.findall(r"02:00 UTC .* / (\d\d:00 P[SD]T)", text)
    ]
    wrong = {
        (release, when)
        for release, when in clocks
        if when not in ("18:00 PST", "19:00 PDT")
    }

    assert len(clocks) == 8
    assert len(wrong) == 1
    assert {release for release, _ in wrong} == {"1.28"}


def listed(text: str, what: str) -> date:
    """The date of a deadline in the list above the table."""
    (line,) = [line for line in text.splitlines() if line.endswith(f" — {what}")]
    return as_date(line)


def test_list_keeps_the_date_that_the_table_moved() -> None:
    first, moved = editions(date(2026, 6, 12), "1.29")

    code = "[Code Freeze] and [Test Freeze]"
    assert listed(first, code) == table(first)["code"] == date(2026, 3, 4)
    assert listed(moved, code) == date(2026, 3, 4)
    assert table(moved)["code"] == date(2026, 3, 11)


def test_enhancements_freeze_moves_before_it_comes() -> None:
    changes = schedules(Calendar(anchor_for(date(2026, 6, 12))))
    (move,) = [change for change in changes if "move by a week" in change.subject]
    first, moved, _ = editions(date(2026, 6, 12), "1.30")

    assert table(first)["enhancements"] == date(2026, 5, 26)
    assert table(moved)["enhancements"] == date(2026, 6, 2)
    assert move.at.date() < date(2026, 5, 26)
    assert move.why


def test_deadlines_are_at_two_utc_first_and_aoe_later() -> None:
    old, new = (editions(date(2026, 6, 12), name)[0] for name in ("1.27", "1.29"))

    assert ("(AoE)" in old, "02:00 UTC" in old) == (False, True)
    assert ("(AoE)" in new, "02:00 UTC" in new) == (True, False)


def test_week_counts_from_the_start_of_the_cycle() -> None:
    text = editions(date(2026, 6, 12), "1.30")[-1]

    weeks = [
        int(line.rsplit("week ", 1)[1].strip(" |"))
        for line in text.splitlines()
        if "| week " in line
    ]
    assert (weeks[0], weeks[-1]) == (1, 15)
    assert weeks == sorted(weeks)


def calendars(changes: list[Change]) -> dict[str, str]:
    return {
        path: (data or b"").decode()
        for change in changes
        for path, data in change.files.items()
        if path.endswith(".ics")
    }


def test_calendar_agrees_with_the_table() -> None:
    ((path, text),) = calendars(schedules(Calendar(date(2026, 6, 2)))).items()

    assert path == "releases/release-1.30/schedule.ics"
    assert re.findall(r"DTSTART.*", text) == [
        "DTSTART:20260527T120000Z",
        "DTSTART:20260603T120000Z",
        "DTSTART:20260709T120000Z",
        "DTSTART:20260723T120000Z",
        "DTSTART;VALUE=DATE:20260812",
    ]
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 5


def test_changes_are_in_order_of_time() -> None:
    moments = [change.at for change in schedules(Calendar(date(2026, 6, 2)))]

    assert moments == sorted(moments)
