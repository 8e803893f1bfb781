"""Who does the work of an enhancement and of an entry, as pages show and change it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from enhancements.languages import gettext
from enhancements.policy import corrections
from enhancements.policy.corrections import Stands, Third
from enhancements.queries.shapes.deciding import Asked
from enhancements.queries.shapes.frame import Frame


@dataclasses.dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that holds at the moment shown."""

    field: str
    label: str
    value: tuple[str, ...]
    by: str
    since: dt.datetime
    reason: str
    source: tuple[str, ...] | None
    """What the source says now; None for nothing."""
    third: Third | None
    """What it said and says, where that is a third thing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mend:
    """What would make a source say what was corrected."""

    sentence: str
    lines: tuple[str, ...] = ()
    """Commands, to be written on lines of their own."""
    diff: str = ""
    """A change of a file, as `git apply` takes it."""
    path: str = ""
    url: str = ""
    """Where to do it: the issue, or the page to edit the file."""
    is_new: bool = False
    """Whether there is no such file yet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Correcting:
    """A correction that is asked for, beside what stands now."""

    asked: Asked
    """`kind` is the field, `value` logins with a blank between."""
    seen: tuple[str, ...]
    """Whom who asks saw standing."""
    is_back: bool
    """Whether what was said by hand is to be withdrawn."""
    enhancement: int
    key: str
    title: str
    number: int | None
    sig: str
    """The SIG that owns it now; empty for none."""
    holds: Stands
    why_not: str = ""
    """A sentence for who may not; empty for who may."""
    missing: tuple[Any, ...] = ()
    """Corrections have no checks against them."""

    @property
    def wish(self) -> corrections.Wish:
        """The correction as the action takes it."""
        value = None if self.is_back else tuple(self.asked.value.split())
        return corrections.Wish(
            self.enhancement, self.asked.kind, value, self.seen, self.asked.reason
        )

    @property
    def then(self) -> tuple[str, ...]:
        """What stands once it was made."""
        return self.holds.source or () if self.is_back else self.wish.value or ()

    @property
    def label(self) -> str:
        """The enhancement as people call it: "#198", or its key."""
        return self.key if self.number is None else f"#{self.number}"

    @property
    def about(self) -> str:
        """What of it is corrected."""
        return corrections.label(self.asked.kind)

    @property
    def stands(self) -> Stands | None:
        """Who said what stands; None where no person did."""
        return self.holds if self.holds.correction is not None else None

    @property
    def is_change(self) -> bool:
        """Whether it asks for anything else than what stands."""
        return corrections.changes(self.wish, self.holds)

    @property
    def is_clash(self) -> bool:
        """Whether something else stands than who asks saw."""
        return corrections.clashes(self.wish, self.holds)

    @property
    def needs_reason(self) -> bool:
        """A correction may go without saying why."""
        return False

    @property
    def is_long(self) -> bool:
        """Whether it is a text of which each reader may want to keep a part."""
        return False

    @property
    def old(self) -> str:
        """Who stands, in words."""
        return corrections.in_words(self.asked.kind, self.holds.value)

    @property
    def new(self) -> str:
        """Who is asked for, in words."""
        if not self.is_back:
            return corrections.in_words(self.asked.kind, self.asked.value.split())
        said = corrections.in_words(self.asked.kind, self.holds.source)
        return gettext("What its source says: %(said)s", said=said)

    def as_json(self) -> dict[str, Any]:
        """The same as a form carries it, with what its page shows standing."""
        return {
            **self.asked.as_json(),
            "back": self.is_back,
            "seen": " ".join(self.seen),
            "shown": " ".join(self.holds.value),
        }


def in_words(names: Iterable[str] | None, field: str = "") -> str:
    """People as they are shown, or SIGs in a field of SIGs; nobody for none."""
    return corrections.in_words(field, names)


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What somebody named for one release."""

    id: int
    value: tuple[str, ...]
    by: str
    since: dt.datetime
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class RoleForm:
    """Who has one role, who says so, and what would change it."""

    role: str
    """One of `policy.corrections.FIELDS`."""
    label: str
    record: tuple[str, ...]
    """Who the enhancement's record names now."""
    source: str
    """Which source says so; empty for none."""
    evidence: str | None
    """Address of where it says so."""
    corrected: Corrected | None
    said: Said | None
    """Who was named for the release alone."""
    mend: Mend | None = None
    """What would make the source say what stands; None where it says so."""

    @property
    def is_sigs(self) -> bool:
        """Whether it names SIGs, and no people."""
        return self.role in corrections.SIGS

    @property
    def is_one(self) -> bool:
        """Whether it names one SIG and no more."""
        return self.role == corrections.SIG

    @property
    def stands(self) -> tuple[str, ...]:
        """Who does it in the release."""
        return self.said.value if self.said else self.record


@dataclasses.dataclass(frozen=True, slots=True)
class PeopleOf:
    """Everything that the page of an enhancement's people shows."""

    frame: Frame
    key: str
    number: int | None
    title: str
    sig: str | None
    release: str
    """The release whose entry is meant; empty without any."""
    has_entry: bool
    """Whether it has an entry there, so that others can be named for it alone."""
    track: str
    roles: tuple[RoleForm, ...]
    role: str
    """The field that was asked for; empty for all roles."""
    why_not: str
    """Why who looks may not change it; empty for who may."""
    back: str
    """Address to go back to."""
    every_sig: tuple[str, ...] = ()
    """Bare names of the project's SIGs, where the SIGs are to be changed."""
    tracks: tuple[str, ...] = ()
    """Of all its entries there."""

    @property
    def name(self) -> str:
        """The enhancement as people call it."""
        return self.key if self.number is None else f"#{self.number}"

    @property
    def shown(self) -> tuple[RoleForm, ...]:
        """The roles asked for."""
        found = tuple(one for one in self.roles if one.role == self.role)
        return found or self.roles


@dataclasses.dataclass(frozen=True, slots=True)
class BulkRow:
    """An entry whose people may be changed with others'."""

    key: str
    number: int | None
    title: str
    sig: str | None
    track: str
    people: tuple[tuple[str, tuple[str, ...]], ...]
    """(label, logins) of each role."""
    named: tuple[str, ...]
    why_not: str


@dataclasses.dataclass(frozen=True, slots=True)
class BulkPage:
    """Entries of a release, to change the people of several at once."""

    frame: Frame
    release: str
    sig: str
    """The SIG whose entries they are; empty for all."""
    sigs: tuple[str, ...]
    rows: tuple[BulkRow, ...]
    why_not: str
    """Why who looks may change none of them; empty for who may some."""
