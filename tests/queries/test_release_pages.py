"""Dates from the release pages and calendars of a project like Kubernetes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from enhancements.actions import derive_files, releases
from enhancements.models import Claim, Document
from enhancements.profiles import load
from enhancements.queries import problems
from tests.support.tracked import NOW, day, schedule, vep

README = "releases/release-1.33/README.md"
CALENDAR = "releases/release-1.33/schedule.ics"
FREEZE = "deadline:enhancements-freeze"

EARLY = "02:00 UTC Friday 14th February 2025 / 18:00 PST Thursday 13th February 2025"
LATE = "02:00 UTC Friday 21st February 2025 / 18:00 PST Thursday 20th February 2025"
WRONG = "02:00 UTC Friday 14th February 2025 / 19:00 PDT Thursday 13th February 2025"


def page(freeze=EARLY, summary="", code="Thursday 20th March 2025 (AoE)"):
    lines = [
        "# Kubernetes v1.33",
        f"- **{summary}**: Week 5 - [Enhancements Freeze](x)" if summary else "",
        "## Timeline",
        "| What | Who | When | Week |",
        "|---|---|---|---|",
        "| Start of Release Cycle | Lead | Monday 6th January 2025 | week 1 |",
        f"| **Begin [Enhancements Freeze][]** | Lead | {freeze} | week 5 |",
        f"| Begin [Code Freeze] | Lead | {code} | week 10 |",
        "| KubeCon EU | | Tuesday 1st - Friday 4th April 2025 | week 12 |",
        "| **v1.33.0 released** | Lead | Wednesday 23rd April 2025 | week 15 |",
    ]
    return "\n".join(lines).encode()


def calendar(start="20250214T020000Z"):
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        f"DTSTART:{start}",
        "SUMMARY:Enhancements Freeze",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines).encode()


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=dt.UTC)


@pytest.fixture
def demo(demo):
    """A project with the profile of Kubernetes; the page of v1.33 is of day 1."""
    demo.track("documents", "schedules", profile="kubernetes")
    publish(demo, 1, {README: page()})
    return demo


def publish(demo, number, files, hour=9):
    demo.commit(files, day(number, hour), kind="schedules")
    demo.sync()


def freeze(demo, at=None):
    return demo.at(at).release("v1.33").deadline(FREEZE)


def messages(demo, at=None):
    return [row.message for row in problems.find(demo.at(at))]


def test_every_date_of_a_release_page_is_a_deadline(demo):
    assert [
        (d.kind, d.label, d.ends_at) for d in demo.at().release("v1.33").deadlines
    ] == [
        ("start", "Cycle starts", utc(2025, 1, 7, 12)),
        ("enhancements-freeze", "Enhancements freeze", utc(2025, 2, 14, 2)),
        ("code-freeze", "Code and test freeze", utc(2025, 3, 21, 12)),
        ("other", "KubeCon EU", utc(2025, 4, 2, 12)),
        ("release", "Release", utc(2025, 4, 24, 12)),
    ]
    assert messages(demo) == []


def test_freeze_passes_at_its_hour(demo):
    end = utc(2025, 2, 14, 2)
    before, after = freeze(demo, end - dt.timedelta(seconds=1)), freeze(demo, end)

    assert (before.is_past, before.frozen_at) == (False, None)
    assert (after.is_past, after.frozen_at) == (True, end)


def test_freeze_moved_before_it_passed_passes_later(demo):
    publish(demo, 10, {README: page(LATE)})

    assert freeze(demo, day(5)).at == utc(2025, 2, 14, 2)
    assert (freeze(demo).at, freeze(demo).moved) == (utc(2025, 2, 21, 2), True)
    assert freeze(demo, utc(2025, 2, 15)).frozen_at is None
    assert freeze(demo).frozen_at == utc(2025, 2, 21, 2)


def test_freeze_edited_an_hour_after_it_passed_stays_where_it_was(demo):
    demo.commit({README: page(LATE)}, utc(2025, 2, 14, 3), kind="schedules")
    demo.sync()

    assert (freeze(demo).at, freeze(demo).frozen_at) == (
        utc(2025, 2, 21, 2),
        utc(2025, 2, 14, 2),
    )


def test_wrong_zone_is_a_problem_and_utc_counts(demo):
    publish(demo, 3, {README: page(WRONG)})

    assert freeze(demo).at == utc(2025, 2, 14, 2)
    assert messages(demo) == [
        (
            'Line 7: "19:00 PDT Thursday 13th February 2025" does not fit 02:00 UTC '
            "Friday 14 February 2025, which counts; write 18:00 PST Thursday 13 "
            "February 2025."
        )
    ]
    assert messages(demo, day(2)) == []


def test_date_that_cannot_be_read_is_no_deadline_and_a_problem(demo):
    publish(demo, 3, {README: page(code="in spring")})

    assert demo.at().release("v1.33").deadline("deadline:code-freeze") is None
    assert messages(demo) == [
        ('Line 8: "in spring" is no day; write one such as Thursday 5th March 2026.')
    ]


def test_two_dates_on_one_page_are_both_claimed_and_disputed(demo):
    publish(demo, 3, {README: page(summary=LATE)})
    found = freeze(demo)

    assert Claim.objects.filter(series__field=FREEZE, until=None).count() == 2
    assert (found.at, found.moved) == (utc(2025, 2, 14, 2), False)
    assert [(d.at, d.place) for d in found.disputed] == [
        (utc(2025, 2, 21, 2), "README.md, line 2")
    ]
    assert messages(demo) == [
        (
            "Enhancements freeze: README.md, line 2 says 21 Feb 2025, 02:00 UTC, and "
            "README.md, line 7 says 14 Feb 2025, 02:00 UTC, which counts; mend one of "
            "them."
        )
    ]
    assert (freeze(demo, day(2)).disputed, messages(demo, day(2))) == ((), [])


def test_summary_that_says_the_same_moment_disputes_nothing(demo):
    publish(demo, 3, {README: page(summary=EARLY)})

    assert (freeze(demo).disputed, len(freeze(demo).dates)) == ((), 1)


def test_summary_speaks_where_the_table_cannot_be_read(demo):
    publish(demo, 3, {README: page("soon", summary=LATE)})

    assert (freeze(demo).at, freeze(demo).disputed) == (utc(2025, 2, 21, 2), ())
    assert messages(demo) == [
        ('Line 7: "soon" is no day; write one such as Thursday 5th March 2026.')
    ]


def test_page_counts_before_the_calendar_and_their_difference_is_seen(demo):
    publish(demo, 3, {CALENDAR: calendar("20250215T020000Z")})
    found = freeze(demo)

    assert (found.at, found.moved) == (utc(2025, 2, 14, 2), False)
    assert [(d.at, d.place) for d in found.disputed] == [
        (utc(2025, 2, 15, 2), "schedule.ics, line 2")
    ]
    assert messages(demo) == [
        (
            "Enhancements freeze: schedule.ics, line 2 says 15 Feb 2025, 02:00 UTC, "
            "and README.md, line 7 says 14 Feb 2025, 02:00 UTC, which counts; mend one "
            "of them."
        )
    ]


def test_calendar_that_agrees_disputes_nothing_until_the_page_moves(demo):
    publish(demo, 3, {CALENDAR: calendar()})
    publish(demo, 10, {README: page(LATE)})

    assert freeze(demo, day(5)).disputed == ()
    assert [d.at for d in freeze(demo).disputed] == [utc(2025, 2, 14, 2)]
    assert [d.at for d in freeze(demo).dates] == [
        utc(2025, 2, 14, 2),
        utc(2025, 2, 21, 2),
    ]


def test_end_anywhere_on_earth_and_noon_in_utc_are_one_moment(demo):
    publish(
        demo,
        3,
        {
            README: page("Thursday 13th February 2025 (AoE)"),
            CALENDAR: calendar("20250214T120000Z"),
        },
    )

    assert (freeze(demo).date, freeze(demo).disputed) == (dt.date(2025, 2, 13), ())


def test_calendar_speaks_when_the_page_is_gone(demo):
    publish(demo, 3, {CALENDAR: calendar("20250215T020000Z")})
    publish(demo, 5, {README: None})

    assert freeze(demo, day(4)).at == utc(2025, 2, 14, 2)
    assert (freeze(demo).at, freeze(demo).disputed) == (utc(2025, 2, 15, 2), ())


def test_calendar_that_cannot_be_read_leaves_the_page_alone(demo):
    publish(demo, 3, {CALENDAR: calendar("20250215T020000Z")})
    publish(demo, 4, {CALENDAR: b"oh no"})

    assert freeze(demo).at == utc(2025, 2, 14, 2)
    assert messages(demo)[0] == (
        "The schedule cannot be read: it is no calendar; begin it with BEGIN:VCALENDAR."
    )


def test_correction_by_hand_ends_the_dispute(demo):
    publish(demo, 3, {README: page(summary=LATE)})
    releases.correct_deadline(
        project=demo.project,
        release="v1.33",
        kind="enhancements-freeze",
        date=utc(2025, 2, 21, 2),
        reason="The mail said so.",
        by="mira",
        now=day(5),
    )

    found = freeze(demo)

    assert (found.at, found.disputed, found.contested) == (
        utc(2025, 2, 21, 2),
        (),
        None,
    )
    assert messages(demo) == []


def test_readiness_freeze_may_be_corrected(demo):
    releases.correct_deadline(
        project=demo.project,
        release="v1.33",
        kind="prr-freeze",
        date=dt.date(2025, 2, 6),
        reason="The page forgot it.",
        by="mira",
        now=day(5),
    )

    found = demo.at().release("v1.33").deadline("deadline:prr-freeze")

    assert (found.label, found.ends_at) == ("PRR freeze", utc(2025, 2, 7, 12))


def test_deriving_again_changes_nothing(demo):
    publish(demo, 3, {README: page(WRONG, summary=LATE), CALENDAR: calendar()})
    Document.objects.filter(role="schedule").update(owed_since=NOW)
    tally = derive_files.schedules(
        project=demo.project, profile=load("kubernetes"), now=NOW
    )

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)


def test_hour_of_the_freeze_decides_what_was_committed(demo):
    demo.track("documents", "schedules", profile="kubevirt")
    path = "veps/sig-compute/{}/vep.md"
    demo.commit({path.format("1-a"): vep(1, alpha="v1.8")}, utc(2025, 2, 12, 1))
    demo.commit({path.format("2-b"): vep(2, alpha="v1.8")}, utc(2025, 2, 12, 3))
    dates = schedule(freeze="2025-02-12", out="2025-04-02")
    demo.commit({"releases/v1.8/schedule.yaml": dates}, day(1), kind="schedules")
    demo.sync()
    releases.correct_deadline(
        project=demo.project,
        release="v1.8",
        kind="enhancements-freeze",
        date=utc(2025, 2, 12, 2),
        reason="At two, as always.",
        by="mira",
        now=day(5),
    )
    found = {key: demo.page(key).committed for key in ("1", "2")}

    assert [(target.release, words) for target, words in found["1"]] == [
        ("v1.8", "at the VEP freeze of 12 Feb 2025")
    ]
    assert found["2"] == ()


def test_release_page_shows_the_hour_and_the_dispute(demo, client: Client):
    publish(demo, 3, {README: page(summary=LATE)})
    text = " ".join(
        client.get("/demo/releases/v1.33/?as_of=2025-01-20").content.decode().split()
    )

    assert "ends Fri 14 Feb, 02:00 UTC: " in text
    assert "README.md, line 2 says 21 Feb, 02:00 UTC; mend one of the two" in text
    assert "All deadlines end Anywhere on Earth unless an hour is given." in text
