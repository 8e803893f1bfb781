"""Worlds of any size from a seed: issues with one comment and three events each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Self

from enhancements.fakehub.nouns import Repo
from enhancements.fakehub.world import World

PEOPLE = ("alice", "bela", "chidi", "dana", "emre", "fatou", "goran", "hana")
LABELS = {
    "sig/compute": "0052cc",
    "sig/network": "0e8a16",
    "sig/storage": "5319e7",
    "kind/enhancement": "c2e0c6",
    "kind/tracker": "bfd4f2",
    "stage/alpha": "fef2c0",
    "stage/beta": "fbca04",
    "triage/accepted": "8fc951",
}
MILESTONES = ("v1.8", "v1.9", "v1.10")
_FIRST = ("Warm", "Live", "Nested", "Shared", "Signed", "Quiet", "Bounded", "Mixed")
_LAST = ("standby", "migration", "devices", "volumes", "images", "networks", "hosts")

BODY = """**Primary contact (assignee)**:
/assign @{who}

**Current Feature Stage**: Alpha

**Responsible SIGs**:
Primary SIG:
/sig {sig}

**Timeline**:
* Alpha release target (x.y): {release}
"""


def found(world: World, repo: str = "acme/plans") -> Repo:
    """An organisation with people, and a repository with labels and milestones.

    What is there already stays as it is.
    """
    owner = repo.partition("/")[0]
    logins = {account.login for account in world.accounts.values()}
    if owner not in logins:
        world.add_user(owner, kind="Organization")
    for login in PEOPLE:
        if login not in logins:
            world.add_user(login)
            world.add_member(owner, login, role="member")
    place = world.add_repo(repo)
    for name, color in LABELS.items():
        world.add_label(repo, name, color=color)
    for rank, title in enumerate(MILESTONES):
        world.add_milestone(repo, title, due_on=world.now + (rank + 1) * 90 * 86_400)
    return place


def populate(
    world: World,
    seed: int,
    *,
    issues: int,
    repo: str = "acme/plans",
    pulls: int = 0,
    step: int = 1,
) -> Repo:
    """Add a repository with so many issues, then so many pull requests.

    Each issue has one comment and three events: two labels and a milestone. The world
    stands still meanwhile; `step` seconds lie between two issues, all of them before
    the present. 100,000 take some seconds.
    """
    place = found(world, repo)
    rng = random.Random(seed)  # noqa: S311 it must come out alike
    first = world.now - step * (issues + pulls)
    with world.lock, _past(world, first) as past:
        for number in range(issues):
            past.move_to(first + number * step)
            _issue(world, repo, rng, number + 1)
        for number in range(pulls):
            past.move_to(first + (issues + number) * step)
            _pull(world, repo, rng, number + 1)
    return place


class _past:  # noqa: N801 it reads as a word
    """Lets the world be at an earlier time; then it is back at its own."""

    def __init__(self, world: World, moment: int) -> None:
        self._world = world
        self._moment = moment

    def __enter__(self) -> Self:
        self._clock, self._step = self._world.clock, self._world.step
        self._world.clock = type(self._clock)(self._moment)
        self._world.step = 0
        return self

    def move_to(self, moment: int) -> None:
        self._world.clock.move_to(moment)

    def __exit__(self, *_: object) -> None:
        self._world.clock, self._world.step = self._clock, self._step


def _two(rng: random.Random, words: Sequence[str]) -> tuple[str, str]:
    first = rng.randrange(len(words))
    return words[first], words[(first + 1 + rng.randrange(len(words) - 1)) % len(words)]


_NAMES = tuple(LABELS)


def _issue(world: World, repo: str, rng: random.Random, number: int) -> None:
    who, other = _two(rng, PEOPLE)
    release = rng.choice(MILESTONES)
    first, second = _two(rng, _NAMES)
    title = f"VEP {number}: {rng.choice(_FIRST)} {rng.choice(_LAST)}"
    sig = first.partition("/")[2]
    body = BODY.format(who=who, sig=sig, release=release)
    issue = world.open_issue(repo, title, by=who, body=body)
    world.label(repo, issue.number, first, by=who)
    world.label(repo, issue.number, second, by=other)
    world.set_milestone(repo, issue.number, release, by=other)
    world.comment(repo, issue.number, f"Tracked for {release}.", by=other)


def _pull(world: World, repo: str, rng: random.Random, number: int) -> None:
    who, other = _two(rng, PEOPLE)
    path = f"veps/sig-compute/{number}-{rng.choice(_LAST)}/vep.md"
    title = f"Add {rng.choice(_FIRST).lower()} {rng.choice(_LAST)}"
    pull = world.open_pull(
        repo, title, by=who, head=f"vep-{number}", files={path: f"# {title}\n"}
    )
    world.label(repo, pull.number, "kind/enhancement", by=who)
    world.comment(repo, pull.number, "/lgtm", by=other)
    if rng.random() < 0.5:  # noqa: PLR2004 every other
        world.review(repo, pull.number, "APPROVED", by=other)
        world.merge(repo, pull.number, by=other)
