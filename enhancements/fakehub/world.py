"""The world of the pretended GitHub: facts in memory, changed by mutations alone.

    world = World(seed=1)
    world.add_user("alice")
    world.add_user("acme", kind="Organization")
    world.add_repo("acme/plans")
    issue = world.open_issue("acme/plans", "Warm standby", by="alice")
    world.label("acme/plans", issue.number, "sig/compute", by="alice")

Mutations take names, numbers and texts, raise NotThere or NotPossible, take the lock,
move the clock, bump `updated_at` where GitHub does, add timeline events and tell
listeners.
Readers hold `world.lock` while they look at more than one thing.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

from enhancements.fakehub.base import NotPossible
from enhancements.fakehub.changes_labels import LabelChanges
from enhancements.fakehub.changes_pulls import PullChanges
from enhancements.fakehub.changes_repos import RepoChanges
from enhancements.fakehub.truth import truth_of


class World(PullChanges, LabelChanges, RepoChanges):
    """Everything there is, and everything that can happen to it."""

    def mutate(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Do a mutation by its name. Raises NotPossible for a name that is none."""
        method = getattr(self, name, None)
        if not getattr(method, "is_mutation", False):
            raise NotPossible(f"there is no mutation {name}")
        assert method is not None  # noqa: S101 for the type checker
        return method(*args, **kwargs)

    def truth(self) -> dict[str, Any]:
        """Everything as JSON, in an order that does not depend on how it came about."""
        with self.lock:
            return truth_of(self)

    def copied(self) -> World:
        """A second world just like this one, which nobody listens to."""
        with self.lock:
            # Copying follows references from issue to issue, however long the chain.
            depth = sys.getrecursionlimit()
            nouns = len(self.issues) + len(self.events) + len(self.comments)
            sys.setrecursionlimit(depth + 30 * nouns)
            try:
                return copy.deepcopy(self)
            finally:
                sys.setrecursionlimit(depth)
