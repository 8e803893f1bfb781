"""PostgreSQL's own programs, for what no statement does: `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import IO

from django.db import connection
from psycopg.conninfo import make_conninfo

from tracker.embedded import binaries

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class ClientMissing(RuntimeError):
    """No program of a version that fits is installed; a sentence for people."""


class ClientFailed(RuntimeError):
    """A program said why it could not do it; its last words, for people."""


def server() -> int:
    """The major version of the server that the tracker uses, such as 18."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (number,) = cursor.fetchone()
    return int(number) // 10_000


def dumper(major: int) -> Path:
    """A `pg_dump` that reads a server of this version: as old as it, or newer.

    The oldest that does, since only that writes what the same version restores. Raises
    ClientMissing.
    """
    fitting = sorted((m, f) for f in binaries.clients() if (m := _major(f)) >= major)
    if not fitting:
        raise ClientMissing(_missing("pg_dump", f"{major} or newer"))
    return fitting[0][1] / "pg_dump"


def restorer(major: int) -> Path:
    """A `pg_restore` of just this version: a newer one says what an older server does
    not know. Raises ClientMissing.
    """
    for folder in binaries.clients():
        if _major(folder) == major:
            return folder / "pg_restore"
    raise ClientMissing(_missing("pg_restore", str(major)))


def run(words: list[str | Path], *, output: IO[bytes] | None = None) -> None:
    """Run a program on our database; what it writes goes into `output`.

    Raises ClientFailed with the end of what it complained of.
    """
    done = subprocess.run(
        [*words, "--dbname", _address()],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if output is None else output,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-5:]
        name = Path(words[0]).name
        raise ClientFailed(f"{name} failed: " + (" ".join(said) or "without a word."))


def _major(folder: Path) -> int:
    """Of the programs in a folder; 0 where they do not run."""
    try:
        told = subprocess.run(
            [folder / "pg_dump", "--version"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return 0
    found = _VERSION.search(told.stdout)
    return int(found[1]) if found else 0


def _missing(program: str, version: str) -> str:
    return (
        f"No {program} of PostgreSQL {version} was found. Install the client programs"
        " of your server's version (on Debian and Ubuntu: postgresql-client), and name"
        " their folder in TRACKER_POSTGRES_BIN where it is an unusual one."
    )


def _address() -> str:
    """Where our database is, as the programs read it, without its password."""
    given = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    words = {key: str(given[name]) for key, name in named.items() if given[name]}
    options = given["OPTIONS"].items()
    more = {key: str(value) for key, value in options if key != "pool"}
    return make_conninfo(**more, **words)


def _environment() -> dict[str, str]:
    """What the programs may know of ours: nothing but what is about PostgreSQL."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in {"PATH", "HOME"} or key.startswith("PG")
    }
    password = str(connection.settings_dict["PASSWORD"] or "")
    return kept | {"LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": password} if password else {})
