"""Dead letters: what was given up after several attempts, tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import events
from enhancements.models import Delivery, Dirty, Event, Job, Outgoing, Project

_ALIVE = {"dead_at": None, "attempts": 0, "not_before": None}


class LetterUnknown(LookupError):
    """Nothing that was given up has this name."""


@transaction.atomic
def retry(*, project: Project, places: Sequence[str], by: str, now: dt.datetime) -> int:
    """Give these another chance; says how many there were.

    A place is `delivery:ID`, `object:ID`, `writing:ID` or `work:ID`, as the page
    about sources names them. Raises LetterUnknown for another word.
    """
    number = 0
    for place in places:
        kind, _, key = place.partition(":")
        number += _revive(project, kind, key)
    if number:
        events.record(
            project=project,
            kind=Event.Kind.RETRIED,
            subject=", ".join(sorted(places))[:500],
            by=by,
            happened_at=now,
        )
    return number


def _revive(project: Project, kind: str, key: str) -> int:
    if kind == "delivery":
        return Delivery.objects.filter(pk=key, dead_at__isnull=False).update(**_ALIVE)
    if not key.isdigit() or kind not in {"object", "writing", "work"}:
        message = f"Nothing that was given up is called “{kind}:{key}”."
        raise LetterUnknown(message)
    if kind == "object":
        dead = Dirty.objects.filter(pk=int(key), repository__project=project)
        return dead.filter(dead_at__isnull=False).update(**_ALIVE)
    if kind == "writing":
        out = Outgoing.objects.filter(pk=int(key), repository__project=project)
        return out.filter(dead_at__isnull=False).update(**_ALIVE)
    work = Job.objects.filter(pk=int(key), project=project)
    return work.filter(dead_at__isnull=False).update(**_ALIVE)
