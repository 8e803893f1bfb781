"""Telling what changed to whoever follows it: headlines, and a notice for each person.

Headlines, notices and how far one came are written in one transaction under a lock of
the project, so a worker that is killed has told nothing or all of it, and the next one
tells the rest. Decision 63 says what counts as news.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from enhancements.actions import telling_channels
from enhancements.actions.telling_channels import WAYS
from enhancements.models import (
    Headline,
    Project,
    Repository,
    Source,
    Subscription,
    Watermark,
)
from enhancements.policy import following
from enhancements.queries import frame, headlines, moments

MOST = 500
"""Headlines of one transaction; there is another round while there are more."""
KEPT = dt.timedelta(days=180)
"""So long notices are kept; far longer than a change may come late."""
_OVERLAP = dt.timedelta(hours=1)
"""Longer than any transaction lasts: what one that began earlier wrote has a smaller
id, and may be seen later."""
_LOCK = 7_402_763
_BATCH = 500

_NOTICES = (
    WAYS
    + """
INSERT INTO enhancements_notice
       (account_id, headline_id, subscriptions, rhythm, made_at)
SELECT subscription.account_id, told.id, array_agg(subscription.id ORDER BY
         subscription.id),
       coalesce((array_agg(subscription.rhythm ORDER BY
         array_position(%(rhythms)s::text[], subscription.rhythm::text))
         FILTER (WHERE subscription.by_mail))[1], ''), %(now)s
  FROM ways
  JOIN told ON told.id = ways.headline
  JOIN enhancements_subscription subscription ON subscription.id = ways.id
  JOIN enhancements_account account ON account.id = subscription.account_id
 WHERE (told.trigger = 'view' OR told.trigger = ANY(subscription.triggers))
   AND account.is_active AND lower(account.login) <> told.by
 GROUP BY subscription.account_id, told.id
ON CONFLICT (account_id, headline_id) DO NOTHING
"""
)


def prepare_all(*, now: dt.datetime) -> int:
    """Tell what changed in every project that somebody follows something of; how many
    notices were made.
    """
    followed = Subscription.objects.filter(project=OuterRef("pk"), ended_at=None)
    projects = Project.objects.filter(Exists(followed))
    return sum(prepare(project=one, now=now) for one in projects)


def prepare(*, project: Project, now: dt.datetime) -> int:
    """Tell what changed in a project; how many notices were made."""
    made, is_full = 0, True
    while is_full:
        number, is_full = _round(project, now)
        made += number
    return made


@transaction.atomic
def begin(*, project: Project, now: dt.datetime) -> Watermark:
    """From now on what changes in a project is told, unless it is already."""
    rows = Watermark.objects.filter(project=project)
    found = rows.first()
    if found is not None:  # Nobody waits for a round that is under way.
        return found
    _lock(project)
    return rows.first() or _begun(project, now)


@transaction.atomic
def forget(*, before: dt.datetime) -> None:
    """Delete what was told before a moment; the notices go with it."""
    Headline.objects.filter(made_at__lt=before).delete()


@transaction.atomic
def _round(project: Project, now: dt.datetime) -> tuple[int, bool]:
    """How many notices were made, and whether there may be more to tell."""
    _lock(project)
    mark = Watermark.objects.filter(project=project).first()
    if mark is None:
        _begun(project, now)
        return 0, False
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    # Before anything is read: what comes meanwhile is looked through the next time.
    newest = _newest()
    mark.read = _read(project, mark, now)
    told = headlines.untold(setting, mark, MOST)
    Headline.objects.bulk_create(told, batch_size=_BATCH)
    made = _notices(told, now)
    telling_channels.owe(told=told, now=now)
    is_full = len(told) == MOST
    if not is_full:
        _move(mark, newest, now)
    mark.save()
    return made, is_full


def _notices(told: list[Headline], now: dt.datetime) -> int:
    if not told:
        return 0
    parameters: dict[str, Any] = {
        "ids": [one.pk for one in told],
        "rhythms": list(following.RHYTHMS),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, parameters)
        return int(cursor.rowcount)


def _move(mark: Watermark, newest: tuple[int, int], now: dt.datetime) -> None:
    """Go on from where one was at least an hour ago."""
    if now - mark.next_at < _OVERLAP:
        return
    mark.claim, mark.event = mark.next_claim, mark.next_event
    mark.from_at = mark.next_at
    mark.next_claim, mark.next_event = newest
    mark.next_at = now


def _begun(project: Project, now: dt.datetime) -> Watermark:
    claim, event = _newest()
    mark = Watermark(
        project=project,
        began_at=now,
        claim=claim,
        event=event,
        from_at=now,
        next_claim=claim,
        next_event=event,
        next_at=now,
    )
    mark.read = _read(project, mark, now)
    mark.save()
    return mark


def _newest() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM enhancements_claim), 0),"
            " coalesce((SELECT max(id) FROM enhancements_event), 0)"
        )
        claim, event = cursor.fetchone()
    return int(claim), int(event)


def _read(project: Project, mark: Watermark, now: dt.datetime) -> dict[str, str]:
    """Since when each source is known to have been read to its end once."""
    sources = Source.objects.filter(project=project, read_at__isnull=False)
    read = sources.exclude(commit="").values_list("pk", flat=True)
    tracked = Repository.objects.filter(project=project, removed_at=None)
    mirrored = tracked.filter(synced_at__isnull=False).values_list("pk", flat=True)
    names = [f"source {one}" for one in read]
    names += [f"repository {one}" for one in mirrored]
    return {one: mark.read.get(one, now.isoformat()) for one in names}


def _lock(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, project.pk])
