"""What sort of work an entry is, from its stage and what its targets say.

Pure. The words are those of the release team's board ("Enhancement Type"): net new,
graduating, a major change at the same stage, deprecation.
"""

from __future__ import annotations

from collections.abc import Mapping

from enhancements.profiles.schema import Profile

NEW = "new"
GRADUATION = "graduation"
SAME_STAGE = "same-stage"
DEPRECATION = "deprecation"

_LEAVING = frozenset({"deprecated", "removed"})


def kind(
    stage: str, release: str, targets: Mapping[str, str | None], profile: Profile
) -> str:
    """The kind of an entry that reaches `stage` in `release`.

    Work at a stage that was reached in another release is `same-stage`; a stage of
    the way out is `deprecation`; the first stage of the ladder that has a target is
    `new`, also when it is not the lowest one; every other one is `graduation`.
    """
    known = profile.stage(stage)
    if known is not None and known.canonical in _LEAVING:
        return DEPRECATION
    if targets.get(stage) != release:
        return SAME_STAGE
    rank = known.rank if known is not None else 0
    before = (
        one
        for one in profile.stages
        if one.ladder and one.rank < rank and targets.get(one.key)
    )
    return GRADUATION if next(before, None) else NEW
