"""The one connection of a process that hears of changes of boards from PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from django.db import connection as pages

from tracker.live.hub import Ear

log = logging.getLogger(__name__)

CHANNEL = "tracker_board"
FIRST_PAUSE = 0.2
"""Seconds before the next try to connect; doubled each time, up to the longest."""
LONGEST_PAUSE = 10.0
_QUIET_SECONDS = 30.0
"""After so long without a word the connection is tried: it may be cut off unnoticed."""
_ANSWER_SECONDS = 10.0


async def listen(ear: Ear) -> None:
    """Tell every notification, until cancelled.

    Whatever ends the connection is logged, and it is made anew.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters()) as heard:
                await heard.execute(f"LISTEN {CHANNEL}")
                ear.joined()
                pause = FIRST_PAUSE
                await _hear(heard, ear)
        except Exception as error:  # noqa: BLE001 - whatever it was, boards go on
            # The class alone: the words may name hosts and users.
            log.warning("boards are not told of changes: %s", type(error).__name__)
        ear.parted()
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _hear(heard: psycopg.AsyncConnection[Any], ear: Ear) -> None:
    while True:
        async for one in heard.notifies(timeout=_QUIET_SECONDS):
            ear.told(one.payload)
        async with asyncio.timeout(_ANSWER_SECONDS):
            await heard.execute("SELECT 1")


def _parameters() -> dict[str, Any]:
    """Those of the pages, for a connection of our own that stays idle for long."""
    taken = pages.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    kept = {name: taken[name] for name in taken if name in names or "ssl" in name}
    return {
        **kept,
        "application_name": "tracker boards",
        "autocommit": True,
        "connect_timeout": int(_ANSWER_SECONDS),
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
