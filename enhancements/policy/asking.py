"""Whether all is still true: who is asked about which entries, and when.

Pure. A ladder says how many days before the freeze that is worked for whom one asks.
Days are days of the calendar in UTC; nobody is asked on a Saturday or a Sunday, and the
next working day asks instead. The ladder that a lead can edit, with quiet weekends, is
Mozilla's (bugbot, `auto_nag`); one message for all that somebody is asked is
triagebot's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext

OWNERS, CONTACT, LEADS = "owners", "contact", "leads"
ROLES = (OWNERS, CONTACT, LEADS)
"""Whom a rung may ask: all of them may say how an entry goes (`permissions`)."""
LABELS: Mapping[str, str] = {
    OWNERS: gettext_noop("owners"),
    CONTACT: gettext_noop("contact"),
    LEADS: gettext_noop("SIG leads"),
}
MOST_RUNGS = 6
MOST_DAYS = 120
_SATURDAY = 5


class LadderRefused(ValueError):
    """A ladder that cannot be; the text says what would do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rung:
    """So many days before the freeze these are asked."""

    days: int
    whom: tuple[str, ...]
    """Of ROLES, in their order; at least one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ladder:
    """When whom one asks. Without a rung nobody is asked."""

    rungs: tuple[Rung, ...] = ()
    """The earliest, with the most days, first; no two with as many days."""
    holds: int = 14
    """Days for which an answer holds where all checks are met."""
    holds_unmet: int = 5
    """Days for which it holds where they are not."""

    def rung(self, left: int) -> Rung | None:
        """The rung that is reached so many days before the freeze: the latest."""
        reached = [one for one in self.rungs if one.days >= left >= 0]
        return reached[-1] if reached else None


USUAL = Ladder(
    (
        Rung(21, (OWNERS,)),
        Rung(10, (OWNERS,)),
        Rung(5, (OWNERS, CONTACT)),
        Rung(2, (OWNERS, CONTACT, LEADS)),
    )
)
"""The ladder of a profile that has none of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An entry, as far as asking about it goes."""

    release: str
    enhancement: int
    track: str
    sig: str
    """The SIG that owns it; empty for none."""
    freeze: str
    """Key of the freeze that is worked for."""
    ends_on: dt.date
    """The day, in UTC, on which that freeze ends."""
    is_over: bool = False
    """Nothing more is to be said of it: tracked at that freeze, left, or closed."""
    is_met: bool = False
    """Whether all checks of that freeze are met."""
    owners: tuple[str, ...] = ()
    contact: str = ""
    leads: tuple[str, ...] = ()
    answered_on: dt.date | None = None
    """The day on which somebody last said how it goes."""
    asked: frozenset[int] = frozenset()
    """Days of the rungs on which somebody was asked before that freeze."""

    @property
    def place(self) -> tuple[str, int, str]:
        """Which entry it is."""
        return (self.release, self.enhancement, self.track)

    def people(self, rung: Rung) -> tuple[tuple[str, str], ...]:
        """(login, role) of whom a rung asks, each once; without an owner the leads,
        who can name one.
        """
        by_role = {
            OWNERS: self.owners,
            CONTACT: (self.contact,) if self.contact else (),
            LEADS: self.leads,
        }
        roles = rung.whom
        if OWNERS in roles and not self.owners:
            roles = (*roles, LEADS)
        found: dict[str, tuple[str, str]] = {}
        for role in roles:
            for login in by_role[role]:
                found.setdefault(login.casefold(), (login, role))
        return tuple(found.values())


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One entry that somebody is asked about."""

    entry: Entry
    rung: int
    """Days of the rung."""
    role: str
    """As what they are asked; of ROLES."""


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """All that one person is asked on one day."""

    login: str
    lines: tuple[Line, ...]
    """At least one; the freeze that ends first stands first."""


Ladders = Callable[[str], Ladder]
"""The ladder of a SIG of that name."""


def is_quiet(day: dt.date) -> bool:
    """Whether nobody is asked on that day."""
    return day.weekday() >= _SATURDAY


def due(
    day: dt.date,
    entries: Iterable[Entry],
    ladder: Ladders,
    *,
    told: Collection[str] = (),
) -> tuple[Message, ...]:
    """The messages of a day, one a person, sorted by login; none on a weekend.

    `told` are the logins, in lower case, that had their message of the day: what they
    would be asked besides waits until the next working day, so that nobody gets two.
    """
    if is_quiet(day):
        return ()
    lines: dict[str, list[Line]] = {}
    names: dict[str, str] = {}
    for entry in entries:
        rung = _due_rung(day, entry, ladder(entry.sig))
        people = entry.people(rung) if rung else ()
        if rung is None or any(login.casefold() in told for login, _ in people):
            continue
        for login, role in people:
            names.setdefault(login.casefold(), login)
            line = Line(entry, rung.days, role)
            lines.setdefault(login.casefold(), []).append(line)
    return tuple(
        Message(names[key], tuple(sorted(found, key=_urgency)))
        for key, found in sorted(lines.items())
    )


def preview(
    day: dt.date,
    entries: Sequence[Entry],
    ladder: Ladders,
    *,
    told: Collection[str] = (),
) -> tuple[tuple[dt.date, Message], ...]:
    """Who would be asked when, from that day on, if nobody answered."""
    last = max((one.ends_on for one in entries), default=day)
    left = list(entries)
    found = []
    while day <= last:
        messages = due(day, left, ladder, told=told)
        found += [(day, one) for one in messages]
        asked = {line.entry.place: line.rung for one in messages for line in one.lines}
        left = [_after(one, asked) for one in left]
        told = ()
        day += dt.timedelta(days=1)
    return tuple(found)


def _after(entry: Entry, asked: Mapping[tuple[str, int, str], int]) -> Entry:
    rung = asked.get(entry.place)
    if rung is None:
        return entry
    return dataclasses.replace(entry, asked=entry.asked | {rung})


def _due_rung(day: dt.date, entry: Entry, ladder: Ladder) -> Rung | None:
    if entry.is_over:
        return None
    rung = ladder.rung((entry.ends_on - day).days)
    if rung is None or rung.days in entry.asked or _holds(day, entry, ladder):
        return None
    return rung


def _holds(day: dt.date, entry: Entry, ladder: Ladder) -> bool:
    """Whether what somebody said of it is not old yet."""
    if entry.answered_on is None:
        return False
    limit = ladder.holds if entry.is_met else ladder.holds_unmet
    return (day - entry.answered_on).days < limit


def _urgency(line: Line) -> tuple[object, ...]:
    return (line.entry.ends_on, line.entry.place)


# --- A ladder as it is kept and typed -------------------------------------------------


def _nobody(days: int) -> str:
    """That a rung says whom to ask wrongly, or not at all."""
    known = ", ".join(gettext(label) for label in LABELS.values())
    return gettext(
        "Say whom to ask %(days)s days before a freeze: %(known)s.",
        days=days,
        known=known,
    )


def ladder_of(
    rungs: Iterable[tuple[int, Iterable[str]]], *, holds: int, holds_unmet: int
) -> Ladder:
    """A ladder of what somebody wrote. Raises LadderRefused."""
    found: dict[int, Rung] = {}
    for days, given in rungs:
        whom = frozenset(given)
        if not 0 <= days <= MOST_DAYS:
            message = gettext(
                "Ask between 0 and %(most)s days before a freeze.", most=MOST_DAYS
            )
            raise LadderRefused(message)
        if not whom or not whom <= set(ROLES):
            raise LadderRefused(_nobody(days))
        if days in found:
            message = gettext("Two rungs have %(days)s days; make them one.", days=days)
            raise LadderRefused(message)
        found[days] = Rung(days, tuple(one for one in ROLES if one in whom))
    if len(found) > MOST_RUNGS:
        message = gettext("A ladder has at most %(most)s rungs.", most=MOST_RUNGS)
        raise LadderRefused(message)
    if not (0 < holds <= MOST_DAYS and 0 < holds_unmet <= MOST_DAYS):
        message = gettext(
            "An answer holds for at least 1 day and at most %(most)s.", most=MOST_DAYS
        )
        raise LadderRefused(message)
    ordered = tuple(found[days] for days in sorted(found, reverse=True))
    return Ladder(ordered, holds, holds_unmet)


def as_data(ladder: Ladder) -> dict[str, Any]:
    """A ladder as it is kept."""
    return {
        "rungs": [{"days": one.days, "whom": list(one.whom)} for one in ladder.rungs],
        "holds": ladder.holds,
        "holds_unmet": ladder.holds_unmet,
    }


def of_data(data: Mapping[str, Any]) -> Ladder:
    """What `as_data` made."""
    return ladder_of(
        [(one["days"], one["whom"]) for one in data["rungs"]],
        holds=data["holds"],
        holds_unmet=data["holds_unmet"],
    )


def in_words(rung: Rung) -> str:
    """A rung in a sentence: "5 days before: owners and contact"."""
    *before, last = [gettext(LABELS[one]) for one in rung.whom]
    listed = last
    if before:
        some = ", ".join(before)
        listed = gettext("%(some)s and %(last)s", some=some, last=last)
    if rung.days == 0:
        return gettext("on the day: %(whom)s", whom=listed)
    return ngettext(
        "%(days)s day before: %(whom)s",
        "%(days)s days before: %(whom)s",
        rung.days,
        days=rung.days,
        whom=listed,
    )
