"""The pretended GitHub as an HTTP server on this machine.

    with Fakehub(world) as hub:
        token = hub.access.add_token("alice").text
        ...  # REST at hub.api, GraphQL at hub.graphql_url

Every request is in `hub.log`; what goes wrong is in `hub.faults`; `control` tells of
the addresses for other processes, `pages` has what people see in a browser.
"""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
import time
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from enhancements.fakehub import control, damage, pages, silence
from enhancements.fakehub.access import Access, App, Token
from enhancements.fakehub.calls import Answer, Refusal, Request
from enhancements.fakehub.faults import INSTEAD, Fault, Faults
from enhancements.fakehub.limits import Limits
from enhancements.fakehub.points import Points
from enhancements.fakehub.rest import PREFIX, Rest
from enhancements.fakehub.webhooks import Sender
from enhancements.fakehub.wire import Wire
from enhancements.fakehub.world import World

GRAPHQL = "/api/graphql"
LARGEST_BODY = 10_000_000


@dataclasses.dataclass(slots=True)
class Entry:
    """One request as the log has it."""

    at: float
    """Seconds since 1970 by this machine's clock."""
    world_at: int
    method: str
    path: str
    """With its query."""
    asker: str
    host: str
    concurrency: int
    """Requests under way when it came, itself included."""
    status: int = 0
    cost: int = 0
    """Points of GraphQL; of REST 1, and 0 for what is not counted."""
    seconds: float = 0.0
    fault: str | None = None
    query: str | None = None
    """Of GraphQL: the operation's name."""
    asked: int = 0
    """Of GraphQL: for how many objects, by `first` or the number of ids."""
    silence: dict[str, int] = dataclasses.field(default_factory=dict)
    """Before which second of the world the answer forbids to ask again, by resource."""


class Log:
    """Every request since the start or the last `clear`; with a limit, the latest."""

    def __init__(self, limit: int | None = None) -> None:
        self.entries: list[Entry] = []
        self.limit = limit
        self._under_way = 0
        self._lock = threading.Lock()

    def begin(self, entry: Entry) -> None:
        """Note a request that came."""
        with self._lock:
            self._under_way += 1
            entry.concurrency = self._under_way
            self.entries.append(entry)
            if self.limit is not None and len(self.entries) > self.limit:
                # Half at a time, as each time all that stay are moved.
                del self.entries[: -max(1, self.limit // 2)]

    def end(self, entry: Entry) -> None:
        """Note that it is answered."""
        with self._lock:
            self._under_way -= 1
            entry.seconds = time.time() - entry.at

    def rows(self) -> list[dict[str, Any]]:
        """As JSON, oldest first."""
        with self._lock:
            return [dataclasses.asdict(entry) for entry in self.entries]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self.entries = []


class Fakehub:
    """A pretended GitHub around a world, on a port of its own."""

    def __init__(
        self,
        world: World | None = None,
        *,
        port: int = 0,
        limit: int = 5000,
        limits_on: bool = True,
        senders: int = 1,
        log_limit: int | None = None,
    ) -> None:
        self.world = world or World()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.hub = self
        self.closing = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.access = Access(self.world)
        self.limits = Limits(self.world, limit=limit, is_on=limits_on)
        self.sender = Sender(
            self.world,
            self.url,
            workers=senders,
            installation_of=self.access.first_installations,
        )
        self.rest = Rest(self.world, self.access, self.limits, self.sender, self.url)
        self.points = Points(self.rest)
        self.faults = Faults(self.world.seed)
        self.log = Log(log_limit)
        self._pages: dict[str, Any] = {}
        self._thread: threading.Thread | None = None

    @property
    def api(self) -> str:
        """Where REST is."""
        return self.url + PREFIX

    @property
    def graphql_url(self) -> str:
        """Where GraphQL is."""
        return self.url + GRAPHQL

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="fakehub", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def serve(self) -> None:
        """Answer in this thread until the process ends."""
        self._server.serve_forever(0.05)

    def close(self) -> None:
        """Answer no more; connections end."""
        self.closing.set()
        self._server.shutdown()
        self._server.end_connections()
        self._server.server_close()
        self.sender.close()
        if self._thread:
            self._thread.join()

    # One request

    def answer(self, request: Request, entry: Entry) -> tuple[Answer, Fault | None]:
        """The answer, and the fault that is still to be done to it on its way."""
        if request.path.startswith("/_"):
            return control.answer(self, request), None
        fault = self.faults.hit(f"{entry.method} {entry.path}")
        entry.fault = fault.kind if fault else None
        if fault and fault.kind in INSTEAD:
            return self._instead(fault, request), fault
        answer, asker, entry.cost = self._asked(request)
        entry.asker = self.limits.name(asker)
        if fault:
            before = answer
            answer = damage.damaged(fault, request, answer, entry.cost, self._pages)
            self._pages[request.path] = before.body
        elif request.path == GRAPHQL or isinstance(answer.body, list):
            self._pages[request.path] = answer.body
        return answer, fault

    def _asked(self, request: Request) -> tuple[Answer, Token | App | None, int]:
        try:
            if request.path == GRAPHQL:
                return self.points.handle(request)
            if request.path.startswith(f"{PREFIX}/"):
                inner = dataclasses.replace(request, path=request.path[len(PREFIX) :])
                answer, asker = self.rest.handle(inner)
                is_free = answer.status == HTTPStatus.NOT_MODIFIED
                return answer, asker, 0 if is_free else 1
        except Refusal as refusal:
            return refusal.answer, None, 1
        if request.method in {"GET", "HEAD"} and not request.path.startswith("/api/"):
            return pages.answer(self.world, request), None, 0
        return Refusal(404, "Not Found").answer, None, 0

    def _instead(self, fault: Fault, request: Request) -> Answer:
        answer = damage.instead(fault, self.world.now)
        resource = "graphql" if request.path == GRAPHQL else "core"
        try:
            asker = self.access.authenticate(request.headers.get("authorization"))
        except PermissionError:
            asker = None
        if fault.params.get("rate_headers", True):
            answer.headers = self.limits.headers(asker, resource) | answer.headers
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    hub: Fakehub

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are no news here."""

    def end_connections(self) -> None:
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "GitHub.com"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def handle_request(self) -> None:
        hub = self.server.hub
        parts = urlsplit(self.path)
        entry = Entry(
            time.time(),
            hub.world.now,
            self.command,
            self.path,
            "anonymous",
            self.headers.get("Host", ""),
            0,
        )
        is_own = parts.path.startswith("/_")
        if not is_own:
            hub.log.begin(entry)
        try:
            answer, fault = self._answer(hub, entry, parts.path, parts.query)
            entry.status = answer.status
            entry.silence = silence.told(answer, parts.path == GRAPHQL, hub.world.now)
            Wire(self, hub.closing).send(answer, fault)
        except (ConnectionError, ValueError, OSError):
            self.close_connection = True
        finally:
            if not is_own:
                hub.log.end(entry)

    def _answer(
        self, hub: Fakehub, entry: Entry, path: str, query: str
    ) -> tuple[Answer, Fault | None]:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            return Refusal(413, "Payload Too Large").answer, None
        headers = {name.lower(): value for name, value in self.headers.items()}
        words = dict(parse_qsl(query, keep_blank_values=True))
        body = self.rfile.read(length)
        request = Request(self.command, path, words, headers, body)
        if path == GRAPHQL:
            entry.query, entry.asked = _operation(body)
        return hub.answer(request, entry)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_request  # noqa: N815 http.server names them

    def send_response(self, code: int, message: str | None = None) -> None:
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header("Server", self.server_version)
        moment = self.server.hub.world.clock.now()
        self.send_header("Date", formatdate(moment, usegmt=True))

    def log_message(self, *_: Any) -> None:
        """`Fakehub.log` has it."""


def _operation(body: bytes) -> tuple[str | None, int]:
    try:
        told = json.loads(body)
        name = told.get("operationName") or told.get("query", "").split("(")[0]
        variables = told.get("variables") or {}
        asked = variables.get("first") or len(variables.get("ids") or [])
    except (ValueError, AttributeError, TypeError):
        return None, 0
    return str(name).replace("query", "").strip(" {\n") or None, int(asked)
