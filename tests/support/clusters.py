"""A PostgreSQL cluster with a migrated database, made once and copied ever after.

Making one takes ten seconds of computing, nearly all of it for the migrations; copying
it takes a moment. It is kept in `var/tests` of the checkout, under a name that follows
from the migrations and from what runs them, so a new migration makes a new one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from importlib import metadata
from pathlib import Path

from tracker.embedded import binaries
from tracker.embedded.paths import project

TEMPLATE = "TRACKER_EMBEDDED_TEMPLATE"
"""The variable that names a cluster to begin with a copy of."""
DATABASE = "tracker"
"""The migrated database in it."""
_KEPT_FOR = 24 * 3600
"""Seconds: another session may be using one of other migrations."""
_MAKE = f"""
import os, sys
from tracker import embedded
embedded.ensure()
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
from django.db import connection
assert connection.settings_dict["NAME"] == {DATABASE!r}
with connection.cursor() as cursor:
    cursor.execute("SHOW data_directory")
    print(cursor.fetchone()[0], flush=True)
connection.close()
"""


def environment() -> dict[str, str]:
    """The variable for servers that are to begin with such a cluster; if there is one.

    For environments that hold nothing but what they are given.
    """
    return {TEMPLATE: os.environ[TEMPLATE]} if TEMPLATE in os.environ else {}


def made() -> Path:
    """The cluster's folder, stopped; made when this checkout has none as yet."""
    kept = project() / "var" / "tests"
    found = kept / f"cluster-{_key()}"
    if not found.exists():
        kept.mkdir(parents=True, exist_ok=True)
        _forget(kept)
        draft = kept / f"new-{uuid.uuid4().hex}"
        _make(draft)
        try:
            draft.rename(found)
        except OSError:  # Another session was faster.
            shutil.rmtree(draft)
    os.utime(found)
    return found


def _key() -> str:
    told = hashlib.sha256()
    for path in sorted((project() / "enhancements" / "migrations").glob("*.py")):
        told.update(path.name.encode() + path.read_bytes())
    for name in ("django", "django-allauth"):
        told.update(metadata.version(name).encode())
    postgres = binaries.postgres() / "postgres"
    told.update(subprocess.check_output([postgres, "--version"]))
    told.update(f"{os.geteuid()} {postgres}".encode())
    return told.hexdigest()[:16]


def _make(draft: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cluster-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        home = Path(folder) / "var"
        home.mkdir(mode=0o755)
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, "-c", _MAKE],
            cwd=project(),
            env=kept
            | {"TRACKER_HOME": str(home), "TRACKER_EMBEDDED_FAST": "1"}
            | {"TRACKER_EMBEDDED_GRACE": "0.1", "TRACKER_INSECURE_HTTP": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        data = Path(done.stdout.strip())
        deadline = time.monotonic() + 30
        while (data / "postmaster.pid").exists():
            assert time.monotonic() < deadline, "PostgreSQL did not stop"
            time.sleep(0.05)
        shutil.copytree(data, draft)


def _forget(kept: Path) -> None:
    """Remove those that no session used for a day."""
    for path in kept.iterdir():
        if time.time() - path.stat().st_mtime > _KEPT_FOR:
            shutil.rmtree(path, ignore_errors=True)
