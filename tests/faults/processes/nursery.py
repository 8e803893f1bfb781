"""One process that has imported what all programs need, and forks each of them.

A program that starts from nothing spends most of its start on importing; forked, it
still reads its settings, takes guards away and loads the application by itself.

Reads a line of JSON for each program, and answers with its process's number, which is
nobody else's until it is told that the program is `buried`. Ends with its standard
input, and what it forked ends with it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from typing import Any

from tracker import lifetime

# Nothing that reads Django's settings, which each program has of its own.
_NEEDED = (
    "allauth",
    "celery.__main__",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "celery.worker.consumer",
    "cryptography.hazmat.primitives.serialization",
    "django",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.models",
    "django.template.engine",
    "gidgethub",
    "httpx2",
    "jinja2",
    "jwt",
    "kombu.transport.redis",
    "psycopg",
    "psycopg_pool",
    "redis",
    "uvicorn",
    "uvicorn.protocols.http.auto",
)


def main() -> None:
    """Fork a program for each line, until there are no more."""
    for name in _NEEDED:
        importlib.import_module(name)
    mother = os.getpid()
    while line := sys.stdin.buffer.raw.readline():  # type: ignore[attr-defined]  # a text stream has one
        told = json.loads(line)
        for ended in told["buried"]:
            os.waitpid(ended, 0)
        pid = os.fork()
        if pid == 0:
            _become(told, mother)
            return
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(told: dict[str, Any], mother: int) -> None:
    """Be a program: in a group of its own, with its environment and its log."""
    os.setsid()
    lifetime.end_with(mother, signal.SIGTERM)()
    os.environ.clear()
    os.environ.update(told["environment"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(told["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number, descriptor in ((0, nothing), (1, log), (2, log)):
        os.dup2(descriptor, number)
    from tests.faults.processes import worker  # noqa: PLC0415 - needs the environment

    worker.main(told["words"])


if __name__ == "__main__":
    main()
