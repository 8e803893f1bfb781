"""How the pull requests of a release were done, day by day. Pure."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A pull request while it was work of a release, done or not.

    Places are those of days, from 0; what has not come by the last day has a place
    behind it.
    """

    pull: int
    """Its id; it may have several stretches."""
    first: int
    """Of the first day at whose end it counts."""
    until: int
    """Of the first day from there on at whose end it does not."""
    merged: int
    """Of the first day at whose end it was merged."""


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """How many pull requests there were at the end of a day."""

    old_merged: int = 0
    """Of those that counted on the first day."""
    old_open: int = 0
    added_merged: int = 0
    """Of those that came since."""
    added_open: int = 0
    came: int = 0
    """How many count that did not the day before."""
    left: int = 0
    """How many do not count that did the day before."""

    @property
    def merged(self) -> int:
        """How many are done."""
        return self.old_merged + self.added_merged

    @property
    def added(self) -> int:
        """How many came since the first day."""
        return self.added_merged + self.added_open

    @property
    def known(self) -> int:
        """All of them."""
        return self.old_merged + self.old_open + self.added


_RUNNING = ("old_merged", "old_open", "added_merged", "added_open")
_Changes = dict[str, list[int]]
"""By the name of a number of Day by how much it changes with each day."""


def days(stretches: Iterable[Stretch], number: int) -> list[Day]:
    """How it was at the end of each of so many days, the first of which is what all
    else is added to. A pull request counts once, however often it is named.

    Only what changes with a day is written down, then summed up: the work grows with
    the stretches and with the days, and not with their product.
    """
    ordered = sorted(stretches, key=lambda one: (one.pull, one.first))
    changes = {name: [0] * (number + 1) for name in (*_RUNNING, "came", "left")}
    for _, mine in itertools.groupby(ordered, key=lambda one: one.pull):
        _count(_joined(mine, number), changes)
    for name in _RUNNING:
        changes[name] = list(itertools.accumulate(changes[name]))
    return [
        Day(**{name: values[place] for name, values in changes.items()})
        for place in range(number)
    ]


def _joined(mine: Iterable[Stretch], last: int) -> list[Stretch]:
    """Stretches of one pull request, in order: one of those that touch, and nothing of
    what lies behind the last day.
    """
    found: list[Stretch] = []
    for one in mine:
        until = min(one.until, last)
        if one.first >= until:
            continue
        if found and one.first <= found[-1].until:
            until = max(until, found[-1].until)
            found[-1] = dataclasses.replace(found[-1], until=until)
        else:
            found.append(dataclasses.replace(one, until=until))
    return found


def _count(mine: Sequence[Stretch], changes: _Changes) -> None:
    """Note when one pull request comes, is merged and leaves."""
    kind = "old" if mine and mine[0].first == 0 else "added"
    for one in mine:
        merged = min(max(one.merged, one.first), one.until)
        _note(changes[f"{kind}_open"], one.first, merged)
        _note(changes[f"{kind}_merged"], merged, one.until)
        changes["came"][one.first] += one.first > 0
        changes["left"][one.until] += 1


def _note(changes: list[int], first: int, until: int) -> None:
    changes[first] += 1
    changes[until] -= 1
