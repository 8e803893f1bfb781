"""Delivers as GitHub does, at a steady rate, and prints how each was answered.

    python -m tests.bench.hammer WEB_PORT API REPOSITORY RATE COUNT LENGTH

A process of its own, so that it shares no interpreter with what it measures. Payloads
are issues as the API has them, filled up to LENGTH bytes and signed with
TRACKER_WEBHOOK_SECRET; the API is asked with TRACKER_GITHUB_TOKEN. Each delivery has a
connection of its own and starts at its time, whatever became of those before it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import random
import sys
import time
import urllib.request
import uuid
from typing import Any

TIMEOUT = 10.0
"""Seconds for an answer; then GitHub calls the delivery failed."""
_PAGE = 100


def main(  # noqa: PLR0917 - the words of the command line
    port: str, api: str, repository: str, rate: str, count: str, length: str
) -> None:
    """Make all deliveries, send them, print one object of JSON."""
    issues = _issues(f"{api}/repos/{repository}", int(count))
    whose = _get(f"{api}/repos/{repository}")
    rng = random.Random(1)  # noqa: S311 - it must come out alike
    deliveries = []
    for _ in range(int(count)):
        delivery = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        body = _body(rng.choice(issues), whose, int(length))
        deliveries.append((delivery, _request(int(port), delivery, body)))
    told = asyncio.run(_deliver_all(int(port), deliveries, float(rate)))
    json.dump(told, sys.stdout)


def _issues(address: str, count: int) -> list[dict[str, Any]]:
    pages = range(1, max(1, min(count, 1000) // _PAGE) + 1)
    query = f"state=all&direction=asc&per_page={_PAGE}"
    return [
        one for page in pages for one in _get(f"{address}/issues?{query}&page={page}")
    ]


def _get(address: str) -> Any:
    token = os.environ["TRACKER_GITHUB_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - of this machine
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
        return json.load(answer)


def _body(issue: dict[str, Any], repository: dict[str, Any], length: int) -> bytes:
    """An `issues` event of this length, filled up where a body was before."""
    told = {"action": "edited", "issue": issue, "repository": repository}
    empty = _packed(told | {"changes": {"body": {"from": ""}}})
    filling = "x" * max(0, length - len(empty))
    return _packed(told | {"changes": {"body": {"from": filling}}})


def _packed(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()


def _request(port: int, delivery: str, body: bytes) -> bytes:
    secret = os.environ["TRACKER_WEBHOOK_SECRET"].encode()
    signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
    lines = [
        "POST /webhooks/github HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        "User-Agent: GitHub-Hookshot/bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-GitHub-Delivery: {delivery}",
        "X-GitHub-Event: issues",
        f"X-Hub-Signature-256: sha256={signature}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _deliver_all(
    port: int, deliveries: list[tuple[str, bytes]], rate: float
) -> dict[str, Any]:
    """Ids that were answered with 202, seconds of all answers, how late they began."""
    began = time.perf_counter()
    under_way = []
    late = []
    for number, (_, request) in enumerate(deliveries):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late.append(time.perf_counter() - due)
        under_way.append(asyncio.create_task(_deliver(port, request)))
    answers = await asyncio.gather(*under_way)
    sent = [delivery for delivery, _ in deliveries]
    statuses = [status for status, _ in answers]
    return {
        "sent": sent,
        "taken": [one for one, s in zip(sent, statuses, strict=True) if s == 202],
        "seconds": [seconds for _, seconds in answers],
        "late": late,
    }


async def _deliver(port: int, request: bytes) -> tuple[int, float]:
    """The status, 0 without an answer in time, and the seconds from connecting on."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT):
            status = await _asked(port, request)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        status = 0
    return status, time.perf_counter() - began


async def _asked(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
