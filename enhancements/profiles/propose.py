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


@dataclasses.dataclass(frozen=True, slots=True)
class Decider:
    """Who decides after a step, and what happens then."""

    step: str
    """One of STEPS."""
    who: str
    does: str
    by: str = ""
    """Kind of the deadline by which it has to have happened; empty without one."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Propose:
    """A project's way of taking proposals."""

    source: str
    """The file that it was read from."""
    branch: str
    """The branch that documents are merged into."""
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

    def after(self, step: str) -> tuple[Decider, ...]:
        """Who decides after a step."""
        return tuple(one for one in self.deciders if one.step == step)
