"""What follows at once from decisions: a verdict is judged anew when a check is waived.

All else that hangs on decisions is read when it is asked for, or told by the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from enhancements.actions import exception_rows, verdicts
from enhancements.models import Project
from enhancements.policy.decisions import WAIVER, Place


def follow(*, project: Project, places: Iterable[Place], now: dt.datetime) -> None:
    """Judge the entries anew whose waivers changed, in the same transaction."""
    ids = sorted({one.enhancement for one in places if one.kind == WAIVER})
    if ids:
        verdicts.judge(project=project, ids=ids, now=now)


def undone(*, project: Project, batch: UUID, by: str, now: dt.datetime) -> None:
    """Have what the step evaluated wait for it again, in the same transaction."""
    exception_rows.forget_evaluation(project=project, batch=batch, by=by, now=now)
