"""Handing owed mail over to the mail server.

Headers: RFC 5322 (Message-ID), RFC 2369 and RFC 8058 (List-Unsubscribe, with which
mail programs stop a list by one POST), RFC 3834 (Auto-Submitted, so that no machine
answers).
"""

from __future__ import annotations

import contextlib
import logging
import time

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from enhancements.actions import asking_links, following_links, mails
from enhancements.models import Mail, Mailbox
from enhancements.policy import asking_text, digest_text, following
from enhancements.queries import asking_letters, digests
from enhancements.queries.digests import Addresses

log = logging.getLogger(__name__)

_VERIFY = """Hello @{login},

somebody who is signed in as you gave this address for mail from {place}.
If it was you, confirm it within three days:

{link}

If it was not, do nothing: no more mail comes here.
"""


def send_due(*, seconds: float) -> int:
    """Send what is due, one after the other, for about so many seconds; how many were
    sent. Nothing where no mail is set up.
    """
    if not mails.is_set_up():
        return 0
    number, until, line = 0, time.monotonic() + seconds, get_connection()
    try:
        while time.monotonic() < until:
            owed = mails.take(now=timezone.now())
            if owed is None:
                break
            number += _send(owed, line)
    finally:
        _hang_up(line)
    return number


def _send(owed: Mail, line: BaseEmailBackend) -> bool:
    """One message; whether it was handed over."""
    box = Mailbox.objects.filter(account=owed.account_id).first()
    now = timezone.now()
    message, why = _message(owed, box)
    if message is None:
        mails.drop(mail=owed, why=why, now=now)
        return False
    try:
        _hand_over(message, line)
    except Exception as error:  # noqa: BLE001 - whatever a server or the network does
        # What a server says may hold the address, which is kept nowhere else.
        log.warning("mail %s: %s", owed.pk, type(error).__name__)
        mails.failed(mail=owed, error=type(error).__name__, now=timezone.now())
        return False
    mails.sent(mail=owed, now=timezone.now())
    return True


def _hand_over(message: EmailMessage, line: BaseEmailBackend) -> None:
    """Over a connection that stays open for the next: greetings and TLS take longer
    than a message. Servers end one as they like; then it goes over a new one.
    """
    message.connection = line
    for is_again in (False, True):
        is_new = line.open() is not False
        try:
            message.send()
        except Exception:
            _hang_up(line)
            if is_new or is_again:
                raise
        else:
            return


def _hang_up(line: BaseEmailBackend) -> None:
    # One that broke has nothing to say good-bye to.
    with contextlib.suppress(OSError):
        line.close()


def _message(owed: Mail, box: Mailbox | None) -> tuple[EmailMessage | None, str]:
    """What is sent; None and why where nothing is to be sent any more."""
    if box is None or not owed.account.login or not owed.account.is_active:
        return None, "No address is known any more."
    if owed.kind == Mail.Kind.VERIFY:
        if box.verified_at is not None:
            return None, "The address is confirmed."
        return _verifying(owed, box), ""
    if not box.is_open:
        return None, "They want no mail any more."
    if owed.kind == Mail.Kind.DIGEST:
        return _digest(owed, box)
    return _asking(owed, box)


def _verifying(owed: Mail, box: Mailbox) -> EmailMessage:
    token = asking_links.to_verify(owed.account_id, box.address)
    text = _VERIFY.format(
        login=owed.account.login,
        place=settings.ADDRESS,
        link=_absolute("verify-mail", token),
    )
    return _made(owed, box, "Confirm your address", text, {})


def _asking(owed: Mail, box: Mailbox) -> tuple[EmailMessage | None, str]:
    now = timezone.now()
    if owed.ask is None or owed.ask.expires_at <= now:
        return None, "Its time was over."
    project = owed.ask.project
    stop = _absolute("stop-asking", asking_links.to_stop(owed.account_id))
    letter = asking_letters.letter(
        owed.ask,
        link=_absolute("answer", project.name, asking_links.of_ask(owed.ask)),
        page=_absolute("asked", project.name),
        ladders=_absolute("sigs", project.name),
        stop=stop,
        now=now,
    )
    if letter is None:
        return None, "All of it was answered before it was sent."
    text = asking_text.body(letter, now.date())
    subject = asking_text.subject(letter)
    return _made(owed, box, subject, text, _stopping(stop)), ""


def _digest(owed: Mail, box: Mailbox) -> tuple[EmailMessage | None, str]:
    """What changed of what they follow. One click stops what it came from where that
    is one thing, else all mail.
    """
    stop_all = _absolute("stop-asking", asking_links.to_stop(owed.account_id))
    addresses = Addresses(
        page=lambda *args: f"{settings.ADDRESS}{following.path(*args)}",
        stop=lambda one: _absolute("stop-following", following_links.to_stop(one)),
        stop_all=stop_all,
        inbox=_absolute("inbox"),
        following=_absolute("following"),
    )
    letter, sources = digests.letter(owed, addresses)
    if letter is None:
        return None, "All of it was read before it was sent, or is followed no longer."
    stop = addresses.stop(sources[0]) if len(sources) == 1 else stop_all
    text, subject = digest_text.body(letter), digest_text.subject(letter)
    return _made(owed, box, subject, text, _stopping(stop)), ""


def _stopping(link: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _made(
    owed: Mail, box: Mailbox, subject: str, text: str, headers: dict[str, str]
) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.MAIL_FROM,
        to=[box.address],
        headers={
            "Message-ID": f"<{owed.message_id}>",
            "Auto-Submitted": "auto-generated",
            **headers,
        },
    )


def _absolute(name: str, *args: str) -> str:
    return f"{settings.ADDRESS}{reverse(f'enhancements:{name}', args=args)}"
