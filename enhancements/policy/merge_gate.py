"""Whether a pull request may merge into a release: yes or no, and why.

Pure. A pull request merges for the enhancement that it is attributed to, by the fixed
rules of `documents.pulls`, and for how that one stands in the release. What is missing
never says yes: such an answer is not sure, and nothing is done because of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Sequence

from enhancements.documents.pulls import Attribution
from enhancements.languages import gettext
from enhancements.policy.boards import LEFT, Status
from enhancements.policy.sentences import listed
from enhancements.profiles.merge_rules import MergeRules

PERSON, PULL, ISSUE = "person", "pull", "issue"
"""Who says that a pull request belongs to an enhancement."""


class Reason(enum.StrEnum):
    """Why the answer is what it is, in a word."""

    STANDS = "stands"
    """Yes: all its enhancements stand so that it may merge."""
    UNREAD = "unread"
    """Something that decides has not been read, or not whole."""
    UNKNOWN = "unknown"
    """No such pull request is known."""
    GONE = "gone"
    ISSUE = "issue"
    """It is an issue."""
    BRANCH = "branch"
    """It goes into a branch that the release is not built from."""
    NOTHING = "nothing"
    """It names no enhancement."""
    PASSING = "passing"
    """It names one in passing only."""
    NO_ENHANCEMENT = "no-enhancement"
    """What it names is no enhancement."""
    ELSEWHERE = "elsewhere"
    """Its enhancement is not in the release."""
    STANDING = "standing"
    """Its enhancement does not stand so that it may merge."""
    NO_RULE = "no-rule"
    """The project's profile lets nothing merge by how it stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A pull request by its name, and as far as it is known."""

    name: str
    """`owner/name#12`."""
    is_read: bool = False
    """Whether its repository is read for the project, whole and without an error."""
    unread: str = ""
    """Why not, in a sentence."""
    kind: str = ""
    """`pull` or `issue`; empty for one that is not known."""
    is_gone: bool = False
    is_owed: bool = False
    """Whether it has news that were not worked off yet."""
    branch: str = ""
    """The one it goes into; empty when nobody told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How an enhancement stands in the release, at the freeze that matters now."""

    word: str
    """A `boards.Status`, or a word of `merge_rules.WORDS` beside them."""
    text: str
    """The word as people read it."""
    freeze: str
    """The freeze, in the project's words."""
    verdict: str = ""
    """What the checks came to; empty without a verdict."""
    by: str = ""
    """Who decided so; empty when the checks say so."""
    since: dt.datetime | None = None
    has_left: bool = False
    """Whether it left the release, at this freeze or an earlier one."""
    lets: bool = False
    """Whether the profile lets it merge."""


@dataclasses.dataclass(frozen=True, slots=True)
class Belongs:
    """An enhancement that a pull request belongs to."""

    enhancement: int
    key: str
    number: int | None
    title: str
    by: str
    """The source that decides: PERSON, PULL or ISSUE."""
    rule: str
    """By which rule a pull request names it; empty when others say so."""
    raw: str
    """The words that say so."""
    url: str
    """Where they stand."""
    since: dt.datetime
    is_listed: bool = False
    """Whether its tracking issue lists the pull request, too."""
    is_owed: bool = False
    """Whether it has news that were not worked off, or judged, yet."""
    standing: Standing | None = None
    """None when it is not in the release."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the gate says of a pull request."""

    approved: bool
    reason: Reason
    why: str
    """In a sentence or two."""
    belongs: tuple[Belongs, ...] = ()
    """What it counts for."""

    @property
    def is_sure(self) -> bool:
        """Whether all that decides is known; else nothing follows from it."""
        return self.reason not in (Reason.UNREAD, Reason.UNKNOWN)


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the gate looks at."""

    place: Place
    release: str
    word: str
    """What the project calls an enhancement."""
    named: Attribution = dataclasses.field(default_factory=Attribution)
    belongs: Sequence[Belongs] = ()
    """Every enhancement to which claims attribute it."""
    unread: str = ""
    """Why nothing can be said of any enhancement just now; empty when it can."""
    is_in_work: bool = True
    """Whether the release is the one in work; else it is another that is open."""


def standing(
    statuses: Sequence[tuple[str, str]], judged: str, rules: MergeRules
) -> tuple[str, bool]:
    """The freeze at which an entry's standing counts, and whether it left before it.

    `statuses` are (freeze, status) in their order, `judged` the freeze worked for. Up
    to the gate's freeze it is the one worked for, afterwards the gate's own: what comes
    later asks for docs, and holds no code up.
    """
    keys = [key for key, _ in statuses]
    last = keys.index(rules.freeze) if rules.freeze in keys else len(keys) - 1
    place = keys.index(judged) if judged in keys else last
    at = min(place, last)
    left = any(status in LEFT for _, status in statuses[: at + 1])
    return (keys[at] if keys else "", left)


def answer(asked: Asked, rules: MergeRules) -> Answer:
    """Whether the pull request may merge."""
    refused = _known(asked) or _attributed(asked, rules)
    if refused is not None:
        return refused
    counted = _counted(asked, rules)
    said = [_of(one, asked) for one in counted]
    against = [one for one in said if not one.approved]
    # What is not sure is said first: it may still become a yes.
    against.sort(key=lambda one: one.is_sure)
    found = against[0] if against else said[0]
    why = " ".join(dict.fromkeys(one.why for one in against or said))
    if len(counted) > 1:
        names = listed([f"{asked.word} {_name(one)}" for one in counted])
        alike = gettext("It names %(names)s alike, and all must stand.", names=names)
        why = f"{alike} {why}"
    return dataclasses.replace(found, why=why, belongs=tuple(counted))


def _known(asked: Asked) -> Answer | None:
    place = asked.place
    if not place.is_read:
        return _no(Reason.UNREAD, place.unread)
    if place.kind != "pull" or place.is_gone:
        return _nothing(place)
    if asked.unread:
        return _no(Reason.UNREAD, asked.unread)
    if place.is_owed:
        why = gettext(
            "%(name)s has changed just now, and is being read. Ask again.",
            name=place.name,
        )
        return _no(Reason.UNREAD, why)
    return None


def _nothing(place: Place) -> Answer:
    """There is no such pull request."""
    if not place.kind:
        why = gettext(
            "No pull request %(name)s is known here. One that was opened just now is"
            " known within a minute.",
            name=place.name,
        )
        return _no(Reason.UNKNOWN, why)
    if place.is_gone:
        gone = gettext("%(name)s is gone from GitHub.", name=place.name)
        return _no(Reason.GONE, gone)
    issue = gettext("%(name)s is an issue, no pull request.", name=place.name)
    return _no(Reason.ISSUE, issue)


def _attributed(asked: Asked, rules: MergeRules) -> Answer | None:
    """Why it counts for no enhancement of the release; None when it does."""
    place = asked.place
    if not rules.passes and not rules.before:
        why = gettext("The project's profile says of no standing that it lets merge.")
        return _no(Reason.NO_RULE, why)
    if not rules.is_of_branch(place.branch):
        why = gettext(
            "%(name)s goes into %(branch)s, and %(release)s is built from"
            " %(branches)s.",
            name=place.name,
            branch=place.branch,
            release=asked.release,
            branches=listed(rules.branches),
        )
        return _no(Reason.BRANCH, why)
    if _counted(asked, rules):
        return None
    return _in_passing(asked) if asked.belongs else _names_none(asked)


def _names_none(asked: Asked) -> Answer:
    """It names nothing that is an enhancement here."""
    name, own = asked.place.name, asked.named.own
    if own is None:
        why = gettext(
            "%(name)s names no %(word)s, and no tracking issue lists it. Write the"
            " tracking issue into its text.",
            name=name,
            word=asked.word,
        )
        return _no(Reason.NOTHING, why)
    why = gettext(
        "%(name)s names #%(number)s, which is no %(word)s known here.",
        name=name,
        number=own.number,
        word=asked.word,
    )
    return _no(Reason.NO_ENHANCEMENT, why)


def _in_passing(asked: Asked) -> Answer:
    """It names enhancements, and none so that it counts."""
    why = gettext(
        "%(name)s names %(word)s %(names)s in passing only (“%(words)s”). Write"
        " “Tracking issue: %(names)s” into its text, or list it in the tracking issue.",
        name=asked.place.name,
        word=asked.word,
        names=listed([_name(one) for one in asked.belongs]),
        words=asked.belongs[0].raw,
    )
    return Answer(
        approved=False, reason=Reason.PASSING, why=why, belongs=tuple(asked.belongs)
    )


def _counted(asked: Asked, rules: MergeRules) -> list[Belongs]:
    """What it counts for: what a person says, else what it names, else who lists it.

    What it names in passing counts only where the tracking issue lists it, too.
    """
    by_hand = [one for one in asked.belongs if one.by == PERSON]
    if by_hand:
        return by_hand
    own = [one for one in asked.belongs if one.by == PULL]
    if own:
        return [o for o in own if o.is_listed or o.rule not in rules.passing]
    return [one for one in asked.belongs if one.by == ISSUE]


def _of(one: Belongs, asked: Asked) -> Answer:
    """The answer by one enhancement."""
    name = f"{asked.word} {_name(one)}"
    if one.is_owed:
        why = gettext(
            "%(name)s has news that are being worked off. Ask again.", name=name
        )
        return _no(Reason.UNREAD, why)
    found, named = one.standing, {"name": name, "release": asked.release}
    if found is None:
        why = gettext("%(name)s is not planned for %(release)s.", **named)
        return _no(Reason.ELSEWHERE, why)
    if found.has_left:
        why = gettext(
            "%(name)s has left %(release)s: %(standing)s.",
            **named,
            standing=_said(found),
        )
        return _no(Reason.STANDING, why)
    if found.word in _UNTOLD:
        # Of a release whose turn has not come nothing is judged, and nothing agreed.
        is_early = found.word == Status.NOT_JUDGED and not asked.is_in_work
        reason = Reason.STANDING if is_early else Reason.UNREAD
        return _no(reason, _untold(name, found))
    why = gettext(
        "In %(release)s %(name)s is %(standing)s.", **named, standing=_said(found)
    )
    if found.lets:
        return Answer(approved=True, reason=Reason.STANDS, why=why)
    refused = gettext("That does not let it merge.")
    return _no(Reason.STANDING, f"{why} {refused}")


_UNTOLD = (Status.NOT_JUDGED, Status.UNKNOWN)


def _untold(name: str, found: Standing) -> str:
    if found.word == Status.NOT_JUDGED:
        return gettext(
            "%(name)s is not judged at the %(freeze)s yet, so nobody can tell.",
            name=name,
            freeze=found.freeze,
        )
    return gettext(
        "Whether %(name)s meets what the %(freeze)s asks for is not known.",
        name=name,
        freeze=found.freeze,
    )


def _said(found: Standing) -> str:
    named = {
        "word": f"{found.text[:1].lower()}{found.text[1:]}",
        "freeze": found.freeze,
    }
    if not found.by:
        return gettext("%(word)s at the %(freeze)s", **named)
    return gettext(
        "%(word)s at the %(freeze)s, as @%(by)s decided", **named, by=found.by
    )


def _name(one: Belongs) -> str:
    return f"#{one.number}" if one.number is not None else one.key


def _no(reason: Reason, why: str) -> Answer:
    return Answer(approved=False, reason=reason, why=why)


SOMEBODY = "somebody"
"""Who set a label where nobody can tell: no machine may undo that."""


def by_hand(
    *, login: str, is_bot: bool, asked_by: str, is_ours: bool, rules: MergeRules
) -> str:
    """Login of the person who put a label on or took it off; empty for a machine.

    `asked_by` is who had a robot do so with a command, `is_ours` says that we did it.
    """
    if is_ours:
        return ""
    if asked_by:
        return asked_by
    if is_bot or (login and rules.is_machine(login)):
        return ""
    return login or SOMEBODY


def must_owe(before: bool | None, *, approved: bool) -> bool:  # noqa: FBT001 - what was said before, None for nothing
    """Whether an answer asks for its label to be seen to.

    One that changed does. Of a pull request that is seen for the first time only a yes
    does: what its label said before the gate was asked is not ours to take off.
    """
    return approved if before is None else approved != before
