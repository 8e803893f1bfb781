"""GraphQL's objects in our words, as `fragments` asks for them.

An unknown word of GitHub's is kept in small letters; an account that is gone is None.
Functions of single objects raise one of `ERRORS` for a malformed one; `item` and
`change` raise `Unreadable`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from enhancements.actions.told import (
    ChangeTold,
    CommentTold,
    EditTold,
    ItemTold,
    LabelTold,
    MilestoneTold,
    PersonTold,
    PullTold,
    TimelineTold,
)
from enhancements.sources.github.answers import read_moment

Node = Mapping[str, Any]

ISSUE = "issue"
PULL = "pull"
KINDS = {"Issue": ISSUE, "PullRequest": PULL}

MOST = 2**63 - 1
"""The largest number that a column of ours holds."""
# What a malformed object makes the functions here raise.
ERRORS = (KeyError, TypeError, ValueError, OverflowError, AttributeError)
_PEOPLE = {
    "User": "user",
    "Bot": "bot",
    "Organization": "organization",
    "Mannequin": "mannequin",
}
_COLOR = re.compile(r"[0-9a-fA-F]{6}")
# Of an item's node, what is stored by itself.
_PARTS = frozenset({"comments", "timelineItems", "reviews"})
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Unreadable(ValueError):
    """An object is not as GitHub promises; nothing may be concluded from it."""


def number_of(value: Any) -> int:
    """A positive whole number, also as digits. Raises ValueError."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MOST:
        raise ValueError(f"{value!r:.40} is no number of GitHub's")
    return value


def text_of(value: Any) -> str:
    """A text; empty for null. Raises ValueError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no text")  # noqa: TRY004 it is data
    return value


def id_of(value: Any) -> str:
    """A node id, which is never empty."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r:.40} is no node id")
    return value


def word_of(value: Any) -> str:
    """A word of an enumeration in small letters, at most as long as a column."""
    return text_of(value).lower()[:40]


def moment_or_none(value: Any) -> dt.datetime | None:
    """A moment, UTC; None for null."""
    return None if value is None else read_moment(value)


def color_of(value: Any) -> str:
    """Six hexadecimal digits in small letters; empty for anything else."""
    is_color = isinstance(value, str) and _COLOR.fullmatch(value)
    return value.lower() if is_color else ""


def person(node: Node | None) -> PersonTold | None:
    """An account; None for a deleted one and for what has no number."""
    if node is None or node.get("databaseId") is None:
        return None
    kind = _PEOPLE.get(text_of(node.get("__typename")), "other")
    login = text_of(node["login"])
    if kind == "bot" and not login.endswith("[bot]"):
        login += "[bot]"  # As REST, commits and mentions have it.
    return PersonTold(number_of(node["databaseId"]), id_of(node["id"]), login, kind)


def label(node: Node) -> LabelTold:
    """A label, without a number: GraphQL has none."""
    return LabelTold(
        id_of(node["id"]),
        text_of(node["name"]),
        color=color_of(node.get("color")),
        description=text_of(node.get("description")),
    )


def milestone(node: Node | None) -> MilestoneTold | None:
    """A milestone; None for none."""
    if node is None:
        return None
    return MilestoneTold(
        id_of(node["id"]),
        number_of(node["number"]),
        text_of(node["title"]),
        word_of(node.get("state")),
        moment_or_none(node.get("dueOn")),
    )


def comment(node: Node) -> CommentTold:
    """A comment on an issue or a pull request."""
    return CommentTold(
        "comment",
        number_of(node["fullDatabaseId"]),
        id_of(node["id"]),
        person(node["author"]),
        text_of(node["body"]),
        read_moment(node["createdAt"]),
        read_moment(node["updatedAt"]),
        is_minimized=bool(node.get("isMinimized")),
        raw=dict(node),
    )


def review(node: Node) -> CommentTold:
    """A review of a pull request; it begins when it is submitted."""
    return CommentTold(
        "review",
        number_of(node["fullDatabaseId"]),
        id_of(node["id"]),
        person(node["author"]),
        text_of(node["body"]),
        read_moment(node.get("submittedAt") or node["createdAt"]),
        read_moment(node["updatedAt"]),
        state=word_of(node["state"])[:20],
        raw=dict(node),
    )


def mention(node: Node | None) -> str:
    """`owner/name#12` of an issue or pull request; empty where it may not be seen."""
    if not node or node.get("number") is None:
        return ""
    return f"{node['repository']['nameWithOwner']}#{number_of(node['number'])}"


# What an event is about beside who and when: a name, and the one before.
_NAMES: dict[str, tuple[str, str]] = {
    "RenamedTitleEvent": ("currentTitle", "previousTitle"),
    "BaseRefChangedEvent": ("currentRefName", "previousRefName"),
    "MilestonedEvent": ("milestoneTitle", ""),
    "DemilestonedEvent": ("milestoneTitle", ""),
}
# REST calls these differently than their types would have it.
_EVENTS = {
    "CrossReferencedEvent": "cross-referenced",
    "RenamedTitleEvent": "renamed",
}


def event_kind(type_name: str) -> str:
    """REST's word for an event: `labeled` for `LabeledEvent`."""
    known = _EVENTS.get(type_name)
    return known or _HUMP.sub("_", type_name.removesuffix("Event")).lower()[:60]


def event(node: Node) -> TimelineTold:
    """One thing of a timeline."""
    type_name = text_of(node["__typename"])
    now, before = _NAMES.get(type_name, ("", ""))
    return TimelineTold(
        id_of(node["id"]),
        event_kind(type_name),
        person(node["actor"]),
        read_moment(node["createdAt"]),
        text_of(node[now]) if now else _subject(node),
        text_of(node[before]) if before else "",
        raw=dict(node),
    )


def _subject(node: Node) -> str:
    """Whom or what an event is about: a label, a person, a team, another issue."""
    if found := node.get("label"):
        return text_of(found["name"])
    if found := node.get("assignee") or node.get("requestedReviewer"):
        who = person(found)
        return who.login if who else text_of(found.get("slug"))
    return mention(node.get("source") or node.get("canonical"))


def edit(node: Node) -> EditTold | None:
    """A state of a body; None for one that was deleted from the history."""
    if node["diff"] is None:
        return None
    return EditTold(
        read_moment(node["editedAt"]), person(node["editor"]), text_of(node["diff"])
    )


def change(kind: str, node: Node) -> ChangeTold:
    """A line of the sweep."""
    try:
        return ChangeTold(
            kind,
            number_of(node["number"]),
            id_of(node["id"]),
            read_moment(node["updatedAt"]),
            int(node["comments"]["totalCount"]),
            int(node["timelineItems"]["totalCount"]),
        )
    except ERRORS as error:
        raise Unreadable(f"A line cannot be read: {error!r:.200}") from error


def pull(node: Node) -> PullTold:
    """What only a pull request has."""
    head, merge = node["headRepository"], node["mergeCommit"]
    # Null without any check, and for who may not see them.
    checks = node.get("statusCheckRollup") or {}
    closes = [mention(one) for one in node["closingIssuesReferences"]["nodes"] if one]
    return PullTold(
        is_draft=bool(node["isDraft"]),
        merged_at=moment_or_none(node["mergedAt"]),
        merge_commit=text_of(merge["oid"]) if merge else "",
        base_ref=text_of(node["baseRefName"]),
        head_ref=text_of(node["headRefName"]),
        head_oid=text_of(node["headRefOid"]),
        head_repository=text_of(head["nameWithOwner"]) if head else "",
        review_decision=word_of(node["reviewDecision"]),
        check_state=word_of(checks.get("state")),
        closes=tuple(one for one in closes if one),
    )


def item(node: Node, *, edits: tuple[EditTold, ...], is_complete: bool) -> ItemTold:
    """An issue or pull request with its connections, further pages already joined."""
    try:
        return _item(node, edits, is_complete=is_complete)
    except ERRORS as error:
        raise Unreadable(f"It cannot be read: {error!r:.200}") from error


def _item(node: Node, edits: tuple[EditTold, ...], *, is_complete: bool) -> ItemTold:
    kind = KINDS[node["__typename"]]
    reviews = node["reviews"]["nodes"] if kind == PULL else []
    comments = [comment(one) for one in node["comments"]["nodes"] if one]
    is_merged = kind == PULL and node["mergedAt"] is not None
    people = (person(one) for one in node["assignees"]["nodes"] if one)
    events = node["timelineItems"]
    return ItemTold(
        kind=kind,
        number=number_of(node["number"]),
        github_id=number_of(node["fullDatabaseId"]),
        node_id=id_of(node["id"]),
        title=text_of(node["title"]),
        body=text_of(node["body"]),
        state="merged" if is_merged else word_of(node["state"])[:20],
        author=person(node["author"]),
        created_at=read_moment(node["createdAt"]),
        updated_at=read_moment(node["updatedAt"]),
        closed_at=moment_or_none(node["closedAt"]),
        edited_at=moment_or_none(node["lastEditedAt"]),
        state_reason=word_of(node.get("stateReason")),
        is_locked=bool(node["locked"]),
        lock_reason=word_of(node.get("activeLockReason")),
        labels=tuple(label(one) for one in node["labels"]["nodes"] if one),
        milestone=milestone(node["milestone"]),
        assignees=tuple(one for one in people if one),
        pull=pull(node) if kind == PULL else None,
        comments=(*comments, *(review(one) for one in reviews if one)),
        timeline=tuple(event(one) for one in events["nodes"] if one),
        edits=edits,
        comment_count=int(node["comments"]["totalCount"]),
        event_count=int(events["totalCount"]),
        is_complete=is_complete,
        raw={key: value for key, value in node.items() if key not in _PARTS},
    )
