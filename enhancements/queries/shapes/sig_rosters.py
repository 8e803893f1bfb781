"""Who leads a SIG and approves for it, in which files, and what would change that."""

from __future__ import annotations

import dataclasses

from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.people_of import Mend


@dataclasses.dataclass(frozen=True, slots=True)
class Where:
    """A file that names people."""

    path: str
    url: str
    """Its page at the commit that says so; empty for none."""
    edit: str
    """GitHub's page to edit it; empty for none."""
    aliases: str = ""
    """What it names, in its own words."""


@dataclasses.dataclass(frozen=True, slots=True)
class RosterRole:
    """Who has one role in a SIG."""

    role: str
    """`chairs`, `leads`, `approvers` or `reviewers`."""
    label: str
    people: tuple[str, ...]
    files: tuple[Where, ...]
    path: str = ""
    """The file whose change can be worked out; empty where there is none, or several
    say so. It may be one that there is not yet."""
    asked: tuple[str, ...] | None = None
    """Who is to have it, where that was asked for."""
    mends: tuple[Mend, ...] = ()
    """What would make the files say so."""
    error: str = ""
    """What is wrong with what was asked."""

    @property
    def can_change(self) -> bool:
        """Whether a change of its file can be worked out."""
        return bool(self.path)


@dataclasses.dataclass(frozen=True, slots=True)
class RostersPage:
    """Everything the page shows."""

    frame: Frame
    name: str
    title: str
    roles: tuple[RosterRole, ...]

    @property
    def error(self) -> str:
        """What is wrong with what was asked; empty for nothing."""
        return next((one.error for one in self.roles if one.error), "")
