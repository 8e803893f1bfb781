"""The process that owns the embedded servers: `python -m tracker.embedded.supervisor`.

It starts them, says where they are in ``state.json``, restarts one that dies, and stops
both once no command has used them for a few seconds.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.embedded import binaries, place
from tracker.embedded.errors import EmbeddedError
from tracker.embedded.locks import Lock
from tracker.embedded.paths import Home
from tracker.embedded.servers import Servers

if TYPE_CHECKING:
    from types import FrameType

# Seconds without any command after which the servers stop.
GRACE = 3.0
# Seconds between two looks at the servers and their users.
PAUSE = 0.25
# Seconds that servers of a supervisor that was killed get to end.
TAKEOVER_TIMEOUT = 60.0
# A server that dies more often than this in so many seconds is not started again.
MOST_RESTARTS = 5
RESTART_WINDOW = 60.0
# The log is begun anew at this size in bytes.
LONGEST_LOG = 5_000_000


class _Stop(Exception):
    """Raised in the main loop by SIGTERM or SIGINT."""


def main(root: str) -> int:
    """Supervise the servers of one home; return the exit status."""
    home = Home(Path(root))
    alone = Lock(home.supervisor_lock)
    # Others ask for this lock for a moment to see whether anybody holds it.
    if not alone.take_within(1):
        return 0
    if home.log.stat().st_size > LONGEST_LOG:
        os.truncate(home.log, 0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        servers = _prepare(home)
        try:
            _serve(home, servers)
        finally:
            home.state.unlink(missing_ok=True)
            servers.stop()
    except _Stop:
        return 0
    except EmbeddedError as error:
        return _give_up(home, str(error).replace("server.log", str(home.log)))
    except OSError as error:
        traceback.print_exc()
        sentence = (
            f"The embedded servers cannot use {error.filename or home.root}: "
            f"{error.strerror}. Set TRACKER_HOME to a folder that you own and can "
            "write to."
        )
        return _give_up(home, sentence)
    return 0


def _give_up(home: Home, sentence: str) -> int:
    _say(sentence)
    home.write_state({"error": sentence})
    return 1


def _prepare(home: Home) -> Servers:
    """Choose programs and folders, and wait until earlier servers are gone."""
    chosen = place.choose(home, binaries.postgres())
    lock = Lock(chosen.servers_lock)
    if not lock.take_within(TAKEOVER_TIMEOUT):
        sentence = (
            f"Earlier servers still use {chosen.base}. Wait for them to stop, or end "
            "the postgres and redis or valkey processes of that folder."
        )
        raise EmbeddedError(sentence)
    is_fast = os.environ.get("TRACKER_EMBEDDED_FAST", "") == "1"
    named = os.environ.get("TRACKER_EMBEDDED_TEMPLATE", "")
    return Servers(
        chosen,
        binaries.redis(),
        lock.descriptor,
        is_fast=is_fast,
        template=Path(named) if named else None,
    )


def _serve(home: Home, servers: Servers) -> None:
    """Run the servers until nobody uses them; keep new users out while they stop."""
    servers.start()
    home.write_state(
        {
            "database_url": servers.database_url,
            "redis_url": servers.redis_url,
            # For people who look; who is alive is asked of the lock.
            "pid": str(os.getpid()),
        }
    )
    _say("ready")
    users = Lock(home.users_lock)
    grace = float(os.environ.get("TRACKER_EMBEDDED_GRACE", GRACE))
    used_at = time.monotonic()
    restarts: list[float] = []
    while True:
        time.sleep(PAUSE)
        if users.is_lost():
            return  # With the folder the data is gone, and nobody asks for these.
        if servers.dead():
            _restart(servers, restarts)
        if not users.take_within(0):
            used_at = time.monotonic()
            continue
        if time.monotonic() - used_at >= grace:
            _say("nobody uses the servers any more")
            return  # Still holding the lock: who comes now waits until we are gone.
        users.unlock()


def _restart(servers: Servers, restarts: list[float]) -> None:
    now = time.monotonic()
    restarts[:] = [then for then in restarts if now - then < RESTART_WINDOW] + [now]
    names = " and ".join(servers.dead())
    if len(restarts) > MOST_RESTARTS:
        sentence = f"The embedded {names} keeps ending; the end of server.log says why."
        raise EmbeddedError(sentence)
    _say(f"{names} ended and is started again")
    servers.start()


def _say(sentence: str) -> None:
    moment = time.strftime("%F %T")
    sys.stdout.write(f"{moment} supervisor {os.getpid()}: {sentence}\n")
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise _Stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
