"""PostgreSQL and Redis that need no setting up, as a file database would.

With neither DATABASE_URL nor REDIS_URL set, every command uses servers that belong to
TRACKER_HOME (default ``var/`` in the checkout) and are started by whoever comes first:

* A command holds a shared lock on ``servers/users.lock`` for its lifetime. The kernel
  gives it back however the command ends, so a killed one disturbs no other.
* The first starts a supervisor (`tracker.embedded.supervisor`), which owns both servers
  and stops them a few seconds after the last lock is gone.
* The servers listen on Unix sockets only: no port is taken and none can be in use.
* Nobody trusts a PID or a socket file: who is alive is asked of locks.

Linux only: the servers die with their supervisor through its parent-death signal.
"""

from __future__ import annotations

from tracker.embedded.client import (
    Addresses,
    addresses,
    ensure,
    home,
    is_default,
    release,
    secret_key,
)
from tracker.embedded.errors import EmbeddedError

__all__ = [
    "Addresses",
    "EmbeddedError",
    "addresses",
    "ensure",
    "home",
    "is_default",
    "release",
    "secret_key",
]
