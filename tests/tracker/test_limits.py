"""Bodies that are too long or too slow are refused before Django sees them."""

from __future__ import annotations

import asyncio

import pytest

from tracker import limits


def run(path, messages, headers=(), *, stalls=False):
    """What comes of a request with these body messages: status, what was read."""
    seen, sent = [], []

    async def application(_scope, receive, send):
        while True:
            message = await receive()
            seen.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async def receive():
        if messages:
            return messages.pop(0)
        if stalls:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": list(headers)}
    asyncio.run(limits.bounded(application)(scope, receive, send))
    return sent[0]["status"], b"".join(seen)


def part(body, *, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def test_body_within_the_limit_arrives_whole():
    parts = [part(b"a" * 10, more=True), part(b"b" * 5)]

    assert run("/webhooks/github", parts) == (200, b"a" * 10 + b"b" * 5)


def test_length_above_the_limit_is_refused_unread():
    headers = [(b"content-length", str(limits.WEBHOOK_BYTES + 1).encode())]
    parts = [part(b"x")]

    assert run("/webhooks/github", parts, headers) == (413, b"")
    assert parts == [part(b"x")]


def test_body_that_lies_about_its_length_is_cut_off(monkeypatch):
    monkeypatch.setattr(limits, "OTHER_BYTES", 10)
    headers = [(b"content-length", b"3")]
    parts = [part(b"123456", more=True), part(b"789012", more=True), part(b"x")]

    assert run("/anything", parts, headers) == (413, b"")
    assert len(parts) == 1


@pytest.mark.parametrize(("path", "status"), [("/webhooks/github", 200), ("/x", 413)])
def test_only_webhooks_may_be_long(path, status):
    assert run(path, [part(b"x" * (limits.OTHER_BYTES + 1))])[0] == status


def test_body_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)

    assert run("/webhooks/github", [part(b"x", more=True)], stalls=True) == (408, b"")


def test_what_is_no_request_passes_through():
    reached = []

    async def application(scope, _receive, _send):
        reached.append(scope["type"])

    asyncio.run(limits.bounded(application)({"type": "lifespan"}, None, None))

    assert reached == ["lifespan"]
