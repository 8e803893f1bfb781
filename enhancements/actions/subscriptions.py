"""Following something: begun, changed, stopped, begun again.

Nothing of it is history: what somebody follows is nobody else's business, and goes with
the account.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from enhancements.actions import telling
from enhancements.languages import gettext
from enhancements.models import Account, Channel, Project, Subscription
from enhancements.policy import following

MOST = 500
"""As much as one person may follow."""


class FollowingRefused(ValueError):
    """What cannot be followed; the text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What is followed."""

    kind: str
    """`enhancement`, `sig`, `release` or `view`."""
    id: int


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be told."""

    rhythm: str = following.DAILY
    by_mail: bool = True
    triggers: Iterable[str] = ()
    """Words of `policy.following.TRIGGERS`; none for the usual ones."""
    channel: int = 0
    """Id of a channel of theirs in the project; 0 for none."""


@transaction.atomic
def follow(
    *,
    account: Account,
    project: Project,
    subject: Subject,
    wish: Wish,
    now: dt.datetime,
) -> Subscription:
    """Follow something, or be told of it in another way from now on.

    Raises FollowingRefused for a rhythm that there is not, and for more than MOST.
    """
    _check(wish)
    _lock(account)
    mine = Subscription.objects.filter(account=account, ended_at=None)
    row = mine.filter(project=project, **{subject.kind: subject.id}).first()
    if row is None:
        if mine.count() >= MOST:
            message = gettext(
                "One can follow %(most)s things. Stop following another one first.",
                most=MOST,
            )
            raise FollowingRefused(message)
        row = Subscription(account=account, project=project, made_at=now)
        setattr(row, f"{subject.kind}_id", subject.id)
        # What changes from this moment on is told.
        telling.begin(project=project, now=now)
    _set(row, wish)
    row.channel = _channel(row, wish)
    row.save()
    return row


@transaction.atomic
def change(*, subscription: Subscription, wish: Wish) -> None:
    """Be told in another way. Raises FollowingRefused."""
    _check(wish)
    _set(subscription, wish)
    subscription.channel = _channel(subscription, wish)
    fields = ["rhythm", "by_mail", "triggers", "channel"]
    subscription.save(update_fields=fields)


@transaction.atomic
def stop(*, subscription: Subscription, now: dt.datetime) -> bool:
    """Follow it no longer, by whichever row that is; whether anything was ended.

    A link in an old message may name a row that was ended and begun again since.
    """
    _lock(subscription.account)
    return bool(_same(subscription).update(ended_at=now))


@transaction.atomic
def resume(*, subscription: Subscription, now: dt.datetime) -> Subscription:
    """Follow again what was stopped, as before; what is followed already stays so."""
    _lock(subscription.account)
    found = _same(subscription).first()
    if found is not None:
        return found
    telling.begin(project=subscription.project, now=now)
    return Subscription.objects.create(
        account=subscription.account,
        project=subscription.project,
        enhancement_id=subscription.enhancement_id,
        sig_id=subscription.sig_id,
        release_id=subscription.release_id,
        view_id=subscription.view_id,
        triggers=subscription.triggers,
        rhythm=subscription.rhythm,
        by_mail=subscription.by_mail,
        channel_id=subscription.channel_id,
        made_at=now,
    )


def _check(wish: Wish) -> None:
    if wish.rhythm not in following.RHYTHMS:
        words = ", ".join(following.said(following.RHYTHMS).values()).lower()
        message = gettext("Say how often mail is wanted: %(words)s.", words=words)
        raise FollowingRefused(message)


def _set(row: Subscription, wish: Wish) -> None:
    row.rhythm, row.by_mail = wish.rhythm, wish.by_mail
    row.triggers = following.chosen(wish.triggers)


def _channel(row: Subscription, wish: Wish) -> Channel | None:
    """Raises FollowingRefused for one of another project, or that they do not keep."""
    if not wish.channel:
        return None
    mine = Channel.objects.filter(account=row.account, project=row.project)
    found = mine.filter(pk=wish.channel).first()
    if found is None:
        message = gettext("You keep no such channel in this project.")
        raise FollowingRefused(message)
    return found


def _same(row: Subscription) -> QuerySet[Subscription]:
    """The open subscription of the same person to the same thing."""
    return Subscription.objects.filter(
        account=row.account_id,
        ended_at=None,
        enhancement=row.enhancement_id,
        sig=row.sig_id,
        release=row.release_id,
        view=row.view_id,
    )


def _lock(account: Account) -> None:
    """One at a time of a person: what is followed twice is one row."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
