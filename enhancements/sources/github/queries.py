"""The GraphQL queries that the mirror asks GitHub, with what each costs.

Every builder returns a `Request`: a text that is always the same for the same kind of
question, its variables, and the points GitHub will count. Lists are read in the order
of ``UPDATED_AT``, whose cursors are positions, not page numbers: a list that changes
while it is read loses nothing. Pages are as large as one point allows
(`cost.page_size`). `lookups` holds what is asked of single objects.

Beside ``data`` an answer may hold ``errors``: an object that is null then is not gone,
it was not told. Only `NOT_FOUND` for that very object is a first proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from enhancements.sources.github import fragments
from enhancements.sources.github.cost import (
    LARGEST_PAGE,
    Connection,
    page_size,
    points,
)
from enhancements.sources.github.fragments import PAGE_INFO

RATE_LIMIT = "rateLimit { cost limit remaining used resetAt }"

_ISSUE_LISTS = tuple(
    map(
        Connection,
        (
            fragments.LABELS,
            fragments.ASSIGNEES,
            fragments.COMMENTS,
            fragments.EVENTS,
        ),
    )
)
_PULL_LISTS = (
    *_ISSUE_LISTS,
    Connection(fragments.REVIEWS),
    Connection(fragments.CLOSING),
)
# Totals alone: how many comments and events there are.
_TOTALS = (Connection(0), Connection(0))

ISSUES_PAGE = page_size(len(_ISSUE_LISTS))
"""Issues on a page that costs one point: 37."""
PULLS_PAGE = page_size(len(_PULL_LISTS))
"""Pull requests on a page that costs one point: 24."""
SWEEP_PAGE = page_size(len(_TOTALS))
"""Objects on a page of the reconciler's sweep that costs one point: 74."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question ready to be sent: ``{"query": text, "variables": variables}``."""

    text: str
    variables: dict[str, Any]
    points: int
    """What GitHub will take from the hour's budget; its answer says it again."""


def _list(kind: str, field: str, arguments: str, node: str, texts: str) -> str:
    """A query that pages through one connection of a repository."""
    since = ", $since: DateTime" if "$since" in arguments else ""
    return f"""query {kind}($owner: String!, $name: String!, $first: Int!, \
$after: String{since}) {{
  {RATE_LIMIT}
  repository(owner: $owner, name: $name) {{
    id databaseId nameWithOwner
    {field}(first: $first, after: $after, {arguments}) {{
      {PAGE_INFO}
      nodes {{ {node} }}
    }}
  }}
}}
{texts}"""


_BY_UPDATE = "orderBy: {field: UPDATED_AT, direction: ASC}"
_BY_CREATION = "orderBy: {field: CREATED_AT, direction: ASC}"
_SINCE = f"{_BY_UPDATE}, filterBy: {{since: $since}}"
_SWEPT = (
    "id fullDatabaseId number state updatedAt comments {{ totalCount }}"
    " timelineItems(itemTypes: [{0}]) {{ totalCount }}"
)

LIST_ISSUES = _list("Issues", "issues", _SINCE, "...issue", fragments.ISSUE)
LIST_PULLS = _list("Pulls", "pullRequests", _BY_UPDATE, "...pull", fragments.PULL)
SWEEP_ISSUES = _list(
    "SweepIssues",
    "issues",
    _BY_CREATION,
    _SWEPT.format(fragments.ISSUE_EVENT_TYPES),
    "",
)
SWEEP_PULLS = _list(
    "SweepPulls",
    "pullRequests",
    _BY_CREATION,
    _SWEPT.format(fragments.PULL_EVENT_TYPES),
    "",
)


def nodes_query(kind: str, node: str, texts: str) -> str:
    """A query for objects by their node ids."""
    return f"""query {kind}($ids: [ID!]!) {{
  {RATE_LIMIT}
  nodes(ids: $ids) {{ __typename {node} }}
}}
{texts}"""


NODE_ISSUES = nodes_query("NodeIssues", "...issue", fragments.ISSUE)
NODE_PULLS = nodes_query("NodePulls", "...pull", fragments.PULL)
NODE_PEOPLE = nodes_query("NodePeople", "...account", fragments.ACCOUNT)
REPOSITORY = f"""query Repository($owner: String!, $name: String!) {{
  {RATE_LIMIT}
  repository(owner: $owner, name: $name) {{
    id databaseId nameWithOwner isPrivate isArchived isDisabled hasIssuesEnabled
    url updatedAt defaultBranchRef {{ name target {{ oid }} }}
  }}
}}
"""


def list_issues(
    owner: str,
    name: str,
    *,
    after: str | None = None,
    since: datetime | None = None,
    first: int = ISSUES_PAGE,
) -> Request:
    """A page of issues, whole, the longest unchanged first.

    ``since`` (with a zone) leaves out what was last updated before it. ``after`` is the
    ``endCursor`` of the page before; a cursor goes with the ``since`` it was made with.
    """
    return Request(
        LIST_ISSUES,
        _page(owner, name, first, after) | _since(since),
        points([Connection(first, _ISSUE_LISTS)]),
    )


def list_pulls(
    owner: str, name: str, *, after: str | None = None, first: int = PULLS_PAGE
) -> Request:
    """A page of pull requests, whole, the longest unchanged first.

    GitHub has no ``since`` here: changed ones are found among the issues of REST and
    fetched by `node_pulls`.
    """
    return Request(
        LIST_PULLS,
        _page(owner, name, first, after),
        points([Connection(first, _PULL_LISTS)]),
    )


def sweep_issues(
    owner: str, name: str, *, after: str | None = None, first: int = SWEEP_PAGE
) -> Request:
    """A page of what tells whether an issue is mirrored: ids, times and totals.

    In the order of creation, which nothing that happens to an issue changes.
    """
    return Request(
        SWEEP_ISSUES,
        _page(owner, name, first, after),
        points([Connection(first, _TOTALS)]),
    )


def sweep_pulls(
    owner: str, name: str, *, after: str | None = None, first: int = SWEEP_PAGE
) -> Request:
    """The same of pull requests."""
    return Request(
        SWEEP_PULLS,
        _page(owner, name, first, after),
        points([Connection(first, _TOTALS)]),
    )


def node_issues(ids: Sequence[str]) -> Request:
    """The issues with these node ids, whole, in this order; null for what is not there.

    An id of anything but an issue answers with its ``__typename`` alone. At most
    ISSUES_PAGE ids cost one point; raises ValueError for more than 100.
    """
    return Request(
        NODE_ISSUES, {"ids": some(ids)}, points(_ISSUE_LISTS, lists=len(ids))
    )


def node_pulls(ids: Sequence[str]) -> Request:
    """The same of pull requests: at most PULLS_PAGE ids cost one point."""
    return Request(NODE_PULLS, {"ids": some(ids)}, points(_PULL_LISTS, lists=len(ids)))


def node_people(ids: Sequence[str]) -> Request:
    """The same of accounts: who they are and what they are called now, for a point."""
    return Request(NODE_PEOPLE, {"ids": some(ids)}, points([]))


def repository(owner: str, name: str) -> Request:
    """What the mirror knows of a repository; the one that a renamed one has become."""
    return Request(REPOSITORY, {"owner": owner, "name": name}, points([]))


def _page(owner: str, name: str, first: int, after: str | None) -> dict[str, Any]:
    if not 1 <= first <= LARGEST_PAGE:
        raise ValueError(f"A page of {first}: ask for 1 to {LARGEST_PAGE}.")
    return {"owner": owner, "name": name, "first": first, "after": after}


def some(ids: Sequence[str], most: int = LARGEST_PAGE) -> list[str]:
    """The ids as a list. Raises ValueError for none and for more than ``most``."""
    if not 1 <= len(ids) <= most:
        raise ValueError(f"{len(ids)} ids: ask for 1 to {most}.")
    return list(ids)


def _since(moment: datetime | None) -> dict[str, Any]:
    """GitHub's spelling, in UTC and whole seconds; nothing at all for None."""
    if moment is None:
        return {}
    return {"since": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
