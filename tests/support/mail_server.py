"""A server of this machine that takes mail, and what came."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from email.message import EmailMessage

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail as RFC 5321 wants it. With `most`, a connection ends after so many
    messages, as servers do that want others to have their turn.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, most: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.port = int(self.server_address[1])
        self.most = most
        self.taken: list[tuple[str, bytes]] = []
        """To whom, and the message as it came, in the order in which they came."""
        self.connections = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def take(self, reader: str, message: bytes) -> None:
        """Note that a message came."""
        with self._lock:
            self.taken.append((reader, message))

    def greet(self) -> None:
        """Note that somebody called."""
        with self._lock:
            self.connections += 1

    def read(self) -> list[EmailMessage]:
        """The messages, as a mail program reads them."""
        return [message_from_bytes(one, policy=policy.default) for _, one in self.taken]


class _Taking(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        # Who is killed says no good-bye.
        with contextlib.suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        reader, number = "", 0
        self.server.greet()
        self._say("220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"MAIL" and self.server.most and number == self.server.most:
                self._say("421 call again")
                return
            if word == b"RCPT":
                reader = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.take(reader, b"".join(lines))
                number += 1
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 so be it")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
