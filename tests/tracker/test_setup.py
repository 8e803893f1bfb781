"""`make setup` on machines that lack something: one clear sentence each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator

TOOLS = ("sh", "awk", "dirname", "git", "rm", "sleep", "touch")


class Machine:
    """A folder with a fresh checkout's set-up files, and a PATH of chosen tools."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.tools = folder / "bin"
        self.tools.mkdir()
        for name in TOOLS:
            found = shutil.which(name)
            if found:
                (self.tools / name).symlink_to(found)
        python = Path(sys.base_prefix) / "bin" / "python3"
        (self.tools / "python3").symlink_to(python)
        (self.checkout / ".ci").mkdir(parents=True)
        for name in ("Makefile", "requirements-dev.lock", ".ci/setup.sh"):
            shutil.copy(project() / name, self.checkout / name)

    def lacks(self, name: str) -> None:
        (self.tools / name).unlink()

    def has(self, name: str, script: str) -> None:
        (self.tools / name).unlink(missing_ok=True)
        (self.tools / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.tools / name).chmod(0o755)

    def setup(self, *words: str, user: int | None = None, **more: str) -> list[str]:
        """Run `make setup`, which must fail; return its complaints but make's own."""
        make = shutil.which("make")
        assert make is not None
        result = subprocess.run(
            [make, "--silent", "setup", *words],
            cwd=self.checkout,
            env={"PATH": str(self.tools), "HOME": "/nonexistent"} | more,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode != 0
        lines = result.stderr.splitlines()
        return [line for line in lines if not line.startswith("make: ")]


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A folder that every user can enter."""
    with tempfile.TemporaryDirectory(prefix="setup-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Machine(Path(folder))


def test_missing_git(machine: Machine):
    machine.lacks("git")
    [said] = machine.setup()
    assert said == (
        "Setup stopped: git is missing. Install it (Debian and Ubuntu: apt install "
        "git)."
    )


def test_missing_python(machine: Machine):
    machine.lacks("python3")
    [said] = machine.setup()
    assert said == (
        "Setup stopped: python3 is missing. Install Python 3.11 or newer (Debian and "
        "Ubuntu: apt install python3 python3-venv)."
    )


def test_old_python(machine: Machine):
    machine.has("python3", "exit 1")
    [said] = machine.setup()
    assert said == (
        "Setup stopped: python3 is older than 3.11 or does not run. Install a newer "
        "one and name it: make setup PYTHON=python3.12"
    )


def test_python_named_by_hand_is_used(machine: Machine):
    machine.has("python9", "exit 1")
    [said] = machine.setup("PYTHON=python9")
    assert said == (
        "Setup stopped: python9 is older than 3.11 or does not run. Install a newer "
        "one and name it: make setup PYTHON=python3.12"
    )


def test_python_without_venv(machine: Machine):
    machine.has("python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    [said] = machine.setup()
    assert said == (
        "Setup stopped: python3 cannot make virtual environments. Install what is "
        "missing (Debian and Ubuntu: apt install python3-venv)."
    )


def test_folder_that_cannot_be_written(machine: Machine):
    machine.checkout.chmod(0o555)
    [said] = machine.setup(user=65534 if os.geteuid() == 0 else None)
    machine.checkout.chmod(0o755)
    assert said == (
        f"Setup stopped: the folder {machine.checkout} cannot be written. Clone the "
        "project to a folder of your own."
    )


@pytest.mark.long
def test_failed_download(machine: Machine):
    # Nobody listens there, so each try fails at once.
    nowhere = "http://127.0.0.1:9/"
    said = machine.setup(
        PIP_CONFIG_FILE="/dev/null",
        PIP_INDEX_URL=nowhere,
        PIP_RETRIES="0",
        UV_DEFAULT_INDEX=nowhere,
        TMPDIR=str(machine.tools),
    )
    [log] = machine.tools.glob("tracker-setup-*.log")
    sentence = (
        "Setup stopped: the packages could not be downloaded. Is this machine online? "
        "Run `make setup` again; behind a proxy set HTTPS_PROXY first."
    )
    assert said == [sentence, f"Details are in {log}."]
    assert not (machine.checkout / ".venv" / "installed").exists()


def test_second_time_does_nothing(machine: Machine):
    stamp = machine.checkout / ".venv" / "installed"
    stamp.parent.mkdir()
    stamp.touch()
    make = shutil.which("make")
    assert make is not None
    subprocess.run([make, "--question", "setup"], cwd=machine.checkout, check=True)
