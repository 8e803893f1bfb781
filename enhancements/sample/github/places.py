"""Both samples on GitHub: who has what there, and a world in which it all happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from enhancements.fakehub.base import Clock
from enhancements.fakehub.world import World
from enhancements.sample.calendar import Calendar
from enhancements.sample.github import farwharf, lodestead
from enhancements.sample.github.acts import Act, Script, play
from enhancements.sample.github.people import TRACKER
from enhancements.sample.stories import FARWHARF, LODESTEAD, Story

SEED = 11


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A sample on GitHub."""

    story: Story
    repositories: tuple[str, ...]
    """The one with the tracking issues first, then those whose pull requests count."""
    acts: Callable[[Calendar], list[Act]]


PLACES = (
    Place(LODESTEAD, lodestead.REPOSITORIES, lodestead.acts),
    Place(FARWHARF, farwharf.REPOSITORIES, farwharf.acts),
)
REPOSITORIES = {place.story.tracked_as: place.repositories for place in PLACES}
"""By the name of the project in the demo."""


def acts(calendars: Mapping[str, Calendar]) -> list[Act]:
    """Everything that ever happens in both, the oldest first.

    `calendars` are by the names of the projects in the demo.
    """
    found = [
        act for place in PLACES for act in place.acts(calendars[place.story.tracked_as])
    ]
    found.sort(key=lambda act: act.at)
    first = Script()
    moment = datetime.fromtimestamp(found[0].at).astimezone()
    first.do(moment, "add_user", login=TRACKER)
    return [*first.acts(), *found]


def settle(told: Iterable[Act]) -> World:
    """A world in which all of this happened; its time stands still at the last of it.

    Raises NotThere or NotPossible for acts that do not fit together.
    """
    every = list(told)
    world = World(SEED, start=every[0].at, step=0)
    play(world, every)
    return world


def let_time_pass(world: World, now: float) -> None:
    """From `now` on, in seconds since 1970, the world's time goes like ours."""
    world.clock = Clock(int(max(now, world.clock.now())), rate=1.0)
    world.step = 0
