from __future__ import annotations

from datetime import date

import yaml
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.sample.calendar import Calendar, anchor_for
from enhancements.sample.schedules import schedules
from enhancements.sample.writer import end_of

RULES = profiles.load("sample").schedules
Deadlines = dict[str, date]


def as_date(text: str | date) -> date:
    return text if isinstance(text, date) else date(*map(int, text.split("/")))


def published(today: date) -> dict[str, Deadlines]:
    """What the schedules say on a day: release to deadline kind to date."""
    found: dict[str, Deadlines] = {}
    for change in schedules(Calendar(anchor_for(today))):
        for path, data in change.files.items():
            if RULES.wants(path) and change.at <= end_of(today):
                found[str(RULES.release_of(path))] = deadlines(data or b"")
    return found


def deadlines(data: bytes) -> Deadlines:
    """Deadline kind to date, for the kinds that the profile knows."""
    found: Deadlines = {}
    for row in yaml.load(data, yaml.CSafeLoader):
        texts = {key: row.get(key) or "" for key in ("milestone", "what", "who")}
        kind = RULES.kind_of(**(texts | {"milestone": texts["milestone"].strip("*")}))
        if kind != "other":
            assert kind not in found
            found[kind] = as_date(row["when"])
    return found


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_today_is_between_two_freezes_of_one_release(today: date) -> None:
    between = [
        release
        for release, days in published(today).items()
        if days["enhancements-freeze"] < today < days["code-freeze"]
    ]

    assert between == ["v1.10"]


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_two_releases_are_out_and_one_is_in_design(today: date) -> None:
    known = published(today)

    assert [name for name, days in known.items() if days["release"] < today] == [
        "v1.8",
        "v1.9",
    ]
    assert [
        name
        for name, days in known.items()
        if days.get("start", today) < today < days["enhancements-freeze"]
    ] == ["v1.11"]


def test_releases_are_sixteen_weeks_apart() -> None:
    freezes = [
        days["enhancements-freeze"] for days in published(date(2026, 6, 12)).values()
    ]

    assert sorted(freezes) == [
        date(2025, 9, 17),
        date(2026, 1, 7),
        date(2026, 4, 29),
        date(2026, 8, 19),
    ]


def texts_of(release: str) -> list[tuple[date, str, str]]:
    """Each edition of a release's schedule: day, text, reason."""
    return [
        (change.at.date(), (data or b"").decode(), change.why)
        for change in schedules(Calendar(anchor_for(date(2026, 6, 12))))
        for path, data in change.files.items()
        if path == f"releases/{release}/schedule.yaml"
    ]


def test_code_freeze_moves_with_a_reason_in_the_message() -> None:
    (_, first, _), (_, second, why) = texts_of("v1.10")

    assert deadlines(first.encode())["code-freeze"] == date(2026, 7, 1)
    assert deadlines(second.encode())["code-freeze"] == date(2026, 7, 8)
    assert "test rack" in why


def test_first_schedule_is_published_after_its_own_freeze() -> None:
    day, text, _ = texts_of("v1.8")[0]

    assert day > deadlines(text.encode())["enhancements-freeze"]


def test_dates_are_written_in_two_ways() -> None:
    assert "- when: 2025-09-17\n" in texts_of("v1.8")[-1][1]
    assert "- when: 2026/01/07\n" in texts_of("v1.9")[-1][1]


def test_keys_are_left_out_in_the_oldest_schedule_and_null_in_others() -> None:
    assert "null" not in texts_of("v1.8")[-1][1]
    assert "  who: null\n" in texts_of("v1.9")[-1][1]


def test_changes_are_in_order_of_time() -> None:
    moments = [change.at for change in schedules(Calendar(date(2026, 4, 29)))]

    assert moments == sorted(moments)
