"""Reads whole items, pages of them and the sweep through GraphQL.

What an answer with errors did not touch counts as told; what it touched is called
failed, never missing. When it was too much at once, half is asked for, down to one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from enhancements.actions.told import ChangeTold, FailedTold, ItemTold
from enhancements.sources.github import completing, judging, queries, told_graphql
from enhancements.sources.github.client import Client
from enhancements.sources.github.completing import Edited, Node, Whole
from enhancements.sources.github.failures import BadAnswer, Missing, Partial, TooMuch
from enhancements.sources.github.pages import Page, Sweep
from enhancements.sources.github.queries import RATE_LIMIT, Request
from enhancements.sources.github.told_graphql import ISSUE, PULL, Unreadable

FIELDS = {ISSUE: "issues", PULL: "pullRequests"}
_TYPES = {ISSUE: "Issue", PULL: "PullRequest"}
_LISTS: dict[str, Callable[..., Request]] = {
    ISSUE: queries.list_issues,
    PULL: queries.list_pulls,
}
_SWEEPS: dict[str, Callable[..., Request]] = {
    ISSUE: queries.sweep_issues,
    PULL: queries.sweep_pulls,
}
_NODES: dict[str, Callable[[Sequence[str]], Request]] = {
    ISSUE: queries.node_issues,
    PULL: queries.node_pulls,
}
MOST = {ISSUE: queries.ISSUES_PAGE, PULL: queries.PULLS_PAGE}

# The numbers of a page whose items could not be told, in the same order and size.
_NUMBERS = """query Numbers($owner: String!, $name: String!, $first: Int!, \
$after: String) {{
  {rate_limit}
  repository(owner: $owner, name: $name) {{
    id databaseId nameWithOwner
    {field}(first: $first, after: $after, orderBy: {{field: UPDATED_AT, \
direction: ASC}}) {{
      pageInfo {{ hasNextPage endCursor }} totalCount
      nodes {{ number }}
    }}
  }}
}}
"""


@dataclass(slots=True)
class _List:
    """A page of a connection as it was told."""

    repository_id: int
    repository_name: str
    nodes: list[Node | None]
    errors: tuple[dict[str, Any], ...]
    cursor: str
    has_more: bool
    total: int

    def broken(self, depth: int) -> set[int]:
        """Which nodes the errors touch; ``depth`` is where paths have their index."""
        return broken_nodes(self.errors, depth)

    @property
    def is_unclear(self) -> bool:
        """Whether some error does not say what it touches."""
        return any(not error.get("path") for error in self.errors)


def broken_nodes(errors: Sequence[Node], depth: int) -> set[int]:
    """The indices that errors name at this depth of their paths."""
    paths = [error.get("path") for error in errors]
    found = [path[depth] for path in paths if isinstance(path, list) and path[depth:]]
    return {index for index in found if isinstance(index, int)}


def split(repo: str) -> tuple[str, str]:
    """Owner and name of `owner/name`."""
    owner, _, name = repo.partition("/")
    return owner, name


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which page is asked for."""

    client: Client
    repo: str
    kind: str
    cursor: str
    edited: Edited


def page(
    client: Client,
    repo: str,
    kind: str,
    cursor: str,
    *,
    size: int = 0,
    edited: Edited,
) -> Page:
    """See `reading.page`."""
    asked = _Asked(client, repo, kind, cursor, edited)
    most = min(size or MOST[kind], MOST[kind])
    word = f"page of {kind}"
    while True:
        first = client.sizes.of(word, most)
        request = _LISTS[kind](*split(repo), after=cursor or None, first=first)
        try:
            told = _list(client, request, FIELDS[kind], cursor)
        except (TooMuch, Partial):
            told = None
        if told is not None and not judging.is_too_much(told.errors):
            client.sizes.went_well(word)
            return _page(asked, told, first)
        if not client.sizes.shrink(word, first):
            return _skipped(asked)


def _list(client: Client, request: Request, field: str, cursor: str) -> _List:
    """Ask for a page of a repository's connection.

    Raises Missing without a repository, BadAnswer for what goes in a circle.
    """
    told = client.graphql(request)
    errors = judging.errors_of(told)
    repository = told["data"].get("repository")
    if repository is None:
        if errors:
            raise judging.failure_of(errors)
        raise Missing("GitHub does not find the repository.")
    try:
        found = repository[field]
        if found is None and errors:
            raise judging.failure_of(errors)
        info = found["pageInfo"]
        ends, has_more = info["endCursor"] or "", bool(info["hasNextPage"])
        listed = _List(
            told_graphql.number_of(repository["databaseId"]),
            told_graphql.id_of(repository["nameWithOwner"]),
            list(found["nodes"]),
            errors,
            ends,
            has_more,
            int(found["totalCount"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadAnswer("GitHub's page is not as it should be.") from error
    _check(
        client, f"{listed.repository_id} {field} {request.text[:20]}", cursor, listed
    )
    listed.cursor = listed.cursor or cursor
    return listed


def _check(client: Client, word: str, cursor: str, listed: _List) -> None:
    """Notice pages that lead back to one that was asked for already."""
    if not cursor:
        client.cursors[word] = set()
    seen = client.cursors.setdefault(word, set())
    seen.add(cursor)
    if listed.has_more and (not listed.cursor or listed.cursor in seen):
        del client.cursors[word]
        raise BadAnswer("GitHub's pages go round in a circle.")


def _page(asked: _Asked, told: _List, first: int) -> Page:
    broken = told.broken(3)  # repository, issues, nodes, index
    good = [
        node
        for index, node in enumerate(told.nodes)
        if node is not None and index not in broken
    ]
    wholes = completing.complete(asked.client, good, asked.edited)
    items, failed = read(wholes, is_unclear=told.is_unclear)
    if len(items) + len(failed) < len(told.nodes):
        known = {one.number for one in items} | {one.number for one in failed}
        numbers, _ = _numbers(asked, first)
        failed += [
            FailedTold(number, "GitHub did not tell it.")
            for number in numbers
            if number not in known
        ]
    return _made(told, items, failed)


def _made(told: _List, items: list[ItemTold], failed: list[FailedTold]) -> Page:
    return Page(
        tuple(items),
        tuple(failed),
        told.cursor,
        told.has_more,
        told.total,
        told.repository_id,
        told.repository_name,
    )


def read(
    wholes: Sequence[Whole], *, is_unclear: bool = False
) -> tuple[list[ItemTold], list[FailedTold]]:
    """Items, and those with a number that are not whole or cannot be read.

    What has not even a readable number is in neither.
    """
    items, failed = [], []
    for whole in wholes:
        try:
            items.append(_item(whole, is_unclear=is_unclear))
        except Unreadable as error:
            number = whole.node.get("number")
            if isinstance(number, int) and 0 < number <= told_graphql.MOST:
                failed.append(FailedTold(number, str(error)))
    return items, failed


def _item(whole: Whole, *, is_unclear: bool) -> ItemTold:
    if whole.problem:
        raise Unreadable(whole.problem)
    is_complete = not is_unclear and not whole.has_holes()
    return told_graphql.item(whole.node, edits=whole.states(), is_complete=is_complete)


def _numbers(asked: _Asked, first: int) -> tuple[list[int], _List]:
    """Which numbers are on a page: little to ask, when all else was too much."""
    owner, name = split(asked.repo)
    field = FIELDS[asked.kind]
    text = _NUMBERS.format(field=field, rate_limit=RATE_LIMIT)
    after = asked.cursor or None
    variables = {"owner": owner, "name": name, "first": first, "after": after}
    told = _list(asked.client, Request(text, variables, 1), field, asked.cursor)
    try:
        numbers = [
            told_graphql.number_of((node or {})["number"]) for node in told.nodes
        ]
    except told_graphql.ERRORS:
        sentence = "GitHub did not tell what is on a page."
        raise Partial(sentence, told.errors) from None
    return numbers, told


def _skipped(asked: _Asked) -> Page:
    """The page of one item that GitHub cannot tell: its number, and where to go on.

    One item must not hold up all others.
    """
    numbers, told = _numbers(asked, 1)
    failed = [FailedTold(number, "GitHub cannot tell all of it.") for number in numbers]
    return _made(told, [], failed)


def nodes(
    client: Client, kind: str, ids: Sequence[str]
) -> tuple[list[Node | None], tuple[dict[str, Any], ...]]:
    """A page of objects by node id, in this order, and the answer's errors.

    Raises TooMuch also where GitHub told a part and that the rest was too much.
    """
    told = client.graphql(_NODES[kind](ids))
    errors = judging.errors_of(told)
    if judging.is_too_much(errors):
        raise TooMuch("GitHub could not do so much at once.")
    found = told["data"].get("nodes")
    if not isinstance(found, list) or len(found) != len(ids):
        if errors:
            raise judging.failure_of(errors)
        raise BadAnswer("GitHub did not answer for each of the ids.")
    return found, errors


def sweep(client: Client, repo: str, kind: str, cursor: str) -> Sweep:
    """See `reading.sweep`."""
    word = f"sweep of {kind}"
    while True:
        first = client.sizes.of(word, queries.SWEEP_PAGE)
        asked = _SWEEPS[kind](*split(repo), after=cursor or None, first=first)
        try:
            told = _list(client, asked, FIELDS[kind], cursor)
        except TooMuch:
            if not client.sizes.shrink(word, first):
                raise
            continue
        client.sizes.went_well(word)
        changes: list[ChangeTold] = []
        for node in told.nodes:
            try:
                changes.append(told_graphql.change(kind, node or {}))
            except Unreadable:
                continue
        failed = len(told.nodes) - len(changes) + len(told.errors)
        return Sweep(tuple(changes), failed, told.cursor, told.has_more, told.total)


def probe(client: Client, repo: str) -> None:
    """Ask for as little as possible. Raises NoGraphQL where there is none."""
    client.graphql(queries.repository(*split(repo)))
