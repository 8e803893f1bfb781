"""Speak to a house's servers from outside: HTTP to its web process, Redis."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import redis as client
from celery import Celery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.embedded.servers import Servers


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def get(port: int, path: str, seconds: float = 15.0) -> tuple[int, Mapping[str, str]]:
    """Status and headers; raises OSError where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        return get(port, "/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def signed(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(body: bytes, secret: str, delivery: str, event: str = "issues") -> Any:
    return {
        "Content-Type": "application/json",
        "X-GitHub-Delivery": delivery,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": signed(body, secret),
    }


def post(
    port: int, body: bytes, sent: Mapping[str, str], seconds: float = 15.0
) -> tuple[int, float]:
    """A delivery: the status, and the seconds it took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("POST", "/webhooks/github", body, dict(sent))
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    finally:
        connection.close()


def raw(port: int, data: bytes, *, seconds: float = 15.0) -> int:
    """What a server answers to these bytes, which may be no whole request."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(data)
        return status_of(connection)


def status_of(connection: socket.socket) -> int:
    """The status of the answer; 0 when the connection ends without one."""
    told = b""
    try:
        while b"\r\n" not in told:
            part = connection.recv(4096)
            if not part:
                return 0
            told += part
    except ConnectionError:
        return 0
    return int(told.split(b" ")[1])


def redis(servers: Servers, database: int = 0) -> Any:
    path = unquote(servers.redis_url.removeprefix("unix://"))
    return client.Redis(unix_socket_path=path, db=database)


def connected(port: int, seconds: float) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def send(servers: Servers, task: str) -> None:
    """A message to whatever worker there is."""
    path = unquote(servers.redis_url.removeprefix("unix://"))
    with Celery(broker=f"redis+socket://{path}?virtual_host=0") as application:
        application.send_task(task, ignore_result=True)
