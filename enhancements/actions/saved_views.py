"""Saved views: save, change, retire, restore, copy.

Whoever may is settled by the caller. Every step is an event with all that the view was
and is, so that its history can be read, and those who follow it be told.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from enhancements.actions import events
from enhancements.languages import gettext
from enhancements.models import Account, Event, Project, SavedView, Sig
from enhancements.policy import saved_views as policy
from enhancements.policy.saved_views import EVERYBODY, PRIVATE, Said, ViewRefused
from enhancements.policy.search import grammar, saved
from enhancements.policy.search.grammar import SearchRefused
from enhancements.queries.search import saved as known


class ViewClashed(ViewRefused):
    """Somebody else did something with it meanwhile, or has the name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """What a view asked before and after somebody changed it."""

    at: dt.datetime
    by: str
    old: str
    new: str


@transaction.atomic
def save(
    *, account: Account, project: Project, said: Said, now: dt.datetime
) -> SavedView:
    """Save a view under the next number of the project.

    Raises ViewRefused for what cannot be kept, and ViewClashed where a view of that
    name is there for the same people.
    """
    said = policy.checked(said)
    _lock(project)
    row = SavedView(
        project=project,
        number=_next(project),
        account=account,
        owner=str(account),
        made_at=now,
        changed_at=now,
    )
    said = _usable(row, said)
    _put(row, said, now)
    _check_free(row)
    row.save()
    _record(Event.Kind.VIEW_SAVED, row, None, said, by=str(account), now=now)
    return row


@transaction.atomic
def change(
    *,
    project: Project,
    number: int,
    said: Said,
    by: str,
    seen: dt.datetime,
    now: dt.datetime,
) -> SavedView:
    """Have a view say something else; what it says already is left alone.

    `seen` is its `changed_at` as whoever changes it saw it. Raises ViewRefused, also
    where a view that others see were to become private to somebody else, and
    ViewClashed.
    """
    said = policy.checked(said)
    row = _row(project, number)
    if row.changed_at != seen:
        message = gettext(
            "Somebody changed “%(name)s” meanwhile. Look at it again.", name=row.name
        )
        raise ViewClashed(message)
    if row.ended_at is not None:
        message = gettext("“%(name)s” is retired. Restore it first.", name=row.name)
        raise ViewRefused(message)
    old, said = said_of(row), _usable(row, said)
    if old == said:
        return row
    if said.audience == PRIVATE and str(row.account or "") != by:
        message = gettext(
            "Only who made a view can have it for themselves. Copy it instead."
        )
        raise ViewRefused(message)
    _put(row, said, now)
    _check_free(row)
    row.save()
    _record(Event.Kind.VIEW_CHANGED, row, old, said, by=by, now=now)
    return row


@transaction.atomic
def retire(*, project: Project, number: int, by: str, now: dt.datetime) -> SavedView:
    """Take a view out of use; done already, nothing is changed. Raises ViewRefused."""
    row = _row(project, number)
    if row.ended_at is None:
        row.ended_at = row.changed_at = max(now, row.changed_at)
        row.save(update_fields=["ended_at", "changed_at"])
        _record(Event.Kind.VIEW_RETIRED, row, said_of(row), None, by=by, now=now)
    return row


@transaction.atomic
def restore(*, project: Project, number: int, by: str, now: dt.datetime) -> SavedView:
    """Take a view into use again that was retired; the undo of `retire`.

    Raises ViewRefused for a private one whose owner's account is gone, and ViewClashed
    where another one has its name by now.
    """
    row = _row(project, number)
    if row.ended_at is None:
        return row
    if row.audience == PRIVATE and row.account is None:
        message = gettext("It was private to somebody whose account is gone.")
        raise ViewRefused(message)
    row.ended_at, row.changed_at = None, max(now, row.changed_at)
    _check_free(row)
    row.save(update_fields=["ended_at", "changed_at"])
    _record(Event.Kind.VIEW_RESTORED, row, None, said_of(row), by=by, now=now)
    return row


@transaction.atomic
def copy(
    *, project: Project, number: int, account: Account, name: str, now: dt.datetime
) -> SavedView:
    """A private view of somebody's own that says the same. Raises as `save`."""
    said = said_of(_row(project, number))
    private = dataclasses.replace(said, name=name, audience=PRIVATE, sig="")
    return save(account=account, project=project, said=private, now=now)


@transaction.atomic
def leave(*, account: Account, now: dt.datetime) -> None:
    """Retire the private views of somebody whose account goes: nobody sees them."""
    rows = SavedView.objects.filter(account=account, audience=PRIVATE, ended_at=None)
    for row in rows.select_related("project"):
        retire(project=row.project, number=row.number, by=str(account), now=now)


def changed(*, view: SavedView, after: dt.datetime) -> tuple[Changed, ...]:
    """What the view asked and asks instead, change by change since a moment, oldest
    first; other changes are left out. One SQL statement.
    """
    # As the index has it.
    of_view = Event.objects.alias(view=KT("new__view")).filter(
        project_id=view.project_id,
        kind=Event.Kind.VIEW_CHANGED,
        view=str(view.number),
    )
    rows = of_view.filter(happened_at__gt=after).order_by("happened_at", "pk")
    said = rows.values_list("happened_at", "by", "old__query", "new__query")
    return tuple(Changed(*one) for one in said if one[2] != one[3])


def said_of(row: SavedView) -> Said:
    """What a view says now."""
    return Said(
        name=row.name,
        audience=row.audience,
        sig=row.sig.name if row.sig is not None else "",
        description=row.description,
        query=row.query,
        columns=tuple(row.columns),
        sort=row.sort,
        group=row.group,
    )


def _lock(project: Project) -> None:
    """Two that do something with views of one project wait for each other: numbers are
    counted, and no two views may come to use each other.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _next(project: Project) -> int:
    rows = SavedView.objects.filter(project=project).order_by("-number")
    last = rows.values_list("number", flat=True).first()
    return 1 + (last or 0)


def _row(project: Project, number: int) -> SavedView:
    _lock(project)
    rows = SavedView.objects.select_related("project", "account", "sig")
    row = rows.filter(project=project, number=number).first()
    if row is None:
        message = gettext(
            "%(project)s has no saved view %(number)s.",
            project=project.name,
            number=number,
        )
        raise ViewRefused(message)
    return row


def _put(row: SavedView, said: Said, now: dt.datetime) -> None:
    """Have the row say this; nothing is written."""
    row.name, row.description, row.query = said.name, said.description, said.query
    row.columns, row.sort, row.group = list(said.columns), said.sort, said.group
    row.audience, row.sig = said.audience, _sig(row.project, said.sig)
    row.changed_at = max(now, row.changed_at)


def _usable(row: SavedView, said: Said) -> Said:
    """The same, with the views that its search uses by their numbers.

    Raises ViewRefused where it cannot use them: whoever sees this one has to see those,
    too, and none may come to use itself.
    """
    is_shared = said.audience != PRIVATE
    login = row.account.login if row.account is not None else ""
    views = [
        dataclasses.replace(one, query=said.query) if one.number == row.number else one
        for one in known.known(row.project_id, me=() if is_shared else [login])
    ]
    try:
        query = saved.numbered(said.query, views)
        saved.expand(grammar.parse(query), views, within=(row.number,))
    except SearchRefused as refused:
        why = str(refused)
        if is_shared:
            sees = gettext("Whoever it is for has to see what it uses.")
            why = f"{sees} {why}"
        raise ViewRefused(why) from refused
    return dataclasses.replace(said, query=query)


def _sig(project: Project, name: str) -> Sig | None:
    if not name:
        return None
    sig = Sig.objects.filter(project=project, name=name).first()
    if sig is None:
        message = gettext(
            "%(project)s has no SIG %(sig)s.", project=project.name, sig=name
        )
        raise ViewRefused(message)
    return sig


def _check_free(row: SavedView) -> None:
    """That no other one of this name is there for the same people."""
    rows = SavedView.objects.alias(lowered=Lower("name")).filter(
        project=row.project,
        audience=row.audience,
        lowered=Lower(Value(row.name)),
        ended_at=None,
    )
    if row.audience != EVERYBODY:
        same = {"account": row.account} if row.audience == PRIVATE else {"sig": row.sig}
        rows = rows.filter(**same)
    other = rows.exclude(pk=row.pk).first()
    if other is not None:
        message = gettext(
            "“%(name)s” is there already (view %(number)s). Take another name, or"
            " change that one.",
            name=other.name,
            number=other.number,
        )
        raise ViewClashed(message)


def _record(
    kind: Event.Kind,
    row: SavedView,
    old: Said | None,
    new: Said | None,
    *,
    by: str,
    now: dt.datetime,
) -> None:
    events.record(
        project=row.project,
        sig=row.sig,
        kind=kind,
        subject=row.name,
        old=None if old is None else _told(old),
        new={"view": row.number, **({} if new is None else _told(new))},
        by=by,
        happened_at=now,
    )


def _told(said: Said) -> dict[str, Any]:
    return {**dataclasses.asdict(said), "columns": list(said.columns)}
