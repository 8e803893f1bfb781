"""What people decide about entries: places, wishes, and what is wrong with them.

Pure. A place holds one decision at a time. Whoever decides says what they saw standing
there; if something else stands by then, both are shown and nothing is overwritten.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import outcomes, people, sentences
from enhancements.policy.boards import (
    DEFERRED_STANDING,
    REMOVED_STANDING,
    TRACKED_STANDING,
)
from enhancements.policy.permissions import Deed

OPT_IN = "opt-in"
STANDING = "standing"
WAIVER = "waiver"
CONTACT = "contact"
NOTE = "note"
OUTCOME = "outcome"
OWNERS, REVIEWERS, APPROVERS = people.ROLES
CHECK_IN = "check-in"
PEOPLE = (OWNERS, REVIEWERS, APPROVERS)
"""Kinds that name who does the work of an entry, as logins with a blank between."""
ON_TRACK, AT_RISK, OFF_TRACK = "on-track", "at-risk", "off-track"
YES = "yes"
"""The value of what is only said or not said."""
LONGEST = 4000
"""Letters of a note or a reason."""
MOST = 2000
"""Places that one step may change."""

_STANDING_DEEDS = {
    TRACKED_STANDING: Deed.TRACK,
    DEFERRED_STANDING: Deed.DEFER,
    REMOVED_STANDING: Deed.REMOVE,
}
_DEEDS = {
    OPT_IN: Deed.OPT_IN,
    WAIVER: Deed.WAIVE,
    CONTACT: Deed.SET_CONTACT,
    NOTE: Deed.NOTE,
    OUTCOME: Deed.CLOSE_ENTRY,
    CHECK_IN: Deed.CHECK_IN,
    **dict.fromkeys(PEOPLE, Deed.ASSIGN),
}
KINDS = (STANDING, OPT_IN, WAIVER, CONTACT, NOTE, OUTCOME, *PEOPLE, CHECK_IN)
_ABOUT_FREEZES = frozenset({STANDING, WAIVER})


class DecisionRefused(ValueError):
    """What cannot be decided so, whoever asks; the text says what would do."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a decision is about: one thing of an entry. Ids are those of the rows."""

    release: int
    enhancement: int
    track: str
    """Empty for the main one."""
    kind: str
    """One of KINDS."""
    freeze: str = ""
    """Key of the deadline, for a standing and a waiver."""
    criterion: str = ""
    """Key of the criterion, for a waiver."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A decision that stands."""

    id: int
    place: Place
    value: str
    reason: str
    by: str
    since: dt.datetime
    batch: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a place to hold."""

    place: Place
    value: str
    """Empty takes back what stands."""
    reason: str = ""
    seen: int | None = None
    """Id of the decision that they saw standing; None for none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """A wish for a place that holds something else than who wishes has seen."""

    wish: Wish
    stands: Standing | None
    """None when nothing stands there any more."""


class Clashed(Exception):
    """Somebody decided in between, so nothing of the step was written."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} places hold something else by now")
        self.clashes = tuple(clashes)


def checked(wish: Wish) -> Wish:
    """The wish as it is kept: texts without blanks around them.

    Raises DecisionRefused.
    """
    value, reason = _text(wish.value), _text(wish.reason)
    place = wish.place
    if place.kind not in KINDS:
        raise DecisionRefused(
            gettext("Nothing of the kind “%(kind)s” is decided here.", kind=place.kind)
        )
    if (place.kind in _ABOUT_FREEZES) != bool(place.freeze):
        raise DecisionRefused(
            gettext("Say which freeze it is about, where it is about one.")
        )
    if (place.kind == WAIVER) != bool(place.criterion):
        raise DecisionRefused(gettext("Say which check is waived, where one is."))
    if place.kind in PEOPLE:
        value = " ".join(people.logins(value))
    if value:
        _check_value(place.kind, value, reason)
    if max(len(value), len(reason)) > LONGEST:
        raise DecisionRefused(
            gettext("Say it in at most %(most)s letters.", most=LONGEST)
        )
    return dataclasses.replace(wish, value=value, reason=reason)


def _check_value(kind: str, value: str, reason: str) -> None:
    """Raises DecisionRefused for what a place of that kind cannot hold."""
    if kind == STANDING and value not in _STANDING_DEEDS:
        raise DecisionRefused(gettext("An entry can be tracked, deferred or removed."))
    if kind == OUTCOME and value not in outcomes.SAID:
        raise DecisionRefused(gettext("An entry was shipped, removed or deferred."))
    if kind == OUTCOME and not reason:
        raise DecisionRefused(
            gettext("Say how you know; the reason is shown with the outcome.")
        )
    if kind in (OPT_IN, WAIVER) and value != YES:
        raise DecisionRefused(
            gettext("This is said with “%(value)s”, or taken back.", value=YES)
        )
    if kind == WAIVER and not reason:
        raise DecisionRefused(
            gettext("Say why the check is waived; the reason is shown.")
        )
    if kind == CONTACT and any(map(str.isspace, value)):
        raise DecisionRefused(gettext("A contact is one login of the release team."))
    if kind in PEOPLE:
        _check_people(value.split(" "))
    if kind == CHECK_IN and value not in _GOING:
        raise DecisionRefused(gettext("An entry is on track, at risk or off track."))
    if kind == CHECK_IN and value != ON_TRACK and not reason:
        raise DecisionRefused(gettext("Say what is in the way; the reason is shown."))


def _check_people(logins: Sequence[str]) -> None:
    """Raises DecisionRefused for who can be nobody."""
    if people.strange(logins):
        raise DecisionRefused(
            gettext("Name people by their GitHub logins, a blank between.")
        )
    if len(logins) > people.MOST:
        raise DecisionRefused(
            gettext("Name at most %(most)s people.", most=people.MOST)
        )


def _text(text: str) -> str:
    """Without blanks around it, and without what PostgreSQL takes in no text."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def changes(wish: Wish, stands: Standing | None) -> bool:
    """Whether a checked wish asks for anything else than what stands.

    The same value without a reason is the same.
    """
    if stands is None:
        return bool(wish.value)
    return wish.value != stands.value or wish.reason not in ("", stands.reason)


def clashes(wish: Wish, stands: Standing | None) -> bool:
    """Whether something else stands than who wishes has seen, and it matters."""
    standing = stands.id if stands is not None else None
    return changes(wish, stands) and wish.seen != standing


def deeds(kind: str, value: str, stands: str) -> tuple[Deed, ...]:
    """What one must be allowed to do to put this value where that one stands.

    Both values may be empty. Whoever ends a removal must be allowed to remove: a SIG
    that may defer does not lift the release team's word by that.
    """
    if kind != STANDING:
        return (_DEEDS[kind],)
    wanted = _STANDING_DEEDS.get(value) or _STANDING_DEEDS.get(stands, Deed.TRACK)
    if stands == REMOVED_STANDING and value != stands and wanted is not Deed.REMOVE:
        return (wanted, Deed.REMOVE)
    return (wanted,)


def contradicts(value: str, verdict: str) -> bool:
    """Whether a standing says more than the checks do: tracked, and they are not met.

    Without a verdict there is nothing to contradict.
    """
    return value == TRACKED_STANDING and verdict not in ("", "met")


_DONE: Mapping[tuple[str, str], str] = {
    (OPT_IN, YES): gettext_noop("opted in"),
    (STANDING, TRACKED_STANDING): gettext_noop("tracked"),
    (STANDING, DEFERRED_STANDING): gettext_noop("deferred"),
    (STANDING, REMOVED_STANDING): gettext_noop("removed"),
    (WAIVER, YES): gettext_noop("waived"),
    (OUTCOME, outcomes.Word.SHIPPED): gettext_noop("closed as shipped"),
    (OUTCOME, outcomes.Word.REMOVED): gettext_noop("closed as removed"),
    (OUTCOME, outcomes.Word.DEFERRED): gettext_noop("closed as deferred"),
}
_GOING = {
    ON_TRACK: gettext_noop("on track"),
    AT_RISK: gettext_noop("at risk"),
    OFF_TRACK: gettext_noop("off track"),
}
UNDECIDED = gettext_noop("undecided")
_NOTHING = {
    OPT_IN: gettext_noop("not opted in"),
    STANDING: UNDECIDED,
    WAIVER: gettext_noop("not waived"),
    CONTACT: gettext_noop("no contact"),
    NOTE: gettext_noop("no note"),
    OUTCOME: gettext_noop("not closed by hand"),
    OWNERS: gettext_noop("the enhancement's owners"),
    REVIEWERS: gettext_noop("the enhancement's reviewers"),
    APPROVERS: gettext_noop("the enhancement's approvers"),
    CHECK_IN: gettext_noop("nothing said"),
}


def in_words(kind: str, value: str) -> str:
    """A value as a word, or as what was written; of nothing what that means."""
    if not value:
        return gettext(_NOTHING[kind])
    if kind == CONTACT:
        return f"@{value}"
    if kind in PEOPLE:
        return sentences.people(value.split())
    known = _GOING.get(value) if kind == CHECK_IN else _DONE.get((kind, value))
    return gettext(known) if known else value
