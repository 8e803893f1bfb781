"""Dead letters: what was given up after several attempts, tried again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from enhancements.actions import events, slash_again
from enhancements.models import Asked, Delivery, Dirty, Event, Job, Outgoing, Project

_ALIVE = {"dead_at": None, "attempts": 0, "not_before": None}
_NUMBER = re.compile("[0-9]{1,18}")
_DELIVERY = re.compile("[0-9A-Za-z-]{1,100}")


class LetterUnknown(LookupError):
    """Nothing that was given up has this name."""


@transaction.atomic
def retry(*, project: Project, places: Sequence[str], by: str, now: dt.datetime) -> int:
    """Give these another chance; says how many there were.

    A place is `delivery:ID`, `object:ID`, `writing:ID`, `work:ID` or `command:ID`, as
    the page about sources names them. Raises LetterUnknown for another word.
    """
    number = 0
    for place in places:
        kind, _, key = place.partition(":")
        number += _revive(project, kind, key, now)
    if number:
        events.record(
            project=project,
            kind=Event.Kind.RETRIED,
            subject=", ".join(sorted(places))[:500],
            by=by,
            happened_at=now,
        )
    return number


def _revive(project: Project, kind: str, key: str, now: dt.datetime) -> int:
    if kind == "command" and _NUMBER.fullmatch(key):
        asked = Asked.objects.filter(pk=key, repository__project=project).first()
        return asked is not None and slash_again.retry(asked=asked, now=now)
    rows = _named(project, kind, key)
    # How long a writing is tried counts from here again.
    anew = {"created_at": now} if rows.model is Outgoing else {}
    try:
        with transaction.atomic():
            return rows.filter(dead_at__isnull=False).update(**_ALIVE, **anew)
    except IntegrityError:
        return 0  # Other work of its name was begun since; that does the same.


def _named(
    project: Project, kind: str, key: str
) -> QuerySet[Delivery] | QuerySet[Dirty] | QuerySet[Outgoing] | QuerySet[Job]:
    if kind == "delivery" and _DELIVERY.fullmatch(key):
        return Delivery.objects.filter(pk=key)
    if _NUMBER.fullmatch(key):
        match kind:
            case "object":
                return Dirty.objects.filter(pk=key, repository__project=project)
            case "writing":
                return Outgoing.objects.filter(pk=key, repository__project=project)
            case "work":
                return Job.objects.filter(pk=key, project=project)
    message = f"Nothing that was given up is called “{kind}:{key}”."
    raise LetterUnknown(message)
