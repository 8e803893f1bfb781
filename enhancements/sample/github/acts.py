"""A story as acts: mutations of a world as plain data, each with its time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enhancements.fakehub.world import World


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """A mutation by name, its arguments by name, and when, in seconds since 1970."""

    at: int
    name: str
    args: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody who had another login until a moment."""

    login: str
    before: str
    at: datetime


class Script:
    """Collects acts in any order; people go by the login they have in the end."""

    def __init__(self, renamed: Renamed | None = None) -> None:
        self._acts: list[Act] = []
        self._renamed = renamed

    def do(self, at: datetime, name: str, /, **args: Any) -> None:
        """Let something happen. What is entered first happens first within a second."""
        old = self._renamed
        if old is not None and at < old.at:
            for key in ("by", "login"):
                if args.get(key) == old.login:
                    args[key] = old.before
        self._acts.append(Act(int(at.timestamp()), name, args))

    def acts(self) -> list[Act]:
        """All of them, the oldest first."""
        return sorted(self._acts, key=lambda act: act.at)

    # What belongs together on GitHub

    def ask(
        self,
        at: datetime,
        repo: str,
        number: int,
        text: str,
        *,
        by: str,
        robot: str,
        add: Iterable[str] = (),
        drop: Iterable[str] = (),
    ) -> None:
        """Somebody writes a command, and the robot obeys some seconds later."""
        self.do(at, "comment", repo=repo, number=number, body=text, by=by)
        later = at + timedelta(seconds=4)
        for name in drop:
            self.do(later, "unlabel", repo=repo, number=number, name=name, by=robot)
        for name in add:
            self.do(later, "label", repo=repo, number=number, name=name, by=robot)


def play(world: World, acts: Iterable[Act], *, lenient: bool = False) -> None:
    """Let acts happen, each at its time or now where that is later.

    Raises NotThere or NotPossible for one that cannot happen; with `lenient` it is left
    out, because somebody else may have changed the world meanwhile.
    """
    for act in acts:
        with world.at(act.at):
            try:
                world.mutate(act.name, **act.args)
            except (LookupError, ValueError):
                if not lenient:
                    raise
