"""The GraphQL look-ups of single objects: further pages, changed files, documents.

Many go into one request under aliases, since a request costs a point whether it holds
one look-up or 25.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from enhancements.sources.github import fragments
from enhancements.sources.github.cost import LARGEST_PAGE, Connection, points
from enhancements.sources.github.fragments import PAGE_INFO
from enhancements.sources.github.queries import (
    RATE_LIMIT,
    Request,
    nodes_query,
    some,
)

MOST_ALIASES = 25
"""Look-ups in one request. 149 would cost one point too, but might not end in time."""

PULL_FILES = nodes_query(
    "PullFiles",
    f"... on PullRequest {{ id number headRefOid changedFiles"
    f" files(first: {LARGEST_PAGE}) {{ {PAGE_INFO} nodes {{ ...file }} }} }}",
    fragments.FILE,
)


def pull_files(ids: Sequence[str]) -> Request:
    """The files that pull requests change, the first hundred of each, and their head.

    Raises ValueError for more than MOST_ALIASES ids: each makes GitHub compare trees.
    """
    return Request(
        PULL_FILES,
        {"ids": some(ids, MOST_ALIASES)},
        points([Connection(LARGEST_PAGE)], lists=len(ids)),
    )


class Part(StrEnum):
    """A connection of which more than the first page may be asked."""

    ISSUE_LABELS = "issue_labels"
    ISSUE_ASSIGNEES = "issue_assignees"
    ISSUE_COMMENTS = "issue_comments"
    ISSUE_EVENTS = "issue_events"
    ISSUE_EDITS = "issue_edits"
    PULL_LABELS = "pull_labels"
    PULL_ASSIGNEES = "pull_assignees"
    PULL_COMMENTS = "pull_comments"
    PULL_EVENTS = "pull_events"
    PULL_EDITS = "pull_edits"
    PULL_REVIEWS = "pull_reviews"
    PULL_CLOSING = "pull_closing"
    PULL_FILES = "pull_files"
    COMMENT_EDITS = "comment_edits"


# The type that has the connection, its field with further arguments, what is in it.
_PARTS = {
    Part.ISSUE_LABELS: ("Issue", "labels", "", "label"),
    Part.ISSUE_ASSIGNEES: ("Issue", "assignees", "", "account"),
    Part.ISSUE_COMMENTS: ("Issue", "comments", "", "comment"),
    Part.ISSUE_EVENTS: (
        "Issue",
        "timelineItems",
        f", itemTypes: [{fragments.ISSUE_EVENT_TYPES}]",
        "issueEvent",
    ),
    Part.ISSUE_EDITS: ("Issue", "userContentEdits", "", "edit"),
    Part.PULL_LABELS: ("PullRequest", "labels", "", "label"),
    Part.PULL_ASSIGNEES: ("PullRequest", "assignees", "", "account"),
    Part.PULL_COMMENTS: ("PullRequest", "comments", "", "comment"),
    Part.PULL_EVENTS: (
        "PullRequest",
        "timelineItems",
        f", itemTypes: [{fragments.PULL_EVENT_TYPES}]",
        "pullEvent",
    ),
    Part.PULL_EDITS: ("PullRequest", "userContentEdits", "", "edit"),
    Part.PULL_REVIEWS: ("PullRequest", "reviews", "", "review"),
    Part.PULL_CLOSING: ("PullRequest", "closingIssuesReferences", "", "mention"),
    Part.PULL_FILES: ("PullRequest", "files", "", "file"),
    Part.COMMENT_EDITS: ("IssueComment", "userContentEdits", "", "edit"),
}
# What each fragment is, and which others it needs.
_FRAGMENTS = {
    "label": (fragments.LABEL, ()),
    "account": (fragments.ACCOUNT, ()),
    "mention": (fragments.MENTION, ()),
    "file": (fragments.FILE, ()),
    "comment": (fragments.COMMENT, ("account",)),
    "review": (fragments.REVIEW, ("account",)),
    "edit": (fragments.EDIT, ("account",)),
    "issueEvent": (fragments.ISSUE_EVENT, ("account", "mention")),
    "pullEvent": (fragments.PULL_EVENT, ("account", "mention")),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One more page: of which object (a node id), of which connection, after where."""

    id: str
    part: Part
    after: str | None = None


def more(wanted: Sequence[Wanted]) -> Request:
    """One further page of 100 for each of ``wanted``, answered as ``m0``, ``m1``...

    Each is ``{"id", "page": {pageInfo, totalCount, nodes}}``, or null with an error
    of its own. Raises ValueError for none and for more than MOST_ALIASES.
    """
    if not 1 <= len(wanted) <= MOST_ALIASES:
        raise ValueError(f"{len(wanted)} look-ups: ask for 1 to {MOST_ALIASES}.")
    declared, lines, used = [], [], set()
    variables: dict[str, Any] = {}
    for index, one in enumerate(wanted):
        kind, field, arguments, node = _PARTS[one.part]
        declared.append(f"$id{index}: ID!, $after{index}: String")
        variables |= {f"id{index}": one.id, f"after{index}": one.after}
        lines.append(
            f"  m{index}: node(id: $id{index}) {{ id ... on {kind} {{ page: {field}("
            f"first: {LARGEST_PAGE}, after: $after{index}{arguments})"
            f" {{ {PAGE_INFO} nodes {{ ...{node} }} }} }} }}"
        )
        used |= {node, *_FRAGMENTS[node][1]}
    text = "\n".join(
        [
            f"query More({', '.join(declared)}) {{",
            f"  {RATE_LIMIT}",
            *lines,
            "}",
            *(_FRAGMENTS[name][0] for name in sorted(used)),
        ]
    )
    return Request(text, variables, points([Connection(LARGEST_PAGE) for _ in wanted]))


_DISCUSSION = f"""query Discussion($owner: String!, $name: String!, $number: Int!) {{
  {RATE_LIMIT}
  repository(owner: $owner, name: $name) {{
    databaseId
    discussion(number: $number) {{ number url }}
  }}
}}
"""


def discussion(owner: str, name: str, number: int) -> Request:
    """The discussion of a number, which an issue may have become."""
    given = {"owner": owner, "name": name, "number": number}
    return Request(_DISCUSSION, given, points([]))


_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def documents(owner: str, name: str, wanted: Sequence[tuple[str, str]]) -> Request:
    """Files at commits, each ``(oid, path)``, answered as ``d0``, ``d1``... of
    ``repository``.

    A pull request's head is found in the repository it was opened against, even when
    it comes from a fork. An answer is null where there is no such file, and is no
    ``Blob`` for a folder; ``text`` is null for what is binary and cut where
    ``isTruncated``. Raises ValueError for none, for more than MOST_ALIASES, and for
    what is no full object id.
    """
    if not 1 <= len(wanted) <= MOST_ALIASES:
        raise ValueError(f"{len(wanted)} documents: ask for 1 to {MOST_ALIASES}.")
    if wrong := [oid for oid, _ in wanted if not _OID.fullmatch(oid)]:
        raise ValueError(f"{wrong[0]!r} is no full object id.")
    declared = "".join(f", $e{index}: String!" for index in range(len(wanted)))
    lines = "\n".join(
        f"    d{index}: object(expression: $e{index}) {{ __typename ... on Blob"
        " { oid byteSize isBinary isTruncated text } }"
        for index in range(len(wanted))
    )
    text = f"""query Documents($owner: String!, $name: String!{declared}) {{
  {RATE_LIMIT}
  repository(owner: $owner, name: $name) {{
    databaseId
{lines}
  }}
}}
"""
    expressions = {
        f"e{index}": f"{oid}:{path}" for index, (oid, path) in enumerate(wanted)
    }
    return Request(text, {"owner": owner, "name": name, **expressions}, points([]))
