"""What somebody is about to decide, line by line, and steps that were made."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from typing import Any, Protocol

from enhancements.policy import decisions
from enhancements.policy.checks.outcome import Outcome
from enhancements.policy.decisions import CONTACT, NOTE, Place, Standing, Wish
from enhancements.queries.shapes.frame import Frame


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A change as a form or a program asks for it: nothing of it is known to be so."""

    item: str
    """Key of the enhancement."""
    kind: str
    value: str
    track: str = ""
    freeze: str = ""
    criterion: str = ""
    reason: str = ""
    seen: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as a form carries it."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A change that is asked for, beside what stands at its place now."""

    asked: Asked
    place: Place
    key: str
    title: str
    number: int | None
    sig: str
    """The SIG that owns the enhancement now; empty for none."""
    about: str
    """What of the entry it is about: "Code freeze", "Code freeze, check “Owner is
    named”", "Contact"."""
    stands: Standing | None
    verdict: str = ""
    """A word of `judge`, where it contradicts what is asked for; else empty."""
    missing: tuple[Outcome, ...] = ()
    """Of the checks, what is not met then."""
    why_not: str = ""
    """A sentence for who may not; empty for who may."""

    @property
    def wish(self) -> Wish:
        """The change as the action takes it."""
        one = self.asked
        return Wish(self.place, one.value, one.reason, one.seen)

    @property
    def label(self) -> str:
        """The entry as people call it: "#198", or its key, with its track."""
        name = self.key if self.number is None else f"#{self.number}"
        return f"{name} {self.place.track}".strip()

    @property
    def is_change(self) -> bool:
        """Whether it asks for anything else than what stands."""
        return decisions.changes(self.wish, self.stands)

    @property
    def is_clash(self) -> bool:
        """Whether somebody decided since who asks looked."""
        return decisions.clashes(self.wish, self.stands)

    @property
    def needs_reason(self) -> bool:
        """Whether it is against the checks, waives one or closes the entry, and does
        not say why.
        """
        kinds = (decisions.WAIVER, decisions.OUTCOME)
        is_asked = self.place.kind in kinds and bool(self.asked.value)
        return (bool(self.missing) or is_asked) and not self.asked.reason.strip()

    @property
    def is_long(self) -> bool:
        """Whether it is a text of which each reader may want to keep a part."""
        return self.place.kind == NOTE

    @property
    def old(self) -> str:
        """What stands, in words."""
        value = self.stands.value if self.stands else ""
        return self._words(value)

    @property
    def new(self) -> str:
        """What is asked for, in words."""
        return self._words(self.asked.value)

    def as_json(self) -> dict[str, Any]:
        """The same as a form carries it, with what its page shows standing."""
        shown = self.stands.id if self.stands else None
        return {**self.asked.as_json(), "shown": shown}

    def _words(self, value: str) -> str:
        said = decisions.in_words(self.place.kind, value)
        is_own = self.place.kind in (NOTE, CONTACT)
        return said if is_own else said[:1].upper() + said[1:]


class Reviewed(Protocol):
    """A change as a review shows it: of an entry, or of an enhancement."""

    @property
    def asked(self) -> Asked:
        """What is asked for."""

    @property
    def label(self) -> str:
        """What it is about, as people call it."""

    @property
    def about(self) -> str:
        """Which of its fields, in words."""

    @property
    def new(self) -> str:
        """What is asked for, in words."""

    @property
    def why_not(self) -> str:
        """A sentence for who may not; empty for who may."""

    @property
    def is_change(self) -> bool:
        """Whether it asks for anything else than what stands."""

    @property
    def is_clash(self) -> bool:
        """Whether somebody decided since who asks looked."""

    @property
    def needs_reason(self) -> bool:
        """Whether it has to say why, and does not."""

    def as_json(self) -> dict[str, Any]:
        """The same as a form carries it, with what its page shows standing."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPage:
    """Changes before they are made: what clashes, lacks a reason, or is left out."""

    frame: Frame
    release: str
    title: str
    lines: tuple[Reviewed, ...]
    """What would be done."""
    left_out: tuple[tuple[str, str], ...]
    """(what, why not) of what would not."""
    back: str
    """Address to go back to."""
    by: str
    """Who decides."""
    now: dt.datetime
    error: str = ""
    action: str = "apply-decisions"
    """Name of the address that makes the changes."""

    @property
    def wishes(self) -> str:
        """The lines as the form carries them, JSON.

        With each what the page shows standing: who then takes theirs or mine has seen
        it. Who chooses nothing has not.
        """
        return json.dumps([line.as_json() for line in self.lines])

    @property
    def clashing(self) -> tuple[tuple[int, Reviewed], ...]:
        """What somebody decided since, with its place in `lines`."""
        return tuple((n, one) for n, one in enumerate(self.lines) if one.is_clash)

    @property
    def open(self) -> tuple[tuple[int, Reviewed], ...]:
        """What only its reason is missing for."""
        return tuple(
            (n, one)
            for n, one in enumerate(self.lines)
            if one.needs_reason and not one.is_clash
        )

    @property
    def ready(self) -> tuple[tuple[int, Reviewed], ...]:
        """The others."""
        return tuple(
            (n, one)
            for n, one in enumerate(self.lines)
            if not one.needs_reason and not one.is_clash
        )


@dataclasses.dataclass(frozen=True, slots=True)
class StepShown:
    """A step that was just made or taken back, with the way back."""

    batch: uuid.UUID
    text: str
    """A sentence: "Tracked #198 for the code freeze."."""
    can_undo: bool
    """Whether all that it made still stands."""
    release: str
    is_undo: bool = False
    """Whether it took another one back; undoing it makes that one again."""
    is_correction: bool = False
    """Whether it corrected enhancements, whatever the release."""


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """Who looks after how many entries, now and after sharing them out evenly."""

    login: str
    """Empty for nobody."""
    now: int
    then: int
    in_team: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ContactsPage:
    """Contacts of a release, and what sharing evenly would change."""

    frame: Frame
    release: str
    shares: tuple[Share, ...]
    lines: tuple[Line, ...]
    total: int
    """Entries that are shared out: those that have not left the release."""
    back: str
    why_not: str
    """Why who looks cannot apply it; empty for who can."""

    @property
    def wishes(self) -> str:
        """The changes as the form carries them, JSON."""
        return json.dumps([line.asked.as_json() for line in self.lines])
