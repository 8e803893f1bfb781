"""Make two enhancements one, one two, and take either back.

An enhancement that turned out to be another stays as a row without facts: its old
addresses lead to the other. What is needed to take it back is kept in the event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from enhancements.actions import carried, events
from enhancements.models import (
    Document,
    Enhancement,
    Event,
    Identifier,
    Item,
    Project,
    Record,
    Series,
)

PERSON = "person"


class IdentityRefused(ValueError):
    """What cannot be merged, split or undone; the text says why and what to do."""


@transaction.atomic
def merge(
    *, project: Project, loser: Enhancement, winner: Enhancement, by: str, reason: str
) -> Event:
    """Everything of one enhancement becomes another's; the first is no more.

    Its issues stay with the winner until somebody says otherwise. Raises
    IdentityRefused for one and the same, for those of another project, for one that
    was merged before, and without a reason.
    """
    _check_reason(reason)
    for one in (loser, winner):
        if one.project_id != project.pk:
            raise IdentityRefused(f"Both must be of {project.name}.")
    if loser.pk == winner.pk:
        raise IdentityRefused("They are one and the same already; name two.")
    _lock((loser.pk, winner.pk))
    event = _merge(project, loser.pk, winner.pk, _Said(by, reason, timezone.now()))
    Item.objects.filter(enhancement=winner, attached_by="").update(attached_by=by)
    return event


@transaction.atomic
def join(
    *,
    project: Project,
    ids: tuple[int, int],
    by: str,
    reason: str,
    now: dt.datetime,
) -> int:
    """Merge two enhancements by the rules: the older stays. Returns its id."""
    winner, loser = min(ids), max(ids)
    _lock(ids)
    _merge(project, loser, winner, _Said(by, reason, now))
    return winner


def _locked(ids: Iterable[int]) -> dict[int, int | None]:
    """What each was merged into, by id; locked, always in the same order."""
    rows = Enhancement.objects.select_for_update().filter(pk__in=list(ids))
    return dict(rows.order_by("pk").values_list("pk", "merged_into"))


def _lock(ids: Iterable[int]) -> None:
    if any(into is not None for into in _locked(ids).values()):
        raise IdentityRefused(
            "One of them was merged into another already; name that one, or undo the"
            " merge first."
        )


class _Said(NamedTuple):
    """Who said it, why and when."""

    by: str
    reason: str
    at: dt.datetime


def _merge(project: Project, loser: int, winner: int, said: _Said) -> Event:
    """Move all rows, with an event that holds what is needed to move them back."""
    items = Item.objects.filter(enhancement=loser)
    documents = Document.objects.filter(enhancement=loser)
    before = Enhancement.objects.filter(merged_into=loser)
    moved: dict[str, Any] = {
        "winner": winner,
        "items": sorted(items.values_list("pk", flat=True)),
        "attached": _attached(items.values_list("pk", "attached_by")),
        "documents": sorted(documents.values_list("pk", flat=True)),
        "series": _series(loser, winner),
        "merged": sorted(before.values_list("pk", flat=True)),
        "names": _names(loser),
        "carried": carried.over(project=project, start=loser, end=winner, now=said.at),
    }
    items.update(enhancement=winner)
    documents.update(enhancement=winner)
    Series.objects.filter(pk__in=moved["series"]).update(enhancement=winner)
    before.update(merged_into=winner)
    Enhancement.objects.filter(pk=loser).update(merged_into=winner, owed_since=said.at)
    Enhancement.objects.filter(pk=winner).update(owed_since=said.at)
    return events.record(
        project=project,
        enhancement=loser,
        kind=Event.Kind.ENHANCEMENTS_MERGED,
        subject=f"{_called(loser)} into {_called(winner)}",
        old={"loser": loser},
        new=moved,
        by=said.by,
        reason=said.reason,
        happened_at=said.at,
    )


def _attached(rows: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Who attached each issue by hand, by the issue's id as text."""
    return {str(pk): by for pk, by in rows if by}


def _series(loser: int, winner: int) -> list[int]:
    """What people say of the loser, but for what they say of the winner as well."""
    taken = set(
        Series.objects.filter(enhancement=winner, source=PERSON).values_list(
            "track", "field"
        )
    )
    rows = Series.objects.filter(enhancement=loser, source=PERSON)
    return [
        pk
        for pk, track, field in rows.values_list("pk", "track", "field")
        if (track, field) not in taken
    ]


def _names(loser: int) -> list[list[str | None]]:
    """[kind, value, since, until] of every name and key that it ever had."""
    names: dict[tuple[str, str, str], str | None] = {}
    rows: list[tuple[str, str, dt.datetime, dt.datetime | None]] = [
        *Identifier.objects.filter(enhancement=loser).values_list(
            "kind", "value", "since", "until"
        )
    ]
    known = {value for _, value, _, _ in rows}
    for key, since, until in Record.objects.filter(enhancement=loser).values_list(
        "key", "since", "until"
    ):
        if key not in known:
            rows.append((Identifier.Kind.OTHER, key, since, until))
    for kind, value, since, until in rows:
        end = until.isoformat() if until else None
        names[str(kind), value, since.isoformat()] = end
    return [[*place, until] for place, until in sorted(names.items())]


def _called(enhancement: int) -> str:
    """Its latest key, for the subject of an event."""
    rows = Record.objects.filter(enhancement=enhancement).order_by("-since")
    return rows.values_list("key", flat=True).first() or f"enhancement {enhancement}"


def names_of_merged(ids: Iterable[int]) -> dict[int, list[list[str | None]]]:
    """What enhancements that were merged were called, by their id."""
    merges = Event.objects.filter(
        enhancement__in=list(ids), kind=Event.Kind.ENHANCEMENTS_MERGED
    ).order_by("pk")
    rows: Iterable[tuple[Any, Any]] = merges.values_list("enhancement_id", "new__names")
    return dict(rows)


@transaction.atomic
def split(
    *,
    enhancement: Enhancement,
    items: Sequence[Item] = (),
    documents: Sequence[Document] = (),
    by: str,
    reason: str,
) -> Event:
    """Make an enhancement of their own out of some issues and documents of another.

    With a document go the others of its folder. Which issues are whose is then said by
    hand, also of those that stay. Raises IdentityRefused without a reason, for what is
    not of the enhancement, and when nothing would go or stay.
    """
    _check_reason(reason)
    _lock((enhancement.pk,))
    mine = Document.objects.filter(enhancement=enhancement)
    folders = {document.folder for document in documents}
    going = list(mine.filter(folder__in=folders))
    issues = list(Item.objects.filter(enhancement=enhancement))
    wanted = {item.pk for item in items}
    if {d.pk for d in documents} - {d.pk for d in going} or wanted - {
        item.pk for item in issues
    }:
        raise IdentityRefused("What is to be split off must belong to it now.")
    if not going and not wanted:
        raise IdentityRefused("Name an issue or a document that is to be split off.")
    if len(going) == mine.count() and len(wanted) == len(issues):
        raise IdentityRefused("Nothing of it would stay; leave an issue or a document.")
    now = timezone.now()
    fresh = Enhancement.objects.create(project=enhancement.project, owed_since=now)
    attached = _attached((item.pk, item.attached_by) for item in issues)
    Item.objects.filter(pk__in=wanted).update(enhancement=fresh, attached_by=by)
    Item.objects.filter(enhancement=enhancement, attached_by="").update(attached_by=by)
    Document.objects.filter(pk__in=[one.pk for one in going]).update(enhancement=fresh)
    Enhancement.objects.filter(pk=enhancement.pk).update(owed_since=now)
    return events.record(
        project=enhancement.project,
        enhancement=enhancement.pk,
        kind=Event.Kind.ENHANCEMENT_SPLIT,
        subject=_called(enhancement.pk),
        old={
            "enhancement": enhancement.pk,
            "issues": [item.pk for item in issues],
            "attached": attached,
        },
        new={
            "enhancement": fresh.pk,
            "items": sorted(wanted),
            "documents": sorted(one.pk for one in going),
        },
        by=by,
        reason=reason,
        happened_at=now,
    )


@transaction.atomic
def undo(*, event: Event, by: str, reason: str) -> Event:
    """Take a merge or a split back, as far as what was moved is still there.

    The rules do not do again what a person took back: the issues concerned are
    attached by hand from then on. Raises IdentityRefused for other events, for one that
    was taken back already, and when nothing of it is left.
    """
    _check_reason(reason)
    kinds = {
        Event.Kind.ENHANCEMENTS_MERGED: _undo_merge,
        Event.Kind.ENHANCEMENT_SPLIT: _undo_split,
    }
    kind = Event.Kind(event.kind)
    if kind not in kinds:
        raise IdentityRefused("Only a merge or a split can be taken back.")
    Event.objects.select_for_update().get(pk=event.pk)
    if Event.objects.filter(
        kind=Event.Kind.IDENTITY_UNDONE, old__event=event.pk
    ).exists():
        raise IdentityRefused(f"Event {event.pk} was taken back already.")
    now = timezone.now()
    moved = kinds[kind](event, by, now)
    return events.record(
        project=event.project,
        enhancement=event.enhancement_id,
        kind=Event.Kind.IDENTITY_UNDONE,
        subject=event.subject,
        old={"event": event.pk},
        new=moved,
        by=by,
        reason=reason,
        happened_at=now,
    )


def _undo_merge(event: Event, by: str, now: dt.datetime) -> dict[str, Any]:
    told: Any = event.new
    loser, winner = int(event.enhancement_id or 0), told["winner"]
    if _locked((loser, winner)).get(loser) != winner:
        raise IdentityRefused(
            "What it was merged into was merged on since; undo that first."
        )
    Enhancement.objects.filter(pk=loser).update(merged_into=None)
    moved = _move(told, start=winner, end=loser)
    _attach_again(moved["items"], told["attached"], by)
    Item.objects.filter(enhancement=winner, attached_by="").update(attached_by=by)
    Series.objects.filter(pk__in=told["series"], enhancement=winner).update(
        enhancement=loser
    )
    carried.back(
        event=event,
        start=loser,
        end=winner,
        claims_made=told.get("carried", ()),
        now=now,
    )
    Enhancement.objects.filter(pk__in=told["merged"], merged_into=winner).update(
        merged_into=loser
    )
    Enhancement.objects.filter(pk__in=(loser, winner)).update(owed_since=now)
    return moved


def _undo_split(event: Event, by: str, now: dt.datetime) -> dict[str, Any]:
    told: Any = event.new
    before: Any = event.old
    fresh, start = told["enhancement"], before["enhancement"]
    _lock((fresh, start))
    moved = _move(told, start=fresh, end=start)
    if not moved["items"] and not moved["documents"]:
        raise IdentityRefused("Nothing of what was split off is there any more.")
    for pk in before["issues"]:
        Item.objects.filter(pk=pk, enhancement=start).update(
            attached_by=before["attached"].get(str(pk), "")
        )
    rest = Item.objects.filter(enhancement=fresh).exists()
    is_empty = not rest and not Document.objects.filter(enhancement=fresh).exists()
    if is_empty and event.project is not None:
        said = _Said(by, "the split was taken back", now)
        _merge(event.project, fresh, start, said)
    Enhancement.objects.filter(pk__in=(fresh, start)).update(owed_since=now)
    return moved


def _move(told: Any, *, start: int, end: int) -> dict[str, Any]:
    items = Item.objects.filter(pk__in=told["items"], enhancement=start)
    documents = Document.objects.filter(pk__in=told["documents"], enhancement=start)
    moved = {
        "items": sorted(items.values_list("pk", flat=True)),
        "documents": sorted(documents.values_list("pk", flat=True)),
    }
    Item.objects.filter(pk__in=moved["items"]).update(enhancement=end)
    Document.objects.filter(pk__in=moved["documents"]).update(enhancement=end)
    return moved


def _attach_again(items: Iterable[int], before: dict[str, str], by: str) -> None:
    for pk in items:
        Item.objects.filter(pk=pk).update(attached_by=before.get(str(pk)) or by)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise IdentityRefused("Say why, for those who find it later.")
