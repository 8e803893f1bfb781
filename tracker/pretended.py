"""The samples' GitHub as one more process of the demo, and how the others find it.

Token and webhook secret are made up for the run and given to our children alone. The
port is chosen once for a folder and kept: the mirror knows a GitHub by its address.
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import socket
import sys
import time
from pathlib import Path
from typing import Self

from tracker import probe
from tracker.children import Child

# Below those that systems give to outgoing connections, which would be in the way.
_PORTS = range(21_080, 30_000, 97)
_WAIT = 30.0
_PAUSE = 0.05

# What could name another GitHub, and would win over what we set.
_OTHERS = (
    "TRACKER_GITHUB_TOKEN_FILE",
    "TRACKER_GITHUB_APP_ID",
    "TRACKER_GITHUB_APP_KEY",
    "TRACKER_GITHUB_APP_KEY_FILE",
    "TRACKER_WEBHOOK_SECRET_FILE",
)


class CannotPretend(Exception):
    """The samples' GitHub does not run; the text says why and what to do."""


@dataclasses.dataclass
class Pretended:
    """A running pretended GitHub."""

    url: str
    port: int
    token: str
    environment: dict[str, str]
    """For all children: where GitHub is, the token, the secret of its webhooks."""
    child: Child

    @classmethod
    def start(cls, folder: Path, *, web: str) -> Self:
        """Start it for the samples in `folder`; `wait` until it answers.

        It delivers to the tracker at the address `web`; with an empty one nothing is
        delivered and nothing happens there. Raises CannotPretend.
        """
        port = _port(folder / ".github.port")
        url, token = f"http://127.0.0.1:{port}", secrets.token_hex(20)
        environment = {k: v for k, v in os.environ.items() if k not in _OTHERS} | {
            "TRACKER_GITHUB_URL": url,
            "TRACKER_GITHUB_TOKEN": token,
            "TRACKER_WEBHOOK_SECRET": secrets.token_hex(20),
        }
        command = [sys.executable, "manage.py", "sample_github", str(folder.resolve())]
        command += ["--port", str(port), "--verbosity", "0"]
        command += ["--web", web] if web else []
        child = Child("github", command, environment)
        child.start()
        return cls(url, port, token, environment, child)

    def wait(self) -> None:
        """Wait until it answers. Raises CannotPretend when it does not."""
        until = time.monotonic() + _WAIT
        while not probe.answers("127.0.0.1", self.port, "/api/v3/meta"):
            process = self.child.process
            if process is None or process.poll() is not None:
                raise CannotPretend("The samples' GitHub could not be started.")
            if time.monotonic() > until:
                raise CannotPretend("The samples' GitHub does not answer.")
            time.sleep(_PAUSE)

    def stop(self) -> None:
        """End it, however far it came."""
        process = self.child.process
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait(10)


def _port(file: Path) -> int:
    """The folder's port, chosen now if it has none."""
    if file.exists():
        port = int(json.loads(file.read_text()))
        if _is_free(port):
            return port
        raise CannotPretend(
            f"Port {port} of 127.0.0.1 is in use, where the samples' GitHub was before."
            f" Stop the program that uses it, perhaps another demo; or delete"
            f" {file.parent} to begin anew."
        )
    port = next((number for number in _PORTS if _is_free(number)), 0)
    if not port:
        raise CannotPretend("No port of 127.0.0.1 is free for the samples' GitHub.")
    file.write_text(f"{port}\n")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe_socket:
        probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe_socket.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
