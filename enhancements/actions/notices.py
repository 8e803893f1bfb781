"""What somebody says of their notices: read, not read, later.

Said of rows that are theirs; of others nothing happens. Saying it twice does it once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from enhancements.models import Account, Notice


def read(*, account: Account, ids: Collection[int], now: dt.datetime) -> int:
    """They were read; how many were not before."""
    mine = Notice.objects.filter(account=account, pk__in=ids, read_at=None)
    return mine.update(read_at=now, snoozed_until=None)


def read_all(*, account: Account, until: int, now: dt.datetime) -> int:
    """All were read up to the one of this id, which is the newest that was shown: what
    came meanwhile was not seen. What rests goes on resting.
    """
    mine = Notice.objects.filter(account=account, pk__lte=until, read_at=None)
    return mine.exclude(snoozed_until__gt=now).update(read_at=now, snoozed_until=None)


def unread(*, account: Account, ids: Collection[int]) -> int:
    """They are to be read again."""
    mine = Notice.objects.filter(account=account, pk__in=ids)
    return mine.update(read_at=None, snoozed_until=None)


def snooze(*, account: Account, ids: Collection[int], until: dt.datetime) -> int:
    """They come back at that moment, unread."""
    mine = Notice.objects.filter(account=account, pk__in=ids)
    return mine.update(read_at=None, snoozed_until=until)
