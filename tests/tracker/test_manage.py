from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import manage
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "line",
    [
        "",
        "help",
        "help migrate",
        "version",
        "--version",
        "--help",
        "migrate --help",
        "serve -h",
        "check",
        "check --deploy --fail-level WARNING",
        "collectstatic --no-input",
        "make_sample somewhere",
    ],
)
def test_servers_are_not_needed(line: str):
    assert manage.needs_servers(line.split()) is False


@pytest.mark.parametrize(
    "line",
    ["migrate", "shell", "serve", "demo", "check --database default", "makemigrations"],
)
def test_servers_are_needed(line: str):
    assert manage.needs_servers(line.split()) is True


def run(
    home: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing set but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=project(),
        env={"PATH": os.environ["PATH"], "TRACKER_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_version_starts_no_server(tmp_path: Path):
    result = run(tmp_path, "version")
    assert result.returncode == 0
    assert not (tmp_path / "servers").exists()


def test_one_server_of_two_is_refused(tmp_path: Path):
    result = run(tmp_path, "migrate", DATABASE_URL="postgresql:///tracker")
    assert result.returncode == 1
    assert result.stderr == (
        "Only DATABASE_URL is set. Set both DATABASE_URL and REDIS_URL, or neither to "
        "use the embedded servers.\n"
    )


def test_home_that_cannot_be_used_ends_in_one_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    result = run(tmp_path / "file" / "home", "migrate")
    assert result.returncode == 1
    assert result.stderr == (
        f"The folder {tmp_path}/file/home cannot be used (Not a directory). Set "
        "TRACKER_HOME to a folder that you own and can write to, or set DATABASE_URL "
        "and REDIS_URL.\n"
    )


def test_own_servers_need_a_secret_key(tmp_path: Path):
    urls = {"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://localhost"}
    result = run(tmp_path, "check", **urls)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(
        "The environment variable SECRET_KEY must be set. Make one with `openssl rand "
        "-base64 48`, or name a file in SECRET_KEY_FILE."
    )
