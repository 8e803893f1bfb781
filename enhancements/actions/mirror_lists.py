"""Labels and milestones of a repository, by their node ids.

Items tell of labels, too, but an item's answer may be older than the list: what it says
of a known label only has the list asked for again. The list is what changes a row, and
a whole list is what shows that one is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection

from enhancements.actions import dirt, upserts
from enhancements.actions.told import ItemTold, LabelTold, MilestoneTold
from enhancements.models import Dirty, Item, Label, Milestone, Repository

_LABEL = upserts.Table(
    name="enhancements_label",
    key=("repository_id", "node_id"),
    columns={
        "repository_id": "bigint",
        "node_id": "text",
        "name": "text",
        "color": "text",
        "description": "text",
        "github_id": "bigint",
    },
    resets={"gone_at": "NULL::timestamptz"},
    # A list by REST knows the numeric id, one by GraphQL does not and takes none away.
    sets={"github_id": "COALESCE(new.github_id, old.github_id)"},
    kept=("github_id",),
)
_MILESTONE = upserts.Table(
    name="enhancements_milestone",
    key=("repository_id", "node_id"),
    columns={
        "repository_id": "bigint",
        "node_id": "text",
        "number": "integer",
        "title": "text",
        "state": "text",
        "due_on": "timestamptz",
    },
    resets={"gone_at": "NULL::timestamptz"},
)


def _label_rows(repository: Repository, told: Iterable[LabelTold]) -> list[upserts.Row]:
    rows = (
        {
            "repository_id": repository.pk,
            "node_id": one.node_id,
            "name": one.name,
            "color": one.color[:6],
            "description": one.description,
            "github_id": one.github_id,
        }
        for one in told
    )
    return upserts.unique(rows, ("node_id",))


def _milestone_rows(
    repository: Repository, told: Iterable[MilestoneTold]
) -> list[upserts.Row]:
    rows = (
        {
            "repository_id": repository.pk,
            "node_id": one.node_id,
            "number": one.number,
            "title": one.title,
            "state": one.state,
            "due_on": one.due_on,
        }
        for one in told
    )
    return upserts.unique(rows, ("node_id",))


def meet(
    *, repository: Repository, told: Sequence[ItemTold], now: dt.datetime
) -> dict[str, int]:
    """Store labels and milestones not yet known that items speak of.

    Where an item says something else of a known one, its list is marked. Returns the
    ids of the milestones' rows by node id.
    """
    labels = _label_rows(repository, (one for item in told for one in item.labels))
    stones = _milestone_rows(
        repository, (item.milestone for item in told if item.milestone)
    )
    upserts.insert(_LABEL, labels)
    upserts.insert(_MILESTONE, stones)
    known = {
        row[0]: row
        for row in Milestone.objects.filter(
            repository=repository, node_id__in=[row["node_id"] for row in stones]
        ).values_list("node_id", "pk", "number", "title", "state", "due_on", "gone_at")
    }
    marks = []
    if _differ(repository, labels):
        marks.append(dirt.Mark(dirt.RENAMED, kind=Dirty.Kind.LABELS))
    if any(_says_else(row, known[row["node_id"]]) for row in stones):
        marks.append(dirt.Mark(dirt.RENAMED, kind=Dirty.Kind.MILESTONES))
    dirt.mark(repository=repository, marks=marks, now=now)
    return {node_id: row[1] for node_id, row in known.items()}


def _differ(repository: Repository, told: Sequence[upserts.Row]) -> bool:
    if not told:
        return False
    known = {
        node_id: (name, color, gone_at)
        for node_id, name, color, gone_at in Label.objects.filter(
            repository=repository, node_id__in=[row["node_id"] for row in told]
        ).values_list("node_id", "name", "color", "gone_at")
    }
    return any(
        known[row["node_id"]] != (row["name"], row["color"], None) for row in told
    )


def _says_else(told: upserts.Row, known: tuple[object, ...]) -> bool:
    said = (told["number"], told["title"], told["state"], told["due_on"], None)
    return known[2:] != said


def store_labels(
    *,
    repository: Repository,
    told: Sequence[LabelTold],
    is_whole: bool,
    now: dt.datetime,
) -> int:
    """Store the list of labels; if it is whole, others are gone. How many changed.

    Items that bear a changed label are owed a new reading.
    """
    changed = upserts.upsert(_LABEL, _label_rows(repository, told))
    there = [one.node_id for one in told]
    gone = _mark_gone(_LABEL.name, repository, there, now) if is_whole else []
    nodes = Label.objects.filter(pk__in=[*changed, *gone])
    touched = list(nodes.values_list("node_id", flat=True))
    if touched:
        Item.objects.filter(repository=repository, labels__overlap=touched).update(
            owed_since=now
        )
    return len(touched)


def store_milestones(
    *,
    repository: Repository,
    told: Sequence[MilestoneTold],
    is_whole: bool,
    now: dt.datetime,
) -> int:
    """Store the list of milestones; if it is whole, others are gone. How many changed.

    Items that are in a changed one are owed a new reading.
    """
    changed = upserts.upsert(_MILESTONE, _milestone_rows(repository, told))
    there = [one.node_id for one in told]
    gone = _mark_gone(_MILESTONE.name, repository, there, now) if is_whole else []
    touched = [*changed, *gone]
    if touched:
        Item.objects.filter(repository=repository, milestone__in=touched).update(
            owed_since=now
        )
    return len(touched)


def is_proof(there: Sequence[str]) -> bool:
    """Whether a list proves that what it does not have is gone.

    An empty one does not: that is also what somebody gets who may not see. So of the
    last label nobody learns that it is gone until the list has another.
    """
    return bool(there)


def _mark_gone(
    table: str, repository: Repository, there: Sequence[str], now: dt.datetime
) -> list[int]:
    """Rows that a whole list does not have are gone, by their ids."""
    if not is_proof(there):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET gone_at = %s WHERE repository_id = %s"
            " AND gone_at IS NULL AND node_id <> ALL(%s) RETURNING id",
            [now, repository.pk, list(there)],
        )
        return [row[0] for row in cursor.fetchall()]
