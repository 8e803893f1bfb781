"""Where the servers' files may lie, and as whom PostgreSQL runs.

PostgreSQL refuses to run as root. Started by root it runs as an unprivileged user, who
must be able to reach its data, sockets and programs. A checkout in a private home
directory is out of his reach: then all three go to a folder under /var/tmp.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from tracker.embedded.paths import Home

# The user "nobody" of Debian and Ubuntu.
NOBODY = 65534
# sockaddr_un.sun_path holds 108 bytes with the closing NUL, unix(7).
LONGEST_SOCKET = 107
SHARED = Path("/var/tmp")  # noqa: S108 - ownership is checked before use


@dataclass(frozen=True)
class Place:
    """The folders in use, and the user PostgreSQL changes to (None: it stays)."""

    base: Path
    run: Path
    postgres_bin: Path
    postgres_major: int
    user: int | None

    @property
    def postgres_data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "postgres"

    @property
    def postgres_sockets(self) -> Path:
        """The folder of PostgreSQL's socket."""
        return self.run / "postgres"

    @property
    def redis_data(self) -> Path:
        """Redis's data folder."""
        return self.base / "redis"

    @property
    def redis_socket(self) -> Path:
        """Redis's socket."""
        return self.run / "redis.sock"

    @property
    def servers_lock(self) -> Path:
        """Held by the servers themselves, so that no two ever share the data."""
        return self.base / "servers.lock"

    def own(self, folder: Path) -> Path:
        """Make a folder that only PostgreSQL's user may enter; return it."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user, self.user)
        folder.chmod(0o700)
        return folder


def choose(home: Home, programs: Path) -> Place:
    """Return where to run this home's servers, with folders made where needed.

    Raises EmbeddedError with a sentence, or OSError when a folder cannot be written.
    """
    _require_name(os.geteuid() or NOBODY)
    if os.geteuid() != 0:
        base, user = home.root, None
        version = _version(programs, None)
    else:
        user = NOBODY
        reachable = _can_enter(home.root, user)
        base = home.root if reachable else _private_folder(SHARED / _name(home))
        version = _version(programs, user)
        if version is None:
            programs = _copy_programs(programs, base)
            version = _version(programs, user)
    if version is None:
        sentence = (
            f"PostgreSQL's programs in {programs} do not run on this machine. Install "
            "PostgreSQL and name its folder in TRACKER_POSTGRES_BIN."
        )
        raise EmbeddedError(sentence)
    return Place(base, _run_folder(home, base), programs, version, user)


def _require_name(user: int) -> None:
    """Refuse a user without a name, such as a number given to a container."""
    try:
        pwd.getpwuid(user)
    except KeyError:
        sentence = (
            f"The user with number {user} has no name, which PostgreSQL asks for. Add "
            "one to /etc/passwd, or set DATABASE_URL and REDIS_URL."
        )
        raise EmbeddedError(sentence) from None


def _name(home: Home) -> str:
    key = f"{os.geteuid()}:{home.root}".encode()
    return f"tracker-{hashlib.sha256(key).hexdigest()[:16]}"


def _can_enter(folder: Path, user: int) -> bool:
    """Whether this user gets into the folder, asked of the kernel, not of mode bits."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    result = subprocess.run(
        command,
        check=False,
        cwd="/",
        user=user,
        group=user,
        extra_groups=[],
        stderr=subprocess.DEVNULL,
    )
    return result.returncode == 0


def _version(programs: Path, user: int | None) -> int | None:
    """Return the major version, or None when this user cannot run the programs."""
    try:
        result = subprocess.run(
            [programs / "initdb", "--version"],
            check=True,
            cwd="/",
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\d+", result.stdout)
    return int(found.group()) if found else None


def _private_folder(folder: Path) -> Path:
    """Make a folder of ours in a place where everybody may make some."""
    try:
        folder.mkdir(mode=0o711)
    except FileExistsError:
        if not _is_ours(folder):
            sentence = (
                f"{folder} is needed but belongs to somebody else. Set TRACKER_HOME to "
                "a folder that every user can enter, such as /srv/tracker."
            )
            raise EmbeddedError(sentence) from None
    folder.chmod(0o711)
    return folder


def _is_ours(folder: Path) -> bool:
    """Whether it is a true folder of this user that nobody else can write to."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & others
    )


def _copy_programs(programs: Path, base: Path) -> Path:
    """Copy PostgreSQL's installation to where its user can run it; return its bin.

    The name tells installations apart, so that a newer one is copied anew.
    """
    installation = programs.parent
    package = installation.parent
    stamp = f"{installation}:{(programs / 'postgres').stat().st_mtime_ns}".encode()
    copy = base / f"programs-{hashlib.sha256(stamp).hexdigest()[:16]}"
    if not copy.exists():
        for old in base.glob("programs-*"):
            shutil.rmtree(old)
        draft = Path(tempfile.mkdtemp(prefix="programs-", suffix=".new", dir=base))
        # A wheel keeps shared libraries beside its package, found by relative path.
        for part in (installation, package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                target = draft / part.relative_to(package.parent)
                shutil.copytree(part, target, symlinks=True)
        _open_to_all(draft)
        draft.rename(copy)
    return copy / programs.relative_to(package.parent)


def _open_to_all(folder: Path) -> None:
    """Let everybody read what lies in a folder, and run what its owner can run."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6)


def _run_folder(home: Home, base: Path) -> Path:
    """Return the folder of the sockets, whose path must be short enough."""
    run = base / "run"
    if len(os.fsencode(run / "postgres" / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        run = _short_folder(home)
    run.mkdir(exist_ok=True)
    run.chmod(0o711)
    return run


def _short_folder(home: Home) -> Path:
    """Return a private folder with a short name, the same one again while it lasts."""
    if home.run_record.exists():
        recorded = Path(home.run_record.read_text(encoding="utf-8").strip())
        if _is_ours(recorded):
            return recorded
    folder = Path(tempfile.mkdtemp(prefix="tracker-", dir="/tmp"))
    home.run_record.write_text(f"{folder}\n", encoding="utf-8")
    return folder
