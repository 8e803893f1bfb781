"""How the fields of GitHub's GraphQL types are read from the world's nouns.

`PLAIN` has the fields that take no argument and need nothing but the noun. Those with
arguments, and those that depend on who asks, are in `graphql_lists`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from enhancements.fakehub import graphql_events
from enhancements.fakehub.graphql_pages import state_of
from enhancements.fakehub.graphql_values import (
    GitThing,
    Reader,
    association,
    at,
    commit,
    last_edited,
    moment,
    who,
    word,
)
from enhancements.fakehub.ids import node_id
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Edit,
    Event,
    Issue,
    Label,
    Milestone,
    Pull,
    Repo,
    Review,
    Team,
    shown,
)


def typename(value: Any) -> str:
    """The GraphQL type of a noun."""
    if isinstance(value, Issue):
        return "PullRequest" if value.pull else "Issue"
    if isinstance(value, Event):
        return graphql_events.TYPES[value.kind]
    if isinstance(value, Account | GitThing):
        return value.kind
    return _TYPES[type(value)]


_TYPES = {
    Comment: "IssueComment",
    Review: "PullRequestReview",
    Edit: "UserContentEdit",
    Label: "Label",
    Milestone: "Milestone",
    Repo: "Repository",
    Team: "Team",
}


def _pull(issue: Issue) -> Pull:
    assert issue.pull is not None  # noqa: S101 its type said so
    return issue.pull


def _pull_field(name: str) -> Reader:
    read = attrgetter(name)
    return lambda issue: read(_pull(issue))


def _decision(issue: Issue) -> str | None:
    """What the reviews come to: the last word of each reviewer counts."""
    pull = _pull(issue)
    last = {
        one.author.id: one.state
        for one in pull.reviews
        if one.author and one.state != "COMMENTED"
    }
    for state in ("CHANGES_REQUESTED", "APPROVED"):
        if state in last.values():
            return state
    return "REVIEW_REQUIRED" if pull.requested_reviewers else None


def _text(blob: GitThing) -> str | None:
    """A file's text: half a megabyte of it, and nothing of what is no text."""
    if _is_binary(blob):
        return None
    return blob.data[:_LONGEST_TEXT].decode("utf-8", "replace")


def _is_binary(blob: GitThing) -> bool:
    return b"\0" in blob.data[:8000]


_LONGEST_TEXT = 512_000


_CHANGES = {
    "added": "ADDED",
    "modified": "MODIFIED",
    "removed": "DELETED",
    "renamed": "RENAMED",
    "copied": "COPIED",
    "changed": "CHANGED",
}
_SHARED: dict[str, Reader] = {
    "id": attrgetter("node_id"),
    "number": attrgetter("number"),
    "title": attrgetter("title"),
    "body": lambda issue: issue.body or "",
    "state": state_of,
    "closed": lambda issue: issue.state != "open",
    "locked": attrgetter("is_locked"),
    "activeLockReason": lambda issue: word(issue.lock_reason),
    "author": who("author"),
    "authorAssociation": association,
    "createdAt": at("created_at"),
    "updatedAt": at("updated_at"),
    "closedAt": at("closed_at"),
    "lastEditedAt": last_edited,
    "repository": attrgetter("repo"),
    "milestone": attrgetter("milestone"),
}
_ACCOUNT: dict[str, Reader] = {
    "id": attrgetter("node_id"),
    "databaseId": attrgetter("id"),
    "login": attrgetter("login"),
    "name": attrgetter("name"),
    "createdAt": at("created_at"),
}

_GIT: dict[str, Reader] = {"id": attrgetter("node_id"), "oid": attrgetter("oid")}

PLAIN: dict[str, dict[str, Reader]] = {
    "User": _ACCOUNT,
    "Bot": _ACCOUNT,
    "Mannequin": _ACCOUNT,
    "Organization": _ACCOUNT,
    "Team": {
        "id": attrgetter("node_id"),
        "slug": attrgetter("slug"),
        "name": attrgetter("name"),
    },
    "Label": {
        "id": attrgetter("node_id"),
        "name": attrgetter("name"),
        "color": attrgetter("color"),
        "description": attrgetter("description"),
    },
    "Milestone": {
        "id": attrgetter("node_id"),
        "number": attrgetter("number"),
        "title": attrgetter("title"),
        "state": lambda stone: word(stone.state),
        "dueOn": at("due_on"),
    },
    "Issue": {
        **_SHARED,
        "fullDatabaseId": lambda issue: str(issue.id),
        "isPinned": attrgetter("is_pinned"),
    },
    "PullRequest": {
        **_SHARED,
        "fullDatabaseId": lambda issue: str(issue.pull.id),
        "isDraft": _pull_field("is_draft"),
        "merged": lambda issue: _pull(issue).merged_at is not None,
        "mergedAt": lambda issue: moment(_pull(issue).merged_at),
        "mergedBy": lambda issue: shown(_pull(issue).merged_by),
        "mergeCommit": lambda issue: commit(_pull(issue).merge_commit_sha),
        "baseRefName": _pull_field("base_ref"),
        "headRefName": _pull_field("head_ref"),
        "headRefOid": _pull_field("head_sha"),
        "changedFiles": lambda issue: len(_pull(issue).files),
        "reviewDecision": _decision,
        "statusCheckRollup": lambda issue: issue if _pull(issue).check_state else None,
    },
    # A pull request stands for that of its head.
    "StatusCheckRollup": {
        "id": lambda issue: f"SCR_{_pull(issue).head_sha}",
        "state": _pull_field("check_state"),
    },
    "IssueComment": {
        "id": attrgetter("node_id"),
        "fullDatabaseId": lambda comment: str(comment.id),
        "author": who("author"),
        "authorAssociation": association,
        "body": attrgetter("body"),
        "createdAt": at("created_at"),
        "updatedAt": at("updated_at"),
        "lastEditedAt": last_edited,
        "isMinimized": lambda comment: comment.minimised_as is not None,
        "minimizedReason": attrgetter("minimised_as"),
    },
    "PullRequestReview": {
        "id": attrgetter("node_id"),
        "fullDatabaseId": lambda review: str(review.id),
        "author": who("author"),
        "authorAssociation": association,
        "state": attrgetter("state"),
        "body": attrgetter("body"),
        "createdAt": at("submitted_at"),
        "submittedAt": at("submitted_at"),
        "updatedAt": at("updated_at"),
        "lastEditedAt": lambda _review: None,
        "commit": lambda review: commit(review.commit_id),
    },
    "UserContentEdit": {
        "id": attrgetter("node_id"),
        "createdAt": at("edited_at"),
        "editedAt": at("edited_at"),
        "editor": who("editor"),
        "diff": attrgetter("body"),
        "deletedAt": lambda _edit: None,
        "deletedBy": lambda _edit: None,
    },
    # With its place among the files.
    "PullRequestChangedFile": {
        "path": lambda placed: placed[1].filename,
        "changeType": lambda placed: _CHANGES[placed[1].status],
    },
    "Repository": {
        "id": attrgetter("node_id"),
        "databaseId": attrgetter("id"),
        "name": attrgetter("name"),
        "nameWithOwner": attrgetter("full_name"),
        "owner": attrgetter("owner"),
        "isPrivate": attrgetter("is_private"),
        "isArchived": attrgetter("is_archived"),
        "isDisabled": lambda _repo: False,
        "hasIssuesEnabled": attrgetter("has_issues"),
        "visibility": lambda repo: "PRIVATE" if repo.is_private else "PUBLIC",
        "createdAt": at("created_at"),
        "updatedAt": at("updated_at"),
        "pushedAt": at("pushed_at"),
        "defaultBranchRef": lambda repo: (
            repo if repo.git.resolve(repo.default_branch) else None
        ),
    },
    # A repository stands for its default branch.
    "Ref": {
        "id": lambda repo: node_id("Repository", repo.id).replace("R_", "REF_", 1),
        "name": attrgetter("default_branch"),
        "target": lambda repo: commit(repo.git.resolve(repo.default_branch)),
    },
    "Commit": _GIT,
    "Tree": _GIT,
    "Blob": {
        **_GIT,
        "byteSize": lambda blob: len(blob.data),
        "isBinary": _is_binary,
        "isTruncated": lambda blob: len(blob.data) > _LONGEST_TEXT,
        "text": _text,
    },
    "PageInfo": {
        "hasNextPage": attrgetter("has_next"),
        "hasPreviousPage": attrgetter("has_previous"),
        "endCursor": attrgetter("end_cursor"),
        "startCursor": attrgetter("start_cursor"),
    },
}
CONNECTION: dict[str, Reader] = {
    "nodes": attrgetter("nodes"),
    "totalCount": attrgetter("total"),
    "pageInfo": lambda page: page,
}
