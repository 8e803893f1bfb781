"""The freezes of a profile with their checks.

In TOML each freeze is a table named by its deadline, so that a profile which extends
another replaces the checks of one freeze and keeps the rest:

    [[freezes.code-freeze.checks]]
    check = "code-merged"
    with = { accept = "merged" }
"""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.criteria_reader import CriteriaInvalid, Known, read
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import DeadlineKind, Profile, Status


def criteria(
    table: Table,
    deadlines: Iterable[DeadlineKind],
    statuses: Iterable[Status],
    where: str,
) -> Criteria:
    """The freezes in the order of the deadlines; none when the table is left out.

    Raises ProfileInvalid with the file, the key and what to write there.
    """
    kinds = {kind.key: kind.label for kind in deadlines}
    names = [*(key for key in kinds if key in table.free_keys()), *table.free_keys()]
    freezes = {name: table.table(name).rest() for name in dict.fromkeys(names)}
    for name, freeze in freezes.items():
        if "deadline" in freeze:
            raise ProfileInvalid(
                f"{where}freezes.{name}.deadline: the table's name is its deadline;"
                " remove the key."
            )
    rows = [{"deadline": name, **freeze} for name, freeze in freezes.items()]
    try:
        return read(rows, _known(kinds, statuses), where)
    except CriteriaInvalid as error:
        raise ProfileInvalid(error.sentences[0]) from error


def known(profile: Profile) -> Known:
    """What an edited copy of the profile's criteria may refer to."""
    labels = {kind.key: kind.label for kind in profile.deadlines}
    return _known(labels, profile.statuses)


def _known(deadlines: dict[str, str], statuses: Iterable[Status]) -> Known:
    return Known(deadlines, tuple(status.key for status in statuses))
