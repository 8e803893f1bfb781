"""Who is asked when whether all is still true, as pages and files show it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.asking import Entry, Ladder
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.waiting import QueueEntry


@dataclasses.dataclass(frozen=True, slots=True)
class LadderSaid:
    """What somebody said of a SIG's ladder."""

    id: int
    ladder: Ladder | None
    """None for the profile's again."""
    by: str
    reason: str
    since: dt.datetime
    until: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Candidates:
    """Entries that may be asked about."""

    entries: tuple[Entry, ...]
    rows: dict[tuple[str, int, str], QueueEntry]
    """By the entry's place."""


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """One message that would go out."""

    day: dt.date
    login: str
    role: str
    """As what they are asked about the first entry."""
    entries: tuple[QueueEntry, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class AskedRow:
    """One entry that somebody was asked about, and what came of it."""

    ask: int
    """Id of the message."""
    login: str
    at: dt.datetime
    expires_at: dt.datetime
    """Until when the link of its mail is good."""
    way: str
    """`mailed`, `on its way`, `not mailed`, or `no address`."""
    release: str
    key: str
    number: int | None
    title: str
    track: str
    freeze: str
    """What it is called."""
    rung: int
    role: str
    answer: str = ""
    """How it goes, as a word; `not-mine`; empty while nobody has answered."""
    reason: str = ""
    answered_by: str = ""
    answered_at: dt.datetime | None = None

    def days(self, at: dt.datetime) -> int:
        """Whole days until the answer, or waited so far."""
        return max(((self.answered_at or at) - self.at).days, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class MineRow:
    """An entry that whoever reads was asked about."""

    entry: QueueEntry
    items: tuple[int, ...]
    """Ids of the questions to them, before the freeze that is worked for."""
    asked_at: dt.datetime
    """When they were asked last."""
    is_open: bool
    """Whether nobody has answered since."""
    answer: str = ""
    """What they answered last, where that stands; how it goes, or `not-mine`."""
    status: str = ""
    """The board's word at that freeze."""

    @property
    def seen(self) -> int | None:
        """Id of the check-in that is shown; None for none."""
        check_in = self.entry.facts.check_in
        return check_in.id if check_in else None

    @property
    def named(self) -> dict[str, object]:
        """The entry as a form names it."""
        return {
            "release": self.entry.release,
            "item": self.entry.key,
            "track": self.entry.track,
            "seen": self.seen,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A message to somebody whom no mail reaches, for a lead to send."""

    login: str
    subject: str
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class SigAsking:
    """Everything that the page of a SIG's asking shows."""

    frame: Frame
    name: str
    ladder: Ladder
    """The one in force."""
    stands: LadderSaid | None
    """Who said it; None for the profile's, of which nobody said otherwise."""
    history: tuple[LadderSaid, ...]
    """The newest first."""
    planned: tuple[Planned, ...]
    """Who would be asked when, if nobody answered."""
    rows: tuple[AskedRow, ...]
    """Who was asked, the newest first."""
    releases: tuple[str, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    """Messages to those whom no mail reaches; only for who may send them."""

    @property
    def unanswered(self) -> int:
        """Entries about which somebody was asked that nobody has answered."""
        return len(
            {(one.release, one.key, one.track) for one in self.rows if not one.answer}
        )
