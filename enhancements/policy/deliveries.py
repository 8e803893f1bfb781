"""What a webhook delivery speaks of. Pure.

A payload is news that an object changed; the object itself is fetched anew (GitHub
sends deliveries out of order and late: see its troubleshooting page for webhooks).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from enhancements.policy.leap_seconds import without_leap_second
from enhancements.policy.storable import clean

ITEM, LABELS, MILESTONES, REPOSITORY = "item", "labels", "milestones", "repository"
# Event to the key of the payload that holds the issue or pull request.
_ITEMS = {
    "issues": "issue",
    "issue_comment": "issue",
    "sub_issues": "parent_issue",
    "issue_dependencies": "blocked_issue",
    "pull_request": "pull_request",
    "pull_request_review": "pull_request",
    "pull_request_review_comment": "pull_request",
    "pull_request_review_thread": "pull_request",
    "pull_request_target": "pull_request",
}
# Payloads that tell of checks; a commit's status names no pull request, and neither do
# the checks of one from a fork.
_CHECKS = {"check_suite": "check_suite", "check_run": "check_run"}
_STATUS = "status"
_LISTS = {"label": LABELS, "milestone": MILESTONES}
_FATES = frozenset({"deleted", "transferred"})
_REPOSITORY_EVENTS = frozenset({"repository", "public"})
_PUSH = "push"
KNOWN = frozenset({*_ITEMS, *_CHECKS, _STATUS, *_LISTS, *_REPOSITORY_EVENTS, _PUSH})
"""Events that something is read from."""


class Unreadable(ValueError):
    """A delivery whose body is not what GitHub sends."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """An object that changed; `wanted_at` is its `updated_at` in the payload, UTC."""

    kind: str
    number: int = 0
    node_id: str = ""
    wanted_at: dt.datetime | None = None
    fate: str = ""
    """`deleted` or `transferred`, when that is what happened to it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Elsewhere:
    """An object of another repository, e.g. what an issue was transferred to."""

    place: int
    name: str
    mark: Mark


@dataclasses.dataclass(frozen=True, slots=True)
class News:
    """What a delivery says changed; no marks for events that concern nothing here."""

    action: str = ""
    repository_id: int = 0
    name: str = ""
    marks: tuple[Mark, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    pushed_branch: str = ""
    """The default branch, when that is what was pushed to."""
    checked: str = ""
    """The commit whose checks came to something else."""


def read(event: str, body: bytes) -> News:
    """What the delivery of this event (`X-GitHub-Event`) says.

    Raises Unreadable for a body that is no JSON object.
    """
    payload = _payload(body)
    repository = _object(payload, "repository")
    action = _text(payload, "action")
    return News(
        action=action,
        repository_id=_number(repository, "id"),
        name=_text(repository, "full_name"),
        marks=_marks(event, action, payload),
        elsewhere=_elsewhere(payload),
        pushed_branch=_pushed(event, payload, repository),
        checked=_checked(event, payload),
    )


def _payload(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = "Its body is no JSON, so nothing could be read from it."
        raise Unreadable(message) from error
    if not isinstance(payload, dict):
        message = "Its body is JSON but no object, so nothing could be read from it."
        raise Unreadable(message)
    return payload


def _marks(event: str, action: str, payload: Mapping[str, Any]) -> tuple[Mark, ...]:
    if event in _ITEMS:
        fate = action if event == "issues" and action in _FATES else ""
        mark = _item(_object(payload, _ITEMS[event]), fate)
        return (mark,) if mark else ()
    if event in _LISTS:
        return (Mark(_LISTS[event]),)
    if event in _REPOSITORY_EVENTS:
        return (Mark(REPOSITORY),)
    return ()


def _item(data: Mapping[str, Any], fate: str) -> Mark | None:
    number = _number(data, "number")
    if number <= 0:
        return None
    # In the payload of an issue's event a pull request has the node id, and
    # times with the clock: both are right for the item of that number.
    return Mark(
        ITEM,
        number=number,
        node_id="" if "pull_request" in data else _text(data, "node_id"),
        wanted_at=_moment(data.get("updated_at")),
        fate=fate,
    )


def _checked(event: str, payload: Mapping[str, Any]) -> str:
    if event == _STATUS:
        return _text(payload, "sha")
    if event in _CHECKS:
        return _text(_object(payload, _CHECKS[event]), "head_sha")
    return ""


def _elsewhere(payload: Mapping[str, Any]) -> tuple[Elsewhere, ...]:
    changes = _object(payload, "changes")
    target = _object(changes, "new_repository")
    mark = _item(_object(changes, "new_issue"), "")
    place = _number(target, "id")
    if mark is None or not place:
        return ()
    return (Elsewhere(place, _text(target, "full_name"), mark),)


def _pushed(
    event: str, payload: Mapping[str, Any], repository: Mapping[str, Any]
) -> str:
    branch = _text(repository, "default_branch")
    is_default = _text(payload, "ref") == f"refs/heads/{branch}"
    return branch if event == _PUSH and branch and is_default else ""


def _object(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _text(data: Mapping[str, Any], key: str) -> str:
    found = data.get(key)
    return str(clean(found[:500])) if isinstance(found, str) else ""


def _number(data: Mapping[str, Any], key: str) -> int:
    found = data.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        return 0
    return found if 0 < found < 2**63 else 0


def _moment(text: object) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(without_leap_second(str(text)))
        return at.astimezone(dt.UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
