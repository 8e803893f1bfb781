"""Who does the work: logins as people type them, and the people of an entry.

Pure. An entry's people are those that somebody named for its release; where nobody did
they are the enhancement's. Logins are compared without regard to case, as GitHub does.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

OWNERS, REVIEWERS, APPROVERS = "owners", "reviewers", "approvers"
ROLES = (OWNERS, REVIEWERS, APPROVERS)
"""Who does what: fields of the record and kinds of decisions alike."""
CONTACT = "contact"
LABELS: Mapping[str, str] = {
    OWNERS: "Owner",
    REVIEWERS: "Reviewers",
    APPROVERS: "Approvers",
}
MOST = 30
"""People that one role may name; the longest real list has 27."""

# Of somebody, or of a team of an organization.
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[\w.-]{1,100}|\[bot\])?")
_BETWEEN = re.compile(r"[\s,;]+")


class Named(Protocol):
    """What somebody said of one role: a decision, or what shows one."""

    @property
    def value(self) -> str:
        """Logins with a blank between."""


class Recorded(Protocol):
    """A record, or a row that shows one."""

    @property
    def owners(self) -> Sequence[str]:
        """Logins without their @."""

    @property
    def reviewers(self) -> Sequence[str]:
        """Likewise."""

    @property
    def approvers(self) -> Sequence[str]:
        """Likewise."""


@dataclasses.dataclass(frozen=True, slots=True)
class People:
    """Whose work an entry is, as logins without their @."""

    owners: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    contact: str = dataclasses.field(default="", kw_only=True)
    """Who of the release team looks after it; empty for nobody."""
    named: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    """Of ROLES, what was said for the release alone; the rest is the enhancement's."""

    def of(self, role: str) -> tuple[str, ...]:
        """Those of one of ROLES."""
        found: tuple[str, ...] = getattr(self, role)
        return found


def of_entry(record: Recorded, decided: Mapping[str, Named]) -> People:
    """The people of an entry: by `decided` (kind of decision to what stands), else
    those of the record.
    """
    named = tuple(role for role in ROLES if role in decided)
    contact = decided.get(CONTACT)
    return People(
        *(
            logins(decided[role].value)
            if role in decided
            else tuple(getattr(record, role))
            for role in ROLES
        ),
        contact=contact.value if contact is not None else "",
        named=named,
    )


def logins(text: str) -> tuple[str, ...]:
    """People as somebody typed them: "@ann, Bob;carl" is ann, Bob, carl.

    Each once, whatever the case; nothing is checked.
    """
    return unique(one.lstrip("@") for one in _BETWEEN.split(text))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each login once, as it was written first; without empty ones."""
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def strange(names: Iterable[str]) -> tuple[str, ...]:
    """Those that can be nobody's login."""
    return tuple(one for one in names if LOGIN.fullmatch(one) is None)


def same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists name the same people, in any order."""
    return {name.lstrip("@").casefold() for name in one} == {
        name.lstrip("@").casefold() for name in other
    }


def changed(
    now: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> tuple[str, ...]:
    """The list with some people more and some fewer."""
    gone = {name.casefold() for name in remove}
    return unique([*(one for one in now if one.casefold() not in gone), *add])
