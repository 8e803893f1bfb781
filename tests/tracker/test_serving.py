"""`serve` as people run it: real processes on servers of its own."""

from __future__ import annotations

import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import clusters
from tests.support.household import KEPT, Household, is_gone, wait_until
from tracker import probe, serving
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_listen_takes_any_free_port():
    with serving.listen("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        socket.create_connection((host, port)).close()


def test_listen_on_a_port_in_use_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(serving.CannotListen) as caught:
            serving.listen("127.0.0.1", port)
    assert str(caught.value) == (
        f"Port {port} of 127.0.0.1 is in use. Stop the program that uses it, or choose "
        "another port: `make demo PORT=8001` or `python manage.py serve --port 8001`."
    )


def test_listen_on_an_unknown_host_says_what_to_do(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(serving.CannotListen) as caught:
        serving.listen("nowhere", 8000)
    assert str(caught.value) == (
        "The host 'nowhere' is not known here (Name or service not known). "
        "Use 127.0.0.1 or 0.0.0.0."
    )


def test_listen_on_a_kept_port_says_what_to_do():
    said = serving._why(OSError(errno.EACCES, "Permission denied"), "127.0.0.1", 80)
    assert said.startswith("Port 80 is kept for the system administrator. Choose ")


def test_plain_http_is_for_this_machine_only():
    with serving.listen("127.0.0.1", 0) as near, serving.listen("0.0.0.0", 0) as far:
        inside = serving._children(near, with_worker=False)[0].environment
        outside = serving._children(far, with_worker=False)[0].environment
    assert inside["TRACKER_INSECURE_HTTP"] == "1"
    assert outside.get("TRACKER_INSECURE_HTTP") == os.environ["TRACKER_INSECURE_HTTP"]


@pytest.mark.parametrize(
    ("status", "expected"), [("200 OK", True), ("301 Moved", True), ("500 No", False)]
)
def test_probe_takes_all_but_errors_for_an_answer(status: str, expected: bool):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        asked: list[bytes] = []

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                asked.append(connection.recv(4096))
                connection.sendall(
                    f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
                )

        thread = threading.Thread(target=answer)
        thread.start()
        assert probe.answers("127.0.0.1", port) is expected
        thread.join()
    lines = asked[0].split(b"\r\n")
    assert lines[0] == b"GET /healthz HTTP/1.1"
    assert [line for line in lines if line.startswith(b"Host")] == [b"Host: 127.0.0.1"]


def test_probe_finds_nobody():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert probe.answers("127.0.0.1", port) is False


class Serving:
    """A running `manage.py serve`, and all it has said."""

    def __init__(self, home: Path, *words: str) -> None:
        kept = {key: os.environ[key] for key in KEPT if key in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, project() / "manage.py", "serve", "--port", "0", *words],
            cwd="/",  # It must not matter where it is called.
            env=kept | environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        try:
            wait_until(lambda: self.is_ready() or not self.is_alive(), 60)
        except AssertionError:
            self.end(signal.SIGKILL)
            raise AssertionError(self.said) from None

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def is_ready(self) -> bool:
        return "Tracker is ready" in self.said

    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def port(self) -> int:
        found = re.search(
            r"Tracker is ready at http://127\.0\.0\.1:(\d+)/\n", self.said
        )
        assert found, self.said
        return int(found[1])

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def children(self) -> list[int]:
        """PIDs of its direct children, web first."""
        pid = self.process.pid
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(word) for word in text.split() if not is_gone(int(word))]

    def web(self) -> int:
        [pid] = [pid for pid in self.children() if b"uvicorn" in command_line(pid)]
        return pid

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def environment(home: Path) -> dict[str, str]:
    return {
        "TRACKER_HOME": str(home),
        "TRACKER_EMBEDDED_FAST": "1",
        "TRACKER_EMBEDDED_GRACE": "0.3",
    }


@pytest.fixture(scope="module")
def migrated() -> Iterator[Household]:
    """A home with a migrated database, for all tests of this file."""
    with tempfile.TemporaryDirectory(prefix="serve-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        (Path(folder) / "var").mkdir()
        household = Household(Path(folder) / "var")
        household.start(**clusters.environment())
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=project(),
            env={"PATH": os.environ["PATH"]} | environment(household.home.root),
            check=True,
        )
        yield household
        household.clear()


@contextmanager
def serve(home: Path, *words: str) -> Iterator[Serving]:
    """`serve` with these words, ready; it ends also when the test fails."""
    serving_now = Serving(home, *words)
    try:
        yield serving_now
    finally:
        if serving_now.is_alive():
            serving_now.end(signal.SIGKILL)


@pytest.fixture
def web(migrated: Household) -> Iterator[Serving]:
    """`serve --no-worker`, ready."""
    with serve(migrated.home.root, "--no-worker") as serving_now:
        yield serving_now


@pytest.mark.servers
class TestServe:
    def test_first_page_answers_once_the_line_is_printed(self, web: Serving):
        assert web.get("/")[0] == 200
        assert web.get("/healthz") == (200, "ok\n")
        assert web.said.count("\n") == 1

    def test_web_that_is_killed_is_started_again(self, web: Serving):
        killed = web.web()
        os.kill(killed, signal.SIGKILL)
        # The port stays open meanwhile: this request waits for the new process.
        assert web.get("/healthz") == (200, "ok\n")
        assert web.web() != killed
        sentence = "web ended (signal SIGKILL); it is started again in 1 s.\n"
        assert web.said.splitlines(keepends=True)[1:] == [sentence]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_signal_stops_everything_cleanly(
        self, web: Serving, number: signal.Signals
    ):
        children = web.children()
        assert web.end(number) == 0
        assert [pid for pid in children if not is_gone(pid)] == []
        assert web.said.endswith("Stopping.\n")

    def test_kill_leaves_no_child_and_frees_the_port(self, web: Serving):
        port, child = web.port, web.web()
        web.end(signal.SIGKILL)
        wait_until(lambda: is_gone(child))
        serving.listen("127.0.0.1", port).close()

    def test_killed_supervisor_is_replaced_while_serving(
        self, web: Serving, migrated: Household
    ):
        killed = migrated.supervisor
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: (migrated.home.read_state() or {}).get("pid") != str(killed))
        wait_until(lambda: web.get("/")[0] == 200)
        assert web.is_alive()

    def test_port_in_use_ends_in_one_sentence(self, migrated: Household):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            refused = Serving(migrated.home.root, "--port", str(port))
            assert refused.end() == 1
        [line] = refused.said.splitlines()
        assert line.startswith(f"CommandError: Port {port} of 127.0.0.1 is in use. ")

    def test_worker_and_beat_work(self, migrated: Household):
        signs = migrated.home.root / "heartbeats"
        with serve(migrated.home.root) as everything:
            # Each gives its sign when it is up, in whichever order.
            wait_until((signs / "worker").exists, 60)
            wait_until((signs / "beat").exists, 60)
            assert len(everything.children()) == 3
            assert everything.end() == 0


@pytest.mark.servers
def test_serve_asks_for_migrations_first(household: Household):
    household.start()
    refused = Serving(household.home.root)
    assert refused.end() == 1
    assert refused.said == (
        "CommandError: The database is not up to date. "
        "Run `python manage.py migrate`.\n"
    )
