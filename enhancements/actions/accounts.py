"""Accounts: signing in, visits, and every way in which one ends."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from enhancements.actions import events
from enhancements.models import Account, Event
from enhancements.models.account import fresh_stamp

MINUTE = dt.timedelta(minutes=1)
"""Seldom enough for a write, often enough for "last seen"."""
PAUSE = dt.timedelta(minutes=30)
"""Without a page for so long, the next one begins another visit."""
_LONGEST_NAME = 200


@transaction.atomic
def sign_in(*, github_id: int, login: str, name: str) -> Account:
    """The account of a GitHub identity, made at the first sign-in.

    The numeric id decides whose account it is. The login is whatever GitHub says now;
    who had it here before has given it up there, and is without one until they sign in
    again.
    """
    Account.objects.filter(~Q(github_id=github_id), login__iexact=login).update(
        login=""
    )
    account, is_new = Account.objects.get_or_create(
        github_id=github_id, defaults={"login": login, "name": name[:_LONGEST_NAME]}
    )
    if is_new:
        _record(account, Event.Kind.ACCOUNT_JOINED, by=login)
        return account
    before, account.login, account.name = account.login, login, name[:_LONGEST_NAME]
    account.save(update_fields=["login", "name"])
    if before != login:
        events.record(
            project=None,
            kind=Event.Kind.ACCOUNT_RENAMED,
            subject=login,
            old=before,
            new=login,
            by=login,
        )
    return account


def visit(*, account: Account, now: dt.datetime) -> None:
    """Note that they look at a page: one statement, at most once a minute."""
    if account.seen_at is not None and now - account.seen_at < MINUTE:
        return
    is_another = When(seen_at__lt=now - PAUSE, then=F("seen_at"))
    Account.objects.filter(
        Q(seen_at__isnull=True) | Q(seen_at__lte=now - MINUTE), pk=account.pk
    ).update(
        visited_at=Case(is_another, default=F("visited_at")),
        seen_at=Value(now),
    )


@transaction.atomic
def end_sessions(*, account: Account, by: str) -> None:
    """Sign them out wherever they are signed in, from the next request on."""
    Account.objects.filter(pk=account.pk).update(stamp=fresh_stamp())
    _record(account, Event.Kind.SESSIONS_ENDED, by=by)


@transaction.atomic
def end(*, account: Account, by: str, reason: str) -> None:
    """End an account: its sessions and tokens hold no longer, and it cannot sign in."""
    ended = Account.objects.filter(pk=account.pk, is_active=True)
    if ended.update(is_active=False, stamp=fresh_stamp()):
        _record(account, Event.Kind.ACCOUNT_ENDED, by=by, reason=reason)


@transaction.atomic
def restore(*, account: Account, by: str, reason: str) -> None:
    """Let them sign in again. Their tokens that have not expired hold again."""
    if Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
        _record(account, Event.Kind.ACCOUNT_RESTORED, by=by, reason=reason)


@transaction.atomic
def delete(*, account: Account, by: str) -> None:
    """Delete an account with its tokens; its sessions hold no longer.

    What they did keeps their login as text. Who signs in again begins anew.
    """
    _record(account, Event.Kind.ACCOUNT_DELETED, by=by)
    Account.objects.filter(pk=account.pk).delete()


def forget_old_sessions(*, now: dt.datetime) -> int:
    """Delete sessions that hold no longer; gives how many they were."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _record(account: Account, kind: Event.Kind, *, by: str, reason: str = "") -> None:
    events.record(project=None, kind=kind, subject=str(account), by=by, reason=reason)
