"""Requests to go past a freeze."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from enhancements.api.schemas.base import Answer, Fact


class Vote(Fact):
    """What somebody thinks of a request."""

    by: str
    """What they are called now."""
    vote: Literal["for", "against", "abstain"]
    word: str
    since: dt.datetime


class ExceptionRequest(Fact):
    """A request for more time at one freeze, or at several at once."""

    id: int
    key: str
    number: int | None
    title: str
    sig: str | None
    track: str
    """Empty when the enhancement has only one."""
    stage: str | None
    freezes: list[str]
    """Keys of the deadlines."""
    phase: Literal["over", "pending", "running", "done", "rejected", "withdrawn"]
    """Where it stands at the moment: `running` is approved, `over` ran out and waits
    for its evaluation."""
    state: Literal["pending", "approved", "rejected", "withdrawn"]
    state_by: str
    state_since: dt.datetime
    reason: str
    granted_until: dt.datetime | None
    evaluation: Literal["tracked", "removed"] | None
    """What became of the entry when the time was over."""
    days: int | None
    """Extra calendar days asked for; null where an imported file says none."""
    requested_by: str
    requested_at: dt.datetime
    answers: dict[str, str]
    """By key of the profile's question."""
    pull_requests: list[str]
    thread: str | None
    """Address of the mail's thread."""
    imported_from: str | None
    """The file that it was read from."""
    votes: list[Vote]


class Exceptions(Answer):
    """Requests of a release, those with the least time left first."""

    release: str
    items: list[ExceptionRequest]
