"""Whose feed is at a secret address, and which addresses somebody has."""

from __future__ import annotations

from enhancements.actions import feed_addresses, tokens
from enhancements.models import Account, FeedAddress

_LONGEST = 200


class FeedUnknown(LookupError):
    """Nothing is there: it never was, was revoked, or the account has ended."""


def find(token: str, what: str) -> FeedAddress:
    """The address of a token with its account, in one statement; none for a token that
    looks like none of ours. Raises FeedUnknown.
    """
    if not token.startswith(feed_addresses.PREFIX) or len(token) > _LONGEST:
        raise FeedUnknown
    rows = FeedAddress.objects.select_related("account")
    found = rows.filter(
        digest=tokens.digest(token),
        what=what,
        revoked_at__isnull=True,
        account__is_active=True,
    ).first()
    if found is None:
        raise FeedUnknown
    return found


def kept(account: Account) -> dict[str, FeedAddress]:
    """By feed the address that somebody has."""
    rows = FeedAddress.objects.filter(account=account, revoked_at__isnull=True)
    return {one.what: one for one in rows}
