"""The GraphQL fields that a query begins with, and those of repositories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from enhancements.fakehub.base import Base, NotThere
from enhancements.fakehub.changes_repos import blob_sha
from enhancements.fakehub.gitstore import SUBMODULE
from enhancements.fakehub.graphql_asking import Info, Resolver, not_found
from enhancements.fakehub.graphql_cost import QueryRefused
from enhancements.fakehub.graphql_pages import Page, listed
from enhancements.fakehub.graphql_values import GitThing, moment
from enhancements.fakehub.ids import seconds, sha_of
from enhancements.fakehub.nouns import Account, Issue, Repo


def repo_url(repo: Repo, info: Info) -> str:
    """The address of a repository's page."""
    return f"{info.context.viewer.html}/{repo.full_name}"


def _repository(
    _root: Any,
    info: Info,
    owner: str,
    name: str,
    *,
    followRenames: bool = True,  # noqa: N803 GitHub's word
) -> Repo:
    asking = info.context
    full = f"{owner}/{name}"
    found: Repo | None
    try:
        found = asking.world.repo(full)
    except NotThere:
        found = asking.world.moved_repo(full) if followRenames else None
    if found is None or not asking.sees(found):
        raise not_found(f"Could not resolve to a Repository with the name '{full}'.")
    return found


def _node(_root: Any, info: Info, id: str) -> Any:  # noqa: A002 GitHub's word
    asking = info.context
    found = asking.world.node(id)
    if found is None or not asking.sees(found):
        raise _no_node(id)
    return found


def _nodes(_root: Any, info: Info, ids: Sequence[str]) -> list[Any]:
    """An exception in the place of each that is not there becomes null and an error."""
    asking = info.context
    found = [asking.world.node(one) for one in ids]
    return [
        thing if thing is not None and asking.sees(thing) else _no_node(one)
        for one, thing in zip(ids, found, strict=True)
    ]


def _no_node(text: str) -> GraphQLError:
    return not_found(f"Could not resolve to a node with the global id of '{text}'.")


def _viewer(_root: Any, info: Info) -> Account:
    account: Account | None = info.context.viewer.account
    if account is None:
        raise GraphQLError(
            "Resource not accessible by integration", extensions={"type": "FORBIDDEN"}
        )
    return account


def _rate_limit(
    _root: Any,
    info: Info,
    *,
    dryRun: bool = False,  # noqa: N803 GitHub's word
) -> dict[str, Any] | None:
    asking = info.context
    viewer = asking.viewer
    if viewer.limit is None:
        return None
    used = viewer.used + (0 if dryRun else asking.cost)
    return {
        "cost": asking.cost,
        "limit": viewer.limit,
        "nodeCount": asking.nodes,
        "remaining": max(0, viewer.limit - used),
        "resetAt": moment(viewer.reset_at),
        "used": used,
    }


# Repositories


def _list(*, pulls: bool) -> Resolver:
    def resolve(repo: Repo, info: Info, **asked: Any) -> Page:
        order = asked.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
        since = (asked.get("filterBy") or {}).get("since")
        return listed(
            info.context.world,
            repo,
            pulls=pulls,
            order=(order["field"], order["direction"]),
            first=asked.get("first"),
            after=asked.get("after"),
            since=None if since is None else _seconds(since),
            states=asked.get("states"),
        )

    return resolve


def _seconds(text: str) -> int:
    try:
        return seconds(text)
    except ValueError as error:
        raise QueryRefused("INVALID", f"`{text}` is no DateTime.") from error


def _numbered(kind: str, *, pulls: bool | None = None) -> Resolver:
    def resolve(repo: Repo, _info: Info, number: int) -> Issue:
        found = repo.issues.get(number)
        if found is None or pulls not in {None, found.pull is not None}:
            raise not_found(f"Could not resolve to {kind} with the number of {number}.")
        return found

    return resolve


@dataclass(frozen=True, slots=True)
class Talk:
    """A discussion that an issue became."""

    repo: Repo
    number: int


def _discussion(repo: Repo, _info: Info, number: int) -> Talk:
    if any(gone.discussion == number for gone in repo.gone.values()):
        return Talk(repo, number)
    raise not_found(f"Could not resolve to a Discussion with the number of {number}.")


def _talk_url(talk: Talk, info: Info) -> str:
    return f"{repo_url(talk.repo, info)}/discussions/{talk.number}"


def _object(repo: Repo, info: Info, expression: str | None = None) -> GitThing | None:
    """What ``REF``, ``REF:`` or ``REF:PATH`` names; null for what is not there.

    The commits of forks are found as well: on GitHub they share one store.
    """
    ref, colon, path = (expression or "").partition(":")
    for place in _network(info.context.world, repo):
        sha = place.git.resolve(ref)
        if sha is None:
            continue
        if not colon:
            return GitThing("Commit", sha)
        return _entry(place, sha, path.strip("/"))
    return None


def _network(world: Base, repo: Repo) -> Iterable[Repo]:
    """The repository itself, then all that are forks of one and the same."""
    yield repo
    root = _root(repo)
    yield from (one for one in world.repos.values() if _root(one) is root)


def _root(repo: Repo) -> Repo:
    while repo.fork_of is not None:
        repo = repo.fork_of
    return repo


def _entry(place: Repo, sha: str, path: str) -> GitThing | None:
    found = place.git.read(sha, path)
    if found is not None and found[0] != SUBMODULE:
        return GitThing("Blob", blob_sha(found[1]), found[1])
    tree = place.git.tree(sha) or {}
    if not path or any(one.startswith(f"{path}/") for one in tree):
        return GitThing("Tree", sha_of(sha, path))
    return None


RESOLVERS: dict[str, dict[str, Resolver]] = {
    "Query": {
        "repository": _repository,
        "node": _node,
        "nodes": _nodes,
        "viewer": _viewer,
        "rateLimit": _rate_limit,
    },
    "Repository": {
        "url": repo_url,
        "issues": _list(pulls=False),
        "pullRequests": _list(pulls=True),
        "issue": _numbered("an Issue", pulls=False),
        "pullRequest": _numbered("a PullRequest", pulls=True),
        "issueOrPullRequest": _numbered("an issue or pull request"),
        "discussion": _discussion,
        "object": _object,
    },
    "Discussion": {"number": lambda talk, _info: talk.number, "url": _talk_url},
}
