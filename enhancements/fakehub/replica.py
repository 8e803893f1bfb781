"""A copy of the world that follows some seconds behind, as GitHub's readers do."""

from __future__ import annotations

from enhancements.fakehub.base import Clock, NotPossible, NotThere
from enhancements.fakehub.world import World


class Replica:
    """Follows a world's journal. `lag` is in the world's seconds and may be changed."""

    def __init__(self, world: World, lag: float) -> None:
        self.lag = lag
        self._primary = world
        with world.lock:
            self._copy = world.copied()
            self._copy.clock = Clock(world.now)
            self._copy.step = 0
            world.journal = []

    def world(self) -> World:
        """The world as it was `lag` seconds ago."""
        with self._primary.lock:
            until = self._primary.clock.now() - self.lag
            journal = self._primary.journal or []
            due = 0
            for at, name, args, kwargs in journal:
                if at > until:
                    break
                due += 1
                self._repeat(at, name, args, kwargs)
            del journal[:due]
            return self._copy

    def _repeat(
        self, at: int, name: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        with self._copy.at(at):
            try:
                self._copy.mutate(name, *args, **kwargs)
            except (NotThere, NotPossible):
                return  # It was refused the first time, too.

    def end(self) -> None:
        """Follow no longer."""
        with self._primary.lock:
            self._primary.journal = None
