"""How a project is proposed to: its tracking issue, its files and who decides next.

Data of a companion file of the profile, `<name>.propose.toml`.
"""

from __future__ import annotations

import dataclasses
import re

from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Template

ASKS = frozenset({"gate", "discussion", "reviewers", "approvers", "readiness"})
"""What a form may ask for beyond what every one does."""
STEPS = ("issue", "document")
"""What a proposal consists of, in order."""
GRADUATES, ONCE, META = "graduates", "once", "meta"
COURSES = (GRADUATES, ONCE, META)
"""How an enhancement may go: through stages behind a feature gate; whole in one
release, without a gate; or as a rule or a process, which ships nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """How an enhancement may go, and what a form asks then."""

    key: str
    """One of COURSES."""
    label: str
    about: str
    stages: tuple[str, ...] = ()
    """Keys of the stages that it may aim at; empty for all of the ladder."""
    has_target: bool = True
    """Whether it aims at a stage in a release at all."""
    has_gate: bool = True
    needs_sig: bool = True
    folder: str = ""
    """Where its documents lie in the place of a SIG's folder; empty for there."""

    @property
    def only_stage(self) -> str:
        """The stage that is not to be chosen, since there is no other."""
        one_alone = self.has_target and len(self.stages) == 1
        return self.stages[0] if one_alone else ""


USUAL = Course(GRADUATES, "In stages, behind a feature gate", "")
"""What every enhancement is where a file names no courses."""


@dataclasses.dataclass(frozen=True, slots=True)
class IssueText:
    """The tracking issue."""

    template: str
    """File of the repository's own template, whose labels GitHub sets for everybody;
    empty without one."""
    labels: tuple[str, ...]
    title: Template
    renamed: Template | None
    """The title once the number is known; None where it stays."""
    body: Template


@dataclasses.dataclass(frozen=True, slots=True)
class FileText:
    """One file of the document."""

    label: str
    about: str
    path: Template
    form: Form
    """`Form.FILE` or `Form.YAML`, for `text`."""
    text: Template
    front: Template | None
    """Front matter in YAML above the text; None where there is none."""
    courses: frozenset[str] = frozenset(COURSES)
    """Whose it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Decider:
    """Who decides after a step, and what happens then."""

    step: str
    """One of STEPS."""
    who: str
    does: str
    by: str = ""
    """Kind of the deadline by which it has to have happened; empty without one."""
    courses: frozenset[str] = frozenset(COURSES)
    """Of which it is said."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Propose:
    """A project's way of taking proposals."""

    source: str
    """The file that it was read from."""
    branch: str
    """The branch that documents are merged into, until the repository was read."""
    asks: frozenset[str]
    directory: re.Pattern[str]
    """What the name of a document's own folder has to match."""
    directory_rule: str
    """The same in a sentence."""
    issue: IssueText
    files: tuple[FileText, ...]
    numbering: tuple[str, ...]
    """How the number is used, in sentences."""
    deciders: tuple[Decider, ...]
    courses: tuple[Course, ...] = (USUAL,)
    """Those that the project knows, the usual one first."""

    def course(self, key: str) -> Course:
        """The course of that key, else the usual one."""
        return next((one for one in self.courses if one.key == key), self.courses[0])

    def after(self, step: str, course: str) -> tuple[Decider, ...]:
        """Who decides after a step of an enhancement of that course."""
        return tuple(
            one for one in self.deciders if one.step == step and course in one.courses
        )
