"""Who may resolve a concern. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.policy import permissions
from enhancements.policy.permissions import Answer, Deed, Held, Thing


def may_resolve(held: Iterable[Held], thing: Thing, *, is_own: bool) -> Answer:
    """Whether somebody may resolve a concern: whoever raised it may, whatever else they
    are; of a release that is long out nobody.
    """
    if is_own and thing.is_served:
        return Answer(allowed=True)
    return permissions.may(held, Deed.RESOLVE_CONCERN, thing)
