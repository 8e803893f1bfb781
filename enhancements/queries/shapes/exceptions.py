"""Exceptions: a request as shown, the desk, one of them, and the form."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.policy.exception_phases import Phase
from enhancements.policy.exceptions import APPROVED, Finding, label_of
from enhancements.profiles.exception_rules import ExceptionRules, Question
from enhancements.queries import clauses
from enhancements.queries.shapes.facts import StageRef
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import Facet, FacetGroup
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeRef:
    """A freeze that a request is about."""

    key: str
    label: str
    """In the project's words."""
    ends_at: dt.datetime | None
    closes_at: dt.datetime | None
    """When the window for requests closes after it; None for never."""


@dataclasses.dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote that stands."""

    by: str
    """Who votes, as they were called then."""
    called: str
    """What they are called now; empty where that is the same."""
    github_id: int | None
    """GitHub's number of them; None where only the login is known."""
    vote: str
    """One of `policy.exceptions.VOTES`."""
    word: str
    since: dt.datetime

    @property
    def login(self) -> str:
        """Who votes, by the name of now."""
        return self.called or self.by


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to a request, for its history."""

    at: dt.datetime
    by: str
    what: str
    """A clause: "approved until 3 Mar"."""
    why: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A request at a moment."""

    id: int
    key: str
    """Of the enhancement, for addresses."""
    number: int | None
    title: str
    sig: str
    """Empty for none."""
    track: str
    enhancement: int
    """Id of the enhancement that it is about now."""
    stage: StageRef | None
    issue_url: str
    by: str
    at: dt.datetime
    origin: str
    raw: str
    freezes: tuple[FreezeRef, ...]
    """In the order of the release's freezes."""
    text: int
    """Id of what it says, for who corrects it."""
    answers: Mapping[str, str]
    days: int | None
    links: tuple[str, ...]
    thread: str
    state_id: int
    """Id of where it stands: who decides says what they saw."""
    state: str
    state_by: str
    state_since: dt.datetime
    reason: str
    granted_until: dt.datetime | None
    evaluation: str
    batch: str
    """The step by which it was evaluated; empty for none."""
    phase: Phase
    votes: tuple[VoteRow, ...]
    clock: dt.datetime | None
    """What is counted down to: of a pending one the window's end, of an approved one
    the end of its time; None where nothing runs."""
    asks_until: dt.date | None
    """The day with which the extra time would end, counted from when it was asked."""

    @property
    def label(self) -> str:
        """Its phase as a word."""
        return label_of(self.phase, self.evaluation)

    @property
    def has_no_end(self) -> bool:
        """Whether it is approved by a file, and neither that nor a rule says until
        when.
        """
        is_granted = self.state == APPROVED and not self.evaluation
        return is_granted and self.granted_until is None

    @property
    def place(self) -> tuple[int, str]:
        """The entry."""
        return self.enhancement, self.track

    @property
    def name(self) -> str:
        """The entry as people call it: "#198", or its key, with its track."""
        name = self.key if self.number is None else f"#{self.number}"
        return f"{name} {self.track}".strip()

    @property
    def about(self) -> str:
        """The freezes, as a list in words: "PRR freeze and code freeze"."""
        return clauses.together([one.label for one in self.freezes])

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """How many votes of each word there are, without those of none."""
        counted = [
            (word, sum(one.vote == word for one in self.votes))
            for word in ("for", "against", "abstain")
        ]
        return tuple((word, number) for word, number in counted if number)


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeVerdict:
    """What the checks say of an entry at a freeze just now."""

    freeze: str
    label: str
    word: str
    """A word of `judge`; empty when it is not judged."""
    missing: tuple[str, ...]
    """Titles of the checks that are not met."""
    seen: int | None = None
    """Id of the standing that is decided there; None for none."""
    standing: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """An exception whose time is over, with what the checks say now."""

    row: ExceptionRow
    verdicts: tuple[FreezeVerdict, ...]

    @property
    def is_met(self) -> bool:
        """Whether every check that counts is met at its freezes."""
        return bool(self.verdicts) and all(one.word == "met" for one in self.verdicts)


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemRow:
    """A piece of an imported file that could not be taken in."""

    file: str
    line: int
    sentence: str
    raw: str


@dataclasses.dataclass(frozen=True, slots=True)
class DeskPage:
    """All requests of a release, those with the least time left first."""

    frame: Frame
    week: Week
    release: str
    rules: ExceptionRules
    rows: tuple[ExceptionRow, ...]
    total: int
    due: tuple[Due, ...]
    endless: tuple[ExceptionRow, ...]
    """Those that are approved, of which nobody knows until when."""
    counts: tuple[Facet, ...]
    """How many there are in each phase, each a link that shows just those."""
    facets: tuple[FacetGroup, ...]
    filtered: bool
    problems: tuple[ProblemRow, ...]
    windows: tuple[FreezeRef, ...]
    """Of the freezes, when one may ask until."""
    combining: str
    """Which freezes one request may be about, in a sentence."""


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A text to copy elsewhere."""

    text: str
    to: tuple[str, ...] = ()
    subject: str = ""
    mailto: str = ""
    """An address that opens a mail program; empty without anybody to send it to."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExceptionPage:
    """One request in full."""

    frame: Frame
    week: Week
    release: str
    rules: ExceptionRules
    row: ExceptionRow
    questions: tuple[tuple[Question, str], ...]
    """With the answer of each."""
    others: tuple[tuple[str, str], ...]
    """Answers to what is no question of the profile, as files have them."""
    history: tuple[Turn, ...]
    mail: Letter
    announcement: Letter | None
    """Of what was decided."""
    comment: Letter | None
    verdicts: tuple[FreezeVerdict, ...]
    grant: dt.date | None
    """The day with which what is asked for would end, proposed to who decides."""


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeChoice:
    """A freeze in the form."""

    ref: FreezeRef
    is_on: bool
    why_not: str
    """A sentence when it cannot be asked for; empty when it can."""
    is_over: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a request is about."""

    enhancement: int
    key: str
    number: int | None
    title: str
    sig: str
    track: str
    stage: StageRef | None
    issue_url: str
    owners: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class AskPage:
    """The form, empty or as it was typed."""

    frame: Frame
    week: Week
    release: str
    rules: ExceptionRules
    entry: Entry | None
    """None until one is chosen."""
    entries: tuple[tuple[str, str, str], ...]
    """(key, track, title) of those to choose from, while none is chosen."""
    choices: tuple[FreezeChoice, ...]
    typed: Mapping[str, Any]
    """What stands in the fields, by name."""
    findings: tuple[Finding, ...]
    """What to say about it; nothing of an empty form."""
    until: dt.date | None
    ends_at: dt.datetime | None
    is_tried: bool
    """Whether it was sent, so that what stops it is shown as an error."""
    why_not: str
    """Why who looks may not ask; empty for who may."""
    may_late: bool
    editing: ExceptionRow | None = None
    """The request that is corrected."""

    def of(self, field: str) -> tuple[Finding, ...]:
        """What there is to say about a field."""
        return tuple(one for one in self.findings if one.field == field)

    @property
    def can_send(self) -> bool:
        """Whether nothing stops it."""
        return not any(one.stops for one in self.findings)
