"""Channels: made, changed, stopped; and what is owed to them, taken and called done.

A message is sent at least once: who died between sending and saying so leaves a row
that is due again. Nothing is sent inside a transaction. One try at a time goes to a
channel, and after a failure nothing does for a while: who does not answer takes no
worker's time from the others.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from enhancements.actions import channel_checks, events
from enhancements.actions.channel_checks import ChannelRefused
from enhancements.languages import gettext
from enhancements.models import Account, Channel, Event, Project, Sending, Sig
from enhancements.policy.storable import clean

PREFIX = "trks_"
"""What every secret begins with, so that people and scanners know what it is."""
LONGEST_SUBJECT, LONGEST_TEXT = 300, 20_000
PAUSE = dt.timedelta(minutes=2)
"""How long one try may take, and how long the next one waits at least."""
_MOST_DOUBLINGS = 7
LONGEST_WAIT = PAUSE * 2**_MOST_DOUBLINGS
"""Between two tries of a channel, as far as we say; four hours."""
GIVE_UP_AFTER = 11
"""Tries of one message, with pauses that double: a day and a half."""
OFF_AFTER = 8
"""Failures in a row, over OFF_TIME, after which a channel is switched off."""
OFF_TIME = dt.timedelta(days=1)
STALE = dt.timedelta(days=1)
"""What was owed so long while a channel was off is not sent any more."""
KEPT = dt.timedelta(days=60)
"""How long the log of what was sent is kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A channel with its secret, which is shown this once; empty for a chat."""

    channel: Channel
    secret: str = dataclasses.field(repr=False)


@transaction.atomic
def make(
    *,
    account: Account,
    project: Project,
    sig: Sig | None,
    kind: str,
    name: str,
    address: str,
    by: str,
    now: dt.datetime,
) -> Made:
    """Make a channel, which is on. Raises ChannelRefused."""
    if kind not in Channel.Kind.values:
        raise ChannelRefused(gettext("Choose Slack, Zulip or a webhook."))
    name, address = (
        channel_checks.check_name(name),
        channel_checks.check_address(address),
    )
    channel_checks.check_free(project, name)
    channel_checks.check_room(project)
    secret = _fresh(kind)
    channel = Channel.objects.create(
        account=account,
        project=project,
        sig=sig,
        kind=kind,
        name=name,
        address=address,
        secret=secret,
        made_at=now,
    )
    _record(channel, Event.Kind.CHANNEL_MADE, by=by, at=now)
    return Made(channel, secret)


@transaction.atomic
def change(
    *,
    channel: Channel,
    account: Account,
    name: str,
    address: str = "",
    by: str,
    now: dt.datetime,
) -> Channel:
    """Give it another name or address, or another keeper; an empty address leaves the
    one that it has. Raises ChannelRefused.
    """
    row = _locked(channel)
    before = _said(row)
    name = channel_checks.check_name(name)
    if name.lower() != row.name.lower():
        channel_checks.check_free(row.project, name)
    had = row.address
    row.name = name
    if address.strip():
        row.address = channel_checks.check_address(address)
    row.account = account
    if row.address != had:
        # What failed there says nothing of the new place.
        _forget_failures(row)
    row.save()
    after = _said(row) | {"has_new_address": row.address != had}
    if after != before | {"has_new_address": False}:
        _record(row, Event.Kind.CHANNEL_CHANGED, by=by, at=now, old=before, new=after)
    return row


@transaction.atomic
def renew(*, channel: Channel, by: str, now: dt.datetime) -> Made:
    """Sign with a new secret from now on; the old one is good for nothing any more.

    Raises ChannelRefused for a chat, which gets no signature.
    """
    row = _locked(channel)
    if row.kind != Channel.Kind.WEBHOOK:
        raise ChannelRefused(gettext("Only what is sent to a program is signed."))
    row.secret = _fresh(row.kind)
    row.save(update_fields=["secret"])
    _record(row, Event.Kind.CHANNEL_RENEWED, by=by, at=now)
    return Made(row, row.secret)


@transaction.atomic
def stop(*, channel: Channel, by: str, now: dt.datetime) -> None:
    """Send nothing there any more; doing it twice changes nothing."""
    row = _locked(channel)
    if row.is_on:
        _switch_off(row, f"@{by} stopped it.", by=by, now=now)


@transaction.atomic
def start(*, channel: Channel, by: str, now: dt.datetime) -> None:
    """Send there again, which takes a stop back. What is owed for longer than STALE
    is dropped: nobody wants the news of last month. Raises ChannelRefused.
    """
    row = _locked(channel)
    if row.is_on:
        return
    channel_checks.check_room(row.project)
    row.stopped_at, row.stop_reason = None, ""
    _forget_failures(row)
    row.save()
    owed = Sending.objects.filter(channel=row, sent_at=None, ended_at=None)
    owed.filter(made_at__lt=now - STALE).update(
        ended_at=now, error="It was owed for too long while the channel was off."
    )
    _record(row, Event.Kind.CHANNEL_STARTED, by=by, at=now)


def owe(
    *,
    channel: Channel,
    key: str,
    subject: str,
    text: str,
    data: dict[str, Any],
    now: dt.datetime,
) -> bool:
    """Owe a message to a channel, inside the caller's transaction; whether one was
    owed. Twice with one key does it once, ever; to a channel that is off, nothing is.

    `subject` is one line, `text` plain text whose lines stay lines, `data` what
    programs get besides: JSON, without secrets.
    """
    is_on = Channel.objects.filter(pk=channel.pk, stopped_at=None).exists()
    if not is_on or Sending.objects.filter(channel=channel, key=key).exists():
        return False
    owed = Sending(
        channel=channel,
        key=key,
        subject=" ".join(clean(subject).split())[:LONGEST_SUBJECT],
        text=clean(text)[:LONGEST_TEXT],
        data=clean(data),
        made_at=now,
        due_at=now,
    )
    # Somebody may owe the same at this moment: then theirs is the one.
    Sending.objects.bulk_create([owed], ignore_conflicts=True)
    return True


def owe_test(*, channel: Channel, by: str, now: dt.datetime) -> bool:
    """Owe a message that shows whether the channel works; at most one a minute."""
    return owe(
        channel=channel,
        key=f"test:{now:%Y-%m-%dT%H:%M}",
        subject=f"A test from {channel.project.name}",
        text=f"@{by} asked for this to see whether messages arrive here. They do.",
        data={"kind": "test", "by": by},
        now=now,
    )


@transaction.atomic
def retry(*, sending: Sending, now: dt.datetime) -> None:
    """Owe a message again that was given up, or at once what waits for its next try.

    Raises ChannelRefused for one that was sent, and where the channel is off.
    """
    channel = _locked(sending.channel)
    if not channel.is_on:
        raise ChannelRefused(gettext("The channel is off. Start it again first."))
    rows = Sending.objects.filter(pk=sending.pk, sent_at=None)
    if not rows.update(ended_at=None, attempts=0, due_at=now):
        raise ChannelRefused(gettext("It was sent already."))
    Channel.objects.filter(pk=channel.pk).update(waits_until=None)


def take(*, now: dt.datetime) -> Sending | None:
    """The next message that is due, in this worker's hands for PAUSE; None for none.

    Nothing of a channel that is off, waits, is in another worker's hands, or whose
    keeper's account has ended.
    """
    with transaction.atomic():
        rows = Sending.objects.select_for_update(
            skip_locked=True, of=("self", "channel")
        )
        found = (
            rows.filter(sent_at=None, ended_at=None, due_at__lte=now)
            .filter(channel__stopped_at=None, channel__account__is_active=True)
            .filter(
                Q(channel__waits_until=None) | Q(channel__waits_until__lte=now),
            )
            .select_related("channel", "channel__project", "channel__sig")
            .first()
        )
        if found is None:
            return None
        found.due_at = now + PAUSE * 2**found.attempts
        found.attempts += 1
        found.save(update_fields=["attempts", "due_at"])
        Channel.objects.filter(pk=found.channel_id).update(waits_until=now + PAUSE)
    return found


@transaction.atomic
def sent(*, sending: Sending, now: dt.datetime) -> None:
    """It arrived. Where the channel is gone meanwhile, nothing is noted."""
    row = _still(sending)
    if row is None:
        return
    rows = Sending.objects.filter(pk=sending.pk, sent_at=None, ended_at=None)
    rows.update(sent_at=now, error="")
    _forget_failures(row)
    row.last_ok_at = now
    row.save()


@transaction.atomic
def failed(
    *,
    sending: Sending,
    error: str,
    now: dt.datetime,
    is_gone: bool = False,
    wait: dt.timedelta | None = None,
) -> None:
    """It did not: it is tried again, at last no more.

    `is_gone`: the other side says that the address is no more, which switches the
    channel off at once. `wait` is what it asked us to wait. `error` is a sentence
    without the address.
    """
    row = _still(sending)
    rows = Sending.objects.filter(
        pk=sending.pk, sent_at=None, ended_at=None, attempts=sending.attempts
    )
    is_over = is_gone or sending.attempts >= GIVE_UP_AFTER
    is_news = rows.update(error=error[:500], ended_at=now if is_over else None)
    if row is not None and is_news:
        _failed_once(row, error[:500], now, wait)
        _switch_off_if(row, now, is_gone=is_gone)


def _failed_once(
    row: Channel, error: str, now: dt.datetime, wait: dt.timedelta | None
) -> None:
    """Count it, and have the channel left alone for a while."""
    own = PAUSE * 2 ** min(row.failures, _MOST_DOUBLINGS)
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.last_error = error
    row.waits_until = now + min(max(own, wait or own), LONGEST_WAIT)
    row.save()


def _switch_off_if(row: Channel, now: dt.datetime, *, is_gone: bool) -> None:
    """Switch it off where that was one failure too many."""
    if not row.is_on or row.failing_since is None:
        return
    if is_gone:
        reason = "The other side says that this address is no more."
        _switch_off(row, reason, by="tracker", now=now)
    elif row.failures >= OFF_AFTER and now - row.failing_since >= OFF_TIME:
        reason = f"{row.failures} tries in a row failed: {row.last_error}"
        _switch_off(row, reason, by="tracker", now=now)


def forget(*, before: dt.datetime) -> int:
    """Delete what was sent or given up before a moment; gives how many they were."""
    ended = Q(sent_at__lt=before) | Q(ended_at__lt=before)
    return Sending.objects.filter(ended).delete()[0]


def _locking() -> QuerySet[Channel]:
    rows = Channel.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("project", "sig", "account")


def _locked(channel: Channel) -> Channel:
    """The row as it is, held until the transaction ends; before any of its messages,
    so that two who do something with both wait for each other.
    """
    return _locking().get(pk=channel.pk)


def _still(sending: Sending) -> Channel | None:
    """The channel of a message, held; None once it has gone."""
    return _locking().filter(pk=sending.channel_id).first()


def _fresh(kind: str) -> str:
    is_signed = kind == Channel.Kind.WEBHOOK
    return PREFIX + secrets.token_urlsafe(32) if is_signed else ""


def _forget_failures(row: Channel) -> None:
    row.failures, row.failing_since, row.waits_until = 0, None, None
    row.last_error = ""


def _switch_off(row: Channel, reason: str, *, by: str, now: dt.datetime) -> None:
    row.stopped_at, row.stop_reason = now, reason
    row.save(update_fields=["stopped_at", "stop_reason"])
    _record(row, Event.Kind.CHANNEL_STOPPED, by=by, at=now, reason=reason)


def _said(row: Channel) -> dict[str, Any]:
    """What history says of a channel: nothing that could be used to write to it."""
    keeper = str(row.account)
    return {"channel": row.pk, "name": row.name, "host": row.host, "keeper": keeper}


def _record(
    row: Channel,
    kind: Event.Kind,
    *,
    by: str,
    at: dt.datetime,
    old: Any = None,
    new: Any = None,
    reason: str = "",
) -> None:
    events.record(
        project=row.project,
        sig=row.sig,
        kind=kind,
        subject=row.name,
        old=old,
        new=new or _said(row) | {"kind": row.kind},
        by=by,
        reason=reason,
        happened_at=at,
    )


__all__ = [
    "ChannelRefused",
    "Made",
    "change",
    "failed",
    "forget",
    "make",
    "owe",
    "owe_test",
    "renew",
    "retry",
    "sent",
    "start",
    "stop",
    "take",
]
