"""Channels for tests: a project, who keeps them, and one of each kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from enhancements.actions import accounts, channels, projects
from enhancements.models import Account, Project, Sending

if TYPE_CHECKING:
    from enhancements.models import Channel

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
ADDRESS = "https://chat.example.org/hooks/s3cret-abcd"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


def project() -> Project:
    """The project `demo`."""
    return projects.track(name="demo", profile="kubevirt", locations={}, by="tester")


def keeper(login: str = "ann", github_id: int = 7) -> Account:
    """Somebody who signed in."""
    return accounts.sign_in(github_id=github_id, login=login, name="")


def made(kind: str = "slack", **more: Any) -> Channel:
    """A channel of the project there is."""
    given = {
        "project": more.pop("project", None) or Project.objects.get(),
        "account": more.pop("account", None) or Account.objects.get(login="ann"),
        "sig": None,
        "name": f"#{kind}",
        "address": ADDRESS,
        "by": "ann",
        "now": NOW,
    }
    return channels.make(kind=kind, **{**given, **more}).channel


def owed(channel: Channel, key: str = "one", now: dt.datetime = NOW) -> Sending:
    """A message to it."""
    assert channels.owe(
        channel=channel,
        key=key,
        subject=f"Subject {key}",
        text="Text & more",
        data={"key": key},
        now=now,
    )
    return Sending.objects.get(channel=channel, key=key)


def fail(channel: Channel, now: dt.datetime, **more: Any) -> None:
    """Take what is due at a moment, and say that it did not arrive."""
    sending = channels.take(now=now)
    assert sending is not None
    assert sending.channel == channel
    channels.failed(sending=sending, error="It answered 500.", now=now, **more)
