"""What a project asks of who wants to go past a freeze, as data of its profile."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.policy.letters.template import Template
from enhancements.profiles.globs import compile_globs

FILLS = ("title", "stage", "sig", "issue", "pulls", "days", "thread")
"""What a question may be about that the tracker knows or keeps in a field of its own:
what the record says, the linked pull requests, the extra days, the mail's thread."""
KNOWN = ("title", "stage", "sig", "issue")
"""Of these the answer is in the record, and nobody types it again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One question of the form."""

    key: str
    """Under which the answer is kept."""
    label: str
    hint: str = ""
    fills: str = ""
    """One of FILLS; empty for a text that is typed."""
    required: bool = True

    @property
    def is_text(self) -> bool:
        """Whether the answer is a text of its own."""
        return not self.fills


@dataclasses.dataclass(frozen=True, slots=True)
class Mail:
    """Where the request is sent, and under which subject, as letters that may name
    `policy.letters.names.EXCEPTION`; nobody is told of whom nothing is left.
    """

    to: tuple[Template, ...] = ()
    subject: Template | None = None
    announce: tuple[Template, ...] = ()
    """Who hears of what was decided."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExceptionRules:
    """The whole of it. A profile without `[exceptions]` has no questions: nobody can
    ask, and no page offers it.
    """

    questions: tuple[Question, ...] = ()
    criteria: str = ""
    """By what it is decided, in a sentence."""
    decided_by: str = ""
    """Who decides, within a sentence: "the release team"."""
    windows: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Key of a freeze to the hours after its end within which one may ask; a freeze
    that is not named has no such end."""
    in_advance: bool = True
    """Whether one may ask before the freeze."""
    is_final: bool = True
    """Whether a refusal is final: no second request for the same freeze."""
    combined: tuple[tuple[str, ...], ...] = ()
    """Freezes that one request may be about together."""
    most_days: int = 0
    """From more days on one is told that it is long; 0 for never."""
    ends: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Key of a freeze to the deadline with which an approval of a file ends that says
    no end itself; for a freeze that is not named there is none."""
    mail: Mail = Mail()
    approved: tuple[Template, ...] = ()
    """Slash commands of the comment that tells what was decided."""
    rejected: tuple[Template, ...] = ()
    files: tuple[str, ...] = ()
    """Globs of files in the schedules' repository in which exceptions were written
    down; whose release they are the schedules' rules tell from the path."""
    is_offered: bool = False
    """Whether the profile says anything of exceptions at all."""

    def lists(self, path: str) -> bool:
        """Whether the file at this path lists exceptions."""
        return (
            bool(self.files) and compile_globs(self.files).fullmatch(path) is not None
        )
