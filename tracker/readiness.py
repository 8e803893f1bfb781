"""Whether the parts of the installation really work, each asked at its own place.

Running is not working: a worker whose connection to Redis stalled is alive and does
nothing. So what counts is that a task ran to its end lately, which `sweep` does every
few seconds wherever a worker works.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypedDict

from django.core.cache import cache
from django.db import Error, connection
from redis.exceptions import RedisError

LONGEST_SILENCE = 60.0
"""Seconds without any finished task after which the worker counts as not working."""
_KEY = "task-ran"
_BEAT = "beat-looked"
_SIGNS = {"worker": _KEY, "beat": _BEAT}
_KEPT = 24 * 3600


class Part(TypedDict):
    """A part of the installation; `says` is a sentence for people."""

    ok: bool
    says: str


def task_ran() -> None:
    """Note that a task ran to its end just now. Never fails the task."""
    try:
        cache.set(_KEY, time.time(), timeout=_KEPT)
    except (RedisError, OSError):
        return  # Redis is away: then the check of Redis itself says so.


def beat_looked() -> None:
    """Note that beat looked at its schedule just now. Never fails it."""
    try:
        cache.set(_BEAT, time.time(), timeout=_KEPT)
    except (RedisError, OSError):
        return


def silences() -> dict[str, float]:
    """Seconds since the worker ended a task, and since beat looked at its schedule.

    Whose last sign is not known, by the cache, is not named: within a day it was none.
    """
    try:
        signs = {name: cache.get(key) for name, key in _SIGNS.items()}
    except (RedisError, OSError):
        return {}
    now = time.time()
    return {
        name: max(0.0, now - float(at)) for name, at in signs.items() if at is not None
    }


def check() -> dict[str, Part]:
    """Ask the database, Redis and the worker; what each says."""
    return {
        "database": _asked(_database),
        "redis": _asked(_redis),
        "worker": _asked(_worker),
    }


def _asked(question: Callable[[], Part]) -> Part:
    try:
        return question()
    except (Error, RedisError, OSError) as error:
        # The class alone: the words may name hosts and users.
        return Part(ok=False, says=f"It does not answer ({type(error).__name__}).")


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part(ok=True, says="It answers.")


def _redis() -> Part:
    cache.get(_KEY)
    return Part(ok=True, says="It answers.")


def _worker() -> Part:
    last = cache.get(_KEY)
    if last is None:
        return Part(ok=False, says="No task has run yet.")
    silence = max(0.0, time.time() - float(last))
    if silence > LONGEST_SILENCE:
        says = f"The last task ended {silence:.0f} seconds ago. Is a worker running?"
        return Part(ok=False, says=says)
    return Part(ok=True, says=f"A task ended {silence:.0f} seconds ago.")
