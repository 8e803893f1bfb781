"""The npm emulator of GitHub behind a small proxy that makes a server of ours of it.

The emulator was written by others and knows nothing of us. It lacks GraphQL, ETags,
the prefix of a server's API and the list of all comments of a repository, and its times
have milliseconds. The proxy says 404 of the first and mends the others; the list it
puts together from those of the issues.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import http.server
import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PREFIX = "/api/v3"
OAUTH = "/login/oauth/"
TOKEN = "ghp_of_the_emulator"  # noqa: S105 - of a pretended server
_MILLISECONDS = re.compile(rb"(T\d\d:\d\d:\d\d)\.\d{3}Z")
_COMMENTS = re.compile(rf"{PREFIX}/repos/[^/]+/[^/]+/issues/comments")
_OWN = {"content-length", "transfer-encoding", "connection", "keep-alive", "date"}
_NOT_PASSED = {"host", "connection", "if-none-match", "accept-encoding"}
_START = 30.0

SEED: dict[str, Any] = {
    "tokens": {TOKEN: {"login": "alice", "scopes": ["repo", "user", "admin:org"]}},
    "github": {
        "users": [{"login": name, "name": name} for name in ("alice", "bob")],
        "orgs": [
            {
                "login": "acme",
                "name": "Acme",
                "members": [{"login": "alice", "role": "admin"}],
            }
        ],
        "repos": [{"owner": "acme", "name": "plans", "auto_init": True}],
    },
}


class Proxy(http.server.ThreadingHTTPServer):
    """Answers like a GitHub Enterprise server, with what the emulator says."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.upstream = 0
        self.asked: list[tuple[str, str, int]] = []
        """(method, path, status) of every request."""
        self.renamed: dict[str, str] = {}
        """Login of the emulator to what it is called since: it renames nobody."""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ask(self, method: str, path: str, told: Any = None) -> Any:
        """Ask the API as alice; gives the JSON. Fails for anything but success."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server_address[1])
        headers = {
            "Authorization": f"token {TOKEN}",
            "Content-Type": "application/json",
        }
        body = None if told is None else json.dumps(told)
        try:
            connection.request(method, PREFIX + path, body, headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        assert answer.status < http.client.BAD_REQUEST, (method, path, data)
        return json.loads(data) if data else None


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if self.path.startswith(OAUTH):
            self._send(*self._upstream(PREFIX + self.path, body))
            return
        if not self.path.startswith(f"{PREFIX}/"):
            self._send(404, {}, b'{"message":"Not Found"}')
            return
        if _COMMENTS.fullmatch(urlsplit(self.path).path):
            status, headers, data = self._all_comments()
        else:
            status, headers, data = self._upstream(self.path, body)
        if self.path == f"{PREFIX}/user":
            data = self._as_called_now(data)
        if self.command == "GET" and status == http.client.OK:
            headers["etag"] = f'W/"{hashlib.sha256(data).hexdigest()[:32]}"'
            if self.headers.get("If-None-Match") == headers["etag"]:
                status, data = 304, b""
        self._send(status, headers, data)

    def _as_called_now(self, data: bytes) -> bytes:
        told = json.loads(data)
        login = told.get("login")
        return json.dumps(
            told | {"login": self.server.renamed.get(login, login)}
        ).encode()

    def _upstream(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        kept = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in _NOT_PASSED
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.server.upstream)
        try:
            connection.request(self.command, path[len(PREFIX) :], body, kept)
            answer = connection.getresponse()
            data = _MILLISECONDS.sub(rb"\1Z", answer.read())
        finally:
            connection.close()
        headers = {
            name.lower(): value
            for name, value in answer.getheaders()
            if name.lower() not in _OWN
        }
        return answer.status, headers, data

    def _all_comments(self) -> tuple[int, dict[str, str], bytes]:
        """What the emulator has no route for, on one page: tests have few comments."""
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        place = parts.path.removesuffix("/comments")
        status, headers, data = self._upstream(f"{place}?state=all&per_page=100", b"")
        if status != http.client.OK:
            return status, headers, data
        rows: list[dict[str, Any]] = []
        for issue in json.loads(data):
            path = f"{place}/{issue['number']}/comments?per_page=100"
            rows += json.loads(self._upstream(path, b"")[2])
        rows.sort(key=lambda row: row["updated_at"])
        rows = [row for row in rows if row["updated_at"] >= asked.get("since", "")]
        if asked.get("direction") == "desc":
            rows.reverse()
        kept = {name: told for name, told in headers.items() if name != "link"}
        return status, kept, json.dumps(rows[: int(asked["per_page"])]).encode()

    def _send(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.server.asked.append((self.command, self.path, status))
        self.send_response(status)
        headers.setdefault("content-type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815 - http.server names them

    def log_message(self, *_: Any) -> None:
        """`Proxy.asked` has it."""


@contextlib.contextmanager
def emulated(
    node: str, modules: Path, *, oauth_app: dict[str, Any] | None = None
) -> Iterator[Proxy]:
    """The emulator and the proxy in front of it, both on ports of their own.

    `oauth_app` is one that people may sign in with, in the emulator's words.
    """
    seed = modules.parent / "seed.json"
    told: dict[str, Any] = SEED
    if oauth_app:
        told = SEED | {"github": SEED["github"] | {"oauth_apps": [oauth_app]}}
    seed.write_text(json.dumps(told), encoding="utf-8")
    with Proxy() as proxy:
        proxy.upstream = _free_port()
        program = str(modules / "emulate" / "dist" / "index.js")
        command = [node, program, "start", "--service", "github"]
        command += ["--port", str(proxy.upstream), "--seed", str(seed)]
        command += ["--base-url", f"{proxy.url}{PREFIX}"]
        process = subprocess.Popen(
            command,
            cwd=modules.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            _wait(process, proxy.upstream)
            yield proxy
        finally:
            process.kill()
            process.communicate()
            proxy.shutdown()
            thread.join()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0].decode(errors="replace"))
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the emulator does not listen")
