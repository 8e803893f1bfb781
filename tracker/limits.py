"""How much a client may send, and for how long: held before anything is read.

Django's handler for ASGI reads a whole body before it asks who is there. This stands
in front of it: a body that says it is too long is refused unread, one that lies about
it is refused where it passes the limit, and one that never ends is given up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tracker import headers

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

# GitHub sends no payload above 25 MB ("Webhook events and payloads").
WEBHOOK_PATH = "/webhooks/"
WEBHOOK_BYTES = 25 * 1024 * 1024
OTHER_BYTES = 2 * 1024 * 1024
# Seconds for the whole body; GitHub itself waits ten for an answer.
BODY_SECONDS = 10.0

_TOO_LONG = (413, "The request is too large.\n")
_TOO_SLOW = (408, "The request took too long to arrive.\n")


class _RefusedError(Exception):
    """The body is not taken; carries the status and the words."""


def bounded(application: Application) -> Application:
    """The application behind these limits."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        limit = WEBHOOK_BYTES if _is_webhook(scope) else OTHER_BYTES
        try:
            body = await asyncio.wait_for(_read(scope, receive, limit), BODY_SECONDS)
        except _RefusedError as refused:
            await _answer(send, *refused.args)
            return
        except TimeoutError:
            await _answer(send, *_TOO_SLOW)
            return
        await application(scope, _replayed(body, receive), send)

    return guarded


def _is_webhook(scope: Message) -> bool:
    return str(scope["path"]).startswith(WEBHOOK_PATH)


async def _read(scope: Message, receive: Receive, limit: int) -> list[Message]:
    """The messages of the body, up to the limit."""
    sent = dict(scope["headers"])
    told = sent.get(b"content-length", b"")
    if told.isdigit() and int(told) > limit:
        raise _RefusedError(*_TOO_LONG)
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > limit:
            raise _RefusedError(*_TOO_LONG)
        if message["type"] != "http.request" or not message.get("more_body"):
            return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    """Give out what was read, then whatever comes after it."""
    rest = iter(messages)

    async def following() -> Message:
        for message in rest:
            return message
        return await receive()

    return following


async def _answer(send: Send, status: int, text: str) -> None:
    told = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"connection", b"close"),
        *headers.refusal(),
    ]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": text.encode()})
