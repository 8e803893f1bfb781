"""Tokens of accounts, for programs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from enhancements.actions import events
from enhancements.actions.accounts import MINUTE
from enhancements.languages import gettext
from enhancements.models import Account, Event, Token

PREFIX = "trk_"
"""What every secret begins with, so that people and scanners know what it is."""
LONGEST_LIFE = dt.timedelta(days=366)
AT_MOST = 20
"""Tokens of an account that have neither ended nor been revoked."""
LONGEST_NAME = 80
_SHOWN = 10
_BYTES = 32


class TokenRefused(ValueError):
    """A token cannot be made so; the text says what would do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A new token with its secret, which is nowhere else from now on."""

    token: Token
    secret: str = dataclasses.field(repr=False)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(
    *,
    account: Account,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime,
    by: str,
    now: dt.datetime,
) -> Made:
    """Make a token. Raises TokenRefused."""
    name = " ".join(name.split())
    _check(name, scopes, expires_at - now)
    # Two at once shall not get past the limit together.
    Account.objects.select_for_update().get(pk=account.pk)
    living = Token.objects.filter(
        account=account, revoked_at__isnull=True, expires_at__gt=now
    )
    if living.count() >= AT_MOST:
        message = gettext(
            "You have %(most)s tokens. Revoke one that nobody needs.", most=AT_MOST
        )
        raise TokenRefused(message)
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = Token.objects.create(
        account=account,
        name=name,
        scopes=sorted(set(scopes)),
        prefix=secret[:_SHOWN],
        digest=digest(secret),
        created_at=now,
        expires_at=expires_at,
    )
    _record(token, account, Event.Kind.TOKEN_MADE, by)
    return Made(token, secret)


def _check(name: str, scopes: Collection[str], life: dt.timedelta) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = gettext(
            "Say in 1 to %(most)s letters what the token is for, so that you know it"
            " again.",
            most=LONGEST_NAME,
        )
        raise TokenRefused(message)
    if not scopes or not set(scopes) <= set(Token.Scope.values):
        message = gettext("Choose what the token may do: read, or read and write.")
        raise TokenRefused(message)
    if not dt.timedelta(0) < life <= LONGEST_LIFE:
        message = gettext("Choose when the token ends: at most a year from now.")
        raise TokenRefused(message)


@transaction.atomic
def revoke(*, token: Token, by: str, now: dt.datetime) -> None:
    """End a token at once and for good."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        _record(token, token.account, Event.Kind.TOKEN_REVOKED, by)


def use(*, token: Token, now: dt.datetime) -> None:
    """Note that it was used: one statement, at most once a minute."""
    if token.last_used_at is None or now - token.last_used_at >= MINUTE:
        Token.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - MINUTE),
            pk=token.pk,
        ).update(last_used_at=now)


def _record(token: Token, account: Account, kind: Event.Kind, by: str) -> None:
    """The event says which token, and nothing that could be used as one."""
    events.record(
        project=None,
        kind=kind,
        subject=str(account),
        new={
            "token": token.pk,
            "name": token.name,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
        },
        by=by,
    )
