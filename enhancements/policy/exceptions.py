"""Exceptions: what may be asked for, until when, and where a request stands.

Pure. The rules are the profile's (`ExceptionRules`); here is said what they come to for
one request at one moment, in sentences for who is typing it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from enhancements.languages import dates, gettext, gettext_noop, ngettext, pgettext
from enhancements.policy import addresses, deadlines
from enhancements.policy.exception_phases import Phase
from enhancements.profiles.exception_rules import KNOWN, ExceptionRules

PENDING = "pending"
APPROVED = "approved"
REJECTED = "rejected"
WITHDRAWN = "withdrawn"
STATES = (PENDING, APPROVED, REJECTED, WITHDRAWN)
FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
VOTES = (FOR, AGAINST, ABSTAIN)
LONGEST = 4000
"""Letters of an answer, a reason or a word to a vote."""
MOST_DAYS = 120
"""A release cycle is shorter than this; more is a slip of the keyboard."""
MOST_LINKS = 30
_HOUR = dt.timedelta(hours=1)
_AOE = dt.timedelta(hours=12)


PHASE_LABELS: Mapping[Phase, str] = {
    Phase.OVER: gettext_noop("Ran out"),
    Phase.PENDING: gettext_noop("Pending"),
    Phase.RUNNING: gettext_noop("Approved"),
    Phase.DONE: gettext_noop("Evaluated"),
    Phase.REJECTED: gettext_noop("Rejected"),
    Phase.WITHDRAWN: gettext_noop("Withdrawn"),
}
"""To be said by `gettext`."""
_AFTERWARDS = {
    "tracked": gettext_noop("Tracked afterwards"),
    "removed": gettext_noop("Removed afterwards"),
}


def label_of(phase: Phase, evaluation: str) -> str:
    """Where a request stands, as a word."""
    if evaluation:
        return gettext(_AFTERWARDS[evaluation])
    return gettext(PHASE_LABELS[Phase.RUNNING if phase is Phase.DONE else phase])


class ExceptionRefused(ValueError):
    """What cannot be done so, whoever asks; the text is made of sentences."""


class ExceptionClashed(Exception):
    """Somebody changed the request in between; nothing was written."""


def phase(
    state: str, granted_until: dt.datetime | None, evaluation: str, at: dt.datetime
) -> Phase:
    """Where a request stands. Granted without an end, as by a file that knows none,
    there is nothing to wait for any more.
    """
    is_over = None if granted_until is None else granted_until <= at
    return phase_of(state, evaluation, is_over=is_over)


def is_settled(*, is_filed: bool, out_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether nobody waits any more for what became of an exception that is over: no
    file says it, and once the release is out its entries say it themselves.
    """
    return is_filed and out_at is not None and out_at <= at


def phase_of(state: str, evaluation: str, *, is_over: bool | None) -> Phase:
    """The same where it is known whether its time is over; None without an end."""
    if state != APPROVED:
        return Phase(state)
    if evaluation or is_over is None:
        return Phase.DONE
    return Phase.OVER if is_over else Phase.RUNNING


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeFacts:
    """A freeze of the release, as it stands now."""

    key: str
    label: str
    """Within a sentence: "code freeze"."""
    date: dt.date | None = None
    ends_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A request that holds a freeze of the entry already."""

    id: int
    state: str
    by: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A request as somebody types it."""

    freezes: tuple[str, ...] = ()
    """Keys, in any order."""
    days: int | None = None
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    links: tuple[str, ...] = ()
    thread: str = ""
    late: str = ""
    """Why it is taken in after the window, from who may decide."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a request that is being typed."""

    field: str
    """`freezes`, `days`, `pulls`, `thread`, `late` or the key of a question."""
    sentence: str
    stops: bool = True
    """Whether it cannot be sent so; else it is only said."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """All that the rules look at besides the request itself."""

    rules: ExceptionRules
    freezes: Mapping[str, FreezeFacts]
    taken: Mapping[str, Taken]
    """Key of a freeze to the request that holds it for this entry."""
    now: dt.datetime
    out_at: dt.datetime | None = None
    """When the release is out."""
    may_late: bool = False
    """Whether who asks decides themselves, and may take it in after the window."""


def closes_at(rules: ExceptionRules, freeze: FreezeFacts) -> dt.datetime | None:
    """When the window after a freeze closes; None when it never does."""
    hours = rules.windows.get(freeze.key)
    if hours is None or freeze.ends_at is None:
        return None
    return freeze.ends_at + hours * _HOUR


def last_day(
    freezes: Iterable[FreezeFacts], days: int, now: dt.datetime
) -> dt.date | None:
    """The day with which the extra time ends: so many calendar days after the freeze,
    the last one of several; asked for after it, so many after today's day Anywhere on
    Earth. None while no freeze has a date.
    """
    dates = [one.date for one in freezes if one.date is not None]
    if not dates:
        return None
    today = (now.astimezone(dt.UTC) - _AOE).date()
    try:
        return max([*dates, today]) + dt.timedelta(days=days)
    except OverflowError:
        return None


def ends_with(day: dt.date) -> dt.datetime:
    """The moment at which a day ends Anywhere on Earth, UTC."""
    return deadlines.ends_at(day)


def findings(wanted: Wanted, case: Case) -> list[Finding]:
    """Everything to say about the request, in the order of the form."""
    return [
        *_of_freezes(wanted, case),
        *_of_days(wanted, case),
        *_of_answers(wanted, case),
        *_of_links(wanted),
    ]


def check(wanted: Wanted, case: Case) -> None:
    """Raises ExceptionRefused with every sentence that stops the request."""
    stopping = [one.sentence for one in findings(wanted, case) if one.stops]
    if stopping:
        raise ExceptionRefused(" ".join(stopping))


def _of_freezes(wanted: Wanted, case: Case) -> list[Finding]:
    if not wanted.freezes:
        return [Finding("freezes", gettext("Choose the freeze that is missed."))]
    found = []
    for key in wanted.freezes:
        freeze = case.freezes.get(key)
        if freeze is None:
            sentence = gettext("The release has no freeze “%(key)s”.", key=key)
            found.append(Finding("freezes", sentence))
            continue
        found += _of_freeze(freeze, wanted, case)
    if len(wanted.freezes) > 1 and not may_combine(case.rules, wanted.freezes):
        found.append(Finding("freezes", combining(case.rules, case.freezes)))
    return found


def _of_freeze(freeze: FreezeFacts, wanted: Wanted, case: Case) -> list[Finding]:
    if freeze.ends_at is None:
        sentence = gettext(
            "No schedule says when the %(freeze)s is, so no extra time can be counted.",
            freeze=freeze.label,
        )
        return [Finding("freezes", sentence)]
    taken = case.taken.get(freeze.key)
    if taken is not None:
        return [Finding("freezes", _second(freeze.label, taken, case.rules))]
    if case.now < freeze.ends_at:
        if case.rules.in_advance:
            return []
        sentence = gettext(
            "It can be asked for once the %(freeze)s is over.", freeze=freeze.label
        )
        return [Finding("freezes", sentence)]
    return _of_window(freeze, wanted, case)


def _second(freeze: str, taken: Taken, rules: ExceptionRules) -> str:
    if taken.state == REJECTED and rules.is_final:
        return gettext(
            "The request for the %(freeze)s was rejected. A decision is final: there is"
            " no second request for the same freeze, not even with less time.",
            freeze=freeze,
        )
    return gettext(
        "There is a request for the %(freeze)s already, %(state)s, by %(who)s on"
        " %(day)s. There is one per freeze; it can be read and corrected.",
        freeze=freeze,
        state=state_word(taken.state),
        who=f"@{taken.by}" if taken.by else pgettext("by", "somebody"),
        day=dates.day(taken.at, with_year=False),
    )


def _of_window(freeze: FreezeFacts, wanted: Wanted, case: Case) -> list[Finding]:
    closed = closes_at(case.rules, freeze)
    if closed is None or case.now < closed:
        return []
    at = closed.astimezone(dt.UTC)
    sentence = gettext(
        "The window after the %(freeze)s closed on %(day)s, %(hour)s: one may ask for"
        " %(hours)s after it.",
        freeze=freeze.label,
        day=dates.day(at, with_year=False),
        hour=dates.hour(at),
        hours=_hours(case.rules.windows[freeze.key]),
    )
    if not case.may_late:
        more = gettext("Speak to who decides; a clerical error needs no exception.")
        return [Finding("freezes", f"{sentence} {more}")]
    if not wanted.late.strip():
        more = gettext("You decide about exceptions, so you may take it in: say why.")
        return [Finding("late", f"{sentence} {more}")]
    more = gettext("It is marked as taken in late.")
    return [Finding("late", f"{sentence} {more}", stops=False)]


def may_combine(rules: ExceptionRules, freezes: Collection[str]) -> bool:
    """Whether one request may be about these freezes together."""
    wanted = set(freezes)
    return len(wanted) == 1 or any(wanted <= set(one) for one in rules.combined)


def combining(rules: ExceptionRules, freezes: Mapping[str, FreezeFacts]) -> str:
    """Which freezes one request may be about, in a sentence."""
    groups = [
        [gettext("the %(freeze)s", freeze=freezes[key].label) for key in known]
        for known in ([key for key in one if key in freezes] for one in rules.combined)
        if len(known) > 1
    ]
    if not groups:
        return gettext("A request is about one freeze; make one for each.")
    sayable = (gettext(" and ").join(one) for one in groups)
    return gettext(
        "One request may be about %(groups)s; for other freezes make one each.",
        groups=gettext(", or about ").join(sayable),
    )


def _of_days(wanted: Wanted, case: Case) -> list[Finding]:
    days = wanted.days
    if days is None:
        sentence = gettext("Say how many calendar days more are needed.")
        return [Finding("days", sentence)]
    if not 1 <= days <= MOST_DAYS:
        sentence = gettext(
            "Extra time is between 1 and %(most)s calendar days.", most=MOST_DAYS
        )
        return [Finding("days", sentence)]
    found = []
    if case.rules.most_days and days > case.rules.most_days:
        sentence = gettext(
            "That is long: most are granted up to %(most)s days.",
            most=case.rules.most_days,
        )
        found.append(Finding("days", sentence, stops=False))
    chosen = [case.freezes[key] for key in wanted.freezes if key in case.freezes]
    day = last_day(chosen, days, case.now)
    if day is not None and case.out_at is not None and ends_with(day) > case.out_at:
        sentence = gettext("That is after the release is out.")
        found.append(Finding("days", sentence, stops=False))
    return found


def _of_answers(wanted: Wanted, case: Case) -> list[Finding]:
    found = []
    for question in case.rules.questions:
        if question.fills in (*KNOWN, "days", "pulls", "thread"):
            continue
        answer = wanted.answers.get(question.key, "").strip()
        if question.required and not answer:
            sentence = gettext(
                "“%(question)s” is not answered yet.", question=question.label
            )
            found.append(Finding(question.key, sentence))
        elif len(answer) > LONGEST:
            sentence = gettext("An answer has at most %(most)s letters.", most=LONGEST)
            found.append(Finding(question.key, sentence))
    return found


def _of_links(wanted: Wanted) -> list[Finding]:
    found = []
    if any(not is_address(one) for one in wanted.links):
        sentence = gettext(
            "Pull requests are addresses that begin with https://, one a line."
        )
        found.append(Finding("pulls", sentence))
    if len(wanted.links) > MOST_LINKS:
        sentence = gettext("At most %(most)s pull requests are kept.", most=MOST_LINKS)
        found.append(Finding("pulls", sentence))
    if wanted.thread and not is_address(wanted.thread):
        sentence = gettext("The thread is an address that begins with https://.")
        found.append(Finding("thread", sentence))
    return found


def is_address(text: str) -> bool:
    """Whether a page may link to it."""
    return len(text) <= LONGEST // 4 and addresses.is_web(text)


def lines(text: str) -> tuple[str, ...]:
    """What stands on each line, or between commas and blanks, each once."""
    words = text.replace(",", " ").split()
    return tuple(dict.fromkeys(words))


def holds(state: str, rules: ExceptionRules) -> bool:
    """Whether a request in that state keeps its freezes from another one."""
    return state != WITHDRAWN and (state != REJECTED or rules.is_final)


def tally(votes: Sequence[str]) -> dict[str, int]:
    """How many of each of VOTES."""
    return {word: sum(one == word for one in votes) for word in VOTES}


_STATES = {
    PENDING: gettext_noop("pending"),
    APPROVED: gettext_noop("approved"),
    REJECTED: gettext_noop("rejected"),
    WITHDRAWN: gettext_noop("withdrawn"),
}


def state_word(state: str) -> str:
    """One of STATES within a sentence."""
    return gettext(_STATES[state])


def _hours(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if rest or days == 1:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", days)
