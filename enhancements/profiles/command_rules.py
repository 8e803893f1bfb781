"""The part of a profile about slash commands: which hold, who may, who acts."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Collection

from enhancements.profiles.globs import compile_globs

OFF, READ, DRY_RUN, ACT = "off", "read", "dry-run", "act"
MODES = (OFF, READ, DRY_RUN, ACT)
"""`off`: comments are not looked at. `read`: another bot acts, commands are shown.
`dry-run`: what would be done is written down and nothing is done. `act`: it is done."""
LABEL_FAMILIES = (
    "area",
    "committee",
    "kind",
    "language",
    "priority",
    "sig",
    "triage",
    "wg",
)
"""Families that Prow's label plugin knows: `/sig x` sets `sig/x`."""
FIXED = ("stage", "lifecycle")
"""Commands for one label of a family whose names are fixed."""
OTHERS = ("label", "milestone", "assign", "hold", "lgtm", "approve", "close", "reopen")
RAISE, RESOLVE = "concern", "resolve-concern"
CONCERNS = (RAISE, RESOLVE)
"""Commands about concerns with a name, which the tracker alone knows."""
VERBS = (*LABEL_FAMILIES, *FIXED, *OTHERS, *CONCERNS)
"""Every command that the grammar knows, by the word typed without remove- and un-."""
ANYONE = "anyone"
ROLES = (ANYONE, "members", "collaborators", "author", "approvers")
"""Who may, beside `team NAME`: members of the organisation, collaborators of the
repository, the author of the issue, approvers by OWNERS."""
TEAM = "team "


@dataclasses.dataclass(frozen=True, slots=True)
class Deaf:
    """A command that people type although nothing listens to it."""

    verb: str
    values: tuple[str, ...]
    """Words that must follow; empty when whatever follows."""
    meaning: str
    """What to do instead, as the profile's guide says it."""

    def hears(self, verb: str, values: Collection[str]) -> bool:
        """Whether it is the command so typed; the case of letters does not matter."""
        words = tuple(value.casefold() for value in values)
        return verb.casefold() == self.verb and self.values in ((), words)


@dataclasses.dataclass(frozen=True, slots=True)
class CommandRules:
    """Which commands hold, which labels they may set, and for whom."""

    mode: str = OFF
    verbs: tuple[str, ...] = ()
    """Words of VERBS that hold."""
    exclusive: tuple[str, ...] = ()
    """Families of which an issue has one label: adding one takes the others off."""
    values: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """The names that a command of FIXED takes."""
    same: dict[str, str] = dataclasses.field(default_factory=dict)
    """Labels as people type them, in lower case, to the label that is meant."""
    sets: dict[str, str] = dataclasses.field(default_factory=dict)
    """The label that `hold`, `lgtm` or `approve` sets."""
    labels: tuple[str, ...] = ()
    """Labels, or families, that anyone may set with `/label`."""
    who: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """Command, label or family of labels to those who may, of ROLES or `team NAME`."""
    not_own: tuple[str, ...] = ()
    """Commands that nobody may use on their own pull request."""
    pulls_only: tuple[str, ...] = ()
    """Commands that mean something on pull requests alone."""
    issues_only: tuple[str, ...] = ()
    """Labels that only issues may have."""
    skip_code: bool = False
    """Whether commands inside code blocks are passed over; Prow does not."""
    deaf: tuple[Deaf, ...] = ()

    def deaf_meaning(self, verb: str, values: Collection[str]) -> str | None:
        """What to do instead of a command that nobody hears; None for others."""
        for deaf in self.deaf:
            if deaf.hears(verb, values):
                return deaf.meaning
        return None

    def allowed(self, verb: str, label: str = "") -> tuple[str, ...]:
        """Who may use a command, or change this label by it."""
        name = label.casefold()
        family = f"{name.partition('/')[0]}/*"
        for key in (name, family) if name else ():
            if key in self.who:
                return self.who[key]
        return self.who.get(verb, (ANYONE,))

    def may(self, roles: Collection[str], verb: str, label: str = "") -> bool:
        """Whether somebody with these roles may; `team NAME` is a role."""
        allowed = self.allowed(verb, label)
        if ANYONE in allowed:
            return True
        pattern = _roles(allowed)
        return any(pattern.fullmatch(role.casefold()) is not None for role in roles)

    def is_for_label_command(self, label: str) -> bool:
        """Whether `/label` may set it: it is listed, or reserved for somebody."""
        name = label.casefold()
        return name in self.who or _roles(self.labels).fullmatch(name) is not None

    def label_commands(self) -> tuple[str, ...]:
        """The labels that `/label` takes, in order."""
        reserved = (key for key in self.who if key not in VERBS)
        return tuple(dict.fromkeys((*self.labels, *reserved)))


@functools.lru_cache(maxsize=256)
def _roles(names: tuple[str, ...]) -> re.Pattern[str]:
    return compile_globs(tuple(name.casefold() for name in names))
