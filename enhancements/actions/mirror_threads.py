"""What hangs on items: comments and reviews, the timeline, how the text once was.

Comments change and go. What is in the timeline, and a former text, only comes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.db import connection

from enhancements.actions import upserts
from enhancements.actions.told import CommentTold, EditTold, ItemTold, TimelineTold

Pairs = Sequence[tuple[int, ItemTold]]
"""Ids of items' rows, with what was told of each."""

_COMMENT = upserts.Table(
    name="enhancements_comment",
    key=("item_id", "kind", "github_id"),
    columns={
        "item_id": "bigint",
        "kind": "text",
        "github_id": "bigint",
        "node_id": "text",
        "author_id": "bigint",
        "body": "text",
        "state": "text",
        "created_at": "timestamptz",
        "updated_at": "timestamptz",
        "is_minimized": "boolean",
        "raw": "jsonb",
    },
    resets={"gone_at": "NULL::timestamptz"},
    has_versions=True,
)
_TIMELINE = upserts.Table(
    name="enhancements_timelineitem",
    key=("item_id", "node_id"),
    columns={
        "item_id": "bigint",
        "node_id": "text",
        "kind": "text",
        "actor_id": "bigint",
        "at": "timestamptz",
        "name": "text",
        "old_name": "text",
        "raw": "jsonb",
    },
)
_EDIT = upserts.Table(
    name="enhancements_edit",
    key=("item_id", "edited_at", "place"),
    columns={
        "item_id": "bigint",
        "edited_at": "timestamptz",
        "place": "integer",
        "editor_id": "bigint",
        "title": "text",
        "body": "text",
    },
)


def store(*, pairs: Pairs, people: Mapping[int, int], now: dt.datetime) -> set[int]:
    """Store what hangs on these items. Ids of the items of which something changed."""
    comments = [
        _comment(pk, one, people) for pk, item in pairs for one in item.comments
    ]
    rows = upserts.unique(comments, _COMMENT.key, "updated_at")
    changed = set(upserts.upsert(_COMMENT, rows, returning="item_id"))
    changed |= _mark_gone(pairs, now)
    happened = [
        _happened(pk, one, people) for pk, item in pairs for one in item.timeline
    ]
    rows = upserts.unique(happened, _TIMELINE.key)
    changed |= set(upserts.insert(_TIMELINE, rows, returning="item_id"))
    edits = [row for pk, item in pairs for row in _edits(pk, item, people)]
    rows = upserts.unique(edits, _EDIT.key)
    changed |= set(upserts.insert(_EDIT, rows, returning="item_id"))
    return changed


def may_conclude(told: ItemTold) -> bool:
    """Whether what an answer does not have is gone: only if all of it was read."""
    return told.is_complete


def _mark_gone(pairs: Pairs, now: dt.datetime) -> set[int]:
    """Mark stored comments that a whole answer no longer has."""
    whole = [(pk, item) for pk, item in pairs if may_conclude(item)]
    if not whole:
        return set()
    there = [
        {"item_id": pk, "kind": one.kind, "github_id": one.github_id}
        for pk, item in whole
        for one in item.comments
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_comment AS comment SET gone_at = %s"
            " WHERE item_id = ANY(%s) AND gone_at IS NULL AND NOT EXISTS ("
            "  SELECT FROM json_to_recordset(%s::json)"
            "    AS there(item_id bigint, kind text, github_id bigint)"
            "   WHERE there.item_id = comment.item_id AND there.kind = comment.kind"
            "     AND there.github_id = comment.github_id)"
            " RETURNING item_id",
            [now, [pk for pk, _ in whole], upserts.as_json(there)],
        )
        return {row[0] for row in cursor.fetchall()}


def states(item: ItemTold) -> Iterator[tuple[EditTold, str]]:
    """Every known state of an item's body, each with the title of that moment.

    One never edited is as it was written. Of an edited one whose history is known here
    already, or cannot be had, it is the last state.
    """
    edits = item.edits
    if not edits and item.edited_at is None:
        edits = (EditTold(item.created_at, item.author, item.body),)
    elif not edits and item.edited_at is not None and item.is_complete:
        edits = (EditTold(item.edited_at, None, item.body),)
    for one in edits:
        yield one, title_at(item, one.edited_at)


def title_at(item: ItemTold, moment: dt.datetime) -> str:
    """The title at a moment: what the next rename after it took away."""
    later = [
        one
        for one in item.timeline
        if one.kind == "renamed" and one.at > moment and one.old_name
    ]
    return min(later, key=lambda one: one.at).old_name if later else item.title


def _comment(
    item: int, told: CommentTold, people: Mapping[int, int]
) -> dict[str, object]:
    return {
        "item_id": item,
        "kind": told.kind,
        "github_id": told.github_id,
        "node_id": told.node_id,
        "author_id": people[told.author.github_id] if told.author else None,
        "body": told.body,
        "state": told.state[:20],
        "created_at": told.created_at,
        "updated_at": told.updated_at,
        "is_minimized": told.is_minimized,
        "raw": told.raw,
    }


def _happened(
    item: int, told: TimelineTold, people: Mapping[int, int]
) -> dict[str, object]:
    return {
        "item_id": item,
        "node_id": told.node_id,
        "kind": told.kind[:60],
        "actor_id": people[told.actor.github_id] if told.actor else None,
        "at": told.at,
        "name": told.name,
        "old_name": told.old_name,
        "raw": told.raw,
    }


def _edits(
    pk: int, item: ItemTold, people: Mapping[int, int]
) -> Iterator[dict[str, object]]:
    """The states of a body, those of one second in the order in which they came."""
    places: Counter[dt.datetime] = Counter()
    for one, title in states(item):
        yield _edit(pk, one, places[one.edited_at], title, people)
        places[one.edited_at] += 1


def _edit(
    item: int, told: EditTold, place: int, title: str, people: Mapping[int, int]
) -> dict[str, object]:
    return {
        "item_id": item,
        "edited_at": told.edited_at,
        "place": place,
        "editor_id": people[told.editor.github_id] if told.editor else None,
        "title": title,
        "body": told.body,
    }
