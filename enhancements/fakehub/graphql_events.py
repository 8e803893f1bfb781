"""The events of a timeline in GraphQL: a type for each, with fields of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

from enhancements.fakehub.graphql_values import (
    Reader,
    at,
    commit,
    past_label,
    who,
    word,
)
from enhancements.fakehub.nouns import Comment, Commit, Event, Issue, Review, shown

# The world's kinds are those of REST. GraphQL's words follow from them, but one.
_WORDS = {"renamed": "RENAMED_TITLE_EVENT"}
_KINDS = (
    "assigned",
    "base_ref_changed",
    "closed",
    "comment_deleted",
    "connected",
    "converted_to_discussion",
    "convert_to_draft",
    "cross-referenced",
    "demilestoned",
    "disconnected",
    "head_ref_force_pushed",
    "labeled",
    "locked",
    "marked_as_duplicate",
    "merged",
    "milestoned",
    "pinned",
    "ready_for_review",
    "referenced",
    "renamed",
    "reopened",
    "review_dismissed",
    "review_request_removed",
    "review_requested",
    "transferred",
    "unassigned",
    "unlabeled",
    "unlocked",
    "unmarked_as_duplicate",
    "unpinned",
)
WORDS = {
    kind: _WORDS.get(kind, f"{kind.upper().replace('-', '_')}_EVENT") for kind in _KINDS
}
"""The word of ``itemTypes`` by the kind of an event."""
TYPES = {
    kind: "".join(part.capitalize() for part in text.split("_"))
    for kind, text in WORDS.items()
}
"""The type by the kind of an event."""
_OTHERS = {Comment: "ISSUE_COMMENT", Review: "PULL_REQUEST_REVIEW"}
_ALL = frozenset({*WORDS.values(), *_OTHERS.values()})

Part = Event | Comment | Review


def parts_of(issue: Issue, wanted: Collection[str] | None) -> list[Part]:
    """What is on a timeline, of the wanted words of ``itemTypes``, in its order.

    With None everything but a pull request's commits.
    """
    if wanted is None:
        wanted = _ALL
    found: list[Part] = []
    is_mixed = False
    for part in issue.timeline:
        if isinstance(part, Event):
            if WORDS.get(part.kind) in wanted:
                found.append(part)
        elif not isinstance(part, Commit) and _OTHERS[type(part)] in wanted:
            is_mixed = True
            found.append(part)
    if is_mixed:
        found.sort(key=key_of)
    return found


def key_of(part: Part) -> tuple[int, int]:
    """The place of a part in its timeline, as cursors hold it."""
    at = part.submitted_at if isinstance(part, Review) else part.created_at
    return at, part.id


def _login(name: str) -> Reader:
    """An account in the data of an event; null once it is deleted."""
    return lambda event: shown(event.data.get(name))


_TITLE: dict[str, Reader] = {
    "milestoneTitle": lambda event: event.data["milestone"]["title"]
}
_LABEL: dict[str, Reader] = {"label": past_label}
_ASSIGNEE: dict[str, Reader] = {"assignee": _login("assignee")}
_REVIEWER: dict[str, Reader] = {"requestedReviewer": _login("requested_reviewer")}
_LINK: dict[str, Reader] = {
    "subject": lambda event: event.data["subject"],
    "source": lambda event: event.issue,
}
_DUPLICATE: dict[str, Reader] = {"canonical": lambda event: event.data.get("canonical")}
_REASON: dict[str, Reader] = {
    "stateReason": lambda event: word(event.data.get("state_reason"))
}
_OWN: dict[str, dict[str, Reader]] = {
    "assigned": _ASSIGNEE,
    "unassigned": _ASSIGNEE,
    "base_ref_changed": {
        "previousRefName": lambda event: event.data["from"],
        "currentRefName": lambda event: event.data["to"],
    },
    "closed": _REASON | {"closer": lambda event: commit(event.data.get("commit_id"))},
    "reopened": _REASON,
    "comment_deleted": {"deletedCommentAuthor": _login("author")},
    "connected": _LINK,
    "disconnected": _LINK,
    "converted_to_discussion": {"discussion": lambda _event: None},
    "cross-referenced": {
        "source": lambda event: event.data["source"],
        "willCloseTarget": lambda event: _closes(event.data["source"], event.issue),
    },
    "milestoned": _TITLE,
    "demilestoned": _TITLE,
    "labeled": _LABEL,
    "unlabeled": _LABEL,
    "locked": {"lockReason": lambda event: word(event.data.get("lock_reason"))},
    "marked_as_duplicate": _DUPLICATE,
    "unmarked_as_duplicate": _DUPLICATE,
    "renamed": {
        "previousTitle": lambda event: event.data["rename"]["from"],
        "currentTitle": lambda event: event.data["rename"]["to"],
    },
    "head_ref_force_pushed": {
        "beforeCommit": lambda event: commit(event.data["before"]),
        "afterCommit": lambda event: commit(event.data["commit_id"]),
    },
    "merged": {
        "mergeRefName": lambda event: event.issue.pull.base_ref,
        "commit": lambda event: commit(event.data["commit_id"]),
    },
    "referenced": {"commit": lambda event: commit(event.data["commit_id"])},
    "review_requested": _REVIEWER,
    "review_request_removed": _REVIEWER,
    "review_dismissed": {
        "dismissalMessage": lambda event: _dismissed(event)["dismissal_message"],
        "previousReviewState": lambda event: word(_dismissed(event)["state"]),
    },
}


def _closes(source: Issue, target: Issue) -> bool:
    return source.pull is not None and target in source.pull.closing_issues


def _dismissed(event: Event) -> Mapping[str, Any]:
    told: Mapping[str, Any] = event.data["dismissed_review"]
    return told


_EVERY: dict[str, Reader] = {
    "id": attrgetter("node_id"),
    "createdAt": at("created_at"),
    "actor": who("actor"),
}
FIELDS = {TYPES[kind]: _EVERY | _OWN.get(kind, {}) for kind in _KINDS}
"""How the fields of each event's type are read."""
