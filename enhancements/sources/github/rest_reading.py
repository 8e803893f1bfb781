"""Reads single items and the sweep through REST, where a server has no GraphQL.

Four requests and more for each item instead of one for many: for small servers and
for tests. A list of everything is not offered; read `reading.updates` from the
beginning instead and fetch what it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from enhancements.actions.told import FailedTold
from enhancements.sources.github import told_graphql, told_rest
from enhancements.sources.github.changes import PER_PAGE
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import (
    CursorRefused,
    GitHubFailed,
    Rejected,
)
from enhancements.sources.github.fetching import Fetched, Proofs, Wanted
from enhancements.sources.github.pages import Sweep
from enhancements.sources.github.told_graphql import ISSUE, PULL, Unreadable

Row = dict[str, Any]


def fetch(client: Client, repo: str, wanted: Sequence[Wanted]) -> list[Fetched]:
    """See `reading.fetch`."""
    proofs = Proofs(client, repo)
    found: list[Fetched] = []
    for _, number, _ in wanted:
        try:
            found.append(_fetch(client, repo, number, proofs))
        except GitHubFailed as error:
            if not found or not error.is_passing:
                raise
            break
    return found


def _fetch(client: Client, repo: str, number: int, proofs: Proofs) -> Fetched:
    row = proofs.find(number)
    if not isinstance(row, dict):
        return row
    base = f"/repos/{repo}/issues/{number}"
    comments = _rows(client, f"{base}/comments")
    timeline = _rows(client, f"{base}/timeline")
    pull, reviews = None, list[Row]()
    try:
        if row.get("pull_request"):
            own = f"/repos/{repo}/pulls/{number}"
            pull = client.get(own).row()
            reviews = _rows(client, f"{own}/reviews")
        told = told_rest.item(row, pull, comments, reviews, timeline)
    except (Unreadable, Rejected) as error:
        return FailedTold(number, str(error))
    return told


def _rows(client: Client, path: str) -> list[Row]:
    return [
        row
        for answer in client.pages(path, {"per_page": PER_PAGE})
        for row in answer.rows()
    ]


def sweep(client: Client, repo: str, kind: str, cursor: str) -> Sweep:
    """See `reading.sweep`; the cursor is the address of the next page."""
    params = {"state": "all", "sort": "created", "direction": "asc"}
    path = f"/repos/{repo}/issues"
    if cursor and not cursor.startswith(client.server.rest):
        raise CursorRefused("A place in a list is one of GraphQL's.")
    answer = client.get(cursor or client.url(path, {**params, "per_page": PER_PAGE}))
    rows, changes = answer.rows(), []
    failed = 0
    for row in rows:
        is_wanted = (PULL if row.get("pull_request") else ISSUE) == kind
        try:
            change = told_rest.change(row)
        except told_graphql.ERRORS:
            failed += 1
            continue
        if is_wanted:
            changes.append(change)
    has_more = bool(answer.next)
    return Sweep(tuple(changes), failed, answer.next or cursor, has_more, -1)
