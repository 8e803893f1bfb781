"""Puts answers on a connection, whole or as a fault wants them."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from enhancements.fakehub.calls import Answer
from enhancements.fakehub.faults import Fault

SMALLEST_GZIP = 500
DROPS = 10


def encoded(answer: Answer) -> tuple[bytes, str]:
    """Body and type of its content; a text is HTML, anything else JSON."""
    if answer.body is None:
        return b"", ""
    if isinstance(answer.body, str):
        return answer.body.encode(errors="replace"), "text/html; charset=utf-8"
    text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair has no bytes in UTF-8; JSON may spell it.
    try:
        return text.encode(), "application/json; charset=utf-8"
    except UnicodeEncodeError:
        return json.dumps(answer.body).encode(), "application/json; charset=utf-8"


class Wire:
    """Sends one answer. `closing` ends stalls early."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, closing: threading.Event
    ) -> None:
        self._handler = handler
        self._closing = closing

    def send(self, answer: Answer, fault: Fault | None) -> None:
        """Send an answer; a fault of the connection is done to it."""
        kind = fault.kind if fault else ""
        seconds = float(fault.params.get("seconds", 1.0)) if fault else 0.0
        if kind == "slow":
            self._closing.wait(seconds)
        if kind == "close":
            self._reset()
            return
        body, headers = self._prepared(answer, kind)
        self._head(answer.status, headers)
        if self._handler.command == "HEAD":
            self._flush(b"")
        elif kind == "stall":
            self._flush(b"")
            self._closing.wait(seconds)
            self._end()
        elif kind == "slow_body":
            self._drip(body, seconds)
        elif kind == "reset":
            self._flush(body[: len(body) // 2])
            self._reset()
        else:
            self._flush(body)

    def _prepared(self, answer: Answer, kind: str) -> tuple[bytes, dict[str, str]]:
        body, content = encoded(answer)
        headers: dict[str, str] = dict(answer.headers)
        if content:
            headers["Content-Type"] = content
        if kind == "empty":
            body = b""
        if kind == "invalid_json":
            body = body[: max(1, len(body) // 2)]
        accepts = self._handler.headers.get("Accept-Encoding", "")
        is_large = len(body) >= SMALLEST_GZIP and "gzip" in accepts
        if is_large or kind == "truncated_gzip":
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        if kind == "truncated_gzip":
            body = body[: max(1, len(body) // 2)]
        if answer.status not in {204, 304}:
            headers["Content-Length"] = str(len(body))
        return body, headers

    def _head(self, status: int, headers: dict[str, Any]) -> None:
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def _flush(self, body: bytes) -> None:
        self._handler.wfile.write(body)
        self._handler.wfile.flush()

    def _drip(self, body: bytes, seconds: float) -> None:
        size = max(1, -(-len(body) // DROPS))
        for begin in range(0, len(body), size):
            self._flush(body[begin : begin + size])
            if self._closing.wait(seconds / DROPS):
                break

    def _reset(self) -> None:
        """End with RST, so that the other side sees a reset and no end."""
        linger = struct.pack("ii", 1, 0)
        connection = self._handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._end()

    def _end(self) -> None:
        self._handler.close_connection = True
        self._handler.connection.close()
