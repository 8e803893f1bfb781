"""What a profile holds: frozen data classes, filled by `loader`.

Everything that differs between projects, or between two releases of one
project's process, is a field here and not a condition in the code.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from enhancements.policy.asking import USUAL, Ladder
from enhancements.policy.checks.criteria import Criteria
from enhancements.profiles.clean_up_rules import CleanUpRules
from enhancements.profiles.command_rules import CommandRules
from enhancements.profiles.exception_rules import ExceptionRules
from enhancements.profiles.gate_rules import GateRules
from enhancements.profiles.issue_rules import IssueRules, PullRules
from enhancements.profiles.merge_rules import MergeRules, WorkRules
from enhancements.profiles.role_rules import RoleRule
from enhancements.profiles.rules import (
    DocumentRules,
    RosterRules,
    ScheduleRules,
    sig_slug,
)

_SEPARATORS = re.compile(r"[\s_-]+")
_SIG_TEXT = re.compile(r"[0-9a-z]+(?:[ _./-]+[0-9a-z]+)*\.?")
_NO_SIG = frozenset({"n/a", "na", "none", "tbd", "tba", "unknown"})


def _word(text: str) -> str:
    """The form in which stages and statuses are compared."""
    return _SEPARATORS.sub("-", text.strip().casefold())


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A step of maturity that an enhancement can target in a release."""

    key: str
    """The profile's word in lower case, as in `target.<key>`."""
    label: str
    """The word shown to people."""
    canonical: str
    """alpha, beta, stable, once, deprecated, removed or other: for icons and API."""
    rank: int
    """Order of maturity; of two stages the one with the higher rank is further."""
    ladder: bool = False
    """Listed among an enhancement's targets even when nothing is said of it."""
    aliases: tuple[str, ...] = ()
    time_box: tuple[int, int] | None = None
    """Fewest and most releases that an enhancement may stay in the stage."""
    meaning: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """A state of the proposal itself, as its document gives it."""

    key: str
    label: str
    meaning: str = ""
    final: bool = False
    """No way leads back from here."""
    aliases: tuple[str, ...] = ()


Named = TypeVar("Named", bound=Stage | Status)


@dataclasses.dataclass(frozen=True, slots=True)
class DeadlineKind:
    """A kind of dated freeze or milestone that every release has."""

    key: str
    """start, enhancements-freeze, code-freeze, docs-freeze, release or other."""
    label: str
    meaning: str = ""
    phase_after: str = ""
    """Name of the phase that ends with this deadline; empty when none does."""


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """A label of the tracking issues, `sig/compute`, or a family, `sig/*`."""

    name: str
    purpose: str = ""
    how: str = ""
    """What to type in a comment; empty when no command sets it."""
    who: str = ""
    field: str = ""
    """The field that the part behind the slash speaks of, `sig` or `stage`; of a
    label without a slash its whole name. Empty when it claims nothing."""

    def covers(self, label: str) -> bool:
        """Whether this is the label of that name, or the family it belongs to."""
        mine, name = self.name.casefold(), label.casefold()
        if mine.endswith("/*"):
            return name.startswith(mine[:-1]) and name != mine[:-1]
        return name == mine


@dataclasses.dataclass(frozen=True, slots=True)
class Command:
    """A slash command that people may type in a comment."""

    usage: str
    """As typed, with the changing part in capitals: `/sig NAME`."""
    meaning: str
    who: str = ""
    works: bool = True
    """False for one that people type although nothing listens to it."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One project's process. Two profiles are equal only when they are one."""

    name: str
    title: str
    word: str
    """What the project calls one enhancement: "VEP"."""
    words: str
    summary: str
    stages: tuple[Stage, ...]
    statuses: tuple[Status, ...]
    documents: DocumentRules
    schedules: ScheduleRules
    rosters: RosterRules
    precedence: dict[str, tuple[str, ...]]
    """Field, or the part before its dot, or "default", to sources, best first."""
    deadlines: tuple[DeadlineKind, ...]
    planned_by: str = "targets"
    """What plans an enhancement for a release: `targets`, every release that a target
    names, or `latest-milestone`, the one release that its document works for now."""
    silent_days: int = 0
    """After how many days without a sign an owner of planned work counts as silent; 0
    where the project has no such rule."""
    labels: tuple[Label, ...] = ()
    commands: tuple[Command, ...] = ()
    issues: IssueRules = dataclasses.field(default_factory=IssueRules)
    pulls: PullRules = dataclasses.field(default_factory=PullRules)
    command_rules: CommandRules = dataclasses.field(default_factory=CommandRules)
    criteria: Criteria = dataclasses.field(default_factory=Criteria)
    """The freezes with their checks; each release keeps a copy of its own."""
    roles: tuple[RoleRule, ...] = ()
    gates: GateRules = dataclasses.field(default_factory=GateRules)
    """Where the code registers its feature gates."""
    clean_up: CleanUpRules = dataclasses.field(default_factory=CleanUpRules)
    exceptions: ExceptionRules = dataclasses.field(default_factory=ExceptionRules)
    """What is asked of who wants to go past a freeze."""
    asking: Ladder = USUAL
    """When whom one asks whether all is still true; a SIG may have its own ladder."""
    merge_gate: MergeRules = dataclasses.field(default_factory=MergeRules)
    untracked: WorkRules = dataclasses.field(default_factory=WorkRules)
    guide: dict[str, Any] = dataclasses.field(default_factory=dict)
    """The companion file's tables, as they stand; empty without one."""
    _stages: dict[str, Stage] = dataclasses.field(init=False, repr=False)
    _statuses: dict[str, Status] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stages", _by_word(self.stages))
        object.__setattr__(self, "_statuses", _by_word(self.statuses))

    def stage(self, word: str) -> Stage | None:
        """The stage of that key, label or alias in any case; None when unknown."""
        return self._stages.get(word) or self._stages.get(_word(word))

    def status(self, word: str) -> Status | None:
        """The status of that key, label or alias in any case; None when unknown."""
        return self._statuses.get(word) or self._statuses.get(_word(word))

    def issue_stage(self, word: str) -> tuple[bool, str | None]:
        """Whether a tracking issue's word for the stage is known, and its stage.

        `(True, None)` for a word that means no stage yet, such as "New".
        """
        key = self.issues.stages.get(" ".join(word.split()).casefold())
        if key is not None:
            return True, key or None
        stage = self.stage(word)
        return stage is not None, stage.key if stage is not None else None

    def label_claim(self, name: str) -> tuple[str, str] | None:
        """Field and value that a label claims: `("stage", "ga")` of "stage/stable".

        None for a label that the profile does not know, that speaks of no field, or
        whose value is no stage, status or SIG where its field wants one.
        """
        field = next((one.field for one in self.labels if one.covers(name)), "")
        if not field:
            return None
        word = name.partition("/")[2] or name
        value: str | None = word
        if field in ("sig", "participating_sigs"):
            value = self.sig_name(word)
        elif field in ("stage", "status"):
            known = self.stage(word) if field == "stage" else self.status(word)
            value = known.key if known is not None else None
        return (field, value) if value is not None else None

    def deadline(self, key: str) -> DeadlineKind | None:
        """The deadline kind of that key."""
        return next((kind for kind in self.deadlines if kind.key == key), None)

    def sig_name(self, text: str) -> str | None:
        """`compute` of "sig-compute", "sig/compute", "SIG Compute" or "compute".

        None for a directory that belongs to no SIG, for "N/A" and "TBD", and for
        text that is no name at all.
        """
        if text in self.documents.meta_directories:
            return None
        word = text.strip().casefold()
        if word in _NO_SIG or _SIG_TEXT.fullmatch(word) is None:
            return None
        return sig_slug(word, self.documents.sig_prefix) or None

    def precedence_of(self, field: str) -> tuple[str, ...]:
        """The sources that decide a field, best first.

        `target.beta` asks for `target.beta`, then `target`, then `default`. Whose a
        pull request is, `pull:<owner/name#number>`, it knows best itself.
        """
        if field.startswith("pull:"):
            return self.precedence.get("pull", ("person", "pull", "issue"))
        for key in (field, field.partition(".")[0], "default"):
            if key in self.precedence:
                return self.precedence[key]
        return ()


def _by_word(items: tuple[Named, ...]) -> dict[str, Named]:
    """Every word under which an item is known; the earlier item keeps a word."""
    known: dict[str, Named] = {}
    for named in items:
        for word in (named.key, named.label, *named.aliases):
            known.setdefault(_word(word), named)
    return known
