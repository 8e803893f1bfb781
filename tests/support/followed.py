"""Somebody who follows something, and what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

from django.utils import timezone

from enhancements.actions import accounts, mailboxes, subscriptions, telling
from enhancements.actions.subscriptions import Subject, Wish
from enhancements.models import Mail, Notice, Release, Sig
from enhancements.queries import reminders
from tests.support.boards import days, enhancement
from tests.support.tracked import vep

if TYPE_CHECKING:
    import datetime as dt

    from enhancements.models import Account, Subscription
    from tests.support.tracked import Tracked

_NUMBERS = {"olga": 7, "ann": 8, "zoe": 9}


def account_of(login: str, *, mail: bool = False) -> Account:
    """Their account; with `mail` there is an address that is confirmed."""
    account = accounts.sign_in(github_id=_NUMBERS[login], login=login, name="")
    if mail:
        address, now = f"{login}@example.org", days(-9)
        mailboxes.give(account=account, address=address, now=now)
        mailboxes.verify(account=account, address=address, now=now)
        Mail.objects.all().delete()
    return account


def follow(
    demo: Tracked, account: Account, kind: str, subject: int | str, **wish: Any
) -> Subscription:
    """Follow an enhancement by its number, a SIG or a release by its name."""
    found = {
        "enhancement": lambda: enhancement(demo, int(subject)).pk,
        "sig": lambda: Sig.objects.get(project=demo.project, name=subject).pk,
        "release": lambda: Release.objects.get(project=demo.project, name=subject).pk,
        "view": lambda: int(subject),
    }
    return subscriptions.follow(
        account=account,
        project=demo.project,
        subject=Subject(kind, found[kind]()),
        wish=Wish(**wish),
        now=timezone.now(),
    )


def retarget(demo: Tracked, number: int, release: str, at: float = -1) -> None:
    """Move the target of one of `boards.fill`'s entries to another release, and read
    that.
    """
    sig = "compute" if number % 2 else "network"
    path = f"veps/sig-{sig}/{number}-thing-{number}/vep.md"
    owners = "@olga" if number % 3 else ""
    text = vep(number, f"Thing {number}", owners=owners, alpha=release)
    demo.commit({path: text}, days(at))
    demo.sync()


def prepare(demo: Tracked, now: dt.datetime | None = None) -> int:
    """Tell what changed, on a day on which nobody is reminded of anything; how many
    notices were made.
    """
    with mock.patch.object(reminders, "due", return_value=[]):
        return telling.prepare(project=demo.project, now=now or timezone.now())


def told(account: Account) -> list[tuple[str, str, str, str]]:
    """(title, kind, old, new) of each of their notices, oldest first."""
    rows = Notice.objects.filter(account=account).order_by("pk")
    names = ("title", "kind", "old", "new")
    return list(rows.values_list(*(f"headline__{one}" for one in names)))
