"""Issues and pull requests as GitHub told them: the rows themselves.

A row never goes back behind the time it was last changed at GitHub, and no other object
ever takes its number.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.actions import upserts
from enhancements.actions.told import ItemTold, PullTold
from enhancements.models import Item, Repository
from enhancements.policy import item_words

_TABLE = upserts.Table(
    name="enhancements_item",
    key=("repository_id", "number"),
    columns={
        "repository_id": "bigint",
        "number": "bigint",
        "kind": "text",
        "github_id": "bigint",
        "node_id": "text",
        "title": "text",
        "body": "text",
        "state": "text",
        "state_reason": "text",
        "author_id": "bigint",
        "created_at": "timestamptz",
        "updated_at": "timestamptz",
        "closed_at": "timestamptz",
        "edited_at": "timestamptz",
        "is_locked": "boolean",
        "lock_reason": "text",
        "labels": "text[]",
        "milestone_id": "bigint",
        "assignees": "bigint[]",
        "is_draft": "boolean",
        "merged_at": "timestamptz",
        "merge_commit": "text",
        "base_ref": "text",
        "head_ref": "text",
        "head_oid": "text",
        "head_repository": "text",
        "review_decision": "text",
        "check_state": "text",
        "closes": "text[]",
        "comment_count": "integer",
        "event_count": "integer",
        "raw": "jsonb",
        "fetched_at": "timestamptz",
        "owed_since": "timestamptz",
    },
    kept=("fetched_at", "owed_since"),
    once={"attached_by": "''", "names_rule": "''"},
    resets={
        "gone_at": "NULL::timestamptz",
        "gone_reason": "''",
        "moved_to": "''",
    },
    has_versions=True,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """What is needed of a stored item to decide about an answer."""

    pk: int
    number: int
    kind: str
    github_id: int
    updated_at: dt.datetime
    is_gone: bool


def stored(*, repository: Repository, numbers: Iterable[int]) -> dict[int, Stored]:
    """The stored items with these numbers, by number."""
    rows = Item.objects.filter(repository=repository, number__in=list(numbers))
    return {
        row[1]: Stored(*row[:5], is_gone=row[5] is not None)
        for row in rows.values_list(
            "pk", "number", "kind", "github_id", "updated_at", "gone_at"
        )
    }


def is_newer(told: ItemTold, known: Stored | None) -> bool:
    """Whether an answer may replace what is stored: it is not older. Ties count."""
    return known is None or told.updated_at >= known.updated_at


def is_same_object(told: ItemTold, known: Stored | None) -> bool:
    """Whether an answer speaks of the object that is stored under its number."""
    if known is None:
        return True
    return (told.kind, told.github_id) == (known.kind, known.github_id)


def is_ours(told: ItemTold, repository: Repository) -> bool:
    """Whether an answer speaks of this repository, where it says of which one.

    After a rename somebody else may have a repository of the old name; and an issue
    that was transferred answers to its old id from where it is now.
    """
    home = told.raw.get("repository")
    said = home.get("databaseId") if isinstance(home, dict) else None
    return said is None or repository.github_id is None or said == repository.github_id


def write(
    *,
    repository: Repository,
    told: Sequence[ItemTold],
    people: Mapping[int, int],
    milestones: Mapping[str, int],
    now: dt.datetime,
) -> dict[int, bool]:
    """Insert new items, change those that differ; at most one for each number.

    Ids of the rows written, and whether each is new.
    """
    rows = [_row(repository, one, people, milestones, now) for one in told]
    return upserts.upsert_new(_TABLE, upserts.unique(rows, _TABLE.key, "updated_at"))


def _row(
    repository: Repository,
    told: ItemTold,
    people: Mapping[int, int],
    milestones: Mapping[str, int],
    now: dt.datetime,
) -> dict[str, Any]:
    pull = told.pull or PullTold()
    stone = told.milestone
    return {
        "repository_id": repository.pk,
        "number": told.number,
        "kind": told.kind,
        "github_id": told.github_id,
        "node_id": told.node_id,
        "title": told.title,
        "body": told.body,
        "state": told.state[:20],
        "state_reason": told.state_reason[:40],
        "author_id": people[told.author.github_id] if told.author else None,
        "created_at": told.created_at,
        "updated_at": told.updated_at,
        "closed_at": told.closed_at,
        "edited_at": told.edited_at,
        "is_locked": told.is_locked,
        "lock_reason": item_words.plain(told.lock_reason)[:40],
        "labels": sorted({one.node_id for one in told.labels}),
        "milestone_id": milestones[stone.node_id] if stone else None,
        "assignees": sorted({one.github_id for one in told.assignees}),
        "is_draft": pull.is_draft,
        "merged_at": pull.merged_at,
        "merge_commit": pull.merge_commit,
        "base_ref": pull.base_ref,
        "head_ref": pull.head_ref,
        "head_oid": pull.head_oid,
        "head_repository": pull.head_repository,
        "review_decision": pull.review_decision[:40],
        "check_state": pull.check_state[:20],
        "closes": sorted(pull.closes),
        "comment_count": told.comment_count,
        "event_count": told.event_count,
        "raw": told.raw,
        "fetched_at": now,
        "owed_since": now,
    }
