"""What a cell of the board says: one word for an entry at a freeze.

Pure. What people decided comes first and never hides what the checks say: the cell's
small print tells it. Without a decision the word is the verdict's; of a freeze that
comes after the one that is judged now, what is not met is only not met yet.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.policy.checks.judge import AT_RISK, MET
from enhancements.policy.exception_phases import Phase

TRACKED_STANDING = "tracked"
DEFERRED_STANDING = "deferred"
REMOVED_STANDING = "removed"


class Status(enum.StrEnum):
    """The words of cells, in the order of urgency in which boards sort by them."""

    EXCEPTION_OVER = "exception-over"
    """Its exception ran out, and nobody has said yet what became of it."""
    AT_RISK = "at-risk"
    EXCEPTION_PENDING = "exception-pending"
    UNKNOWN = "unknown"
    EXCEPTED = "excepted"
    """It has more time, which is not over."""
    NOT_YET = "not-yet"
    MET = "met"
    TRACKED = "tracked"
    DEFERRED = "deferred"
    REMOVED = "removed"
    OUT = "out"
    """It left the release at an earlier freeze."""
    NOT_JUDGED = "not-judged"
    """There is no verdict: the freeze has no checks, or no date."""


LABELS: Mapping[Status, str] = {
    Status.EXCEPTION_OVER: gettext_noop("Exception ran out"),
    Status.AT_RISK: gettext_noop("At risk"),
    Status.EXCEPTION_PENDING: gettext_noop("Exception pending"),
    Status.UNKNOWN: gettext_noop("Unknown"),
    Status.EXCEPTED: gettext_noop("Excepted"),
    Status.NOT_YET: gettext_noop("Not yet"),
    Status.MET: gettext_noop("Met"),
    Status.TRACKED: gettext_noop("Tracked"),
    Status.DEFERRED: gettext_noop("Deferred"),
    Status.REMOVED: gettext_noop("Removed"),
    Status.OUT: gettext_noop("Out"),
    Status.NOT_JUDGED: gettext_noop("Not judged"),
}
"""In English; `label` says one."""
EXCEPTIONS: Mapping[Phase, Status] = {
    Phase.PENDING: Status.EXCEPTION_PENDING,
    Phase.RUNNING: Status.EXCEPTED,
    Phase.OVER: Status.EXCEPTION_OVER,
}
"""The words of requests that are open; of others a cell says nothing."""
LEFT = frozenset({Status.DEFERRED, Status.REMOVED, Status.OUT})
_DECIDED = {
    TRACKED_STANDING: Status.TRACKED,
    DEFERRED_STANDING: Status.DEFERRED,
    REMOVED_STANDING: Status.REMOVED,
}


def label(status: Status) -> str:
    """The word of a cell, for readers."""
    return gettext(LABELS[status])


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """What there is at one freeze: the verdict's word and the standing decided."""

    freeze: str
    verdict: str = ""
    """A word of `judge`; empty without a verdict."""
    standing: str = ""
    """A standing of `Decision`; empty when nobody decided."""
    exception: str = ""
    """A `Phase` of the exception asked for; empty for none."""
    is_later: bool = False
    """Whether the standing was decided after the exception came to that."""


Since = tuple[str, dt.datetime]
"""What stands, and since when."""


def given(
    freeze: str, verdict: str, decided: Since | None, excepted: Since | None
) -> Given:
    """What there is at one freeze: the verdict's word, the standing decided and the
    phase of the exception asked for, None for what there is not.
    """
    return Given(
        freeze,
        verdict,
        standing=decided[0] if decided else "",
        exception=excepted[0] if excepted else "",
        is_later=bool(decided and excepted and decided[1] >= excepted[1]),
    )


def worked(freezes: Sequence[tuple[str, dt.datetime | None]], at: dt.datetime) -> str:
    """Key of the freeze that is worked for at a moment: the next that has not ended.

    `freezes` are keys with the moments at which they end. Without one to come it is one
    without a date, else the last; empty without any.
    """
    dated = sorted((ends_at, key) for key, ends_at in freezes if ends_at is not None)
    waiting = [key for ends_at, key in dated if ends_at > at]
    undated = [key for key, ends_at in freezes if ends_at is None]
    return next(iter([*waiting, *undated, *[key for _, key in dated[-1:]]]), "")


def statuses(given: Sequence[Given], judged: str) -> tuple[Status, ...]:
    """One word for each freeze, in the order of the freezes.

    `judged` is the freeze that is worked for now. Who was deferred or removed at a
    freeze is out of the later ones, unless somebody decided something else there. An
    open exception keeps an entry in: see `_excepted`.
    """
    found: list[Status] = []
    is_out, is_later = False, False
    for one in given:
        status = _excepted(one) or _DECIDED.get(one.standing)
        if status is None:
            status = Status.OUT if is_out else _by_verdict(one.verdict, later=is_later)
        else:
            is_out = status in LEFT
        found.append(status)
        is_later = is_later or one.freeze == judged
    return tuple(found)


def _excepted(one: Given) -> Status | None:
    """The exception's word, unless what people decided says more.

    Who is tracked needs none. A request comes after the removal that it is about, and
    one that waits is not answered by a removal; what was decided after it was granted,
    or by the SIG that defers meanwhile, counts.
    """
    status = EXCEPTIONS.get(Phase(one.exception)) if one.exception else None
    if status is None or one.standing == TRACKED_STANDING:
        return None
    waits = status is Status.EXCEPTION_PENDING and one.standing == REMOVED_STANDING
    return None if one.standing and one.is_later and not waits else status


def _by_verdict(word: str, *, later: bool) -> Status:
    if word == MET:
        return Status.MET
    if not word:
        return Status.NOT_JUDGED
    if later:
        return Status.NOT_YET
    return Status.AT_RISK if word == AT_RISK else Status.UNKNOWN


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """What a freeze's checks came to, in numbers."""

    asked: int = 0
    failed: int = 0
    unknown: int = 0
    waived: int = 0
    first: str = ""
    """Title of the first check that is missing; empty where none is, or not known."""


NOTHING = Tally()


def small_print(status: Status, verdict: str, tally: Tally, decided: str = "") -> str:
    """The line below a cell's word; empty where there is nothing to add.

    `decided` is the day of a decision, or what an exception was, in words. Of what is
    tracked it says also what the checks found, where they say something else.
    """
    if status in _BY_EXCEPTION:
        missing = _missing(tally) if verdict not in ("", MET) else ""
        return ", ".join(part for part in (decided, missing) if part)
    if status in _BY_DECISION:
        missing = _missing(tally) if is_contrary(status, verdict) else ""
        return ", ".join(part for part in (decided, missing) if part)
    if status in (Status.AT_RISK, Status.UNKNOWN, Status.NOT_YET):
        # Of a later freeze there is time: how much is missing, not what.
        is_later = status is Status.NOT_YET
        return _missing(dataclasses.replace(tally, first="") if is_later else tally)
    if status is Status.MET:
        if tally.waived:
            return gettext("%(number)s waived", number=tally.waived)
        return "" if tally.asked else gettext("nothing asked")
    return ""


def is_contrary(status: Status, verdict: str) -> bool:
    """Whether people track what the checks do not find met."""
    return status is Status.TRACKED and verdict not in ("", MET)


_BY_DECISION = frozenset(_DECIDED.values())
_BY_EXCEPTION = frozenset(EXCEPTIONS.values())


def _missing(tally: Tally) -> str:
    if tally.failed:
        said = ngettext(
            "%(number)s of %(asked)s fails",
            "%(number)s of %(asked)s fail",
            tally.failed,
            number=tally.failed,
            asked=tally.asked,
        )
    else:
        said = gettext(
            "%(number)s of %(asked)s unknown", number=tally.unknown, asked=tally.asked
        )
    if not tally.first:
        return said
    return gettext("%(said)s: “%(check)s”", said=said, check=tally.first)
