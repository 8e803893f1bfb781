"""Signed links that stop one subscription without signing in; they hold for ever.

Like those of `actions.asking_links`, with a salt of their own.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from enhancements.actions.asking_links import LinkBad
from enhancements.models import Subscription

_SALT = "tracker.follow"
_DIGITS = 18


def to_stop(subscription: int) -> str:
    """What stands in the address that stops it."""
    return Signer(salt=_SALT).sign(str(subscription))


def what_to_stop(token: str) -> Subscription:
    """Which subscription a link stops; one SQL statement. Raises LinkBad."""
    try:
        said = Signer(salt=_SALT).unsign(token)
    except BadSignature as bad:
        raise LinkBad(token) from bad
    if not said.isdecimal() or len(said) > _DIGITS:
        raise LinkBad(token)
    rows = Subscription.objects.select_related(
        "account", "project", "enhancement", "sig", "release"
    )
    found = rows.filter(pk=int(said), account__is_active=True).first()
    if found is None:
        raise LinkBad(token)
    return found
