from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents import schedules
from enhancements.documents.schedule import ScheduleReading
from enhancements.documents.schedule_markdown import read
from enhancements.profiles import load

KUBERNETES = load("kubernetes")
PATH = "releases/release-1.33/README.md"

HOUR = "02:00 UTC Friday 14th February 2025 / 18:00 PST Thursday 13th February 2025"
TABLE = f"""\
---
title: "Kubernetes 1.33 Release Information"
---
# Kubernetes v1.33

| **What** | **Who** | **When** | **Week** | **CI Signal** |
|---|---|---|---|---|
| Start of Release Cycle | Lead | Monday 13th January 2025 | week 1 | [blocking] |
| v1.33.0-alpha.1 released | Branch Manager | Tuesday 4th February 2025 | week 4 | |
| **Begin [PRR Freeze]** | Lead | Thursday 6th February 2025 | week 4 | |
| **Begin [Enhancements Freeze][]** | Lead | [{HOUR}](https://e) | week 5 | |
| Docs deadline - Open placeholder PRs | Docs Lead | Thursday 27th February 2025 | | |
| Call for [Exceptions](Exception) | Lead | Monday 3rd March 2025 | week 8 | |
| Brace Yourself, Code Freeze is Coming | Comms | Monday 3rd March 2025 | week 8 | |
| **Begin [Feature blog freeze]** | Comms | Tuesday 4th March 2025 (AoE) | week 8 | |
| **Begin [Code Freeze] and [Test Freeze]** | Branches | 20 March 2025, 23:59 AoE | | |
| **KubeCon EU** | | Tuesday 1st - Friday 4th April 2025 | week 12 | |
| **[Docs Freeze]** | Docs Lead | ~~Monday 7th~~ Tuesday 8th April 2025 | week 13 | |
| **v1.33.0 released** | Branch Manager | Wednesday 23rd April 2025 | week 15 | |
| Release Retrospective | Community | TBC | | |

[Docs Freeze]: ../release_phases.md#docs-freeze
"""

LONG = "01:00 UTC Wednesday 15th March 2023** / **18:00 PDT Tuesday 14th March 2023"
LIST = f"""\
## Summary

The 1.27 release cycle is as follows:

- **Monday 9th January 2023**: Week 1 \u2014 Release cycle begins
- **Thursday, February 2nd 2023**: Week 4 - [Production Readiness Soft Freeze](https://e)
- **Thursday, February 9th 2023**: Week 5 - [Enhancements Freeze][E] (18:00 PST)
- **{LONG}** : Week 10 \u2014 [Code Freeze](../release_phases.md)
- **[01:00 UTC Wednesday 22nd March 2023 / 18:00 PDT Tuesday 21st March 2023](https://e)**:
  Week 11 \u2014 [Test Freeze](../release_phases.md)
- **Tuesday 4th April 2023**: Week 13 \u2014 Docs must be completed and reviewed
- **Tuesday 11th April 2023** - Kubernetes v1.27.0 released
- **TBC**: Week 16 \u2014 Retrospective

- Features without code and tests by Code Freeze may be taken out.
"""


def entries(text):
    reading = read(text.encode(), profile=KUBERNETES, path=PATH)
    assert reading.unreadable == ""
    return reading.entries


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=dt.UTC)


def told(text):
    return [
        (e.kind, e.at.isoformat() if e.at else str(e.date), e.name, e.problem)
        for e in entries(text)
    ]


def test_timeline_is_read_row_by_row():
    assert told(TABLE) == [
        ("start", "2025-01-13", "Start of Release Cycle", ""),
        ("other", "2025-02-04", "v1.33.0-alpha.1 released", ""),
        ("prr-freeze", "2025-02-06", "Begin PRR Freeze", ""),
        (
            "enhancements-freeze",
            "2025-02-14T02:00:00+00:00",
            "Begin Enhancements Freeze",
            "",
        ),
        ("other", "2025-02-27", "Docs deadline - Open placeholder PRs", ""),
        ("other", "2025-03-03", "Call for Exceptions", ""),
        ("other", "2025-03-03", "Brace Yourself, Code Freeze is Coming", ""),
        ("other", "2025-03-04", "Begin Feature blog freeze", ""),
        ("code-freeze", "2025-03-20", "Begin Code Freeze and Test Freeze", ""),
        ("other", "2025-04-01", "KubeCon EU", ""),
        ("docs-freeze", "2025-04-08", "Docs Freeze", ""),
        ("release", "2025-04-23", "v1.33.0 released", ""),
        ("other", "None", "Release Retrospective", ""),
    ]


def test_entry_keeps_its_words_its_line_and_the_day_in_utc():
    entry = entries(TABLE)[3]

    assert (entry.date, entry.at) == (dt.date(2025, 2, 14), utc(2025, 2, 14, 2))
    assert (entry.line, entry.who, entry.slug) == (
        11,
        "Lead",
        "begin-enhancements-freeze",
    )
    assert entry.raw == HOUR


def test_summary_is_read_item_by_item():
    assert told(LIST) == [
        ("start", "2023-01-09", "Release cycle begins", ""),
        ("prr-freeze", "2023-02-02", "Production Readiness Soft Freeze", ""),
        (
            "enhancements-freeze",
            "2023-02-10T02:00:00+00:00",
            "Enhancements Freeze (18:00 PST)",
            "",
        ),
        ("code-freeze", "2023-03-15T01:00:00+00:00", "Code Freeze", ""),
        ("other", "2023-03-22T01:00:00+00:00", "Test Freeze", ""),
        ("docs-freeze", "2023-04-04", "Docs must be completed and reviewed", ""),
        ("release", "2023-04-11", "Kubernetes v1.27.0 released", ""),
        ("other", "None", "Retrospective", ""),
    ]
    assert [entry.line for entry in entries(LIST)] == [5, 6, 7, 8, 9, 11, 12, 13]


MONTHS = """\
The cycle begins on **Monday, October 1st, 2018**, and ends **December 03, 2018**.

| **What** | **Who** | **Oct** | **Nov** | **Dec** | **Jan** | **DEV WEEK** |
| --- | --- | --- | --- | --- | --- | --- |
| Start of Release Cycle | Lead | 1| | | | week 1 |
| "Enhancements Freeze" begins | Lead | 23 | || | week 4 |
| Kubecon Shanghai 2018 | Community event | | 13 - 15 | | | |
| Begin code and test freeze (18:00 PST) | Bot, Lead | | Thu 15 | | | week 7 |
| End of code freeze: master re-opens | Bot | | Wed 28 | | | |
| v1.13.0 | Branch Manager | | | 3 | | week 10 |
| Release retrospective | Community | | | 6? | | |
| 1.14 Release Cycle Begins | Next Lead | | | | 2 | |
"""


def test_columns_of_months_take_the_year_of_the_days_around_them():
    assert [(e.kind, e.date, e.at) for e in entries(MONTHS)] == [
        ("start", dt.date(2018, 10, 1), None),
        ("enhancements-freeze", dt.date(2018, 10, 23), None),
        ("other", dt.date(2018, 11, 13), None),
        ("code-freeze", dt.date(2018, 11, 16), utc(2018, 11, 16, 2)),
        ("other", dt.date(2018, 11, 28), None),
        ("release", dt.date(2018, 12, 3), None),
        ("other", None, None),
        ("other", dt.date(2019, 1, 2), None),
    ]
    assert entries(MONTHS)[6].raw == "6? Dec"
    assert entries(MONTHS)[6].problem == (
        'Line 11: "6? Dec" is no day; write one such as Thursday 5th March 2026.'
    )


def test_year_that_nothing_tells_is_a_problem():
    text = MONTHS.partition("\n")[2]

    assert {e.date for e in entries(text)} == {None}
    assert entries(text)[3].problem == (
        'Line 7: "Thu 15 Nov" names no year; write it behind.'
    )


def test_year_may_stand_in_the_heading():
    text = "## Timeline 2019\n\n| What | When |\n|--|--|\n| Code Freeze | Mar 5 |\n"

    assert told(text) == [("code-freeze", "2019-03-05", "Code Freeze", "")]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("in spring", '"in spring" is no day; write one such as Thursday'),
        ("", "The day is missing; write one such as Thursday"),
        ("31 June 2025", 'There is no "31 June 2025"; write a day that exists.'),
    ],
)
def test_freeze_without_a_day_is_kept_with_its_problem(cell, problem):
    text = (
        "| What | When |\n|--|--|\n"
        f"| Team final | 1 May 2025 |\n| Code Freeze | {cell} |\n"
    )
    (_, entry) = entries(text)

    assert (entry.kind, entry.date, entry.raw) == ("code-freeze", None, cell)
    assert entry.problem.startswith(f"Line 4: {problem}")


def test_two_dates_for_one_freeze_are_both_given():
    text = (
        "- **Thursday 19th March 2026 (AoE)**: Week 10 - Code Freeze\n\n"
        "| What | When |\n|--|--|\n"
        "| Begin Code Freeze | Wednesday 18th March 2026 (AoE) |\n"
    )

    assert [(e.kind, e.slug, e.date) for e in entries(text)] == [
        ("code-freeze", "begin-code-freeze", dt.date(2026, 3, 18)),
        ("code-freeze", "list-code-freeze", dt.date(2026, 3, 19)),
    ]


def test_list_that_says_another_date_again_adds_nothing_and_a_new_one_is_kept():
    table = "\n\n| What | When |\n|--|--|\n| Begin KubeCon EU | 1 - 4 April 2025 |\n"
    same = "- **1st - 4th April 2025**: Week 13 - KubeCon EU"
    other = "- **2nd - 4th April 2025**: Week 13 - KubeCon EU"

    assert [e.slug for e in entries(same + table)] == ["begin-kubecon-eu"]
    assert [e.slug for e in entries(other + table)] == [
        "begin-kubecon-eu",
        "list-kubecon-eu",
    ]


def test_slugs_stay_when_days_and_hours_move():
    moved = TABLE.replace("February", "March").replace("02:00 UTC", "03:00 UTC")

    assert [e.slug for e in entries(moved)] == [e.slug for e in entries(TABLE)]
    assert entries(moved) != entries(TABLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Kubernetes 1.3\n",
        "| Team | Lead |\n|--|--|\n| Code Freeze crew | Mira |\n",
        "* [Code Freeze](../phases.md): see there\n* [Minutes](https://e)\n",
        "```\n| What | When |\n|--|--|\n| Code Freeze | 1 May 2025 |\n```\n",
        "<!--\n- **1 May 2025**: Code Freeze\n-->\n",
    ],
)
def test_page_without_a_schedule_has_no_entries(text):
    assert entries(text) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Begin Production Readiness Freeze", "prr-freeze"),
        ("KEP Readiness Deadline", "prr-freeze"),
        ("Call for PRR and Enhancement Freeze Exceptions", "other"),
        ('"Feature Freeze" begins', "enhancements-freeze"),
        ("Enhancement freeze", "enhancements-freeze"),
        ("Begin Feature blog freeze", "other"),
        ("Code & Test Freeze", "code-freeze"),
        ("Test Freeze", "other"),
        ("Notify everybody of lifting code freeze", "other"),
        ("Docs complete - All PRs reviewed and ready to merge", "docs-freeze"),
        ("Docs deadline - PRs ready for review", "other"),
        ("1.27.0 released", "release"),
        ("v1.27.0-rc.0 released", "other"),
        ("Release blog published", "other"),
        ("Release cycle begins", "start"),
        ("Start Enhancements Tracking", "other"),
        ("Code Thaw", "other"),
    ],
)
def test_kind_is_told_by_the_profiles_rules(name, kind):
    text = f"| What | When |\n|--|--|\n| {name} | 1 May 2025 |\n"

    assert [entry.kind for entry in entries(text)] == [kind]


@pytest.mark.parametrize("data", [b"\xff\xfe1\0", b"\xff", b"a\0b"])
def test_file_that_is_no_text_is_unreadable(data):
    found = read(data, profile=KUBERNETES, path=PATH)

    assert found.entries == ()
    assert found.unreadable.startswith("The schedule cannot be read: The file is")


def test_reading_survives_its_own_json():
    reading = read((LIST + TABLE).encode(), profile=KUBERNETES, path=PATH)
    data = json.loads(json.dumps(reading.as_json()))

    assert ScheduleReading.from_json(data) == reading


def test_format_is_told_by_the_name_of_the_file():
    data = TABLE.encode()

    assert schedules.read(data, profile=KUBERNETES, path=PATH).entries
    assert schedules.read(data, profile=KUBERNETES, path="a.yaml").unreadable


NAMES = st.sampled_from(
    ["Code Freeze", "KubeCon", "v1.33.0 released", "a \\| b", "x", "[Thaw][]"]
)
WHENS = st.sampled_from(
    [
        "1 May 2025",
        "02:00 UTC 2 May 2025 / 18:00 PST 1 May 2025",
        "(AoE)",
        "soon",
        "TBD",
        "3rd June",
        "|",
    ]
)
ROWS = st.tuples(NAMES, WHENS)


@given(st.lists(ROWS, max_size=8))
def test_every_row_with_a_day_appears_once(rows):
    text = "| What | When |\n|--|--|\n"
    text += "".join(f"| {name} | {when} |\n" for name, when in rows)
    dated = [n for n, (_, when) in enumerate(rows, start=3) if "May 2025" in when]

    found = entries(text)
    lines = [entry.line for entry in found if entry.date]

    assert [line for line in lines if line in dated] == dated
    assert len(set(lines)) == len(lines)
    assert len({entry.slug for entry in found}) == len(found)


LINES = st.sampled_from(
    [
        *TABLE.splitlines(),
        *LIST.splitlines(),
        *MONTHS.splitlines(),
        "|",
        "- ",
        "```",
        "",
    ]
)


@given(st.lists(LINES, max_size=30).map("\n".join).map(str.encode) | st.binary())
def test_read_never_raises_and_slugs_are_unique(data):
    found = read(data, profile=KUBERNETES, path=PATH).entries

    assert len({entry.slug for entry in found}) == len(found)
    assert all(entry.at is None or entry.date == entry.at.date() for entry in found)
