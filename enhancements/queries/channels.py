"""The channels of a project, and what went to one of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from enhancements.models import Account, Channel, Sending

LOGGED = 50
"""Messages of a channel that its log shows, the newest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as lists show it: nothing that could be used to write to it."""

    id: int
    project: str
    name: str
    kind: str
    sig: str
    """Empty for the whole project."""
    keeper: str
    shown: str
    """Host and last letters of its address."""
    host: str
    stopped_at: dt.datetime | None
    stop_reason: str
    failures: int
    failing_since: dt.datetime | None
    last_error: str
    last_ok_at: dt.datetime | None
    owed: int
    """Messages that wait."""
    is_signed: bool
    is_kept_by: bool = True
    """Whether the account that keeps it is still good: else nothing goes there."""

    @property
    def state(self) -> str:
        """`off`, `failing`, `on`, or `new` before the first message arrived."""
        if self.stopped_at is not None:
            return "off"
        if self.failures:
            return "failing"
        return "on" if self.last_ok_at else "new"


@dataclasses.dataclass(frozen=True, slots=True)
class SendingRow:
    """A message of the log."""

    id: int
    subject: str
    state: str
    """`sent`, `given-up` or `owed`."""
    made_at: dt.datetime
    done_at: dt.datetime | None
    """When it arrived or was given up."""
    due_at: dt.datetime
    attempts: int
    error: str


def of_project(project: int) -> tuple[ChannelRow, ...]:
    """Every channel of a project by name, in one SQL statement."""
    return tuple(map(_row, _rows().filter(project=project)))


def kept_by(account: Account) -> tuple[ChannelRow, ...]:
    """The channels that an account keeps, in one SQL statement."""
    return tuple(map(_row, _rows().filter(account=account)))


def log(channel: int, now: dt.datetime) -> tuple[SendingRow, ...]:
    """The last messages of a channel, the newest first, in one SQL statement."""
    rows = Sending.objects.filter(channel=channel).order_by("-made_at", "-pk")
    return tuple(
        SendingRow(
            id=one.pk,
            subject=one.subject,
            state=one.state(now),
            made_at=one.made_at,
            done_at=one.sent_at or one.ended_at,
            due_at=one.due_at,
            attempts=one.attempts,
            error=one.error,
        )
        for one in rows[:LOGGED]
    )


def _rows() -> QuerySet[Any]:
    waits = Q(sendings__sent_at=None, sendings__ended_at=None)
    return (
        Channel.objects.select_related("project", "sig", "account")
        .annotate(owed=Count("sendings", filter=waits))
        .order_by("project__name", "name")
    )


def _row(one: Any) -> ChannelRow:
    """A channel with what is counted beside it."""
    return ChannelRow(
        id=one.pk,
        project=one.project.name,
        name=one.name,
        kind=one.kind,
        sig=one.sig.name if one.sig else "",
        keeper=str(one.account),
        shown=one.shown,
        host=one.host,
        stopped_at=one.stopped_at,
        stop_reason=one.stop_reason,
        failures=one.failures,
        failing_since=one.failing_since,
        last_error=one.last_error,
        last_ok_at=one.last_ok_at,
        owed=one.owed,
        is_signed=bool(one.secret),
        is_kept_by=one.account.is_active,
    )
