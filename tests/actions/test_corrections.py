from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from enhancements.actions import releases
from enhancements.actions.releases import CorrectionRefused
from enhancements.models import Event
from enhancements.queries import frame, moments
from enhancements.queries.shapes import Deadline
from tests.support.tracked import Tracked, day, schedule

FILE = "releases/v1.9/schedule.yaml"


@pytest.fixture
def dated(demo: Tracked) -> Tracked:
    """The project with a schedule whose code freeze is on 24 June."""
    demo.track()
    demo.commit({FILE: schedule(code="2026-06-24")}, day(1), kind="schedules")
    demo.sync()
    return demo


def code_freeze() -> Deadline:
    now = timezone.now()
    setting = frame.load("demo", moments.parse("", now=now), now=now)
    release = setting.release("v1.9")
    assert release is not None
    found = release.deadline("deadline:code-freeze")
    assert found is not None
    return found


def correct(demo: Tracked, date: dt.date | dt.datetime) -> None:
    releases.correct_deadline(
        project=demo.project,
        release="v1.9",
        kind="code-freeze",
        date=date,
        reason="A holiday.",
        by="mira",
        now=timezone.now(),
    )


def test_correction_holds_over_a_sync_that_says_a_third_thing(dated: Tracked):
    correct(dated, dt.date(2026, 6, 26))
    # Commits have whole seconds; one of the next second counts from when it is seen.
    later = timezone.now() + dt.timedelta(seconds=1)
    dated.commit({FILE: schedule(code="2026-07-01")}, later, kind="schedules")
    dated.sync()

    found = code_freeze()

    assert (found.date, found.contested) == (dt.date(2026, 6, 26), dt.date(2026, 7, 1))


def test_correction_ends_when_the_schedule_agrees(dated: Tracked):
    correct(dated, dt.date(2026, 6, 26))
    dated.commit({FILE: schedule(code="2026-06-26")}, timezone.now(), kind="schedules")
    dated.sync()

    found = code_freeze()
    event = Event.objects.filter(kind=Event.Kind.CORRECTION_WITHDRAWN).get()

    assert (found.date, found.contested) == (dt.date(2026, 6, 26), None)
    assert (event.subject, event.by) == ("v1.9 code-freeze", "sync")


def test_correction_with_an_hour_ends_then_and_is_told_with_it(dated: Tracked):
    pacific = dt.timezone(dt.timedelta(hours=-7))
    correct(dated, dt.datetime(2026, 6, 25, 18, tzinfo=pacific))

    found = code_freeze()
    moment = dt.datetime(2026, 6, 26, 1, tzinfo=dt.UTC)
    event = Event.objects.get(kind=Event.Kind.DEADLINE_CORRECTED)

    assert (found.date, found.at, found.ends_at) == (moment.date(), moment, moment)
    assert (event.old, event.new) == (None, "2026-06-26T01:00:00Z")


def test_correction_to_another_hour_of_the_schedules_day_is_not_agreed_with(
    dated: Tracked,
):
    correct(dated, dt.datetime(2026, 6, 24, 2, tzinfo=dt.UTC))
    text = schedule(code="2026-06-24", out="2026-07-22")
    dated.commit({FILE: text}, timezone.now(), kind="schedules")
    dated.sync()

    assert code_freeze().ends_at == dt.datetime(2026, 6, 24, 2, tzinfo=dt.UTC)


def test_correction_ends_when_the_schedule_means_the_same_moment(dated: Tracked):
    correct(dated, dt.datetime(2026, 6, 27, 12, tzinfo=dt.UTC))
    dated.commit({FILE: schedule(code="2026-06-26")}, timezone.now(), kind="schedules")
    dated.sync()

    assert (code_freeze().date, code_freeze().at) == (dt.date(2026, 6, 26), None)


@pytest.mark.parametrize(
    ("date", "message"),
    [
        (
            dt.datetime(2026, 6, 26, 12),  # noqa: DTZ001 - this is what is refused
            "Give the hour with its zone, such as 2026-06-17T12:00Z.",
        ),
        (dt.date.max, "9999 is no year of a release; mend it."),
    ],
)
def test_correction_to_what_is_no_moment_is_refused(
    dated: Tracked, date: dt.date, message: str
):
    with pytest.raises(CorrectionRefused) as refused:
        correct(dated, date)

    assert str(refused.value) == message


def test_only_deadlines_that_the_project_has_are_corrected(dated: Tracked):
    with pytest.raises(CorrectionRefused) as refused:
        releases.correct_deadline(
            project=dated.project,
            release="v1.9",
            kind="prr-freeze",
            date=dt.date(2026, 6, 26),
            reason="why",
            by="mira",
            now=timezone.now(),
        )

    assert str(refused.value) == (
        "“prr-freeze” is no deadline. They are: start, enhancements-freeze,"
        " code-freeze, docs-freeze, release."
    )


@pytest.mark.parametrize("text", ["2026-06-26T01:00Z", "2026-06-25T18:00-07:00"])
@pytest.mark.usefixtures("dated")
def test_command_takes_an_hour_with_its_zone(text: str):
    call_command(
        "correct_deadline", "demo", "v1.9", "code-freeze", text, reason="A holiday."
    )

    assert code_freeze().at == dt.datetime(2026, 6, 26, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-06-26T01:00", "Give the hour with its zone, such as 2026-06-17T12:00Z."),
        (
            "soon",
            (
                "Give the date as YYYY-MM-DD, or a time with its zone such as"
                " 2026-06-17T12:00Z, or --withdraw."
            ),
        ),
    ],
)
@pytest.mark.usefixtures("dated")
def test_command_refuses_what_is_no_moment(text: str, message: str):
    with pytest.raises(CommandError) as refused:
        call_command(
            "correct_deadline", "demo", "v1.9", "code-freeze", text, reason="x"
        )

    assert str(refused.value) == message


def test_withdrawn_correction_gives_the_schedule_its_date_back(dated: Tracked):
    correct(dated, dt.date(2026, 6, 26))
    releases.withdraw_correction(
        project=dated.project,
        release="v1.9",
        kind="code-freeze",
        reason="It was no holiday.",
        by="mira",
        now=timezone.now(),
    )

    assert code_freeze().date == dt.date(2026, 6, 24)


@pytest.mark.parametrize(
    ("release", "kind", "reason"),
    [
        ("v9.9", "code-freeze", "why"),
        ("v1.9", "lunch", "why"),
        ("v1.9", "code-freeze", " "),
    ],
)
def test_correction_without_sense_is_refused(
    dated: Tracked, release: str, kind: str, reason: str
):
    with pytest.raises(CorrectionRefused):
        releases.correct_deadline(
            project=dated.project,
            release=release,
            kind=kind,
            date=dt.date(2026, 6, 26),
            reason=reason,
            by="mira",
            now=timezone.now(),
        )
