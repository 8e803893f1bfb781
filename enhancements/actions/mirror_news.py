"""Lists of changes: what they name is marked, where it differs from what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import dirt, leases, streams
from enhancements.actions.dirt import Mark
from enhancements.actions.leases import Lease
from enhancements.actions.streams import Place
from enhancements.actions.told import ChangeTold
from enhancements.models import Comment, Item


def differs(told: ChangeTold, stored: dt.datetime | None) -> bool:
    """Whether a line is news: another time than what is stored, in either direction."""
    return stored is None or told.updated_at != stored


def mark_items(
    *, lease: Lease, told: Sequence[ChangeTold], place: Place, now: dt.datetime
) -> int:
    """Mark the items of a page of changes, and move on. Returns how many are news."""
    known = dict(
        Item.objects.filter(
            repository=lease.repository,
            number__in=[one.number for one in told],
            gone_at__isnull=True,
        ).values_list("number", "updated_at")
    )
    news = [one for one in told if differs(one, known.get(one.number))]
    return _mark(lease, news, place, now)


def mark_commented(
    *, lease: Lease, told: Sequence[ChangeTold], place: Place, now: dt.datetime
) -> int:
    """The same for comments: the times are those of comments, the numbers of items.

    A comment that is stored with that time is no news.
    """
    known = set(
        Comment.objects.filter(
            item__repository=lease.repository,
            item__number__in=[one.number for one in told],
            updated_at__in=[one.updated_at for one in told],
            gone_at__isnull=True,
        ).values_list("item__number", "updated_at")
    )
    news = [one for one in told if (one.number, one.updated_at) not in known]
    return _mark(lease, news, place, now)


def _mark(
    lease: Lease, news: Sequence[ChangeTold], place: Place, now: dt.datetime
) -> int:
    """Writes nothing at all where there is neither news nor a new place."""
    if not news and not streams.would_move(place):
        return 0
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        dirt.mark(
            repository=lease.repository,
            marks=[
                Mark(dirt.POLL, number=one.number, node_id=one.node_id) for one in news
            ],
            now=now,
        )
        streams.move(lease=lease, place=place, now=now)
    return len(news)
