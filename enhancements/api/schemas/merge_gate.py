"""Whether a pull request may merge into a release."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Fact


class MergeEnhancement(Fact):
    """An enhancement for which a pull request counts."""

    key: str
    number: int | None
    title: str
    standing: str | None
    """How it stands at the freeze, as the board has it: `tracked`, `at-risk`, ...; null
    when it is not in the release."""
    standing_text: str
    """The same as people read it."""
    freeze: str | None
    """The freeze that is meant, in the project's words."""
    verdict: str | None
    """What the checks of the freeze came to: `met`, `at-risk` or `unknown`."""
    decided_by: str | None
    """Login of who decided so; null when the checks say so."""
    since: dt.datetime | None
    """When that was decided."""
    attributed_by: Literal["person", "pull", "issue"]
    """Who says that the pull request belongs to it: a person here, its own text, or
    the tracking issue that lists it."""
    rule: str | None
    """By which rule its own text names it, such as `keyword`."""
    said: str
    """The words that say so."""
    attributed_since: dt.datetime
    url: str | None
    """Where they stand."""


class MergeGate(Answer):
    """Whether a pull request may merge, and why."""

    release: str
    pull_request: str
    """`owner/name#12`."""
    approved: bool
    """False also when something that decides is not known."""
    reason: Literal[
        "stands",
        "unread",
        "unknown",
        "gone",
        "issue",
        "branch",
        "nothing",
        "passing",
        "no-enhancement",
        "elsewhere",
        "standing",
        "no-rule",
    ]
    """Why, in a word; `unread` and `unknown` mean that nobody can tell yet."""
    why: str
    """Why, in a sentence or two."""
    enhancements: list[MergeEnhancement]
    """For which it counts, or which it names in passing."""
