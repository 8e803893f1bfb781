"""What can be searched for: the one table behind reading, help and suggestions."""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections.abc import Mapping

from enhancements.languages import gettext_noop

NONE = "none"
"""Value of a field that may be empty: those without one."""
ME = "me"
"""Value of fields of people: whoever asks."""


class Kind(enum.Enum):
    """How the values of a field are read."""

    SIG = "SIG"
    STAGE = "stage"
    STATUS = "status"
    RELEASE = "release"
    PERSON = "person"
    NUMBER = "number"
    MOMENT = "date"
    CHOICE = "choice"
    TEXT = "text"
    VIEW = "saved view"


class Of(enum.Enum):
    """What a field speaks of."""

    ENHANCEMENT = "enhancement"
    ENTRY = "entry"
    """What one entry says: several of these have to hold for the same entry."""
    EITHER = "either"
    """Of the entry beside other fields of entries, else of the enhancement."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of the language."""

    name: str
    kind: Kind
    of: Of
    meaning: str
    """What it asks, as half a sentence in lower case."""
    example: str
    """A value as one would type it."""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Of a choice: each value and what it means."""
    may_be_none: bool = False
    aliases: tuple[str, ...] = ()


_HAS = {
    "document": gettext_noop("a merged document"),
    "issue": gettext_noop("a tracking issue"),
    "proposal": gettext_noop(
        "an open pull request that proposes or changes its document"
    ),
    "pull": gettext_noop("a pull request of its own, in any repository"),
    "open-pull": gettext_noop("a pull request that is still open"),
    "docs-pr": gettext_noop("a pull request for the documentation"),
    "owner": gettext_noop("somebody who owns it"),
    "reviewer": gettext_noop("somebody who reviews it"),
    "approver": gettext_noop("somebody who approves it"),
    "gate": gettext_noop("a feature gate"),
    "problem": gettext_noop("something that could not be read"),
    "drift": gettext_noop("sources that disagree"),
    "concern": gettext_noop("a concern that is not resolved"),
    "correction": gettext_noop("a fact corrected by a person"),
}
_IS = {
    "planned": gettext_noop("a source promises it for the release"),
    "committed": gettext_noop("it was promised when the release was frozen"),
    "late": gettext_noop("it was promised after the freeze"),
    "slipped": gettext_noop("it was promised, and moved to a later release"),
    "tracked": gettext_noop("the release team tracks it"),
    "met": gettext_noop("every check of the freeze is met"),
    "at-risk": gettext_noop("a check of the freeze fails"),
    "unknown": gettext_noop("a check of the freeze cannot be told"),
    "excepted": gettext_noop("it has more time by an exception"),
    "exception": gettext_noop("an exception is asked for, runs, or has run out"),
    "deferred": gettext_noop("it was moved to a later release"),
    "removed": gettext_noop("it was taken out of the release"),
    "out": gettext_noop("it left the release at an earlier freeze"),
    "hopeful": gettext_noop("its owner says on track, the checks say at risk"),
    "worried": gettext_noop("its owner says at risk or off track"),
    "contrary": gettext_noop("it is tracked although a check fails"),
}
_KINDS = {
    "new": gettext_noop("it enters its first stage"),
    "graduation": gettext_noop("it goes on to a further stage"),
    "same-stage": gettext_noop("it is worked on within its stage"),
    "deprecation": gettext_noop("it is on its way out"),
}


EVERY = (
    Field(
        "sig",
        Kind.SIG,
        Of.ENHANCEMENT,
        gettext_noop("the SIG that owns it"),
        "network",
        may_be_none=True,
    ),
    Field(
        "participating-sig",
        Kind.SIG,
        Of.ENHANCEMENT,
        gettext_noop("a SIG that takes part"),
        "storage",
    ),
    Field(
        "release",
        Kind.RELEASE,
        Of.ENTRY,
        gettext_noop("a release it is planned for"),
        "current",
    ),
    Field(
        "stage",
        Kind.STAGE,
        Of.EITHER,
        gettext_noop("the stage it has; with a release, the stage planned there"),
        "beta",
        may_be_none=True,
    ),
    Field(
        "is",
        Kind.CHOICE,
        Of.ENTRY,
        gettext_noop("how it stands in a release"),
        "at-risk",
        _IS,
    ),
    Field(
        "kind",
        Kind.CHOICE,
        Of.ENTRY,
        gettext_noop("what sort of work a release gets"),
        "new",
        _KINDS,
    ),
    Field(
        "contact",
        Kind.PERSON,
        Of.ENTRY,
        gettext_noop("the release team's contact"),
        "me",
        may_be_none=True,
    ),
    Field(
        "status",
        Kind.STATUS,
        Of.ENHANCEMENT,
        gettext_noop("the state of the proposal itself"),
        "implementable",
        may_be_none=True,
    ),
    Field(
        "has", Kind.CHOICE, Of.ENHANCEMENT, gettext_noop("what it has"), "docs-pr", _HAS
    ),
    Field(
        "owner",
        Kind.PERSON,
        Of.ENHANCEMENT,
        gettext_noop("who is responsible"),
        "me",
        may_be_none=True,
    ),
    Field(
        "author",
        Kind.PERSON,
        Of.ENHANCEMENT,
        gettext_noop("who wrote the document"),
        "alice",
        may_be_none=True,
    ),
    Field(
        "reviewer",
        Kind.PERSON,
        Of.ENHANCEMENT,
        gettext_noop("who reviews it"),
        "me",
        may_be_none=True,
    ),
    Field(
        "approver",
        Kind.PERSON,
        Of.ENHANCEMENT,
        gettext_noop("who approves it"),
        "me",
        may_be_none=True,
    ),
    Field(
        "involves",
        Kind.PERSON,
        Of.ENHANCEMENT,
        gettext_noop("who has any part in it"),
        "me",
    ),
    Field(
        "waiting-on",
        Kind.PERSON,
        Of.ENTRY,
        gettext_noop("on whose next step it waits"),
        "me",
    ),
    Field(
        "updated",
        Kind.MOMENT,
        Of.ENHANCEMENT,
        gettext_noop("when anything about it last changed"),
        "<14d",
    ),
    Field(
        "created",
        Kind.MOMENT,
        Of.ENHANCEMENT,
        gettext_noop("since when it is known"),
        ">=2026-01-01",
    ),
    Field(
        "number", Kind.NUMBER, Of.ENHANCEMENT, gettext_noop("its number"), "100..200"
    ),
    Field(
        "title",
        Kind.TEXT,
        Of.ENHANCEMENT,
        gettext_noop("words of its title"),
        "migration",
    ),
    Field(
        "gate",
        Kind.TEXT,
        Of.ENHANCEMENT,
        gettext_noop("the name of its feature gate, or a part"),
        "GPU",
        may_be_none=True,
    ),
    Field(
        "saved",
        Kind.VIEW,
        Of.ENHANCEMENT,
        gettext_noop("what a saved view finds, by its number or its name"),
        "7",
    ),
)
"""Every field, in the order in which it is offered."""

_BY_NAME = {name: one for one in EVERY for name in (one.name, *one.aliases)}


def of(name: str) -> Field | None:
    """The field of that name or alias, in any case."""
    return _BY_NAME.get(name.casefold())


def nearest(name: str) -> str:
    """The name that was probably meant; empty when none is alike."""
    found = difflib.get_close_matches(name.casefold(), _BY_NAME, n=1, cutoff=0.6)
    return found[0] if found else ""
