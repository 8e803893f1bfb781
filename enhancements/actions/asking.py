"""Asking people whether all is still true, once for each thing and in one message.

A message is rows: whoever is asked sees it in what waits for them, and it is mailed to
who gave an address (`actions.mails`). Preparing the messages of a day may be done as
often as one likes, and may be cut off at any point: it is one transaction, and what was
asked before is not asked again, which the database holds too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models.functions import Lower

from enhancements.actions import events, mails
from enhancements.actions.asking_links import GOOD_FOR
from enhancements.models import (
    Account,
    Ask,
    AskItem,
    Entry,
    Event,
    Project,
)
from enhancements.policy import asking as policy
from enhancements.policy.asking import Message
from enhancements.queries import asking, frame, moments, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain

BY = "clock"
"""Who asks, in the history."""
HOUR = 7
"""From which hour of a day, in UTC, its messages are made: no mail at midnight."""
# First key of the advisory locks of this kind; the second is the project's id.
_LOCK = 7_402_631


def prepare_all(*, now: dt.datetime) -> int:
    """Make the messages of a day for every project; how many were made."""
    if now.hour < HOUR or policy.is_quiet(now.date()):
        return 0
    return sum(
        len(prepare(project=project, now=now)) for project in Project.objects.all()
    )


@transaction.atomic
def prepare(*, project: Project, now: dt.datetime) -> list[Ask]:
    """Make the messages of the day that `now` lies in (UTC), in a fixed number of SQL
    statements; none on a weekend, and none twice.
    """
    if policy.is_quiet(now.date()):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, project.pk])
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    messages = due(setting, now.date())
    return _write(project, setting, messages, now) if messages else []


def due(setting: Setting, day: dt.date) -> tuple[Message, ...]:
    """Who is to be asked what on that day, by what is known at the setting's moment."""
    in_work = [one.id for one in waiting.in_work(setting)]
    planned = Entry.objects.filter(release__in=in_work, until=None)
    only = list(planned.values_list("enhancement", flat=True).distinct())
    if not only:
        return ()
    found = asking.candidates(setting, only=only)
    own = asking.ladders(setting)
    told = Ask.objects.filter(project=setting.id, day=day).values_list(
        Lower("login"), flat=True
    )
    usual = setting.profile.asking
    return policy.due(
        day, found.entries, lambda sig: own.get(sig, usual), told=set(told)
    )


def _write(
    project: Project, setting: Setting, messages: Sequence[Message], now: dt.datetime
) -> list[Ask]:
    accounts = _accounts(one.login for one in messages)
    asks = Ask.objects.bulk_create(
        [
            Ask(
                project=project,
                login=one.login,
                account=accounts.get(plain(one.login)),
                day=now.date(),
                made_at=now,
                expires_at=now + GOOD_FOR,
            )
            for one in messages
        ]
    )
    ids = {one.name: one.id for one in setting.releases}
    items = [
        AskItem(
            ask=ask,
            release_id=ids[line.entry.release],
            enhancement_id=line.entry.enhancement,
            track=line.entry.track,
            freeze=line.entry.freeze,
            rung=line.rung,
            role=line.role,
            login=plain(ask.login),
        )
        for ask, message in zip(asks, messages, strict=True)
        for line in message.lines
    ]
    AskItem.objects.bulk_create(items, batch_size=1000)
    mails.owe(asks=asks, now=now)
    events.record_all([_event(project, item, now) for item in items])
    return asks


def _accounts(logins: Iterable[str]) -> dict[str, int]:
    """Ids of the accounts that have these logins, by login as compared."""
    names = [plain(one) for one in logins]
    rows = Account.objects.filter(is_active=True).annotate(handle=Lower("login"))
    return dict(rows.filter(handle__in=names).values_list("handle", "pk"))


def _event(project: Project, item: AskItem, now: dt.datetime) -> Event:
    return Event(
        project=project,
        release_id=item.release_id,
        enhancement_id=item.enhancement_id,
        kind=Event.Kind.STILL_TRUE_ASKED,
        subject=item.ask.login,
        new={
            "ask": item.ask_id,
            "login": item.ask.login,
            "freeze": item.freeze,
            "rung": item.rung,
            "role": item.role,
            "track": item.track,
        },
        by=BY,
        happened_at=now,
    )
