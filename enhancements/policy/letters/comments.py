"""What a comment about an entry says, and whether there is one to be written.

Pure: from what the board shows of an entry at a freeze to the values of a letter.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import boards, kinds
from enhancements.policy.boards import Status
from enhancements.policy.checks.outcome import FAILED, PASSED, UNKNOWN, WAIVED, Outcome
from enhancements.policy.letters import dates
from enhancements.policy.letters.doing import with_commands
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Template, Values


class Kind(enum.StrEnum):
    """The occasions on which an entry gets a comment at a freeze."""

    REMINDER = "reminder"
    """While the freeze is still to come."""
    OUTCOME = "outcome"
    """What the checks say once it is over."""
    PARTY = "party"
    """What was decided when the release team went through the entries."""


LABELS: Mapping[Kind, str] = {
    Kind.REMINDER: gettext_noop("Reminder"),
    Kind.OUTCOME: gettext_noop("Outcome"),
    Kind.PARTY: gettext_noop("Decision"),
}
MET, NOT_MET = "met", "not-met"
TRACKED, REMOVED, DEFERRED = "tracked", "removed", "deferred"
CASES: Mapping[Kind, tuple[str, ...]] = {
    Kind.REMINDER: (MET, NOT_MET),
    Kind.OUTCOME: (MET, NOT_MET),
    Kind.PARTY: (TRACKED, REMOVED, DEFERRED),
}
"""The texts of each kind, of which an entry gets one."""
_DECIDED = {
    Status.TRACKED: TRACKED,
    Status.REMOVED: REMOVED,
    Status.DEFERRED: DEFERRED,
}
_JUDGED = {
    Status.TRACKED: MET,
    Status.MET: MET,
    Status.AT_RISK: NOT_MET,
    Status.UNKNOWN: NOT_MET,
    Status.NOT_YET: NOT_MET,
    # More time is no more than that: what is asked for is not met.
    Status.EXCEPTION_OVER: NOT_MET,
    Status.EXCEPTION_PENDING: NOT_MET,
    Status.EXCEPTED: NOT_MET,
}


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """An entry at a freeze, as a comment tells it."""

    project: str
    word: str
    words: str
    release: str
    freeze: str
    """Its label: "Code freeze"."""
    freeze_within: str
    """The same within a sentence: "code freeze"."""
    ends_at: dt.datetime | None
    is_over: bool
    key: str
    number: int | None
    title: str
    track: str
    sig: str
    stage: str
    kind: str
    owners: tuple[str, ...]
    contact: str
    outcomes: tuple[Outcome, ...]
    decided_because: str


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A comment as it would be written now."""

    kind: Kind
    case: str
    body: str
    commands: tuple[str, ...]
    """Slash commands that keep labels and milestone right."""

    @property
    def whole(self) -> str:
        """As it reads where another bot hears commands: each on its own line."""
        return with_commands(self.body, self.commands)

    @property
    def digest(self) -> str:
        """Tells one comment from another, whatever its kind is called."""
        said = json.dumps([self.body, list(self.commands)])
        return hashlib.sha256(said.encode()).hexdigest()


def case_of(kind: Kind, status: Status) -> str:
    """Which text an entry gets; empty where it gets none."""
    return (_DECIDED if kind is Kind.PARTY else _JUDGED).get(status, "")


def why_none(kind: Kind, status: Status) -> str:
    """Why an entry gets no comment of that kind, as a sentence."""
    if status is Status.OUT:
        return gettext("It left the release at an earlier freeze.")
    if status in boards.LEFT:
        return gettext(
            "It is %(status)s: choose the decision's comment.",
            status=gettext(boards.LABELS[status]).lower(),
        )
    if kind is Kind.PARTY:
        return gettext("Nobody has decided about it at this freeze yet.")
    return gettext("Nothing judges it at this freeze: there is no date, or no check.")


def write(
    about: About, kind: Kind, case: str, body: Template, commands: Sequence[Template]
) -> Letter:
    """The comment. Raises LetterTooLong."""
    said = values(about)
    return Letter(
        kind=kind,
        case=case,
        body=body.fill(said, Form.MARKDOWN),
        commands=tuple(one.fill(said, Form.MARKDOWN) for one in commands),
    )


def values(about: About) -> Values:
    """What a comment's template is filled with; see `names.COMMENT`."""
    asked = [one for one in about.outcomes if one.is_asked and one.counts]
    met = [one for one in asked if one.state in (PASSED, WAIVED)]
    return {
        "project": about.project,
        "word": about.word,
        "words": about.words,
        "release": about.release,
        "freeze": about.freeze_within,
        "freeze_title": about.freeze,
        "aoe": dates.aoe(about.ends_at) if about.ends_at else "",
        "utc": dates.utc(about.ends_at) if about.ends_at else "",
        "is_over": about.is_over,
        "key": about.key,
        "number": "" if about.number is None else str(about.number),
        "title": about.title,
        "track": about.track,
        "sig": about.sig,
        "stage": about.stage,
        "is_deprecation": about.kind == kinds.DEPRECATION,
        "owners": [{"login": login} for login in about.owners],
        "contact": about.contact,
        "met": str(len(met)),
        "asked": str(len(asked)),
        "checks": [_check(one) for one in asked],
        "actions": [
            {"action": one.remedy or f"{one.title}.", "why": one.reason}
            for one in asked
            if one.state in (FAILED, UNKNOWN)
        ],
        "decided_because": about.decided_because,
    }


def _check(one: Outcome) -> Values:
    waiver = one.waiver if one.state == WAIVED else None
    return {
        "check": one.title,
        "is_met": one.state in (PASSED, WAIVED),
        "is_waived": one.state == WAIVED,
        "is_unknown": one.state == UNKNOWN,
        "reason": one.reason,
        "waived_by": waiver.by if waiver else "",
        "waived_because": waiver.reason if waiver else "",
    }
