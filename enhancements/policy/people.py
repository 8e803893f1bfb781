"""Who does the work: logins as people type them, and the people of an entry.

Pure. An entry's people are those that somebody named for its release; where nobody did
they are the enhancement's. Logins are compared without regard to case, as GitHub does.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

from enhancements.languages import gettext_noop

OWNERS, REVIEWERS, APPROVERS = "owners", "reviewers", "approvers"
ROLES = (OWNERS, REVIEWERS, APPROVERS)
"""Who does what: fields of the record and kinds of decisions alike."""
CONTACT = "contact"
LABELS: Mapping[str, str] = {
    OWNERS: gettext_noop("Owner"),
    REVIEWERS: gettext_noop("Reviewers"),
    APPROVERS: gettext_noop("Approvers"),
}
MOST = 30
"""People that one role may name; the longest real list has 27."""

# Of somebody, or of a team of an organization.
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[\w.-]{1,100}|\[bot\])?")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclasses.dataclass(frozen=True, slots=True)
class People:
    """Whose work an entry is, as logins without their @."""

    owners: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    named: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    """Of ROLES, what was said for the release alone; the rest is the enhancement's."""

    def of(self, role: str) -> tuple[str, ...]:
        """Those of one of ROLES."""
        found: tuple[str, ...] = getattr(self, role)
        return found


def of_entry(recorded: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> People:
    """The people of an entry: those `said` for its release (role to logins as typed),
    else those of the enhancement, `recorded` by role.
    """
    return People(
        *(
            logins(said[role]) if role in said else tuple(recorded[role])
            for role in ROLES
        ),
        named=tuple(role for role in ROLES if role in said),
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
