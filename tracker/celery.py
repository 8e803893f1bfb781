"""The Celery application: `celery -A tracker worker` and `celery -A tracker beat`.

Its settings and the beat schedule are in `tracker.settings`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from celery import Celery, beat, signals

from tracker import embedded, heartbeat, tracing


def _is_celery_program() -> bool:
    """Whether this process was started as `celery ...` or `python -m celery ...`."""
    program = Path(sys.argv[0])
    return program.name == "celery" or program.parts[-2:] == ("celery", "__main__.py")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
# Web processes and commands import this file only to enqueue; they have asked already.
if _is_celery_program() and embedded.is_default():
    embedded.ensure()

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _note_look() -> None:
    from tracker import readiness  # noqa: PLC0415 - Django is set up by then

    readiness.beat_looked()


class Scheduler(beat.Scheduler):  # type: ignore[misc]  # Celery has no types
    """Celery's scheduler without a file, leaving a sign of life at every look.

    What was due while beat was away is due again within minutes anyway.
    """

    def tick(self) -> float:
        """Send what is due; return the seconds until the next look."""
        heartbeat.give("beat")
        _note_look()
        self._follow_clock()
        return float(super().tick())

    def _follow_clock(self) -> None:
        """Let nothing wait for a time that the clock has been set back from.

        What was sent last, by the clock of then, would be due only when that time has
        come again: after a correction of an hour nothing would be sent for an hour.
        """
        now = self.app.now()
        ahead = [one for one in self.schedule.values() if one.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            # What is next is reckoned anew.
            self._heap = None


def _give_heartbeat(**_: object) -> None:
    from tracker import readiness  # noqa: PLC0415 - Django is set up by then

    heartbeat.give("worker")
    readiness.task_ran()


signals.task_postrun.connect(_give_heartbeat)
tracing.connect()


def _make_up_for_absence(**_: object) -> None:
    from enhancements.actions import waking  # noqa: PLC0415 - Django is set up by then

    waking.wake_redelivery()


signals.worker_ready.connect(_make_up_for_absence)
