"""The payloads of webhooks, in GitHub's form, from what a mutation tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.fakehub.base import Change
from enhancements.fakehub.ids import iso
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Issue,
    Label,
    Milestone,
    Repo,
    Review,
)
from enhancements.fakehub.shapes import Json
from enhancements.fakehub.shapes_pulls import PullShapes

NOBODY = Account(10137, "ghost", "User", 0)
"""Who acts where nobody is known; payloads always have a sender."""


def payload(change: Change, shapes: PullShapes) -> Json:
    """What a webhook about this change carries."""
    answer: Json = {}
    if change.action is not None:
        answer["action"] = change.action
    about = dict(change.about)
    if change.event == "push" and change.repo:
        answer |= _push(change, change.repo, shapes)
    else:
        answer |= _parts(change.event, about, shapes)
    if change.repo:
        answer["repository"] = shapes.repo(change.repo)
        if change.repo.owner.kind == "Organization":
            answer["organization"] = _organization(change.repo.owner, shapes)
    answer["sender"] = shapes.account(change.sender or NOBODY)
    return answer


def _parts(event: str, about: dict[str, Any], shapes: PullShapes) -> Json:
    answer: Json = {}
    issue = about.pop("issue", None)
    if isinstance(issue, Issue):
        if event in {"pull_request", "pull_request_review"}:
            answer["number"] = issue.number
            answer["pull_request"] = shapes.pull_alone(issue)
        else:
            answer["issue"] = shapes.issue(issue)
    changes = about.pop("changes", None)
    if changes is not None:
        answer["changes"] = _changes(changes, shapes)
    for key, value in about.items():
        answer[key] = _shape(value, shapes)
    if "membership" in answer:
        state = {"state": "active", "role": "member", "user": answer["membership"]}
        answer["membership"] = state
    return answer


def _shape(value: Any, shapes: PullShapes) -> Any:  # noqa: PLR0911 one for each noun
    match value:
        case Account():
            if value.kind == "Organization":
                return _organization(value, shapes)
            return shapes.account(value)
        case Comment():
            return shapes.comment(value)
        case Issue():
            return shapes.issue(value)
        case Label():
            return shapes.label(value)
        case Milestone():
            return shapes.milestone(value)
        case Repo():
            return shapes.repo(value)
        case Review():
            told = shapes.review(value)
            return told | {"state": told["state"].lower()}
    return value


def _changes(changes: Mapping[str, Any], shapes: PullShapes) -> Json:
    answer = {key: _shape(value, shapes) for key, value in changes.items()}
    owner = changes.get("old_owner")
    if isinstance(owner, Account):
        kind = "organization" if owner.kind == "Organization" else "user"
        return {"owner": {"from": {kind: answer["old_owner"]}}}
    due = answer.get("due_on")
    if isinstance(due, dict) and isinstance(due.get("from"), int):
        answer["due_on"] = {"from": iso(due["from"])}
    return answer


def _organization(account: Account, shapes: PullShapes) -> Json:
    url = f"{shapes.places.api}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": account.node_id,
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{shapes.places.html}/avatars/u/{account.id}?v=4",
        "description": None,
    }


def _push(change: Change, repo: Repo, shapes: PullShapes) -> Json:
    about = change.about
    sender = change.sender or NOBODY
    person = {"name": sender.login, "email": f"{sender.login}@users.example"}
    page = f"{shapes.places.html}/{repo.full_name}"
    commit = {
        "id": about["after"],
        "tree_id": about["after"],
        "distinct": True,
        "message": about["message"],
        "timestamp": iso(change.at),
        "url": f"{page}/commit/{about['after']}",
        "author": person,
        "committer": person,
        "added": [],
        "removed": [],
        "modified": about["files"],
    }
    return {
        "ref": about["ref"],
        "before": about["before"],
        "after": about["after"],
        "base_ref": None,
        "compare": f"{page}/compare/{about['before'][:12]}...{about['after'][:12]}",
        "created": about["before"] == "0" * 40,
        "deleted": False,
        "forced": about["forced"],
        "pusher": person,
        "commits": [commit],
        "head_commit": commit,
    }


def ping(hook_id: int, config: Json, repo: Repo | None, shapes: PullShapes) -> Json:
    """What a new hook gets first."""
    answer: Json = {
        "zen": "Non-blocking is better than blocking.",
        "hook_id": hook_id,
        "hook": config,
        "sender": shapes.account(NOBODY),
    }
    if repo:
        answer["repository"] = shapes.repo(repo)
    return answer
