"""Who may resolve a concern. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.policy import permissions
from enhancements.policy.permissions import Answer, Deed, Held, Thing


def may_resolve(
    held: Iterable[Held], *, by: str, raised_by: str, thing: Thing
) -> Answer:
    """Whether somebody may resolve a concern: whoever raised it may, whatever else they
    are; of a release that is long out nobody.
    """
    is_own = bool(by) and by.casefold() == raised_by.casefold()
    if is_own and thing.is_served:
        return Answer(allowed=True)
    return permissions.may(held, Deed.RESOLVE_CONCERN, thing)
