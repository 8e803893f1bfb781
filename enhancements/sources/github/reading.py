"""All that is read from GitHub, in our words.

Whole items come by GraphQL where the server has it, else by REST; which one is decided
here and nowhere else. Call none of these inside a transaction: each asks GitHub, and
tells the budget that all workers share. All raise `failures`; only what they return is
known, and from a failure nothing follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TypeVar

from enhancements.actions.told import LabelTold, MilestoneTold, RepositoryTold
from enhancements.sources.github import (
    changes,
    fetching,
    graphql_reading,
    rest_reading,
    told_graphql,
    told_rest,
)
from enhancements.sources.github.client import Client
from enhancements.sources.github.completing import Edited
from enhancements.sources.github.failures import BadAnswer, NoGraphQL
from enhancements.sources.github.fetching import Fetched, Wanted
from enhancements.sources.github.pages import Listing, Page, Sweep, Updates

T = TypeVar("T")

_NONE: Edited = MappingProxyType({})


def repository(client: Client, repo: str) -> RepositoryTold:
    """A repository by `owner/name`.

    Raises Moved with the address of what it has become when it was renamed or
    transferred: `repository_at` tells what is there.
    """
    return repository_at(client, f"/repos/{repo}")


def repository_at(client: Client, url: str) -> RepositoryTold:
    """A repository by its address, such as `Moved` has it, or by `/repositories/ID`."""
    try:
        return told_rest.repository(client.get(url).row())
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's repository cannot be read.") from error


def page(
    client: Client,
    repo: str,
    kind: str,
    cursor: str,
    size: int = 0,
    *,
    edited: Edited = _NONE,
) -> Page:
    """A page of whole issues or pull requests, the longest unchanged first.

    ``kind`` is `issue` or `pull`; ``cursor`` is empty for the first page; ``size`` 0 is
    the largest page that costs one point, less for a while where that was too much.
    ``edited`` is as in `fetch`. Raises NoGraphQL where there is only REST: read
    `updates` from the beginning there.
    """
    return _choose(
        client,
        repo,
        lambda: graphql_reading.page(
            client, repo, kind, cursor, size=size, edited=edited
        ),
        None,
    )


def fetch(
    client: Client,
    repo: str,
    wanted: Sequence[Wanted],
    *,
    edited: Edited = _NONE,
) -> list[Fetched]:
    """Items as they are now, each (kind or None, number, node id or empty).

    What was answered before GitHub failed is returned; whoever is not in the list was
    not asked for and stays owed. ``edited`` has the last stored state of bodies by
    number: where it still is the last one, the edits are not read again.
    """
    if not wanted:
        return []
    return _choose(
        client,
        repo,
        lambda: fetching.fetch(client, repo, wanted, edited),
        lambda: rest_reading.fetch(client, repo, wanted),
    )


def sweep(client: Client, repo: str, kind: str, cursor: str) -> Sweep:
    """A page of numbers, times and counts of all issues or pull requests."""
    return _choose(
        client,
        repo,
        lambda: graphql_reading.sweep(client, repo, kind, cursor),
        lambda: rest_reading.sweep(client, repo, kind, cursor),
    )


def updates(
    client: Client,
    repo: str,
    since: dt.datetime | None = None,
    etag: str = "",
    etag_of: str = "",
) -> Iterator[Updates]:
    """Pages of the issues and pull requests that changed, oldest change first.

    ``since`` is the newest `updated_at` seen, None for all there ever were; some
    minutes before it are asked for again, since GitHub's copies lag behind. Store each
    page with its ``latest`` before the next is taken, and the last page's ``etag`` and
    ``etag_of``: while nothing changes, asking with them costs nothing.
    """
    return changes.updates(client, repo, since, etag, etag_of)


def comments(
    client: Client,
    repo: str,
    since: dt.datetime | None = None,
    etag: str = "",
    etag_of: str = "",
) -> Iterator[Updates]:
    """The same for comments: numbers of the items they are on, without node ids, and
    the times of the comments.
    """
    return changes.comments(client, repo, since, etag, etag_of)


def labels(client: Client, repo: str, etag: str = "") -> Listing[LabelTold]:
    """All labels of a repository, or that they are as they were for ``etag``."""
    return changes.labels(client, repo, etag)


def milestones(client: Client, repo: str, etag: str = "") -> Listing[MilestoneTold]:
    """All milestones, open and closed, in the same way."""
    return changes.milestones(client, repo, etag)


def has_graphql(client: Client, repo: str) -> bool:
    """Whether the server has GraphQL; asked once for each client."""
    if client.has_graphql is None:
        try:
            graphql_reading.probe(client, repo)
        except NoGraphQL:
            _settle(client, repo)
    return bool(client.has_graphql)


def _choose(
    client: Client,
    repo: str,
    by_graphql: Callable[[], T],
    by_rest: Callable[[], T] | None,
) -> T:
    if client.has_graphql is not False:
        try:
            return by_graphql()
        except NoGraphQL:
            _settle(client, repo)
    if by_rest is None:
        raise NoGraphQL("This server has no GraphQL: whole pages cannot be read.")
    return by_rest()


def _settle(client: Client, repo: str) -> None:
    """Believe that there is no GraphQL only where REST does answer.

    Else the credential has lost its rights, and everything is answered with 404.
    """
    repository(client, repo)
    client.has_graphql = False
