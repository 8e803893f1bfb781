"""Joins the further pages of an item's comments, timeline and other lists to it.

A list of issues brings the first page of each of these along; most items need no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from enhancements.actions.told import EditTold
from enhancements.sources.github import judging, told_graphql
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import Partial, TooMuch
from enhancements.sources.github.lookups import MOST_ALIASES, Part, Wanted, more

Node = dict[str, Any]
State = tuple[dt.datetime, str]
"""When a body was edited last, and what it says since."""
Edited = Mapping[int, State]

_SIZE = "more"
_MOST_PAGES = 1000
_FIELDS = {
    "Issue": {
        "labels": Part.ISSUE_LABELS,
        "assignees": Part.ISSUE_ASSIGNEES,
        "comments": Part.ISSUE_COMMENTS,
        "timelineItems": Part.ISSUE_EVENTS,
    },
    "PullRequest": {
        "labels": Part.PULL_LABELS,
        "assignees": Part.PULL_ASSIGNEES,
        "comments": Part.PULL_COMMENTS,
        "timelineItems": Part.PULL_EVENTS,
        "reviews": Part.PULL_REVIEWS,
        "closingIssuesReferences": Part.PULL_CLOSING,
    },
}
_EDITS = {"Issue": Part.ISSUE_EDITS, "PullRequest": Part.PULL_EDITS}


@dataclass(slots=True)
class Whole:
    """An item's node with all of its lists, and what went wrong on the way."""

    node: Node
    edits: list[Node] = field(default_factory=list)
    problem: str = ""
    """Why it is not whole, as a sentence; empty while all is well."""

    def states(self) -> tuple[EditTold, ...]:
        """The states of the body, oldest first; GitHub lists the newest first."""
        try:
            told = [told_graphql.edit(node) for node in reversed(self.edits) if node]
        except told_graphql.ERRORS as error:
            raise told_graphql.Unreadable("Its edits cannot be read.") from error
        return tuple(sorted(filter(None, told), key=lambda one: one.edited_at))

    def has_holes(self) -> bool:
        """Whether anything in its lists was left out, so that nothing is concluded."""
        names = _FIELDS[self.node["__typename"]]
        return any(None in self.node[name]["nodes"] for name in names)


@dataclass(slots=True)
class _Asked:
    """A list that is being read: whose, into what, and which pages were seen."""

    whole: Whole
    part: Part
    into: list[Node]
    after: str | None
    seen: set[str | None]

    def wanted(self) -> Wanted:
        return Wanted(self.whole.node["id"], self.part, self.after)


def complete(client: Client, nodes: list[Node], edited: Edited) -> list[Whole]:
    """Each node with all its lists, and its edits where the body was edited.

    ``edited`` has the last known state of bodies, by number. Raises what the client
    raises.
    """
    wholes = [Whole(node) for node in nodes]
    asked: list[_Asked] = []
    for whole in wholes:
        try:
            asked += _open(whole, edited)
        except told_graphql.ERRORS as error:
            whole.problem = f"It cannot be read: {error!r:.200}"
    while asked:
        size = client.sizes.of(_SIZE, MOST_ALIASES)
        batch, asked = asked[:size], asked[size:]
        asked = _ask(client, batch) + asked
    return wholes


def _open(whole: Whole, edited: Edited) -> list[_Asked]:
    """The lists of an item that have more pages."""
    node = whole.node
    found = []
    for name, part in _FIELDS[node["__typename"]].items():
        page = node[name]
        if page["pageInfo"]["hasNextPage"]:
            after = page["pageInfo"]["endCursor"]
            found.append(_Asked(whole, part, page["nodes"], after, {after}))
    last = told_graphql.moment_or_none(node["lastEditedAt"])
    # The time alone does not tell: it has whole seconds.
    state = (last, told_graphql.text_of(node["body"]))
    if last is not None and edited.get(node["number"]) != state:
        part = _EDITS[node["__typename"]]
        found.append(_Asked(whole, part, whole.edits, None, {None}))
    return found


def _ask(client: Client, batch: list[_Asked]) -> list[_Asked]:
    """Read a page of each; returns those that have still more, or to ask again."""
    batch = [one for one in batch if not one.whole.problem]
    if not batch:
        return []
    try:
        told = client.graphql(more([one.wanted() for one in batch]))
    except (TooMuch, Partial) as error:
        if client.sizes.shrink(_SIZE, len(batch)):
            return batch
        batch[0].whole.problem = str(error)
        return []
    client.sizes.went_well(_SIZE)
    errors = judging.errors_of(told)
    broken = {str(error["path"][0]) for error in errors if error.get("path")}
    is_unclear = any(not error.get("path") for error in errors)
    left = []
    for index, one in enumerate(batch):
        name = f"m{index}"
        answer = told["data"].get(name)
        if is_unclear or name in broken or not _take(one, answer):
            one.whole.problem = "GitHub did not tell all of it."
        elif one.after is not None:
            left.append(one)
    return left


def _take(one: _Asked, answer: Any) -> bool:
    """Join a page; False when it is not as it should be, or goes in a circle."""
    try:
        page = answer["page"]
        one.into += page["nodes"]
        following = page["pageInfo"]["endCursor"]
        one.after = following if page["pageInfo"]["hasNextPage"] else None
    except (KeyError, TypeError):
        return False
    if one.after is None:
        return not page["pageInfo"]["hasNextPage"]
    if one.after in one.seen or len(one.seen) > _MOST_PAGES:
        return False
    one.seen.add(one.after)
    return True
