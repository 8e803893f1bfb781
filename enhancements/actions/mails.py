"""Mail that is owed: put in with what it is about, taken by one worker, called done.

A message is sent at least once: who died between sending and saying so leaves a row
that is due again, and the same message goes out once more under the same Message-ID,
which mail programs show once. Nothing is sent inside a transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from enhancements.models import Account, Ask, Mail

PAUSE = dt.timedelta(minutes=10)
"""How long one try may take, and how long the next one waits at least."""
GIVE_UP_AFTER = 6
"""Tries, with pauses that double: about ten hours."""
AGAIN = dt.timedelta(minutes=10)
"""Between two messages that confirm an address: nobody is written to by the dozen."""


def is_set_up() -> bool:
    """Whether mail can be sent: through which server, from whom, with which links. A
    demo sends none, whatever is set.
    """
    is_known = settings.EMAIL_HOST and settings.MAIL_FROM and settings.ADDRESS
    return bool(is_known and not settings.DEMO_PEOPLE)


def host() -> str:
    """What stands behind the @ of a Message-ID: this installation's name."""
    return str(settings.ADDRESS.partition("://")[2].partition("/")[0].partition(":")[0])


def owe(*, asks: Sequence[Ask], now: dt.datetime) -> None:
    """Owe the messages to those who want mail; twice does it once. Inside the caller's
    transaction; where no mail is set up, nothing is owed.
    """
    if not is_set_up():
        return
    by_account = {ask.account: ask for ask in asks if ask.account is not None}
    wanted = Account.objects.filter(
        pk__in=by_account,
        mailbox__verified_at__isnull=False,
        mailbox__stopped_at__isnull=True,
    )
    Mail.objects.bulk_create(
        [_mail(one, Mail.Kind.ASK, now, by_account[one.pk]) for one in wanted],
        ignore_conflicts=True,
    )


def owe_verification(*, account: Account, now: dt.datetime) -> bool:
    """Owe the message that confirms an address; False where one was owed or sent less
    than AGAIN ago, or where no mail is set up.
    """
    if not is_set_up():
        return False
    mine = Mail.objects.filter(account=account, kind=Mail.Kind.VERIFY)
    if mine.filter(made_at__gt=now - AGAIN).exists():
        return False
    _mail(account, Mail.Kind.VERIFY, now, None).save()
    return True


def take(*, now: dt.datetime) -> Mail | None:
    """The next message that is due, in this worker's hands for PAUSE; None for none."""
    with transaction.atomic():
        rows = Mail.objects.select_for_update(skip_locked=True, of=("self",))
        due = rows.filter(sent_at=None, ended_at=None, due_at__lte=now)
        found = due.select_related("account", "ask", "ask__project").first()
        if found is None:
            return None
        pause = PAUSE * 2**found.attempts
        found.attempts += 1
        found.due_at = now + pause
        found.save(update_fields=["attempts", "due_at"])
    return found


def sent(*, mail: Mail, now: dt.datetime) -> None:
    """It was handed to the mail server."""
    rows = Mail.objects.filter(pk=mail.pk, sent_at=None, ended_at=None)
    rows.update(sent_at=now, error="")


def failed(*, mail: Mail, error: str, now: dt.datetime) -> None:
    """It was not: it is tried again, at last no more."""
    rows = Mail.objects.filter(
        pk=mail.pk, sent_at=None, ended_at=None, attempts=mail.attempts
    )
    is_over = mail.attempts >= GIVE_UP_AFTER
    rows.update(error=error[:500], ended_at=now if is_over else None)


def drop(*, mail: Mail, why: str, now: dt.datetime) -> None:
    """Nobody wants it any more: it is not sent."""
    rows = Mail.objects.filter(pk=mail.pk, sent_at=None, ended_at=None)
    rows.update(ended_at=now, error=why)


def _mail(account: Account, kind: str, now: dt.datetime, ask: Ask | None) -> Mail:
    return Mail(
        account=account,
        kind=kind,
        ask=ask,
        message_id=f"{uuid.uuid4()}@{host()}",
        made_at=now,
        due_at=now,
    )
