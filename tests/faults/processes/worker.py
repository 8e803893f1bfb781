"""A program: what production starts, with durations scaled to polls of half a second,
after taking away the guards that are named.
"""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def main(words: list[str]) -> None:
    """Take guards away, then be the program.

    Words are `[--without NAME] worker|beat|web [PORT]`.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("role", choices=("worker", "beat", "web"))
    parser.add_argument("port", type=int, nargs="?")
    told = parser.parse_args(words)
    if told.role == "web":
        os.environ["TRACKER_PROCESS"] = "web"
    import django  # noqa: PLC0415 - the environment must be complete

    django.setup()
    from tests.faults.processes import saboteurs, scale  # noqa: PLC0415 - needs Django

    scale.scale()
    for name in told.without:
        saboteurs.SABOTEURS[name]()
    if told.role == "web":
        _serve(told.port)
    else:
        _celery(told.role)


def _serve(port: int) -> None:
    import uvicorn  # noqa: PLC0415 - a worker needs none

    uvicorn.run(
        "tracker.asgi:application",
        host="127.0.0.1",
        port=port,
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


def _celery(role: str) -> None:
    from celery.__main__ import main as celery  # noqa: PLC0415 - web needs none

    words = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    sys.argv = ["celery", "--quiet", "-A", "tracker", role]
    sys.argv += (words if role == "worker" else []) + ["--loglevel", "WARNING"]
    celery()
