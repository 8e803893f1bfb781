"""The door of a GitHub: exchanges any code, and says what it is told to say."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

TOKEN = "gho_a_canary_that_nobody_may_keep"  # noqa: S105 - of a pretended server
SECRET = "the secret of the OAuth App"  # noqa: S105 - the same


class Door(http.server.ThreadingHTTPServer):
    """Says who comes in; `user` is the answer's body, a dict or raw bytes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.user: Any = {"id": 7, "login": "ann", "name": "Ann Archer"}
        self.status = 200
        self.granted: Any = {"access_token": TOKEN, "token_type": "bearer"}
        self.challenge = ""
        """What the code that comes next was asked for with."""
        self.forms: list[dict[str, str]] = []
        """Every form that was sent to get a token."""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body))
        self.server.forms.append(form)
        made = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        is_same = base64.urlsafe_b64encode(made).decode().rstrip("=")
        is_right = form.get("client_secret") == SECRET
        if is_same != self.server.challenge or not is_right:
            self._send(200, {"error": "bad_verification_code"})
            return
        self._send(200, self.server.granted)

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self._send(200, self.server.user)
            return
        assert self.path == "/api/v3/user"
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        self._send(self.server.status, self.server.user)

    def _send(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status in {301, 302, 307}:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Tests look at what comes out."""


@contextlib.contextmanager
def opened() -> Iterator[Door]:
    """A door, on a port of its own."""
    with Door() as door:
        thread = threading.Thread(target=door.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield door
        door.shutdown()
        thread.join()


def begin(client: Any, door: Door, back: str = "/sample/") -> dict[str, str]:
    """Press the button; gives the query with which GitHub is asked."""
    answer = client.post("/accounts/github/login/", {"next": back})
    assert answer.status_code == 302
    asked = urlsplit(answer["Location"])
    assert f"{asked.scheme}://{asked.netloc}" == door.url
    assert asked.path == "/login/oauth/authorize"
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    door.challenge = query["code_challenge"]
    return query


def come_back(client: Any, query: dict[str, str], **more: str) -> Any:
    """Come back from GitHub, with a code unless something else is said."""
    told = {"state": query["state"], **(more or {"code": "a-code"})}
    return client.get("/accounts/github/login/callback/", told)


def sign_in(client: Any, door: Door, back: str = "/sample/") -> Any:
    """The whole way; gives the answer to coming back."""
    return come_back(client, begin(client, door, back))
