"""How the pull requests of a release were done, day by day. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A pull request while it belonged to something that was planned for a release."""

    pull: int
    """Its id; it may have several stretches."""
    since: dt.datetime
    until: dt.datetime | None
    """None for one that goes on."""
    opened_at: dt.datetime
    merged_at: dt.datetime | None
    ended_at: dt.datetime | None
    """When it was closed without a merge, or was gone; None for neither."""

    def counts(self, at: dt.datetime) -> bool:
        """Whether it is work of the release at a moment, done or not."""
        if at < max(self.since, self.opened_at):
            return False
        if self.until is not None and self.until <= at:
            return False
        return self.ended_at is None or self.ended_at > at


@dataclasses.dataclass(slots=True)
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


def days(stretches: Iterable[Stretch], ends: Sequence[dt.datetime]) -> list[Day]:
    """How it was at the end of each day, the first of which is what all else is added
    to. A pull request counts once, however often it is named.
    """
    pulls: dict[int, list[Stretch]] = {}
    for one in stretches:
        pulls.setdefault(one.pull, []).append(one)
    found = [Day() for _ in ends]
    for mine in pulls.values():
        _count(mine, ends, found)
    return found


def _count(
    mine: Sequence[Stretch], ends: Sequence[dt.datetime], found: Sequence[Day]
) -> None:
    """Add one pull request to every day."""
    held = [any(one.counts(at) for one in mine) for at in ends]
    is_old = bool(held) and held[0]
    merged_at = mine[0].merged_at
    before = is_old
    for at, counts, day in zip(ends, held, found, strict=True):
        day.came += counts and not before
        day.left += before and not counts
        before = counts
        if not counts:
            continue
        is_merged = merged_at is not None and merged_at <= at
        day.old_merged += is_old and is_merged
        day.old_open += is_old and not is_merged
        day.added_merged += not is_old and is_merged
        day.added_open += not is_old and not is_merged
