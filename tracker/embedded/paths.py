"""Where everything of one TRACKER_HOME lies."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folder that embedded servers belong to, and its files."""

    root: Path

    @property
    def folder(self) -> Path:
        """Locks, state and log of the servers, but not their data."""
        return self.root / "servers"

    @property
    def users_lock(self) -> Path:
        """Shared by every command that uses the servers."""
        return self.folder / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the one command that starts the supervisor."""
        return self.folder / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor while it lives."""
        return self.folder / "supervisor.lock"

    @property
    def state(self) -> Path:
        """Where the servers are, written once they answer; or why they do not."""
        return self.folder / "state.json"

    @property
    def log(self) -> Path:
        """What the supervisor and both servers say."""
        return self.folder / "server.log"

    @property
    def run_record(self) -> Path:
        """Names the folder of the sockets where it is not under the home."""
        return self.folder / "sockets"

    @property
    def secret_key(self) -> Path:
        """Django's key, made on the first use."""
        return self.root / "secret_key"

    def read_state(self) -> dict[str, str] | None:
        """Return the state, or None while there is none."""
        try:
            state = json.loads(self.state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return state if isinstance(state, dict) else None

    def write_state(self, state: dict[str, str]) -> None:
        """Put the state there in one step, so that no reader sees half of it."""
        draft = self.state.with_suffix(".new")
        draft.write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
        draft.replace(self.state)


def project() -> Path:
    """Return the folder that the code lies in, the one with manage.py."""
    return Path(__file__).resolve().parent.parent.parent


def from_environment() -> Home:
    """Return the home that TRACKER_HOME names, else ``var`` in the checkout."""
    named = os.environ.get("TRACKER_HOME", "").strip()
    path = Path(named).expanduser() if named else project() / "var"
    return Home(Path(os.path.abspath(path)))  # noqa: PTH100 - resolve() would follow links
