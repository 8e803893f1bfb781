"""A small pretended GitHub, and its answers to GraphQL, for tests."""

from __future__ import annotations

from typing import Any

from enhancements.fakehub.graphql import Answer, Viewer, execute
from enhancements.fakehub.world import World
from enhancements.sources.github.queries import Request

REPO = "acme/plans"
NAME = ("acme", "plans")


def small_world() -> World:
    """An organisation's repository, with three people, a program and nothing in it."""
    world = World(seed=1)
    for login in ("alice", "bob", "carol"):
        world.add_user(login)
    world.add_user("robot[bot]", kind="Bot")
    world.add_user("acme", kind="Organization")
    world.add_member("acme", "alice")
    world.add_repo(REPO)
    world.add_milestone(REPO, "v1.9", due_on="2026-03-01T09:30:00Z")
    return world


def ask(world: World, request: Request, viewer: Viewer | None = None) -> Answer:
    """The answer to a question of ours, which costs what was predicted."""
    answer = execute(world, request.text, request.variables, viewer or Viewer())
    assert answer.cost == request.points
    return answer


def data_of(world: World, request: Request, viewer: Viewer | None = None) -> Any:
    """The data of an answer without errors."""
    answer = ask(world, request, viewer)
    assert answer.errors == []
    return answer.data


def raw(world: World, text: str, **variables: Any) -> Answer:
    """The answer to a text that is no question of ours."""
    return execute(world, text, variables, Viewer())
