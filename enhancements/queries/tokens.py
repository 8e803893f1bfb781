"""Whose token a program sends, and the tokens that somebody has."""

from __future__ import annotations

import datetime as dt

from enhancements.actions import tokens
from enhancements.models import Account, Token

_LONGEST = 200


class TokenUnknown(LookupError):
    """Nobody may be taken for its owner; the text says why, to who has the secret."""


def find(secret: str, *, now: dt.datetime) -> Token:
    """The token of a secret with its account, in one statement. Raises TokenUnknown."""
    found = None
    if secret.startswith(tokens.PREFIX) and len(secret) <= _LONGEST:
        found = (
            Token.objects.select_related("account")
            .filter(digest=tokens.digest(secret))
            .first()
        )
    if found is None:
        raise TokenUnknown("There is no such token. Make one on your page, /me/.")
    if found.revoked_at is not None:
        raise TokenUnknown("This token was revoked. Make another on your page, /me/.")
    if found.expires_at <= now:
        day = found.expires_at.date().isoformat()
        raise TokenUnknown(f"This token ended on {day}. Make another on your page.")
    if not found.account.is_active:
        raise TokenUnknown("The account of this token was ended by an operator.")
    return found


def listed(account: Account) -> tuple[Token, ...]:
    """The tokens of an account that were not revoked, newest first."""
    return tuple(Token.objects.filter(account=account, revoked_at__isnull=True))
