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
_KINDS = ("delivery", "object", "writing", "work")
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


def hasten(*, project: Project, place: str, now: dt.datetime) -> int:
    """Have one piece of work tried now, whether it waits or was given up; 1, or 0 where
    it is done by now. Raises LetterUnknown.
    """
    kind, key = parted(place)
    if revived := _revive(project, kind, key, now):
        return revived
    return _waiting(project, kind, key).update(not_before=None)


def parted(place: str) -> tuple[str, str]:
    """Kind and key of a piece of work: `delivery`, `object`, `writing` or `work`.

    Raises LetterUnknown for another word.
    """
    kind, _, key = place.partition(":")
    good = _DELIVERY if kind == "delivery" else _NUMBER
    if kind not in _KINDS or not good.fullmatch(key):
        raise LetterUnknown(f"No work that is owed is called “{place[:100]}”.")
    return kind, key


def _waiting(
    project: Project, kind: str, key: str
) -> QuerySet[Delivery] | QuerySet[Dirty] | QuerySet[Outgoing] | QuerySet[Job]:
    """The row while it is still to be done; of an object nothing is left then."""
    match kind:
        case "delivery":
            return Delivery.objects.filter(pk=key, processed_at=None)
        case "writing":
            return Outgoing.objects.filter(
                pk=key, repository__project=project, done_at=None
            )
        case "work":
            return Job.objects.filter(pk=key, project=project, finished_at=None)
    return Dirty.objects.filter(pk=key, repository__project=project)


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
