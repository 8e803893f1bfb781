"""Signed links that let somebody answer, or stop mail, without signing in.

A link says whose it is and nothing else; whether it still holds is in rows. It is
signed with SECRET_KEY, each purpose with a salt of its own, so that no link does what
another is for.
"""

from __future__ import annotations

import datetime as dt

from django.core.signing import BadSignature, Signer, TimestampSigner

from enhancements.models import Account, Ask

GOOD_FOR = dt.timedelta(days=14)
"""For so long the link of a message answers."""
VERIFY_FOR = dt.timedelta(days=3)
_ASK, _STOP, _VERIFY = "tracker.ask", "tracker.stop", "tracker.verify"
_DIGITS = 18


class LinkBad(LookupError):
    """No link of ours, or of somebody whose account is gone."""


class LinkExpired(LinkBad):
    """It was ours, and its time is over."""


def of_ask(ask: Ask) -> str:
    """What stands in the address of a message's link."""
    return Signer(salt=_ASK).sign(str(ask.pk))


def ask_of(token: str, *, project: int, now: dt.datetime) -> tuple[Ask, Account]:
    """The message of a link, and whom it lets answer; in two SQL statements.

    Raises LinkBad and LinkExpired.
    """
    ask = Ask.objects.filter(pk=_number(token, _ASK), project=project).first()
    if ask is None or ask.account is None:
        raise LinkBad(token)
    if ask.expires_at <= now:
        raise LinkExpired(token)
    return ask, _account(ask.account)


def to_stop(account: int) -> str:
    """What stands in the address that stops mail; it holds for ever."""
    return Signer(salt=_STOP).sign(str(account))


def whose_to_stop(token: str) -> Account:
    """Whose mail a link stops; one SQL statement. Raises LinkBad."""
    return _account(_number(token, _STOP))


def to_verify(account: int, address: str) -> str:
    """What stands in the address that confirms where mail goes. It does not hold the
    address, which logs would keep.
    """
    return _verifier(address).sign(str(account))


def verifies(token: str, *, account: int, address: str) -> bool:
    """Whether a link confirms that address of that account, and is not too old."""
    try:
        said = _verifier(address).unsign(token, max_age=VERIFY_FOR)
    except BadSignature:
        return False
    return bool(address) and said == str(account)


def _verifier(address: str) -> TimestampSigner:
    return TimestampSigner(salt=f"{_VERIFY} {address}")


def _number(token: str, salt: str) -> int:
    try:
        said = Signer(salt=salt).unsign(token)
    except BadSignature as bad:
        raise LinkBad(token) from bad
    if not said.isdecimal() or len(said) > _DIGITS:
        raise LinkBad(token)
    return int(said)


def _account(pk: int) -> Account:
    account = Account.objects.filter(pk=pk, is_active=True).first()
    if account is None or not account.login:
        raise LinkBad(str(pk))
    return account
