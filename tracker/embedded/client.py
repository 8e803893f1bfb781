"""What a command does to use the servers: hold the lock, see them started."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.embedded import locks, paths
from tracker.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from pathlib import Path

# Seconds. PostgreSQL may have to recover from a crash before it answers.
START_TIMEOUT = 120.0


@dataclass(frozen=True)
class Addresses:
    """Where the servers listen: a PostgreSQL URL and a unix:// URL without number."""

    database_url: str
    redis_url: str


# What this process holds until its end, by home.
_held: dict[paths.Home, locks.Lock] = {}
# Kept because a Popen that is collected before its process ends gives a warning.
_supervisors: list[subprocess.Popen[bytes]] = []


def home() -> Path:
    """Return TRACKER_HOME as an absolute path."""
    return paths.from_environment().root


def is_default() -> bool:
    """Whether the embedded servers are in use: no variable names others.

    Raises EmbeddedError when only one of DATABASE_URL and REDIS_URL is set.
    """
    found = {
        name
        for name in ("DATABASE_URL", "REDIS_URL")
        if os.environ.get(name, "").strip()
        or os.environ.get(f"{name}_FILE", "").strip()
    }
    if len(found) == 1:
        sentence = (
            f"Only {found.pop()} is set. Set both DATABASE_URL and REDIS_URL, or "
            "neither to use the embedded servers."
        )
        raise EmbeddedError(sentence)
    return not found


def addresses() -> Addresses:
    """Return where the servers listen, or will by default, without starting them."""
    place = paths.from_environment()
    state = place.read_state()
    if state is None or "error" in state:
        run = place.root / "run"
        return Addresses(
            f"postgresql:///tracker?host={run}/postgres", f"unix://{run}/redis.sock"
        )
    return Addresses(state["database_url"], state["redis_url"])


def ensure() -> Addresses:
    """See that the servers run and stay until this process ends; return where.

    Safe to call again: a supervisor that was killed meanwhile is replaced. Raises
    EmbeddedError with a sentence for people.
    """
    place = paths.from_environment()
    if place in _held and _held[place].is_lost():
        sentence = (
            f"The folder {place.root} was removed while in use. Stop this command and "
            "start it again to begin anew."
        )
        raise EmbeddedError(sentence)
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        if place not in _held:
            lock = locks.Lock(place.users_lock)
            lock.share()
            _held[place] = lock
        _see_started(place)
    except OSError as error:
        raise EmbeddedError(_cannot_write(place, error)) from error
    return addresses()


def release() -> None:
    """Give back what `ensure` took; the servers then stop unless others use them."""
    for lock in _held.values():
        lock.release()
    _held.clear()


def secret_key(root: Path) -> str:
    """Return the key kept under this home, making one on the first use.

    Readable for its owner only. Raises EmbeddedError when it cannot be kept.
    """
    place = paths.Home(root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        draft = root / f"secret_key.{os.getpid()}"
        if not place.secret_key.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                # Two commands may come first together: one link wins, both read it.
                os.link(draft, place.secret_key)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return place.secret_key.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EmbeddedError(_cannot_write(place, error)) from error


def _cannot_write(place: paths.Home, error: OSError) -> str:
    return (
        f"The folder {place.root} cannot be used ({error.strerror}). Set TRACKER_HOME "
        "to a folder that you own and can write to, or set DATABASE_URL and REDIS_URL."
    )


def _see_started(place: paths.Home) -> None:
    start = locks.Lock(place.start_lock)
    start.take()
    try:
        deadline = time.monotonic() + START_TIMEOUT
        while not _is_running(place):
            if locks.is_free(place.supervisor_lock):
                _start_supervisor(place)
            if time.monotonic() > deadline:
                raise EmbeddedError(_did_not_start(place))
            time.sleep(0.02)
    finally:
        start.release()


def _is_running(place: paths.Home) -> bool:
    return place.read_state() is not None and not locks.is_free(place.supervisor_lock)


def _start_supervisor(place: paths.Home) -> None:
    """Start a supervisor and wait until it wrote its state or gave up."""
    place.state.unlink(missing_ok=True)
    with place.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker.embedded.supervisor", str(place.root)],
            cwd=paths.project(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C in a terminal reaches the command, not the servers of all others.
            start_new_session=True,
        )
    _supervisors.append(process)
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        state = place.read_state()
        if state is not None and "error" in state:
            process.wait()
            raise EmbeddedError(state["error"])
        if state is not None:
            return
        if process.poll() is not None and locks.is_free(place.supervisor_lock):
            raise EmbeddedError(_did_not_start(place))
        time.sleep(0.02)
    raise EmbeddedError(_did_not_start(place))


def _did_not_start(place: paths.Home) -> str:
    return (
        "The embedded servers did not start. Their last words are at the end of "
        f"{place.log}. Or set DATABASE_URL and REDIS_URL to servers of your own."
    )
