from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from enhancements.sample.repository import RepoBuilder
from enhancements.sources.git.mirror import Mirror

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Clock:
    """Hands out moments one hour apart."""

    def __init__(self):
        self.now = START

    def __call__(self):
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def source(tmp_path: Path):
    """An empty repository; `source.path` is its folder and its address."""
    return RepoBuilder(tmp_path / "source")


@pytest.fixture
def mirror(tmp_path: Path, source: RepoBuilder):
    return Mirror(tmp_path / "mirrors" / "one", str(source.path))


@pytest.fixture
def git():
    """Runs plain git, for what the code under test has no use for."""

    def run(*words, cwd):
        return subprocess.run(
            ["git", *words],
            cwd=cwd,
            env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()

    return run


@pytest.fixture
def script():
    """Writes an executable shell script and returns its path."""

    def write(path, body):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch, script):
    """Puts a shell script of this name in front of the real programs."""

    def put(name, body):
        folder = script(tmp_path / "bin" / name, body).parent
        monkeypatch.setenv("PATH", str(folder), prepend=":")

    return put
