"""Owners who are gone or silent, told from what is known of them. Pure.

Gone is who has no account any more, and who left every list of people that the project
keeps (OWNERS, OWNERS_ALIASES, sigs.yaml, its teams) and has not been seen since. Silent
is who was not seen on the enhancement for as long as the profile says, while it is
planned for a release in work: nobody is silent about what was given to them yesterday.

GitHub gives the account `ghost` whatever belonged to accounts that were deleted, and
`mannequin` is its word for people of imported repositories who have no account
(https://docs.github.com/en/account-and-profile, "Deleting your personal account").
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext, gettext_noop

GONE, SILENT = "gone", "silent"
LABELS = {GONE: gettext_noop("Gone"), SILENT: gettext_noop("Silent")}
"""Words as people read them."""
_GHOST = "ghost"
_NOBODYS = frozenset({"mannequin"})


@dataclasses.dataclass(frozen=True, slots=True)
class Sight:
    """Somebody was seen: they did something about an enhancement."""

    at: dt.datetime
    what: str
    """In words that follow "last seen": "with a comment on #12"."""
    url: str = ""
    """Where that can be looked at; empty for what is done here."""


@dataclasses.dataclass(frozen=True, slots=True)
class Left:
    """Since when somebody is in none of the project's lists, and the one of last."""

    at: dt.datetime
    what: str
    """The list in words: "OWNERS_ALIASES"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known of an owner of one enhancement."""

    login: str
    """Without its @."""
    kind: str = ""
    """What GitHub says they are, a `Person.Kind`; empty where it never told of them."""
    called: str = ""
    """What they are called now, where that is something else."""
    last: Sight | None = None
    left: Left | None = None
    """None for who is in some list, or never was in any."""


@dataclasses.dataclass(frozen=True, slots=True)
class Absent:
    """An owner who is gone or silent, and how that is known."""

    login: str
    word: str
    """GONE or SILENT."""
    why: str
    """In a sentence."""
    since: dt.datetime
    """When they were seen last or left; else from when they were waited for."""
    last: Sight | None = None
    called: str = ""

    @property
    def label(self) -> str:
        """The word as people read it."""
        return gettext(LABELS[self.word])

    def days(self, at: dt.datetime) -> int:
        """For how many whole days they are missed at a moment."""
        return max((at - self.since).days, 0)


def judge(
    known: Known, *, asked_since: dt.datetime | None, at: dt.datetime, days: int
) -> Absent | None:
    """Whether somebody is gone or silent at a moment; None for who is there.

    `asked_since` is from when the work is waited for, None while it is not: then nobody
    is silent. `days` of silence are the profile's, 0 where it has no such rule. A team
    is never absent: who is in it is not known here.
    """
    if "/" in known.login:
        return None
    gone = _gone(known, at)
    if gone is not None:
        return gone
    if asked_since is None or not days:
        return None
    since = max(asked_since, known.last.at) if known.last else asked_since
    missed = (at - since).days
    if missed < days:
        return None
    why = gettext("Not seen on it for %(days)s days.", days=missed)
    if known.last is None:
        why = gettext("Never seen on it, and waited for %(days)s days.", days=missed)
    return Absent(known.login, SILENT, why, since, known.last, known.called)


def _gone(known: Known, at: dt.datetime) -> Absent | None:
    last = known.last
    if known.login.casefold() == _GHOST or known.kind in _NOBODYS:
        since = last.at if last else at
        return Absent(
            known.login, GONE, gettext("The account is no more."), since, last
        )
    left = known.left
    if left is None or (last is not None and last.at > left.at):
        return None
    why = gettext("No longer in %(list)s, and not seen since.", list=left.what)
    return Absent(known.login, GONE, why, left.at, last, known.called)
