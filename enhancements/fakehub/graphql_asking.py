"""Who asks a GraphQL query, and what they may see."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from enhancements.fakehub.base import Base
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Event,
    Issue,
    Label,
    Milestone,
    Repo,
    Review,
)

Resolver = Callable[..., Any]


@dataclasses.dataclass(slots=True)
class Viewer:
    """Who asks, what they may read, and what they have left of the hour's points."""

    account: Account | None = None
    can_read: Callable[[Repo], bool] = lambda _repo: True
    html: str = "http://127.0.0.1"
    """The address of the pages, without a slash at its end."""
    limit: int | None = 5_000
    """None where there are no limits, as on GitHub Enterprise: nothing is told then."""
    used: int = 0
    """Points before this query."""
    reset_at: int = 0
    """Seconds since 1970."""


@dataclasses.dataclass(slots=True)
class Asking:
    """One execution: what resolvers find as ``info.context``."""

    world: Base
    viewer: Viewer
    cost: int
    nodes: int

    def sees(self, thing: Any) -> bool:
        """Whether the viewer may read the repository that a thing belongs to."""
        if isinstance(thing, Comment | Review | Event):
            thing = thing.issue
        if isinstance(thing, Issue | Label | Milestone):
            thing = thing.repo
        return not isinstance(thing, Repo) or (
            not thing.is_deleted and self.viewer.can_read(thing)
        )


Info = GraphQLResolveInfo[Asking]


def not_found(message: str) -> GraphQLError:
    """GitHub's error for what is not there, or not for this viewer."""
    return GraphQLError(message, extensions={"type": "NOT_FOUND"})
