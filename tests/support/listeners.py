"""A server of a few lines on this machine, which answers as a test wants, or badly."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_PATIENCE = 20


class Listener:
    """Takes one connection after the other; `requests` is what came, whole."""

    def __init__(
        self,
        reply: bytes | Callable[[socket.socket], None],
        context: ssl.SSLContext | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self.requests: list[bytes] = []
        self.reply = reply
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(patience)
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._is_over = False
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._is_over = True
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._thread.join(_PATIENCE)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                if self._is_over:
                    return
                with contextlib.suppress(OSError):
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
        with connection:
            self.requests.append(_read(connection))
            if callable(self.reply):
                self.reply(connection)
            else:
                connection.sendall(self.reply)


def _read(connection: socket.socket) -> bytes:
    """A request with its body."""
    found = b""
    while b"\r\n\r\n" not in found:
        part = connection.recv(65536)
        if not part:
            return found
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < sum(lengths):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def status(number: int, *headers: str) -> bytes:
    """An answer without a body."""
    lines = [f"HTTP/1.1 {number} Whatever", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


@contextlib.contextmanager
def listening(
    reply: bytes | Callable[[socket.socket], None] = OK,
    context: ssl.SSLContext | None = None,
    patience: float = _PATIENCE,
) -> Iterator[Listener]:
    """A listener that is closed at the end, or so many seconds after somebody came."""
    listener = Listener(reply, context, patience)
    try:
        yield listener
    finally:
        listener.close()
