"""What is waited for, as lists show it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from enhancements.policy import waiting
from enhancements.policy.absence import Absent
from enhancements.policy.waiting import Facts, Side, Wait
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes.capacity import Room
from enhancements.queries.shapes.facts import StageRef
from enhancements.queries.shapes.help_wanted import Help
from enhancements.queries.shapes.take_overs import Offer


@dataclasses.dataclass(frozen=True, slots=True)
class QueueEntry:
    """An entry of a release, and what is known of it; or an enhancement that has none
    in a release in work.
    """

    enhancement: int
    key: str
    number: int | None
    title: str
    sig: str | None
    track: str
    release: str
    """Empty for an enhancement without an entry."""
    stage: StageRef
    """That of the entry; without one the enhancement's, with an empty key for none."""
    facts: Facts
    absent: tuple[Absent, ...] = ()
    """Its owners who are gone or silent, where that was asked."""

    @property
    def place(self) -> tuple[str, int, str]:
        """Which entry it is."""
        return (self.release, self.enhancement, self.track)


@dataclasses.dataclass(frozen=True, slots=True)
class WaitRow:
    """One wait, and the entry that it is about."""

    wait: Wait
    entry: QueueEntry


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """Waits, the most urgent first."""

    rows: tuple[WaitRow, ...]
    rosters: Mapping[str, Roster]
    """Of every SIG, as they stood."""
    entries: tuple[QueueEntry, ...] = ()
    """Those in which somebody asked for has a part, whether anything waits or not."""
    rooms: tuple[Room, ...] = ()
    """What people said that they take on in these releases; of SIGs asked for alone."""
    wanted: tuple[Help, ...] = ()
    """What help enhancements of the SIGs asked for want."""
    offers: tuple[Offer, ...] = ()
    """Open offers to take over enhancements of the SIGs asked for."""

    def on(
        self, *, logins: Iterable[str] = (), sigs: Iterable[str] = ()
    ) -> tuple[WaitRow, ...]:
        """Those that one of these people, or of these SIGs, can end."""
        people, ours = tuple(logins), tuple(sigs)
        return tuple(
            row
            for row in self.rows
            if waiting.is_on(row.wait, logins=people, sigs=ours)
        )

    def on_team(self) -> tuple[WaitRow, ...]:
        """Those that the release team can end."""
        return tuple(
            row
            for row in self.rows
            if any(one.side is Side.TEAM for one in row.wait.whom)
        )

    def by_entry(self) -> dict[tuple[str, int, str], list[Wait]]:
        """What is waited for by `QueueEntry.place`, the most urgent first."""
        found: dict[tuple[str, int, str], list[Wait]] = {}
        for row in self.rows:
            found.setdefault(row.entry.place, []).append(row.wait)
        return found


NOTHING = Queue((), {})
"""What waits for somebody about whom nobody asked."""
