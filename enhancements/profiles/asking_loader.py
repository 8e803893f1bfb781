"""Reading `[asking]` of a profile: when whom one asks whether all is still true.

[asking]
holds = 14
holds_unmet = 5
rungs = [
  { days = 21, whom = ["owners"] },
  { days = 2, whom = ["owners", "contact", "leads"] },
]
"""

from __future__ import annotations

import dataclasses

from enhancements.policy import asking
from enhancements.policy.asking import USUAL, LadderRefused
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile


def with_asking(profile: Profile, table: Table) -> Profile:
    """The profile with its ladder; the usual one when the table is left out.

    Raises ProfileInvalid with the file, the key and what to write there.
    """
    given = table.free_keys()
    if not given:
        return profile
    rungs = []
    for one in table.tables("rungs"):
        rungs.append((one.number("days"), one.texts("whom")))
        one.close()
    holds = table.number("holds") if "holds" in given else USUAL.holds
    unmet = "holds_unmet" in given
    holds_unmet = table.number("holds_unmet") if unmet else USUAL.holds_unmet
    table.close()
    try:
        ladder = asking.ladder_of(rungs, holds=holds, holds_unmet=holds_unmet)
    except LadderRefused as refused:
        raise ProfileInvalid(f"{table.place('rungs')}: {refused}") from refused
    return dataclasses.replace(profile, asking=ladder)
