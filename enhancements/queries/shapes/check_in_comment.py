"""What somebody said of how an entry goes, as a comment."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.letters import check_ins
from enhancements.policy.letters.check_ins import State


@dataclasses.dataclass(frozen=True, slots=True)
class IssuePlace:
    """The tracking issue that a comment goes to."""

    repository: int
    """Id of the repository."""
    name: str
    """Of the repository: `owner/name`."""
    number: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class CheckInComment:
    """The comment of a check-in, and how it stands."""

    decision: int
    """Id of the check-in."""
    text: str
    """In Markdown; empty where the project's letters have no text for it."""
    issue: IssuePlace | None
    state: State
    is_sent: bool
    """Whether the project's comments are sent at all."""
    url: str = ""
    """Of the comment once it is written, of the issue until then."""
    by: str = ""
    """Login of who put it on its way; empty while nobody did."""
    at: dt.datetime | None = None
    error: str = ""

    @property
    def may_go(self) -> bool:
        """Whether it can be put on its way."""
        if self.issue is None or not self.text:
            return False
        return check_ins.may_go(self.state, is_sent=self.is_sent)
