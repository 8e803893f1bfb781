from __future__ import annotations

import datetime as dt

import pytest
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


def correct(demo: Tracked, date: dt.date) -> None:
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
