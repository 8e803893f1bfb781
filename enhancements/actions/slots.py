"""Due slots of the schedule: two beats, one run.

However many schedulers send a task, one of them takes the slot that is due; one that
was away for long takes one slot, not all that it missed.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Min

from enhancements.models import ScheduleRun

_KEPT = dt.timedelta(days=7)


def slot_of(now: dt.datetime, every: dt.timedelta) -> dt.datetime:
    """The beginning of the slot that a moment (UTC) lies in."""
    start = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return start + (now - start) // every * every


def take(*, name: str, every: dt.timedelta, now: dt.datetime) -> bool:
    """Whether this caller has the slot; everybody else gets False until the next."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enhancements_schedulerun (name, slot) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            [name, slot_of(now, every)],
        )
        won: bool = cursor.rowcount == 1
    if won:
        ScheduleRun.objects.filter(name=name, slot__lt=now - _KEPT).delete()
    return won


def first_seen(*, name: str, now: dt.datetime) -> dt.datetime:
    """When this was asked for this name for the first time: how long somebody has been
    waiting, however often workers were started anew.
    """
    runs = ScheduleRun.objects.filter(name=name)
    found: dt.datetime | None = runs.aggregate(first=Min("slot"))["first"]
    if found is not None:
        return found
    ScheduleRun.objects.bulk_create(
        [ScheduleRun(name=name, slot=now)], ignore_conflicts=True
    )
    return now


def forget(*, name: str) -> None:
    """Nobody waits for it any more."""
    ScheduleRun.objects.filter(name=name).delete()
