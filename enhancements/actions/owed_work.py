"""Work that is owed: tried now instead of later, or cancelled while nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import events, letters, outbox
from enhancements.models import Event, Outgoing, Project, Repository


@transaction.atomic
def hasten(
    *, project: Project, places: Sequence[str], by: str, now: dt.datetime
) -> int:
    """Have these tried now, also what was given up; says how many there were.

    A place is `work:ID`, `writing:ID`, `object:ID` or `delivery:ID`. Raises
    LetterUnknown for another word.
    """
    number = 0
    for place in places:
        number += letters.hasten(project=project, place=place, now=now)
    if number:
        _record(project, Event.Kind.RETRIED, places, by, now)
    return number


@transaction.atomic
def cancel(
    *, project: Project, places: Sequence[str], by: str, now: dt.datetime
) -> int:
    """Cancel these as far as that is safe; says how many it still could stop.

    Safe is what nobody has begun to write to GitHub: all else would be owed again, or
    missing for ever. Raises LetterUnknown for another word.
    """
    parted = [letters.parted(place) for place in places]
    rows = Outgoing.objects.filter(
        pk__in=[key for kind, key in parted if kind == "writing"],
        repository__project=project,
    )
    # Comments about entries are taken back on their own page.
    plain = rows.exclude(cause__startswith="posting:")
    ids = list(plain.values_list("pk", flat=True))
    stopped = outbox.cancel(ids=ids, why=f"Cancelled by {by}.")
    if stopped:
        named = [f"writing:{pk}" for pk in stopped]
        _record(project, Event.Kind.CANCELLED, named, by, now)
    return len(stopped)


def repositories(*, project: Project) -> list[int]:
    """Ids of the project's repositories, for whoever wakes their workers."""
    rows = Repository.objects.filter(project=project, removed_at=None)
    return list(rows.values_list("pk", flat=True))


def _record(
    project: Project,
    kind: Event.Kind,
    places: Sequence[str],
    by: str,
    now: dt.datetime,
) -> None:
    events.record(
        project=project,
        kind=kind,
        subject=", ".join(sorted(places))[:500],
        by=by,
        happened_at=now,
    )
