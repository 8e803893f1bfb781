"""Sending what is owed to channels."""

from __future__ import annotations

import json
import logging
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils import timezone

from enhancements.actions import channels
from enhancements.models import Channel, Sending
from enhancements.policy import channel_bodies
from enhancements.sources import outward
from enhancements.sources.outward import Answer, OutwardFailed

log = logging.getLogger(__name__)


def send_due(*, seconds: float) -> int:
    """Send what is due, one after the other, for about so many seconds; how many
    arrived.
    """
    number, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        owed = channels.take(now=timezone.now())
        if owed is None:
            break
        number += _send(owed)
    return number


def _send(owed: Sending) -> bool:
    """One message; whether it arrived."""
    body, headers = _request(owed)
    try:
        answer = outward.post(
            owed.channel.address,
            body=body,
            headers=headers,
            allow_loopback=settings.LOCAL_CHANNELS,
            only_loopback=settings.DEMO_PEOPLE,
        )
    except OutwardFailed as failed:
        _failed(owed, str(failed))
        return False
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        channels.sent(sending=owed, now=timezone.now())
        return True
    _failed(owed, _why(answer), answer)
    return False


def _failed(owed: Sending, error: str, answer: Answer | None = None) -> None:
    log.warning("channel %s: %s", owed.channel_id, error)
    channels.failed(
        sending=owed,
        error=error,
        now=timezone.now(),
        is_gone=answer is not None and answer.status == HTTPStatus.GONE,
        wait=answer.wait if answer else None,
    )


def _why(answer: Answer) -> str:
    """What a status means for whoever keeps the channel."""
    number = answer.status
    if number == HTTPStatus.GONE:
        return "It answered 410: the address is no more."
    if number == HTTPStatus.TOO_MANY_REQUESTS:
        return "It answered 429: it wants fewer messages."
    if HTTPStatus.MULTIPLE_CHOICES <= number < HTTPStatus.BAD_REQUEST:
        return f"It answered {number}: it redirects, which is not followed."
    if number in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return f"It answered {number}: the address is wrong, or was revoked there."
    return f"It answered {number}."


def _request(owed: Sending) -> tuple[bytes, dict[str, str]]:
    """Body and headers."""
    channel = owed.channel
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if channel.kind == Channel.Kind.WEBHOOK:
        body = channel_bodies.program(payload(owed))
        stamp = int(timezone.now().timestamp())
        headers[channel_bodies.TIMESTAMP] = str(stamp)
        headers[channel_bodies.DELIVERY] = delivery_id(owed)
        signed = channel_bodies.signature(channel.secret, stamp, body)
        headers[channel_bodies.SIGNATURE] = signed
        return body, headers
    is_zulip = channel.kind == Channel.Kind.ZULIP
    make = channel_bodies.zulip if is_zulip else channel_bodies.slack
    return json.dumps(make(owed.subject, owed.text)).encode(), headers


def delivery_id(owed: Sending) -> str:
    """The same at every try of one message."""
    return f"{owed.channel_id}-{owed.pk}"


def payload(owed: Sending) -> dict[str, Any]:
    """What a program gets, beside the version."""
    channel = owed.channel
    return {
        "delivery": delivery_id(owed),
        "made_at": owed.made_at.isoformat(),
        "project": channel.project.name,
        "sig": channel.sig.name if channel.sig else None,
        "channel": channel.name,
        "subject": owed.subject,
        "text": owed.text,
        "data": owed.data,
    }
