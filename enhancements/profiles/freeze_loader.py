"""The freezes of a profile with their checks.

In TOML each freeze is a table named by its deadline, so that a profile which extends
another replaces the checks of one freeze and keeps the rest:

    [[freezes.code-freeze.checks]]
    check = "code-merged"
    with = { accept = "merged" }
"""

from __future__ import annotations

import dataclasses

from enhancements.policy.checks.criteria_reader import CriteriaInvalid, Known, read
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile


def with_criteria(profile: Profile, table: Table) -> Profile:
    """The profile with its freezes, in the order of its deadlines; none when the table
    is left out.

    Raises ProfileInvalid with the file, the key and what to write there.
    """
    where = f"{profile.name}.toml: "
    labels = known(profile).deadlines
    names = [*(key for key in labels if key in table.free_keys()), *table.free_keys()]
    freezes = {name: table.table(name).rest() for name in dict.fromkeys(names)}
    for name, freeze in freezes.items():
        if "deadline" in freeze:
            raise ProfileInvalid(
                f"{where}freezes.{name}.deadline: the table's name is its deadline;"
                " remove the key."
            )
    rows = [{"deadline": name, **freeze} for name, freeze in freezes.items()]
    try:
        criteria = read(rows, known(profile), where)
    except CriteriaInvalid as error:
        raise ProfileInvalid(error.sentences[0]) from error
    return dataclasses.replace(profile, criteria=criteria)


def known(profile: Profile) -> Known:
    """What an edited copy of the profile's criteria may refer to."""
    labels = {kind.key: kind.label for kind in profile.deadlines}
    return Known(labels, tuple(status.key for status in profile.statuses))
