"""What a SIG works through in a meeting."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.policy.absence import Absent
from enhancements.queries.shapes.facts import StageRef
from enhancements.queries.shapes.help_wanted import Help
from enhancements.queries.shapes.take_overs import Offer
from enhancements.queries.shapes.waiting import QueueEntry, WaitRow


@dataclasses.dataclass(frozen=True, slots=True)
class Aged:
    """A track in a stage that has a time box, by what shipped."""

    key: str
    number: int | None
    title: str
    track: str
    stage: StageRef
    shipped_in: str
    waited: int
    """Releases that came out since."""
    most: int
    """The time box, in releases."""

    @property
    def is_over(self) -> bool:
        """Whether it has been there for longer than its time box."""
        return self.waited > self.most


@dataclasses.dataclass(frozen=True, slots=True)
class Missed:
    """A stage that was committed and missed at least twice, and has not shipped."""

    key: str
    number: int | None
    title: str
    track: str
    stage: StageRef
    releases: tuple[str, ...]
    """Those that it missed, in order."""
    promised: str
    """The release that it is promised for now; empty for none."""


@dataclasses.dataclass(frozen=True, slots=True)
class SigRecord:
    """How enhancements have fared; of many the first are listed, and all counted."""

    aged: tuple[Aged, ...] = ()
    """The oldest of each stage first."""
    missed: tuple[Missed, ...] = ()
    aged_count: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """By key of the stage."""
    stuck_count: int = 0
    missed_count: int = 0

    def by_stage(self) -> tuple[tuple[StageRef, tuple[Aged, ...]], ...]:
        """Those with an age by their stage, in the order of stages."""
        found: dict[StageRef, list[Aged]] = {}
        for one in self.aged:
            found.setdefault(one.stage, []).append(one)
        ordered = sorted(found.items(), key=lambda pair: pair[0].rank)
        return tuple((stage, tuple(rows)) for stage, rows in ordered)

    @property
    def stuck(self) -> tuple[Aged, ...]:
        """Those listed that have been in their stage for longer than its time box."""
        return tuple(one for one in self.aged if one.is_over)


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """How much somebody is asked to review or approve in a release."""

    login: str
    reviews: int
    """Entries that name them as reviewer."""
    approves: int
    """Entries that name them as approver."""
    committed: int = 0
    """How many of those are of committed entries: held when the freeze passed."""
    room: int | None = None
    """How many they said that they take on; None for who said nothing."""
    note: str = ""
    """What they said with it."""
    elsewhere: int = 0
    """What other SIGs ask of them; known only of who said how many they take on."""

    @property
    def asked(self) -> int:
        """Reviews and approvals that the SIG asks for, committed or not."""
        return self.reviews + self.approves

    @property
    def pending(self) -> int:
        """Those of entries that are not committed."""
        return self.asked - self.committed

    @property
    def spare(self) -> int | None:
        """What is left of it; below zero for who is asked for more."""
        if self.room is None:
            return None
        return self.room - self.asked - self.elsewhere


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """An owner who is gone or silent, and the entry that they own."""

    entry: QueueEntry
    absent: Absent


@dataclasses.dataclass(frozen=True, slots=True)
class SigDesk:
    """What waits, how old things are, and who reviews how much."""

    ours: tuple[WaitRow, ...]
    """What waits for the SIG."""
    people: tuple[WaitRow, ...]
    """What waits for people of its entries."""
    others: tuple[WaitRow, ...]
    """What its entries wait for from others."""
    record: SigRecord
    loads: tuple[Load, ...]
    """In the release shown, who is asked most first."""
    nobody: tuple[QueueEntry, ...] = ()
    """Entries of the release shown that name no owner."""
    unreviewed: tuple[QueueEntry, ...] = ()
    """Entries of the release shown that name neither reviewer nor approver."""
    wanted: tuple[Help, ...] = ()
    """What help the SIG's enhancements want."""
    offers: tuple[Offer, ...] = ()
    """Open offers to take over enhancements of the SIG, the oldest first."""
    absent: tuple[Missing, ...] = ()
    """Owners of entries of the release shown who are gone or silent."""

    @property
    def room(self) -> int:
        """How many reviews and approvals its people take on, of who said so."""
        return sum(one.room or 0 for one in self.loads)

    @property
    def asked(self) -> int:
        """How many its entries ask for."""
        return sum(one.asked for one in self.loads)

    @property
    def silent(self) -> int:
        """People who are asked and did not say how many they take on."""
        return sum(one.room is None for one in self.loads)
