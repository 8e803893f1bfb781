"""What follows at once from decisions: a verdict is judged anew when a check is waived,
or other people do the work.

All else that hangs on decisions is read when it is asked for, or told by the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from enhancements.actions import exception_rows, verdicts
from enhancements.models import Project
from enhancements.policy.decisions import PEOPLE, WAIVER, Place


def follow(*, project: Project, places: Iterable[Place], now: dt.datetime) -> None:
    """Judge the entries anew whose waivers or people changed, in the same
    transaction.
    """
    seen = (WAIVER, *PEOPLE)
    ids = sorted({one.enhancement for one in places if one.kind in seen})
    if ids:
        verdicts.judge(project=project, ids=ids, now=now)


def undone(*, project: Project, batch: UUID, by: str, now: dt.datetime) -> None:
    """Have what the step evaluated wait for it again, in the same transaction."""
    exception_rows.forget_evaluation(project=project, batch=batch, by=by, now=now)
