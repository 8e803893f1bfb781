"""Whether somebody is in a team, by their number; asked once in a while.

What cannot be read counts as "no", and is said.
"""

from __future__ import annotations

import contextlib
import dataclasses
import urllib.parse
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from enhancements.profiles.command_rules import TEAM
from enhancements.profiles.globs import compile_globs
from enhancements.sources.github import people
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import GitHubFailed

SECONDS = 60
"""So long an answer counts: who is put into a team, or out of it, waits no longer."""
# What a cache raises that cannot be reached: then GitHub is asked each time.
_AWAY = (RedisError, OSError)


@dataclasses.dataclass(frozen=True, slots=True)
class Membership:
    """Teams, each as `team NAME`."""

    member: frozenset[str]
    """Those that the person is in."""
    unseen: frozenset[str]
    """Those that could not be read, as they were asked for."""


def of(client: Client, repo: str, wanted: Iterable[str], who: int) -> Membership:
    """In which teams of a repository's organisation an account is, by its number.

    `wanted` are `team NAME`; a name with a star means all teams like it. Raises what
    passes by itself: then nothing is known yet.
    """
    org = repo.partition("/")[0]
    member, unseen = set(), set()
    for role in sorted(wanted):
        name = role.removeprefix(TEAM)
        try:
            for slug in _slugs(client, org, name):
                if who in _members(client, org, slug):
                    member.add(f"{TEAM}{slug}")
        except GitHubFailed as error:
            if error.is_passing:
                raise
            unseen.add(role)
    return Membership(frozenset(member), frozenset(unseen))


def _slugs(client: Client, org: str, name: str) -> list[str]:
    if "*" not in name and "?" not in name:
        return [name]
    pattern = compile_globs([name.casefold()])
    place = _place(client, "teams", org)
    known = _kept(place, lambda: people.team_slugs(client, org))
    return [str(one) for one in known if pattern.fullmatch(str(one).casefold())]


def _members(client: Client, org: str, slug: str) -> set[int]:
    place = _place(client, "team", org, slug)
    told = _kept(
        place, lambda: [one.github_id for one in people.team_members(client, org, slug)]
    )
    return {int(one) for one in told}


def _place(client: Client, *words: str) -> str:
    words = (words[0], client.server.rest, *words[1:])
    return ":".join(urllib.parse.quote(word, safe="") for word in words)


def _kept(place: str, ask: Callable[[], list[Any]]) -> list[Any]:
    """What was told lately, or is told now. A failure is not kept."""
    with contextlib.suppress(*_AWAY):
        known = cache.get(place)
        if isinstance(known, list):
            return known
    told = ask()
    with contextlib.suppress(*_AWAY):
        cache.set(place, told, timeout=SECONDS)
    return told
