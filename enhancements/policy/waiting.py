"""Who is waited for: what has to be done next for an entry, by whom, since when.

Pure. Every wait has one reason, and goes by itself when that is done. What the checks
of the freeze that is worked for find missing is the work of an owner, of the SIG, of a
reviewer or of the release team: by the check (`_MOVES`), which knows what it asks for.

Sources: kubernetes/sig-release release-team handbook (the SIG opts in, the enhancements
team tracks), releases/EXCEPTIONS.md (who votes, who decides); kubevirt/enhancements
README.md and VEP 282 (the SIG names reviewers and approvers, each SIG signs off).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.boards import LEFT, Status
from enhancements.policy.checks.outcome import FAILED, UNKNOWN
from enhancements.policy.checks.wording import AGAIN
from enhancements.policy.exception_phases import Phase

LATE = 14
"""Days after which what waits stands out in lists."""


class Side(enum.StrEnum):
    """What sort of somebody is waited for."""

    PERSON = "person"
    SIG = "sig"
    TEAM = "team"
    """The release team of the release."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Whom:
    """Somebody who is waited for."""

    side: Side
    name: str
    """A login as sources write it, the name of a SIG, or `release team`."""

    @property
    def is_named(self) -> bool:
        """Whether it is a person, whom one can ask."""
        return self.side is Side.PERSON


TEAM = Whom(Side.TEAM, gettext_noop("release team"))


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A check of the freeze that is worked for, as it came out."""

    key: str
    """Key of the criterion."""
    name: str
    """Key of the check in the register."""
    title: str
    state: str
    reason: str
    remedy: str
    evidence: tuple[tuple[str, str], ...] = ()
    since: dt.datetime | None = None
    """Since when its state is what it is."""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """How it is set."""
    counts: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Something that somebody was asked, and has not answered: a concern, a question
    whether all is still true, an offer to take over, what lands too late.
    """

    reason: str
    """A word of `Wait.reason`."""
    ask: str
    why: str
    whom: tuple[Whom, ...]
    since: dt.datetime
    url: str = ""
    due: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class CheckIn:
    """How an entry goes, as somebody said it."""

    id: int
    """Of the decision."""
    value: str
    """`on-track`, `at-risk` or `off-track`."""
    reason: str
    by: str
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One asking of one person whether all is still true of an entry."""

    item: int
    """Id of its row."""
    login: str
    freeze: str
    """Key of the freeze before which they were asked."""
    rung: int
    """Days of the ladder's rung."""
    role: str
    at: dt.datetime
    answer: str = ""
    """What stands as their answer, a word of `models.AskAnswer`; empty for none."""
    answered_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one entry."""

    sig: str
    """The SIG that owns it; empty for none."""
    owners: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    since: dt.datetime | None = None
    """Since when it is planned."""
    status: Status = Status.NOT_JUDGED
    """At the freeze that is worked for."""
    freeze: str = ""
    """What that freeze is called within a sentence: "code freeze"."""
    ends_at: dt.datetime | None = None
    status_since: dt.datetime | None = None
    """Since when its checks say what they say."""
    checks: tuple[Check, ...] = ()
    exception: Phase | None = None
    exception_since: dt.datetime | None = None
    exception_until: dt.datetime | None = None
    exception_voters: tuple[str, ...] = ()
    """SIGs that have not voted yet on an exception that waits."""
    asked: tuple[Asked, ...] = ()
    freeze_key: str = ""
    """Key of the freeze that is worked for."""
    contact: str = ""
    """Who of the release team looks after it; empty for nobody."""
    is_closed: bool = False
    """Whether somebody said what became of it."""
    check_in: CheckIn | None = None
    """How it goes, as somebody said last."""
    questions: tuple[Question, ...] = ()
    """What people were asked of it before that freeze, the oldest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wait:
    """One thing that is waited for, with its one reason."""

    reason: str
    """`check`, `decide`, `exception-vote`, `exception-decide`, `exception-finish`,
    `exception-evaluate`, `concern`, `dependency`, `still-true`, `take-over` or
    `third-word`."""
    ask: str
    """What to do, as an order: "Name an owner"."""
    why: str
    """What was found, in a sentence; may be empty."""
    whom: tuple[Whom, ...]
    """At least one; any of them can do it."""
    since: dt.datetime | None
    due: dt.datetime | None = None
    """By when, where the process says so."""
    url: str = ""
    """Where to do it, or what shows it; empty for the entry itself."""
    check: str = ""
    """Key of the criterion, where it is about a check."""

    def days(self, at: dt.datetime) -> int | None:
        """Whole days waited at a moment; None where nothing tells since when."""
        return None if self.since is None else max((at - self.since).days, 0)

    def is_late(self, at: dt.datetime) -> bool:
        """Whether it has waited so long that somebody should be reminded."""
        return (self.days(at) or 0) >= LATE


def waits(facts: Facts) -> tuple[Wait, ...]:
    """All that is waited for; nothing for what has left the release."""
    found = [_of_asked(one) for one in facts.asked]
    if facts.status in LEFT:
        return tuple(found)
    found.extend(_of_exception(facts))
    if facts.status is Status.MET:
        found.append(_decide(facts))
    if facts.status is not Status.TRACKED:
        found.extend(
            wait for one in facts.checks if (wait := _of_check(facts, one)) is not None
        )
    return tuple(found)


def order(wait: Wait) -> tuple[object, ...]:
    """The most urgent first: by when it is due, then by how long it has waited."""
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return (wait.due or last, wait.since or last, wait.ask)


def answering(owners: Sequence[str], sig: str) -> tuple[Whom, ...]:
    """Who answers for an entry: its owners, else its SIG, else the release team."""
    return _people(owners) or ((Whom(Side.SIG, sig),) if sig else (TEAM,))


def is_on(wait: Wait, *, logins: Iterable[str] = (), sigs: Iterable[str] = ()) -> bool:
    """Whether one of these people, or of these SIGs, is waited for.

    Logins compare without regard to case and to an @.
    """
    named = {_plain(one) for one in logins}
    ours = set(sigs)
    return any(
        _plain(one.name) in named
        if one.side is Side.PERSON
        else one.side is Side.SIG and one.name in ours
        for one in wait.whom
    )


def _plain(login: str) -> str:
    return login.removeprefix("@").casefold()


# --- Checks ---------------------------------------------------------------------------

Mover = Callable[[Facts, Check], tuple[Whom, ...]]


def _people(names: Sequence[str]) -> tuple[Whom, ...]:
    return tuple(Whom(Side.PERSON, name) for name in names)


def _owner(facts: Facts, _check: Check) -> tuple[Whom, ...]:
    return answering(facts.owners, facts.sig)


def _sig(facts: Facts, _check: Check) -> tuple[Whom, ...]:
    return answering((), facts.sig)


def _team(_facts: Facts, _check: Check) -> tuple[Whom, ...]:
    return (TEAM,)


def _named(facts: Facts, check: Check) -> tuple[Whom, ...]:
    """The SIG says who owns, reviews and approves; authors name themselves."""
    fields = set(check.values.get("fields", ()))
    return _owner(facts, check) if fields == {"authors"} else _sig(facts, check)


def _merging(facts: Facts, check: Check) -> tuple[Whom, ...]:
    """Who approves what is proposed; as long as nothing is, whoever should propose."""
    if not any("/pull/" in url for _, url in check.evidence):
        return _owner(facts, check)
    return _people(facts.approvers or facts.reviewers) or _sig(facts, check)


def _signing(facts: Facts, check: Check) -> tuple[Whom, ...]:
    """The SIGs that have not signed off: of the others the evidence has a line."""
    given = {label.partition(":")[0].casefold() for label, _ in check.evidence}
    missing = [
        one for one in check.values.get("sigs", ()) if one.casefold() not in given
    ]
    return tuple(Whom(Side.SIG, one) for one in missing) or _sig(facts, check)


_MOVES: Mapping[str, Mover] = {
    "people-named": _named,
    "signoffs": _signing,
    "document-merged": _merging,
    "no-open-proposals": _merging,
    # lead-opted-in and the milestone are set by the SIG's leads.
    "issue-label": _sig,
    "issue-milestone": _sig,
    # The record holds nothing of it: a person of the team says that it is done.
    "out-of-tree": _team,
}
_ANSWERED = frozenset({"people-named", "signoffs"})
"""Checks whose "unknown" is mended by somebody's word; other unknowns are a source's
that could not be read, and wait for nobody."""


def _of_check(facts: Facts, check: Check) -> Wait | None:
    is_open = check.state == FAILED or (
        check.state == UNKNOWN and check.name in _ANSWERED and check.remedy != AGAIN
    )
    if not is_open or not check.counts:
        return None
    return Wait(
        reason="check",
        ask=check.remedy or check.title,
        why=check.reason,
        whom=_MOVES.get(check.name, _owner)(facts, check),
        since=check.since or facts.status_since,
        due=facts.ends_at,
        url=next((url for _, url in check.evidence), ""),
        check=check.key,
    )


# --- Decisions and exceptions ---------------------------------------------------------


def _decide(facts: Facts) -> Wait:
    return Wait(
        reason="decide",
        ask=gettext("Track it for the %(freeze)s", freeze=facts.freeze),
        why=gettext("All checks are met, and nobody has decided."),
        whom=(TEAM,),
        since=facts.status_since,
        due=facts.ends_at,
    )


def _of_exception(facts: Facts) -> list[Wait]:
    since, until = facts.exception_since, facts.exception_until
    if facts.exception is Phase.PENDING:
        why = gettext("More time is asked for the %(freeze)s.", freeze=facts.freeze)
        votes = [
            Wait(
                reason="exception-vote",
                ask=gettext("Vote on the exception"),
                why=why,
                whom=(Whom(Side.SIG, sig),),
                since=since,
            )
            for sig in facts.exception_voters
        ]
        decide = Wait(
            reason="exception-decide",
            ask=gettext("Decide about the exception"),
            why=why,
            whom=(TEAM,),
            since=since,
        )
        return [*votes, decide]
    if facts.exception is Phase.RUNNING:
        whom = answering(facts.owners, facts.sig)
        ask = gettext("Finish what the exception was granted for")
        why = gettext("It has more time.")
        return [Wait("exception-finish", ask, why, whom, since, due=until)]
    if facts.exception is Phase.OVER:
        ask = gettext("Say what became of it")
        why = gettext("Its exception ran out.")
        return [Wait("exception-evaluate", ask, why, (TEAM,), until or since)]
    return []


def _of_asked(one: Asked) -> Wait:
    return Wait(one.reason, one.ask, one.why, one.whom, one.since, one.due, one.url)
