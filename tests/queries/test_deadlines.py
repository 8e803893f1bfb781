"""Dates of a release: their history, corrections by hand, and the phases."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import releases
from enhancements.actions.releases import CorrectionRefused
from enhancements.models import Claim, Event
from enhancements.queries import release
from tests.support.tracked import NOW, day, schedule, vep

SCHEDULE = "releases/v1.8/schedule.yaml"
FREEZE = "deadline:enhancements-freeze"
FIRST = dt.date(2025, 2, 5)
SECOND = dt.date(2025, 2, 12)
BY_HAND = dt.date(2025, 2, 19)


@pytest.fixture
def dated(demo):
    """v1.8 has a schedule from day 1 on."""
    demo.track("documents", "schedules")
    publish(demo, 1, freeze="2025-02-05", out="2025-04-02")
    return demo


def publish(demo, number, **dates):
    text = schedule(**dates)
    demo.commit({SCHEDULE: text}, day(number), kind="schedules")
    demo.sync()


def deadline(demo, at=None, field=FREEZE):
    return demo.at(at).release("v1.8").deadline(field)


def correct(demo, number=3, date=BY_HAND, reason="Agreed in the call."):
    releases.correct_deadline(
        project=demo.project,
        release="v1.8",
        kind="enhancements-freeze",
        date=date,
        reason=reason,
        by="ann",
        now=day(number),
    )


def withdraw(demo, number=6):
    releases.withdraw_correction(
        project=demo.project,
        release="v1.8",
        kind="enhancements-freeze",
        reason="It was wrong.",
        by="bob",
        now=day(number),
    )


def history(demo, at=None):
    return [
        (d.date, d.since, d.until, d.source, d.by) for d in deadline(demo, at).dates
    ]


def test_deadline_of_a_schedule(dated):
    found = deadline(dated, day(2))

    assert (found.kind, found.label, found.date, found.is_past, found.is_next) == (
        "enhancements-freeze",
        "VEP freeze",
        FIRST,
        False,
        True,
    )
    assert found.ends_at == dt.datetime(2025, 2, 6, 12, tzinfo=dt.UTC)
    assert (found.moved, found.frozen_at) == (False, None)


def test_deadline_is_past_from_its_end_anywhere_on_earth(dated):
    end = dt.datetime(2025, 2, 6, 12, tzinfo=dt.UTC)
    before = deadline(dated, end - dt.timedelta(seconds=1))
    after = deadline(dated, end)

    assert (before.is_past, before.frozen_at) == (False, None)
    assert (after.is_past, after.frozen_at) == (True, end)


def test_date_that_moves_keeps_its_history(dated):
    publish(dated, 4, freeze="2025-02-12", out="2025-04-02")

    assert history(dated) == [
        (FIRST, day(1), day(4), "schedule", ""),
        (SECOND, day(4), None, "schedule", ""),
    ]
    assert (deadline(dated, day(3)).date, deadline(dated).date) == (FIRST, SECOND)
    assert deadline(dated).moved is True


def test_schedule_that_changes_other_words_has_no_new_date(dated):
    publish(dated, 4, freeze="2025-02-05", code="2025-03-05", out="2025-04-02")

    assert history(dated) == [(FIRST, day(1), None, "schedule", "")]


def test_correction_stands_and_the_next_sync_does_not_undo_it(dated):
    correct(dated)
    publish(dated, 4, freeze="2025-02-12", out="2025-04-02")

    assert deadline(dated, day(2)).date == FIRST
    assert deadline(dated, day(3)).date == BY_HAND
    assert deadline(dated).date == BY_HAND
    assert history(dated) == [
        (FIRST, day(1), day(4), "schedule", ""),
        (BY_HAND, day(3), None, "person", "ann"),
        (SECOND, day(4), None, "schedule", ""),
    ]


def test_withdrawn_correction_gives_the_schedules_date_back(dated):
    correct(dated)
    publish(dated, 4, freeze="2025-02-12", out="2025-04-02")
    withdraw(dated)

    assert [deadline(dated, day(n)).date for n in (2, 5, 6)] == [FIRST, BY_HAND, SECOND]


def test_correction_may_be_corrected(dated):
    correct(dated)
    correct(dated, 5, dt.date(2025, 2, 26))

    assert [deadline(dated, day(n)).date for n in (4, 5)] == [
        BY_HAND,
        dt.date(2025, 2, 26),
    ]


def test_correction_taken_back_in_the_same_second_never_was(dated):
    correct(dated)
    withdraw(dated, 3)

    assert deadline(dated).date == FIRST
    assert Claim.objects.filter(by="ann", retracted_at=None).count() == 0


def test_corrections_are_events_with_their_reason(dated):
    correct(dated)
    withdraw(dated)
    events = Event.objects.filter(release__name="v1.8").order_by("happened_at")

    assert [
        (e.kind, e.subject, e.old, e.new, e.by, e.reason, e.happened_at) for e in events
    ] == [
        (
            "deadline-corrected",
            "v1.8 enhancements-freeze",
            None,
            "2025-02-19",
            "ann",
            "Agreed in the call.",
            day(3),
        ),
        (
            "correction-withdrawn",
            "v1.8 enhancements-freeze",
            "2025-02-19",
            None,
            "bob",
            "It was wrong.",
            day(6),
        ),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": "  "}, "Say why the date is corrected, with --reason."),
        ({"release": "v9.9"}, "v9.9 is no known release of demo."),
        ({"kind": "party"}, "“party” is no deadline. They are: "),
    ],
)
def test_correction_that_makes_no_sense_is_refused(dated, change, message):
    given = {"release": "v1.8", "kind": "code-freeze", "reason": "Why.", **change}

    with pytest.raises(CorrectionRefused) as refused:
        releases.correct_deadline(
            project=dated.project, date=FIRST, by="ann", now=NOW, **given
        )

    assert str(refused.value).startswith(message)


def test_withdrawing_what_is_not_corrected_is_refused(dated):
    with pytest.raises(CorrectionRefused) as refused:
        withdraw(dated)

    assert str(refused.value) == (
        "No correction of v1.8 enhancements-freeze is in force."
    )


def test_deadline_without_a_schedule_may_be_given_by_hand(demo):
    demo.track("documents")
    demo.commit({"veps/sig-compute/10-a/vep.md": vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    correct(demo)

    assert (deadline(demo).date, deadline(demo).label) == (BY_HAND, "VEP freeze")


def test_release_that_only_a_document_names_has_no_deadlines(demo):
    demo.track("documents")
    demo.commit({"veps/sig-compute/10-a/vep.md": vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    found = demo.at().release("v1.8")
    summary = release.page(demo.at(), "v1.8", {}).summary

    assert (found.deadlines, found.frozen_at, found.out_at) == ((), None, None)
    assert (summary.has_dates, summary.phases, summary.planned) == (False, (), 1)


def test_deadline_is_gone_once_the_schedule_takes_it_back(dated):
    publish(dated, 4, out="2025-04-02")

    assert (deadline(dated, day(3)).date, deadline(dated)) == (FIRST, None)


def test_freeze_that_passed_counts_although_the_schedule_takes_it_back(dated):
    publish(dated, 40, out="2025-04-02")
    end = dt.datetime(2025, 2, 6, 12, tzinfo=dt.UTC)

    found = deadline(dated, day(50))

    assert (found.date, found.frozen_at, found.is_gone) == (FIRST, end, True)


def test_date_that_cannot_be_read_is_a_problem_and_no_deadline(dated):
    publish(dated, 4, freeze="soon", out="2025-04-02")

    assert deadline(dated) is None
    problem = Claim.objects.get(series__field=FREEZE, until=None)
    assert (problem.value, problem.raw) == (None, "soon")
    assert problem.problem.startswith('Line 1: "soon" is no day;')


def test_releases_are_sorted_as_versions(demo):
    demo.track("schedules", "documents")
    for name in ("v1.10", "v1.9", "v1.8"):
        path = f"releases/{name}/schedule.yaml"
        demo.commit({path: schedule(out="2025-04-02")}, day(1), kind="schedules")
    demo.sync()

    assert [one.name for one in demo.at().releases] == ["v1.8", "v1.9", "v1.10"]


def test_current_release_is_the_first_that_is_not_out(demo):
    demo.track("schedules", "documents")
    for minor, out in ((8, "2025-02-01"), (9, "2025-04-01"), (10, "2025-06-01")):
        path = f"releases/v1.{minor}/schedule.yaml"
        demo.commit({path: schedule(out=out)}, day(1), kind="schedules")
    demo.sync()
    at = dt.datetime(2025, 2, 2, 12, tzinfo=dt.UTC)

    assert demo.at(at - dt.timedelta(seconds=1)).frame.current == "v1.8"
    assert demo.at(at).frame.current == "v1.9"
    assert demo.at().frame.current == "v1.10"


def test_phases_end_with_their_deadlines(dated):
    publish(dated, 2, freeze="2025-02-05", code="2025-03-05", out="2025-04-02")
    at = dt.datetime(2025, 2, 20, tzinfo=dt.UTC)
    summary = release.page(dated.at(at), "v1.8", {}).summary

    assert summary.phase == "Implementation"
    assert [(p.label, p.state) for p in summary.phases] == [
        ("Design", "past"),
        ("Implementation", "now"),
        ("Stabilization", "todo"),
    ]
    assert (summary.weeks_left, summary.is_out) == (6, False)
    assert summary.next_deadline.label == "Code freeze"
