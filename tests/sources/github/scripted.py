"""A small HTTP server that answers by a script: what no GitHub would answer."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


@dataclass
class Said:
    """An answer: JSON or bytes. ``length`` is what Content-Length claims."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Heard:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Scripted:
    """Answers each request by the next entry of a script; the last one stays."""

    def __init__(self, *script: Said | Callable[[Heard], Said]) -> None:
        self.script = list(script)
        self.heard: list[Heard] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next(self, heard: Heard) -> Said:
        self.heard.append(heard)
        entry = self.script[0] if len(self.script) == 1 else self.script.pop(0)
        return entry if isinstance(entry, Said) else entry(heard)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sent = {name.lower(): value for name, value in self.headers.items()}
                said = script.next(Heard(self.command, self.path, sent, body))
                data = said.body
                if not isinstance(data, bytes):
                    data = json.dumps(data).encode()
                self.send_response_only(said.status)
                told = {"Content-Type": "application/json", "Date": DATE}
                for name, value in (told | said.headers).items():
                    self.send_header(name, value)
                length = len(data) if said.length is None else said.length
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(data)
                self.close_connection = said.length is not None

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        return Handler
