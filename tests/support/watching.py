"""Somebody who watches a board: an event stream, read in a thread."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """An event as it arrived."""

    kind: str
    data: dict[str, Any]
    id: str
    at: float
    """Of the monotonic clock."""


class Watching:
    """An open stream; what it told is in `events`, in order."""

    def __init__(
        self, address: str, path: str, headers: Mapping[str, str] | None = None
    ) -> None:
        parts = urlsplit(address)
        self.socket = socket.create_connection((parts.hostname, parts.port), 10)
        lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self.file.readline().strip().decode():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.events: list[Told] = []
        self.text = ""
        """All that was sent."""
        self.is_over = False
        self.socket.settimeout(None)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave, as a browser does that is closed."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self.file.close()
        self.socket.close()

    def wait(self, found: Callable[[Told], bool], *, within: float) -> Told:
        """The first event that is meant. Raises AssertionError when none comes."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for event in list(self.events):
                if found(event):
                    return event
            time.sleep(0.005)
        message = f"nothing of the kind came: {[one.kind for one in self.events]}"
        raise AssertionError(message)

    def _read(self) -> None:
        kind, data, last = "", "", ""
        try:
            for line in self._lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data = value
                elif name == "id":
                    last = value
                elif not line and data:
                    told = Told(kind, json.loads(data), last, time.monotonic())
                    self.events.append(told)
                    kind = data = ""
        except (OSError, ValueError):
            pass
        self.is_over = True

    def _lines(self) -> Any:
        """Lines of the body, whose chunks may end anywhere."""
        rest = b""
        while size := int(self.file.readline() or b"0", 16):
            chunk = self.file.read(size)
            self.text += chunk.decode()
            rest += chunk
            self.file.readline()
            *lines, rest = rest.split(b"\n")
            yield from (line.decode() for line in lines)
