"""Routes that read issues, comments, events and timelines."""

from __future__ import annotations

from bisect import bisect_left

from enhancements.fakehub.calls import Answer, Call, Refusal, route
from enhancements.fakehub.ids import seconds
from enhancements.fakehub.nouns import Comment, Event, Issue
from enhancements.fakehub.paging import paged, paged_issues

_ORDERS = {"created", "updated", "comments"}


def since(call: Call) -> int | None:
    """The moment of ``since``, or None without it."""
    text = call.request.query.get("since")
    if not text:
        return None
    try:
        # A plus sign of a zone that was not quoted arrives as a blank.
        return seconds(text.replace(" ", "+"))
    except ValueError:
        raise Refusal(422, "Validation Failed", errors=[{"field": "since"}]) from None


def falls(call: Call) -> bool:
    """Whether rows come descending, which they do unless asked otherwise."""
    return call.request.query.get("direction", "desc") != "asc"


@route("GET", "/repos/{owner}/{repo}/issues", "issues")
def issues(call: Call) -> Answer:
    """Issues and pull requests; open ones by creation unless asked otherwise."""
    if not call.repo.has_issues:
        raise Refusal(410, "Issues are disabled for this repo")
    query = call.request.query
    order = query.get("sort", "created")
    state = query.get("state", "open")
    if order not in _ORDERS or state not in {"open", "closed", "all"}:
        raise Refusal(422, "Validation Failed", errors=[{"field": "sort"}])
    rows = call.world.issues_by(call.repo, order)
    if (moment := since(call)) is not None:
        rows = _changed_since(rows, moment, order)
    if state != "all":
        rows = [one for one in rows if one.state == state]
    rows = [one for one in rows if _matches(call, one)] if _filters(call) else rows
    return paged_issues(call, rows, order, falls=falls(call))


def _changed_since(rows: list[Issue], moment: int, order: str) -> list[Issue]:
    if order == "updated":
        return rows[bisect_left(rows, moment, key=_updated_at) :]
    return [one for one in rows if one.updated_at >= moment]


def _filters(call: Call) -> bool:
    return bool(
        {"labels", "milestone", "creator", "assignee"} & set(call.request.query)
    )


def _matches(call: Call, issue: Issue) -> bool:
    query = call.request.query
    wanted = {name for name in query.get("labels", "").lower().split(",") if name}
    if not wanted <= {label.name.lower() for label in issue.labels}:
        return False
    stone = query.get("milestone", "")
    number = str(issue.milestone.number) if issue.milestone else "none"
    if stone == "*" and number == "none":
        return False
    if stone not in {"", "*", number}:
        return False
    creator, author = query.get("creator"), issue.author
    if creator and (author is None or author.login.lower() != creator.lower()):
        return False
    names = {one.login.lower() for one in issue.assignees}
    assignee = query.get("assignee", "").lower()
    if assignee in {"none", "*"}:
        return bool(names) == (assignee == "*")
    return not assignee or assignee in names


@route("GET", "/repos/{owner}/{repo}/issues/{issue_number}", "issues")
def issue(call: Call) -> Answer:
    """An issue; 301 where it went elsewhere, 410 where it was deleted."""
    return Answer(call.shapes.issue_alone(call.issue()))


@route("GET", "/repos/{owner}/{repo}/issues/comments", "issues")
def repo_comments(call: Call) -> Answer:
    """Comments of the whole repository, ascending by id unless ``sort`` is given."""
    order = call.request.query.get("sort", "id")
    order = order if order in {"updated", "created"} else "id"
    rows = call.world.comments_by(call.repo, order)
    if (moment := since(call)) is not None:
        if order == "updated":
            rows = rows[bisect_left(rows, moment, key=_updated_at) :]
        else:
            rows = [one for one in rows if one.updated_at >= moment]
    # GitHub ignores the direction without a sort.
    if order != "id" and falls(call):
        rows = rows[::-1]
    return paged(call, rows, call.shapes.comment)


def _updated_at(one: Issue | Comment) -> int:
    return one.updated_at


@route("GET", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues")
def comment(call: Call) -> Answer:
    """One comment."""
    return Answer(call.shapes.comment(the_comment(call)))


def the_comment(call: Call) -> Comment:
    """The comment of the address; 404 without."""
    found = call.world.comments.get(call.number("comment_id"))
    if found is None or found.issue.repo is not call.repo:
        raise Refusal(404, "Not Found")
    return found


@route("GET", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "issues")
def issue_comments(call: Call) -> Answer:
    """Comments of one issue, oldest first."""
    moment = since(call)
    rows = [
        one
        for one in call.issue().comments
        if moment is None or one.updated_at >= moment
    ]
    return paged(call, rows, call.shapes.comment)


@route("GET", "/repos/{owner}/{repo}/issues/{issue_number}/timeline", "issues")
def timeline(call: Call) -> Answer:
    """All that happened to one issue, oldest first."""
    found = call.issue()
    rows = [part for part in found.timeline if call.shapes.is_told(part)]
    return paged(call, rows, lambda part: call.shapes.part(part, found.repo))


@route("GET", "/repos/{owner}/{repo}/issues/{issue_number}/events", "issues")
def issue_events(call: Call) -> Answer:
    """Events of one issue, oldest first, without comments and references."""
    rows = [
        part
        for part in call.issue().timeline
        if isinstance(part, Event) and part.kind != "cross-referenced"
    ]
    return paged(call, rows, call.shapes.event)


@route("GET", "/repos/{owner}/{repo}/issues/events", "issues")
def repo_events(call: Call) -> Answer:
    """Events of the whole repository, newest first."""
    return paged(call, call.repo.events[::-1], call.shapes.event_with_issue)


@route("GET", "/repos/{owner}/{repo}/issues/events/{event_id}", "issues")
def event(call: Call) -> Answer:
    """One event."""
    found = call.world.events.get(call.number("event_id"))
    if found is None or found.issue.repo is not call.repo:
        raise Refusal(404, "Not Found")
    return Answer(call.shapes.event_with_issue(found))
