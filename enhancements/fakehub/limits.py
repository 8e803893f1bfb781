"""The primary rate limit: a budget an hour for each owner of tokens and resource."""

from __future__ import annotations

import dataclasses

from enhancements.fakehub.access import App, Token
from enhancements.fakehub.base import Base

WINDOW_SECONDS = 3600
ANONYMOUS = 60


@dataclasses.dataclass(slots=True)
class Budget:
    """What is left of an hour; the world's clock counts."""

    limit: int
    resets_at: int
    used: int = 0

    @property
    def remaining(self) -> int:
        """Requests, or points of GraphQL, that are left."""
        return max(0, self.limit - self.used)


class Limits:
    """All budgets. With `is_on` False nothing is counted, as on GitHub Enterprise."""

    def __init__(self, world: Base, *, limit: int = 5000, is_on: bool = True) -> None:
        self.world = world
        self.limit = limit
        self.is_on = is_on
        self._budgets: dict[tuple[str, str], Budget] = {}

    def budget(self, asker: Token | App | None, resource: str) -> Budget:
        """The budget of the one who asks, for ``core`` or ``graphql``."""
        now = self.world.now
        key = (self.name(asker), resource)
        kept = self._budgets.get(key)
        if kept is None or now >= kept.resets_at:
            limit = self.limit if asker else ANONYMOUS
            kept = Budget(limit, now + WINDOW_SECONDS)
            self._budgets[key] = kept
        return kept

    def name(self, asker: Token | App | None) -> str:
        """Whose budget it is."""
        if isinstance(asker, Token):
            return asker.owner
        return f"app-{asker.id}" if asker else "anonymous"

    def set_remaining(
        self, asker: Token | App | None, resource: str, remaining: int, resets_in: int
    ) -> None:
        """Leave so much to somebody, for so many seconds."""
        budget = self.budget(asker, resource)
        budget.used = budget.limit - remaining
        budget.resets_at = self.world.now + resets_in

    def headers(self, asker: Token | App | None, resource: str) -> dict[str, str]:
        """What answers say of it; nothing where limits are off."""
        if not self.is_on:
            return {}
        budget = self.budget(asker, resource)
        return {
            "X-RateLimit-Limit": str(budget.limit),
            "X-RateLimit-Remaining": str(budget.remaining),
            "X-RateLimit-Reset": str(budget.resets_at),
            "X-RateLimit-Used": str(budget.used),
            "X-RateLimit-Resource": resource,
        }
