"""Saying that somebody is wanted for an enhancement, and that they are found."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from enhancements.actions import events, lasting
from enhancements.languages import gettext
from enhancements.models import Enhancement, Event, HelpWanted
from enhancements.policy import help_wanted as policy


class HelpClashed(RuntimeError):
    """Somebody said something else meanwhile, so nothing was changed."""

    def __init__(self, by: str) -> None:
        super().__init__(gettext("%(name)s changed it meanwhile.", name=by))


@transaction.atomic
def seek(
    *,
    enhancement: Enhancement,
    kind: str,
    text: str,
    by: str,
    seen: int,
    now: dt.datetime,
) -> HelpWanted:
    """Say what is wanted, in place of what was said of that kind before.

    What stands already is left alone. `seen` is the id of the row of that kind that
    was in force, 0 for none. Raises HelpRefused and HelpClashed.
    """
    said = policy.checked(kind, text)
    before = _standing(enhancement, kind, seen)
    if before is not None and before.text == said:
        return before
    since = now if before is None else lasting.end(before, now)
    after = HelpWanted.objects.create(
        enhancement=enhancement, kind=kind, text=said, by=by, since=since
    )
    old = None if before is None else before.text
    _tell(Event.Kind.HELP_SOUGHT, after, old, said, by=by, at=since)
    return after


@transaction.atomic
def found(
    *, enhancement: Enhancement, kind: str, by: str, seen: int, now: dt.datetime
) -> None:
    """Say that it is wanted no longer; done once, nothing more is changed.

    Undone by seeking the same again. Raises HelpClashed.
    """
    before = _standing(enhancement, kind, seen)
    if before is None:
        return
    at = lasting.end(before, now)
    _tell(Event.Kind.HELP_FOUND, before, before.text, None, by=by, at=at)


def _standing(enhancement: Enhancement, kind: str, seen: int) -> HelpWanted | None:
    """What stands of that kind, once nobody else changes it. Raises HelpClashed."""
    Enhancement.objects.select_for_update(no_key=True).get(pk=enhancement.pk)
    rows = HelpWanted.objects.filter(enhancement=enhancement, kind=kind)
    before = rows.filter(until__isnull=True).first()
    if (before.pk if before else 0) != seen:
        last = before or rows.last()
        raise HelpClashed(last.by if last else gettext("Somebody"))
    return before


def _tell(
    kind: Event.Kind,
    row: HelpWanted,
    old: str | None,
    new: str | None,
    *,
    by: str,
    at: dt.datetime,
) -> None:
    events.record(
        project=row.enhancement.project,
        enhancement=row.enhancement_id,
        kind=kind,
        subject=row.kind,
        old=None if old is None else {"kind": row.kind, "text": old},
        new=None if new is None else {"kind": row.kind, "text": new},
        by=by,
        happened_at=at,
    )
