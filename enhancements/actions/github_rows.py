"""Mirrored rows as the policies take them: issues and pull requests with their past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from enhancements.models import (
    Edit,
    Head,
    HeadFile,
    Item,
    Label,
    Milestone,
    Person,
    Project,
    Repository,
    TimelineItem,
)
from enhancements.policy.mirrored import KINDS, Happening, Mirrored, Text


def repositories(project: Project) -> list[Repository]:
    """What a project was ever mirrored from, the main one that is tracked first."""
    every = Repository.objects.filter(project=project)
    return list(
        every.order_by("-is_main", F("removed_at").desc(nulls_first=True), "pk")
    )


def main_of(known: Sequence[Repository]) -> Repository | None:
    """The repository of the tracking issues and of pull requests on documents."""
    return next((one for one in known if one.is_main), None)


_COLUMNS = (
    "pk",
    "repository__host",
    "repository__name",
    "number",
    "title",
    "body",
    "state",
    "created_at",
    "updated_at",
    "closed_at",
    "edited_at",
    "gone_at",
)


_THINGS = (
    "repository_id",
    "labels",
    "milestone__title",
    "assignees",
    "milestone__gone_at",
)


def load(items: QuerySet[Item]) -> dict[int, Mirrored]:
    """These items by id, in seven statements however many they are."""
    rows = list(items.order_by("pk").values_list(*_COLUMNS, *_THINGS))
    if not rows:
        return {}
    ids = [row[0] for row in rows]
    texts = _texts(ids)
    labels = _labels(rows)
    gone = _gone(rows)
    timeline = _timeline(ids)
    for row in rows:
        told = timeline.setdefault(row[0], [])
        if row[12] in gone:
            told.extend([*_taken_off(row, told, gone[row[12]])])
            told.sort(key=lambda one: one.at)
    people = _people(rows)
    found = {}
    for row in rows:
        bears = [(node, labels.get((row[12], node))) for node in row[13]]
        named = [(str(id_), people.get((row[1], id_))) for id_ in row[15]]
        about = (
            tuple(texts.get(row[0], ())),
            tuple(timeline[row[0]]),
            tuple([one for one in bears if one[1] is not None]),
            row[14] if row[14] and row[16] is None else "",
            tuple([one for one in named if one[1] is not None]),
        )
        found[row[0]] = Mirrored(*(*row[1:12], *about))
    return found


def _texts(ids: Sequence[int]) -> dict[int, list[Text]]:
    found: dict[int, list[Text]] = {}
    rows = Edit.objects.filter(item_id__any=ids).order_by("edited_at", "place")
    for item, at, body in rows.values_list("item_id", "edited_at", "body"):
        found.setdefault(item, []).append(Text(at, body))
    return found


_RAW = (
    "raw__databaseId",
    "raw__id",
    "raw__label__id",
    "raw__assignee__databaseId",
    "raw__assignee__id",
)


def _timeline(ids: Sequence[int]) -> dict[int, list[Happening]]:
    found: dict[int, list[Happening]] = {}
    rows = TimelineItem.objects.filter(item_id__any=ids, kind__in=KINDS)
    for row in rows.order_by("at", "pk").values_list(
        "item_id", "kind", "at", "name", "old_name", *_RAW
    ):
        kind, at, name, old_name = row[1:5]
        happening = Happening(
            kind, at, name, old_name, event=_event(row[5:7]), key=_key(row[7:])
        )
        found.setdefault(row[0], []).append(happening)
    return found


def _event(ids: Iterable[Any]) -> str:
    """The number by which a page shows an event; node ids are of no use there."""
    return next((str(one) for one in ids if isinstance(one, int)), "")


def _key(ids: Iterable[Any]) -> str:
    return next((str(one) for one in ids if one not in (None, "")), "")


def _labels(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, str], str]:
    nodes = {node for row in rows for node in row[13]}
    if not nodes:
        return {}
    found = Label.objects.filter(
        repository_id__in={row[12] for row in rows},
        node_id__in=nodes,
        gone_at__isnull=True,
    )
    return {
        (repository, node): name
        for repository, node, name in found.values_list(
            "repository_id", "node_id", "name"
        )
    }


class _Gone(NamedTuple):
    """A label or milestone that was deleted; its items get no event of that."""

    kind: str
    """How its end is called in a timeline."""
    key: str
    """The label's id; empty for a milestone, which is told by its title."""
    name: str
    at: dt.datetime


_BEGINS = {"unlabeled": "labeled", "demilestoned": "milestoned"}


def _gone(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[_Gone]]:
    """What was deleted in the items' repositories, by the repository's id."""
    found: dict[int, list[_Gone]] = {}
    deleted = {
        "repository_id__in": {row[12] for row in rows},
        "gone_at__isnull": False,
    }
    for place, key, name, at in Label.objects.filter(**deleted).values_list(
        "repository_id", "node_id", "name", "gone_at"
    ):
        if at is not None:
            found.setdefault(place, []).append(_Gone("unlabeled", key, name, at))
    for place, name, at in Milestone.objects.filter(**deleted).values_list(
        "repository_id", "title", "gone_at"
    ):
        if at is not None:
            found.setdefault(place, []).append(_Gone("demilestoned", "", name, at))
    return found


def _taken_off(
    row: Sequence[Any], told: Sequence[Happening], gone: Iterable[_Gone]
) -> Iterable[Happening]:
    """The ends that an item's timeline lacks: of what it bore and was deleted."""
    for one in gone:
        begun = [
            before
            for before in told
            if before.kind == _BEGINS[one.kind]
            and before.at <= one.at
            and (before.key or before.name) in (one.key, one.name)
        ]
        if begun:
            # In the words of its beginning, so that both are about the same thing.
            yield Happening(one.kind, one.at, begun[-1].name, key=begun[-1].key)
        elif _bears(row, one):
            yield Happening(one.kind, one.at, one.name, key=one.key)


def _bears(row: Sequence[Any], gone: _Gone) -> bool:
    """Whether the item is stored with it still."""
    if gone.key:
        return gone.key in row[13]
    return (gone.name, gone.at) == (row[14], row[16])


def _people(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], str]:
    ids = {id_ for row in rows for id_ in row[15]}
    if not ids:
        return {}
    found = Person.objects.filter(host__in={row[1] for row in rows}, github_id__in=ids)
    return {
        (host, id_): login
        for host, id_, login in found.values_list("host", "github_id", "login")
    }


def heads(items: Iterable[int]) -> dict[int, list[Head]]:
    """Heads of these pull requests with their files, oldest first."""
    found: dict[int, list[Head]] = {}
    wanted = Head.objects.filter(item_id__any=items).order_by("item_id", "since", "pk")
    for head in wanted.prefetch_related("files"):
        found.setdefault(head.item_id, []).append(head)
    return found


def paths_of(
    found: Mapping[int, Sequence[Head]], item: int
) -> list[tuple[dt.datetime, list[str]]]:
    """(since, files that are added or changed) of each head of a pull request."""
    return [
        (head.since, [file.path for file in head.files.all() if is_there(file)])
        for head in found.get(item, ())
    ]


def is_there(file: HeadFile) -> bool:
    """Whether a head adds, changes or moves the file and does not remove it."""
    return file.change != "removed"
