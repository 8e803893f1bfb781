"""Secret addresses of feeds: made, made anew, revoked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Q

from enhancements.actions import events
from enhancements.actions.accounts import MINUTE
from enhancements.actions.tokens import digest
from enhancements.languages import gettext
from enhancements.models import Account, Event, FeedAddress

PREFIX = "trkf_"
"""What every token begins with, so that people and scanners know what it is."""
KEPT = dt.timedelta(days=60)
"""How long one that was revoked is kept, to say when it was used last."""
_BYTES = 32


class FeedRefused(ValueError):
    """There is no such feed; the text says so."""


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A new address with its token, which is nowhere else from now on."""

    address: FeedAddress
    token: str = dataclasses.field(repr=False)


@transaction.atomic
def make(*, account: Account, what: str, by: str, now: dt.datetime) -> Made:
    """Make the address of a feed; the one before it is good for nothing any more.

    Raises FeedRefused.
    """
    if what not in FeedAddress.What.values:
        raise FeedRefused(gettext("There is no such feed."))
    # Two at once shall not both revoke what is there and make one.
    Account.objects.select_for_update().get(pk=account.pk)
    _end(account, what, by, now)
    token = PREFIX + secrets.token_urlsafe(_BYTES)
    made = FeedAddress.objects.create(
        account=account, what=what, digest=digest(token), made_at=now
    )
    _record(account, Event.Kind.FEED_MADE, what, by)
    return Made(made, token)


@transaction.atomic
def revoke(*, account: Account, what: str, by: str, now: dt.datetime) -> None:
    """End the address of a feed at once and for good; twice does it once."""
    _end(account, what, by, now)


def use(*, address: FeedAddress, now: dt.datetime) -> None:
    """Note that it was used: one statement, at most once a minute."""
    if address.last_used_at is None or now - address.last_used_at >= MINUTE:
        FeedAddress.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - MINUTE),
            pk=address.pk,
        ).update(last_used_at=now)


def forget(*, before: dt.datetime) -> int:
    """Delete those that were revoked before a moment; gives how many they were."""
    return FeedAddress.objects.filter(revoked_at__lt=before).delete()[0]


def _end(account: Account, what: str, by: str, now: dt.datetime) -> None:
    mine = FeedAddress.objects.filter(account=account, what=what, revoked_at=None)
    if mine.update(revoked_at=now):
        _record(account, Event.Kind.FEED_REVOKED, what, by)


def _record(account: Account, kind: Event.Kind, what: str, by: str) -> None:
    """The event says which feed, and nothing by which it could be read."""
    events.record(
        project=None, kind=kind, subject=str(account), new={"feed": what}, by=by
    )
