"""Accounts: signing in, visits, and every way in which one ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from enhancements.actions import events, saved_views
from enhancements.models import Account, Event, Person
from enhancements.models.account import fresh_stamp

MINUTE = dt.timedelta(minutes=1)
"""Seldom enough for a write, often enough for "last seen"."""
PAUSE = dt.timedelta(minutes=30)
"""Without a page for so long, the next one begins another visit."""
_LONGEST_NAME = 200
_GITHUB = "GitHub"
_TAKEN = "Somebody else has this login at GitHub now."


@transaction.atomic
def sign_in(*, github_id: int, login: str, name: str, host: str = "") -> Account:
    """The account of a GitHub identity, made at the first sign-in.

    The numeric id decides whose account it is. The login is whatever GitHub says now;
    who had it here before has given it up there, and is without one until they are
    seen under another. `host` is the base address of GitHub's API: with it is kept,
    beside the account, who has the login and who had it (`Person`), which roles ask.
    """
    others = Account.objects.select_for_update().filter(~Q(github_id=github_id))
    before = list(others.filter(login__iexact=login))
    if host:
        _tell(host, before, github_id, login)
    for one in before:
        _rename(one, "", by=login, reason=_TAKEN)
    account, is_new = Account.objects.get_or_create(
        github_id=github_id, defaults={"login": login, "name": name[:_LONGEST_NAME]}
    )
    if is_new:
        _record(account, Event.Kind.ACCOUNT_JOINED, by=login)
        return account
    account.name = name[:_LONGEST_NAME]
    account.save(update_fields=["name"])
    if account.login != login:
        _rename(account, login, by=login)
    return account


def follow(*, host: str) -> int:
    """Call accounts what their people are called at GitHub now; how many changed.

    `host` is the base address of the API of the GitHub that people sign in with. A
    login is whose it was told to be last: who had it before is without one.
    """
    if not _wanted(host, Account.objects.all()):
        return 0
    with transaction.atomic():
        wanted = _wanted(host, Account.objects.select_for_update().order_by("pk"))
        # Logins may change hands, so all are given up before any is taken.
        Account.objects.filter(pk__in=[account.pk for account, _ in wanted]).update(
            login=""
        )
        for account, login in wanted:
            reason = "" if login else _TAKEN
            _rename(account, login, by=_GITHUB, reason=reason)
    return len(wanted)


def _wanted(host: str, accounts: QuerySet[Account]) -> list[tuple[Account, str]]:
    """Accounts that are called otherwise than they should be, with what they should."""
    known = list(accounts)
    people = Person.objects.filter(host=host)
    of_ids = {
        one.github_id: one
        for one in people.filter(github_id__in=[account.github_id for account in known])
    }
    called = {
        account.github_id: of_ids[account.github_id].login
        if account.github_id in of_ids
        else account.login
        for account in known
    }
    lower = {login.lower() for login in called.values() if login}
    holders = people.annotate(lower=Lower("login")).filter(lower__in=lower)
    # The last one told is the one who stays.
    newest = {one.lower: one.github_id for one in holders.order_by("told_at", "pk")}
    found = []
    for account in known:
        login = called[account.github_id]
        if newest.get(login.lower(), account.github_id) != account.github_id:
            login = ""
        if login != account.login:
            found.append((account, login))
    return found


def _tell(host: str, before: Iterable[Account], github_id: int, login: str) -> None:
    """Note whose the login is now, and whose it was as far as accounts know."""
    now = timezone.now()
    people = Person.objects.filter(host=host)
    Person.objects.bulk_create(
        [
            Person(
                host=host,
                github_id=one.github_id,
                login=one.login,
                told_at=one.joined_at,
            )
            for one in before
        ],
        ignore_conflicts=True,
    )
    mine = people.select_for_update().filter(github_id=github_id).first()
    if mine is None:
        Person.objects.bulk_create(
            [Person(host=host, github_id=github_id, login=login, told_at=now)],
            ignore_conflicts=True,
        )
        return
    is_called_so = mine.login == login
    has_rival = (
        people.filter(login__iexact=login, told_at__gte=mine.told_at)
        .exclude(pk=mine.pk)
        .exists()
    )
    if is_called_so and not has_rival:
        return
    if not is_called_so:
        mine.former.append({"login": mine.login, "until": now.isoformat()})
    mine.login, mine.told_at = login, now
    mine.save(update_fields=["login", "former", "told_at"])


def _rename(account: Account, login: str, *, by: str, reason: str = "") -> None:
    """Call an account so, which tells of it; empty for who has no login any more."""
    before, account.login = account.login, login
    account.save(update_fields=["login"])
    events.record(
        project=None,
        kind=Event.Kind.ACCOUNT_RENAMED,
        subject=str(account),
        old=before,
        new=login,
        by=by,
        reason=reason,
    )


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

    What they did keeps their login as text. Who signs in again begins anew. Their
    private views are retired, since nobody sees them any more.
    """
    saved_views.leave(account=account, now=timezone.now())
    _record(account, Event.Kind.ACCOUNT_DELETED, by=by)
    Account.objects.filter(pk=account.pk).delete()


def forget_old_sessions(*, now: dt.datetime) -> int:
    """Delete sessions that hold no longer; gives how many they were."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _record(account: Account, kind: Event.Kind, *, by: str, reason: str = "") -> None:
    events.record(project=None, kind=kind, subject=str(account), by=by, reason=reason)
