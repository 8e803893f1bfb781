"""Routes that write: comments, labels, assignees, and issues themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from enhancements.fakehub.base import NotPossible, NotThere
from enhancements.fakehub.calls import Answer, Call, Refusal, route
from enhancements.fakehub.nouns import Issue
from enhancements.fakehub.rest_issues import the_comment

LONGEST_BODY = 65_536

_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}"


def _by(call: Call) -> str:
    if call.viewer is None:
        raise Refusal(401, "Requires authentication")
    return call.viewer.login


def _told(call: Call) -> dict[str, Any]:
    told = call.request.json()
    if not isinstance(told, dict):
        raise Refusal(400, "Problems parsing JSON")
    return told


def _invalid(resource: str, field: str, code: str) -> Refusal:
    errors = [{"resource": resource, "field": field, "code": code}]
    return Refusal(422, "Validation Failed", errors=errors)


def _body(told: dict[str, Any], resource: str) -> str:
    text = told.get("body")
    if not isinstance(text, str) or not text.strip():
        raise _invalid(resource, "body", "missing_field")
    if len(text) > LONGEST_BODY:
        raise _invalid(resource, "body", "custom")
    return text


@route("POST", "/repos/{owner}/{repo}/issues", "issues")
def open_issue(call: Call) -> Answer:
    """Open an issue."""
    told = _told(call)
    title = told.get("title")
    if not isinstance(title, str | int) or not str(title).strip():
        raise _invalid("Issue", "title", "missing_field")
    if not call.repo.has_issues:
        raise Refusal(410, "Issues are disabled for this repo")
    made = call.world.open_issue(
        call.repo.full_name,
        str(title),
        by=_by(call),
        body=told.get("body"),
        labels=_names(told.get("labels") or []),
        milestone=_title(call, told.get("milestone")),
        assignees=[str(one) for one in told.get("assignees") or []],
    )
    url = call.shapes.issue_url(made)
    return Answer(call.shapes.issue_alone(made), 201, {"Location": url})


def _title(call: Call, number: Any) -> str | None:
    """The title of a milestone that is named by its number."""
    if number is None:
        return None
    found = call.repo.milestones.get(int(number)) if str(number).isdecimal() else None
    if found is None:
        raise _invalid("Issue", "milestone", "invalid")
    return found.title


@route("PATCH", _ISSUE, "issues")
def edit_issue(call: Call) -> Answer:
    """Change an issue: title, body, state, milestone, labels, assignees."""
    issue, told, by = call.issue(), _told(call), _by(call)
    place = (call.repo.full_name, issue.number)
    if isinstance(told.get("title"), str) and told["title"] != issue.title:
        call.world.edit_title(*place, told["title"], by=by)
    if "body" in told and told["body"] != issue.body:
        call.world.edit_body(*place, told["body"], by=by)
    if "milestone" in told:
        title = _title(call, told["milestone"])
        call.world.set_milestone(*place, title, by=by)
    if "labels" in told:
        _set_labels(call, issue, _names(told["labels"] or []))
    if "assignees" in told:
        _set_assignees(call, issue, {str(one) for one in told["assignees"] or []})
    if "state" in told:
        _set_state(call, issue, told)
    return Answer(call.shapes.issue_alone(issue))


def _set_state(call: Call, issue: Issue, told: dict[str, Any]) -> None:
    place = (call.repo.full_name, issue.number)
    try:
        if told["state"] == "closed":
            reason = told.get("state_reason") or "completed"
            call.world.close(*place, by=_by(call), reason=reason)
        elif told["state"] == "open":
            call.world.reopen(*place, by=_by(call))
        else:
            raise _invalid("Issue", "state", "invalid")
    except NotPossible:
        raise _invalid("Issue", "state", "invalid") from None


# Comments


@route("POST", f"{_ISSUE}/comments", "issues")
def add_comment(call: Call) -> Answer:
    """Comment on an issue or pull request."""
    issue = call.issue()
    text = _body(_told(call), "IssueComment")
    by = _by(call)
    if issue.is_locked and call.shapes.association(call.repo, call.viewer) == "NONE":
        raise Refusal(403, "Unable to create comment because issue is locked.")
    made = call.world.comment(call.repo.full_name, issue.number, text, by=by)
    answer = call.shapes.comment(made)
    return Answer(answer, 201, {"Location": answer["url"]})


@route("PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues")
def edit_comment(call: Call) -> Answer:
    """Rewrite a comment."""
    found = the_comment(call)
    text = _body(_told(call), "IssueComment")
    call.world.edit_comment(found.id, text, by=_by(call))
    return Answer(call.shapes.comment(found))


@route("DELETE", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues")
def delete_comment(call: Call) -> Answer:
    """Delete a comment."""
    call.world.delete_comment(the_comment(call).id, by=_by(call))
    return Answer(None, 204)


# Labels


def _names(told: Any) -> list[str]:
    """Names of labels: a list or ``{"labels": …}`` of names or objects."""
    rows = told.get("labels") if isinstance(told, dict) else told
    rows = rows if isinstance(rows, list) else []
    return [str(one.get("name") if isinstance(one, dict) else one) for one in rows]


def _labels(call: Call, issue: Issue) -> Answer:
    return Answer([call.shapes.label(label) for label in issue.labels])


def _set_labels(call: Call, issue: Issue, names: Iterable[str]) -> None:
    wanted = {name.lower(): name for name in names}
    place = (call.repo.full_name, issue.number)
    for label in list(issue.labels):
        if wanted.pop(label.name.lower(), None) is None:
            call.world.unlabel(*place, label.name, by=_by(call))
    for name in wanted.values():
        call.world.label(*place, name, by=_by(call))


@route("GET", f"{_ISSUE}/labels", "issues")
def labels(call: Call) -> Answer:
    """Labels of an issue."""
    return _labels(call, call.issue())


@route("POST", f"{_ISSUE}/labels", "issues")
def add_labels(call: Call) -> Answer:
    """Add labels; those that the repository lacks are made."""
    issue = call.issue()
    for name in _names(call.request.json()):
        call.world.label(call.repo.full_name, issue.number, name, by=_by(call))
    return _labels(call, issue)


@route("PUT", f"{_ISSUE}/labels", "issues")
def put_labels(call: Call) -> Answer:
    """Let an issue have these labels and no others."""
    issue = call.issue()
    _set_labels(call, issue, _names(call.request.json()))
    return _labels(call, issue)


@route("DELETE", f"{_ISSUE}/labels", "issues")
def drop_labels(call: Call) -> Answer:
    """Take all labels off."""
    _set_labels(call, call.issue(), [])
    return Answer(None, 204)


@route("DELETE", f"{_ISSUE}/labels/{{name}}", "issues")
def drop_label(call: Call) -> Answer:
    """Take one label off."""
    issue = call.issue()
    place = (call.repo.full_name, issue.number)
    try:
        call.world.unlabel(*place, call.params["name"], by=_by(call))
    except NotThere:
        raise Refusal(404, "Label does not exist") from None
    return _labels(call, issue)


# Assignees


def _set_assignees(call: Call, issue: Issue, wanted: set[str]) -> None:
    for account in list(issue.assignees):
        if account.login not in wanted:
            place = (call.repo.full_name, issue.number)
            call.world.unassign(*place, account.login, by=_by(call))
    _assign(call, issue, wanted)


def _assign(call: Call, issue: Issue, logins: Iterable[str]) -> None:
    for login in sorted(logins):
        try:
            call.world.assign(call.repo.full_name, issue.number, login, by=_by(call))
        except NotThere:
            continue  # GitHub passes over whom it cannot assign.


@route("POST", f"{_ISSUE}/assignees", "issues")
def assign(call: Call) -> Answer:
    """Assign people; whom GitHub cannot assign it passes over."""
    issue = call.issue()
    _assign(call, issue, [str(one) for one in _told(call).get("assignees") or []])
    return Answer(call.shapes.issue(issue), 201)


@route("DELETE", f"{_ISSUE}/assignees", "issues")
def unassign(call: Call) -> Answer:
    """Take assignments back."""
    issue = call.issue()
    for login in _told(call).get("assignees") or []:
        try:
            place = (call.repo.full_name, issue.number)
            call.world.unassign(*place, str(login), by=_by(call))
        except NotThere:
            continue
    return Answer(call.shapes.issue(issue))
