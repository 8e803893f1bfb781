"""Routes that read pull requests."""

from __future__ import annotations

from enhancements.fakehub.calls import Answer, Call, route
from enhancements.fakehub.nouns import Issue
from enhancements.fakehub.paging import paged

_BASE = "/repos/{owner}/{repo}/pulls"


@route("GET", _BASE, "pull_requests")
def pulls(call: Call) -> Answer:
    """Pull requests, newest first unless asked otherwise; there is no ``since``."""
    query = call.request.query
    order = query.get("sort", "created")
    state = query.get("state", "open")
    order = order if order in {"created", "updated"} else "created"
    rows = [one for one in call.world.issues_by(call.repo, order) if one.pull]
    if state != "all":
        rows = [one for one in rows if one.state == state]
    rows = [one for one in rows if _matches(call, one)]
    # Ascending only by creation, where nothing else is said.
    usual = "asc" if order == "created" and "sort" in query else "desc"
    if query.get("direction", usual) == "desc":
        rows.reverse()
    return paged(call, rows, call.shapes.pull)


def _matches(call: Call, issue: Issue) -> bool:
    pull = issue.pull
    base = call.request.query.get("base")
    head = call.request.query.get("head")
    if pull is None:
        return False
    if base and base != pull.base_ref:
        return False
    return not head or head == f"{pull.head_owner.login}:{pull.head_ref}"


@route("GET", f"{_BASE}/{{pull_number}}", "pull_requests")
def pull(call: Call) -> Answer:
    """A pull request."""
    return Answer(call.shapes.pull_alone(call.pull()))


@route("GET", f"{_BASE}/{{pull_number}}/files", "pull_requests")
def files(call: Call) -> Answer:
    """The files it changes."""
    found = call.pull()
    rows = found.pull.files if found.pull else []
    rows = sorted(rows, key=lambda one: one.filename)
    return paged(call, rows, lambda one: call.shapes.file(one, found))


@route("GET", f"{_BASE}/{{pull_number}}/reviews", "pull_requests")
def reviews(call: Call) -> Answer:
    """Its reviews, oldest first."""
    found = call.pull().pull
    return paged(call, found.reviews if found else [], call.shapes.review)


@route("GET", f"{_BASE}/{{pull_number}}/commits", "pull_requests")
def commits(call: Call) -> Answer:
    """Its commits, oldest first."""
    found = call.pull()
    rows = found.pull.commits if found.pull else []
    return paged(call, rows, lambda one: call.shapes.commit(one, found.repo))
