"""Changes that programs ask for under a key: done once, answered each time the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import transaction

from enhancements.models import Account, Reply

KEPT = dt.timedelta(days=7)
"""So long an answer is given again; a program that gives up tries no longer."""
LONGEST_KEY = 200


class KeyReused(ValueError):
    """The key was sent with something else before."""


def digest_of(*parts: bytes) -> str:
    """What is kept of a request, to know whether another is the same."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@transaction.atomic
def once(
    *, account: Account, key: str, digest: str, now: dt.datetime, do: Callable[[], str]
) -> str:
    """The answer of `do`, or what it was the first time.

    Two at once wait for each other. What `do` raises leaves the key free. Raises
    KeyReused.
    """
    reply, is_new = Reply.objects.get_or_create(
        account=account,
        key=key,
        defaults={"digest": digest, "body": "", "made_at": now},
    )
    if not is_new:
        if reply.digest != digest:
            raise KeyReused(key)
        return reply.body
    reply.body = do()
    reply.save(update_fields=["body"])
    return reply.body


def forget(*, before: dt.datetime) -> int:
    """Delete answers of before that moment; gives how many."""
    return Reply.objects.filter(made_at__lt=before).delete()[0]
