"""Pull requests as an enhancement's page shows them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.languages import gettext, gettext_noop

_CHECKS = {
    "pass": gettext_noop("checks pass"),
    "fail": gettext_noop("checks fail"),
    "run": gettext_noop("checks run"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class PullView:
    """A pull request with the state it had at the moment."""

    name: str
    """`enhancements#12`."""
    kind: str
    """`document`, `code` or `docs`."""
    title: str
    url: str
    author: str
    """Empty for an account that is gone."""
    state: str
    """`open`, `draft`, `merged` or `closed`; `gone` when GitHub has it no more."""
    since: dt.datetime
    """When it was merged or closed, else opened."""
    approvals: int
    """People who approved it in a review."""
    marks: tuple[str, ...]
    """`reviewed`, `approved`, `on hold`, by its labels."""
    sources: tuple[str, ...]
    """Who says that it belongs here: `pull` itself, the tracking `issue`."""
    is_contested: bool
    """Whether it names another enhancement than the issue that lists it."""
    words: str = ""
    """Its state with what else GitHub says: `merged, locked as resolved`."""
    checks: str = ""
    """What the checks of its head came to when it was last read: `pass`, `fail` or
    `run`; empty where none is known."""

    @property
    def checks_said(self) -> str:
        """The same in words; what is over is checked no more."""
        if self.is_over:
            return ""
        known = _CHECKS.get(self.checks)
        return gettext(known) if known else gettext("no checks known")

    @property
    def is_over(self) -> bool:
        """Whether nothing waits for it any more."""
        return self.state in {"merged", "closed", "gone"}


@dataclasses.dataclass(frozen=True, slots=True)
class IssueView:
    """A tracking issue with the state it had at the moment."""

    name: str
    """`enhancements#12`."""
    url: str | None
    state: str
    """`open` or `closed`, `gone` when GitHub has it no more; empty when not known."""
    words: str = ""
    """The same as GitHub says it: `closed as not planned, locked as too heated`."""
    is_discussion: bool = False
    """Whether it was converted to a discussion, by GitHub's own word."""
    discussion: str = ""
    """The discussion's address; empty where nobody told it."""
    may_be_turning: bool = False
    """Whether it looks like one that is being converted, and nothing says so."""
