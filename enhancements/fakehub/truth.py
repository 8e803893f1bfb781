"""The whole world as JSON: what a mirror must come to."""

from __future__ import annotations

from typing import Any

from enhancements.fakehub.base import Base
from enhancements.fakehub.ids import iso, iso_or_none
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Edit,
    Event,
    Issue,
    Milestone,
    Pull,
    Repo,
    shown,
)


def truth_of(world: Base) -> dict[str, Any]:
    """Accounts and repositories by id; times as GitHub writes them.

    An account is told by its id, and by None where it is deleted or never was.
    """
    accounts = sorted(world.accounts.values(), key=lambda one: one.id)
    repos = sorted(world.repos.values(), key=lambda one: one.id)
    return {
        "now": iso(world.now),
        "accounts": [_account(one) for one in accounts if not one.is_deleted],
        "repositories": [_repo(one) for one in repos if not one.is_deleted],
    }


def _id(account: Account | None) -> int | None:
    seen = shown(account)
    return seen.id if seen else None


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "node_id": account.node_id,
        "login": account.login,
        "kind": account.kind,
        "members": {str(key): role for key, role in sorted(account.members.items())},
        "teams": {
            slug: {str(key): role for key, role in sorted(team.members.items())}
            for slug, team in sorted(account.teams.items())
        },
    }


def _repo(repo: Repo) -> dict[str, Any]:
    labels = sorted(repo.labels.values(), key=lambda one: one.id)
    issues = [repo.issues[number] for number in sorted(repo.issues)]
    return {
        "id": repo.id,
        "node_id": repo.node_id,
        "full_name": repo.full_name,
        "default_branch": repo.default_branch,
        "is_private": repo.is_private,
        "is_archived": repo.is_archived,
        "has_issues": repo.has_issues,
        "collaborators": {
            str(key): repo.collaborators[key] for key in sorted(repo.collaborators)
        },
        "labels": [
            {
                "id": one.id,
                "name": one.name,
                "color": one.color,
                "description": one.description,
            }
            for one in labels
        ],
        "milestones": [_milestone(repo.milestones[n]) for n in sorted(repo.milestones)],
        "issues": [issue_truth(issue) for issue in issues],
        "gone": [
            {
                "number": number,
                "id": gone.id,
                "how": gone.how,
                "at": iso(gone.at),
                "to": gone.issue.id if gone.issue else None,
            }
            for number, gone in sorted(repo.gone.items())
        ],
    }


def _milestone(stone: Milestone) -> dict[str, Any]:
    return {
        "id": stone.id,
        "number": stone.number,
        "title": stone.title,
        "description": stone.description,
        "state": stone.state,
        "due_on": iso_or_none(stone.due_on),
        "open_issues": stone.open_issues,
        "closed_issues": stone.closed_issues,
    }


def issue_truth(issue: Issue) -> dict[str, Any]:
    """One issue or pull request with all that belongs to it."""
    events = [part for part in issue.timeline if isinstance(part, Event)]
    return {
        "id": issue.id,
        "node_id": issue.node_id,
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "author": _id(issue.author),
        "state": issue.state,
        "state_reason": issue.state_reason,
        "created_at": iso(issue.created_at),
        "updated_at": iso(issue.updated_at),
        "closed_at": iso_or_none(issue.closed_at),
        "milestone": issue.milestone.id if issue.milestone else None,
        "is_locked": issue.is_locked,
        "lock_reason": issue.lock_reason,
        "is_pinned": issue.is_pinned,
        "labels": sorted(label.id for label in issue.labels),
        "assignees": sorted(one.id for one in issue.assignees),
        "comments": [_comment(one) for one in sorted(issue.comments, key=_by_id)],
        "events": [event_truth(one) for one in sorted(events, key=_by_id)],
        "edits": _edits(issue.edits),
        "pull": _pull(issue.pull) if issue.pull else None,
    }


def _by_id(one: Comment | Event) -> int:
    return one.id


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "author": _id(comment.author),
        "body": comment.body,
        "created_at": iso(comment.created_at),
        "updated_at": iso(comment.updated_at),
        "minimised_as": comment.minimised_as,
        "edits": _edits(comment.edits),
    }


def _edits(edits: list[Edit] | None) -> list[dict[str, Any]]:
    return [
        {"editor": _id(one.editor), "edited_at": iso(one.edited_at), "body": one.body}
        for one in edits or ()
    ]


def event_truth(event: Event) -> dict[str, Any]:
    """One event, with the names it was told with."""
    return {
        "id": event.id,
        "kind": event.kind,
        "actor": _id(event.actor),
        "created_at": iso(event.created_at),
        "data": {key: _plain(value) for key, value in sorted(event.data.items())},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Account):
        return _id(value)
    return value.id if isinstance(value, Issue) else value


def _pull(pull: Pull) -> dict[str, Any]:
    return {
        "id": pull.id,
        "base_ref": pull.base_ref,
        "head_ref": pull.head_ref,
        "head_sha": pull.head_sha,
        "head_repo": pull.head_repo.id if pull.head_repo else None,
        "is_draft": pull.is_draft,
        "check_state": pull.check_state,
        "merged_at": iso_or_none(pull.merged_at),
        "merged_by": _id(pull.merged_by),
        "merge_commit_sha": pull.merge_commit_sha,
        "files": sorted(file.filename for file in pull.files),
        "requested_reviewers": sorted(one.id for one in pull.requested_reviewers),
        "closing_issues": sorted(one.id for one in pull.closing_issues),
        "reviews": [
            {
                "id": one.id,
                "author": _id(one.author),
                "state": one.state,
                "body": one.body,
                "commit_id": one.commit_id,
                "submitted_at": iso(one.submitted_at),
            }
            for one in sorted(pull.reviews, key=lambda one: one.id)
        ],
    }
