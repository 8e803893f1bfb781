"""What the pretended GitHub has, and what the mirror has, in one form to compare.

I1 and I4 are that both are equal: nothing missing, nothing too much, nothing twice.
I2 (nothing gone that is there) and I8 (the timeline whole) are parts of it, told apart
so that a failure says which it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from enhancements.fakehub.ids import node_id
from enhancements.models import (
    Comment,
    Edit,
    Item,
    Label,
    Milestone,
    Person,
    TimelineItem,
)
from enhancements.sources.github import fragments
from enhancements.sources.github.told_graphql import event_kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from enhancements.models import Repository

_ISSUE_KINDS = {event_kind(name) for name, _ in fragments.ISSUE_EVENTS.values()}
_PULL_KINDS = {event_kind(name) for name, _ in fragments.PULL_EVENTS.values()}


def expected(truth: Mapping[str, Any], repository: Repository) -> dict[str, Any]:
    """A repository of the world as the mirror should have it."""
    [place] = [
        one for one in truth["repositories"] if one["id"] == repository.github_id
    ]
    stones = {one["id"]: one["number"] for one in place["milestones"]}
    return {
        "name": place["full_name"],
        "labels": {
            node_id("Label", one["id"]): (one["name"], one["color"])
            for one in place["labels"]
        },
        "milestones": {
            one["number"]: (one["title"], one["state"], one["due_on"])
            for one in place["milestones"]
        },
        "items": {one["number"]: _item(one, stones) for one in place["issues"]},
        "gone": sorted(one["number"] for one in place["gone"] if one["how"] != "never"),
    }


def _item(told: Mapping[str, Any], stones: Mapping[int, int]) -> dict[str, Any]:
    pull = told["pull"]
    is_merged = bool(pull and pull["merged_at"])
    kinds = _PULL_KINDS if pull else _ISSUE_KINDS
    return {
        "kind": "pull" if pull else "issue",
        "title": told["title"],
        "body": told["body"] or "",
        "author": told["author"],
        "state": "merged" if is_merged else told["state"],
        "created_at": told["created_at"],
        "updated_at": told["updated_at"],
        "closed_at": told["closed_at"],
        "milestone": stones.get(told["milestone"]),
        "state_reason": told["state_reason"] or "",
        "is_locked": told["is_locked"],
        "lock_reason": (told["lock_reason"] or "").replace("-", " "),
        "labels": sorted(node_id("Label", one) for one in told["labels"]),
        "assignees": told["assignees"],
        "comments": _comments(told, pull),
        "timeline": sorted(
            (node_id("Event", one["id"]), one["kind"], one["created_at"], one["actor"])
            for one in told["events"]
            if one["kind"] in kinds
        ),
        "edits": [(one["edited_at"], one["body"]) for one in told["edits"]],
        "pull": pull and (pull["head_sha"], pull["is_draft"], pull["merged_at"]),
    }


def _comments(told: Mapping[str, Any], pull: Mapping[str, Any] | None) -> list[Any]:
    found = [
        ("comment", one["id"], one["author"], one["body"], bool(one["minimised_as"]))
        for one in told["comments"]
    ]
    found += [
        ("review", one["id"], one["author"], one["body"], one["state"].lower())
        for one in (pull or {}).get("reviews", ())
    ]
    return sorted(found, key=lambda one: one[:2])


def stored(repository: Repository, people: AbstractSet[int]) -> dict[str, Any]:
    """A repository of the mirror in the same form, but for what is gone there.

    Whoever is none of `people` any more is shown as nobody.
    """
    items = list(
        Item.objects.filter(repository=repository)
        .select_related("author", "milestone")
        .order_by("number")
    )
    ids = [one.pk for one in items]
    comments = _by_item(
        Comment.objects.filter(item__in=ids, gone_at__isnull=True)
        .select_related("author")
        .order_by("kind", "github_id")
    )
    timeline = _by_item(
        TimelineItem.objects.filter(item__in=ids)
        .select_related("actor")
        .order_by("node_id")
    )
    labels = Label.objects.filter(repository=repository, gone_at=None)
    # Nobody is told of items that a label goes from; it is gone by itself.
    there = set(labels.values_list("node_id", flat=True))
    edits = _by_item(Edit.objects.filter(item__in=ids).order_by("edited_at", "place"))
    return {
        "name": repository.name,
        "labels": {one.node_id: (one.name, one.color) for one in labels},
        "milestones": {
            one.number: (one.title, one.state, _text(one.due_on))
            for one in Milestone.objects.filter(repository=repository, gone_at=None)
        },
        "items": {
            one.number: _stored_item(
                one,
                comments.get(one.pk, []),
                timeline.get(one.pk, []),
                edits.get(one.pk, []),
                _Context(there, people),
            )
            for one in items
            if one.gone_at is None
        },
        "gone": [one.number for one in items if one.gone_at is not None],
    }


def _by_item(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


@dataclasses.dataclass(frozen=True)
class _Context:
    """What is there at all: labels by node id, people by id."""

    labels: AbstractSet[str]
    people: AbstractSet[int]

    def who(self, person: Person | None) -> int | None:
        """The account's id, while it is there."""
        known = person is not None and person.github_id in self.people
        return person.github_id if person is not None and known else None


def _stored_item(
    item: Item,
    comments: list[Comment],
    timeline: list[TimelineItem],
    edits: list[Edit],
    there: _Context,
) -> dict[str, Any]:
    is_pull = item.kind == Item.Kind.PULL
    return {
        "kind": item.kind,
        "title": item.title,
        "body": item.body,
        "author": there.who(item.author),
        "state": item.state,
        "created_at": _text(item.created_at),
        "updated_at": _text(item.updated_at),
        "closed_at": _text(item.closed_at),
        "milestone": item.milestone.number if item.milestone else None,
        "state_reason": item.state_reason,
        "is_locked": item.is_locked,
        "lock_reason": item.lock_reason,
        "labels": sorted(set(item.labels) & there.labels),
        "assignees": sorted(set(item.assignees) & there.people),
        "comments": [_stored_comment(one, there) for one in comments],
        "timeline": sorted(
            (
                one.node_id,
                one.kind,
                _text(one.at),
                there.who(one.actor),
            )
            for one in timeline
        ),
        # Until it is edited, the first state is the item's own.
        "edits": [(_text(one.edited_at), one.body) for one in edits]
        if item.edited_at
        else [],
        "pull": (item.head_oid, item.is_draft, _text(item.merged_at))
        if is_pull
        else None,
    }


def _stored_comment(one: Comment, there: _Context) -> tuple[Any, ...]:
    author = there.who(one.author)
    last: Any = one.state if one.kind == Comment.Kind.REVIEW else one.is_minimized
    return (one.kind, one.github_id, author, one.body, last)


def _text(at: dt.datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def differences(truth: Mapping[str, Any], repository: Repository) -> list[str]:
    """Every difference between the world and the mirror, each in a line."""
    people = {one["id"] for one in truth["accounts"]}
    want, have = expected(truth, repository), stored(repository, people)
    found = [
        f"{part}: {want[part]!r:.200} is stored as {have[part]!r:.200}"
        for part in ("name", "labels", "milestones")
        if want[part] != have[part]
    ]
    items, kept = want["items"], have["items"]
    found += [f"I1 #{number} is missing" for number in sorted(items.keys() - kept)]
    found += [f"I1 #{number} is not gone" for number in sorted(kept.keys() - items)]
    found += [
        f"I2 #{number} is there and stored as gone"
        for number in have["gone"]
        if number in items
    ]
    for number in sorted(items.keys() & kept):
        found += [
            f"{'I8' if part == 'timeline' else 'I1'} #{number} {part}:"
            f" {items[number][part]!r:.300} is stored as {kept[number][part]!r:.300}"
            for part in items[number]
            if items[number][part] != kept[number][part]
        ]
    return found
