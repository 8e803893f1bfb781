"""What became of entries whose extra time is over: decided, and marked so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from enhancements.actions import decisions
from enhancements.actions import exception_rows as rows
from enhancements.actions.decisions import Step
from enhancements.languages import gettext
from enhancements.models import Event, ExceptionState, Project
from enhancements.policy.decisions import STANDING, Place, Wish
from enhancements.policy.exceptions import APPROVED, ExceptionRefused

_EVALUATIONS = ("tracked", "removed")


@transaction.atomic
def evaluate(
    *,
    project: Project,
    requests: Mapping[int, int],
    value: str,
    standings: Mapping[tuple[int, str], int | None],
    reason: str,
    by: str,
    now: dt.datetime,
) -> Step:
    """Say of granted requests what became of their entries, in one step.

    `requests` are ids with the state that was seen, `standings` the decision seen at
    (request, freeze). The entries are decided as tracked or removed at their freezes,
    which undoing the step takes back with the evaluation. Raises ExceptionRefused,
    ExceptionClashed, and Clashed of `policy.decisions`.
    """
    if value not in _EVALUATIONS:
        raise ExceptionRefused(
            gettext("When the time is over, it is tracked or removed.")
        )
    found = []
    for id_ in sorted(requests):
        row = rows.locked(project, id_)
        stands = rows.seen_as(row, requests[id_], APPROVED)
        if stands.evaluation:
            raise ExceptionRefused(gettext("It is evaluated already."))
        found.append((row, stands))
    wishes = [
        Wish(
            Place(row.release_id, row.enhancement_id, row.track, STANDING, freeze),
            value,
            reason,
            standings.get((row.pk, freeze)),
        )
        for row, _ in found
        for freeze in rows.freezes_of(row)
    ]
    step = decisions.decide(project=project, wishes=wishes, by=by, now=now)
    for row, stands in found:
        made = ExceptionState(
            state=APPROVED,
            by=by,
            reason=stands.reason if not rows.clean(reason) else rows.clean(reason),
            granted_until=stands.granted_until,
            evaluation=value,
            batch=step.batch,
        )
        rows.turn(Event.Kind.EXCEPTION_DECIDED, row, made, now)
    return step
