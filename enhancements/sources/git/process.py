"""Runs git as a process that asks nothing, hooks nothing and trusts nothing.

Every run gets a list of arguments (never a shell), the environment of
`environment()` and the settings of `SETTINGS`, which no file can override: the
system's and the user's configuration are not read, and a repository's own cannot
start a program through the keys that are pinned here.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeAlias

from enhancements.sources.git import failures
from enhancements.sources.git.location import is_local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

KEPT = frozenset(
    {
        "ALL_PROXY",
        "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LD_LIBRARY_PATH",
        "NO_PROXY",
        "PATH",
        "SSH_AUTH_SOCK",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "TMPDIR",
        "USER",
    }
)
"""What git may see of our environment: where programs, keys, proxies and
certificates are. Proxies are kept in lower case too, as curl prefers them."""

_CERTIFICATES = {"SSL_CERT_FILE": "GIT_SSL_CAINFO", "SSL_CERT_DIR": "GIT_SSL_CAPATH"}

SETTINGS = (
    "core.askPass=true",
    # Larger contents are passed on in pieces, not held in git's memory.
    "core.bigFileThreshold=32m",
    "core.fsmonitor=false",
    # Loose files too reach the disk before a branch points at them.
    "core.fsync=committed",
    f"core.hooksPath={os.devnull}",
    "credential.helper=",
    "fetch.recurseSubmodules=false",
    # Walking a line of commits then reads an index and not every commit.
    "fetch.writeCommitGraph=true",
    "gc.auto=0",
    # A server that is still counting sends a few bytes now and then.
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=120",
    "maintenance.auto=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)

Child: TypeAlias = "subprocess.Popen[bytes]"

_SSH = (
    "ssh -oBatchMode=yes -oConnectTimeout=30"
    " -oServerAliveInterval=15 -oServerAliveCountMax=4"
)
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class GitFailed(Exception):
    """git ended with an error; `errors` is what it wrote to its error output."""

    def __init__(self, errors: str) -> None:
        super().__init__(errors.strip().rpartition("\n")[2] or "git failed")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Limits:
    """How long git may take to talk to a source, in seconds."""

    idle: float = 300
    """Without a word, be it progress."""
    total: float = 3600
    """Altogether."""


def environment() -> dict[str, str]:
    """The environment of every git process."""
    kept = {key: value for key, value in os.environ.items() if key.upper() in KEPT}
    # A git that is linked with GnuTLS does not look at OpenSSL's variables.
    for general, own in _CERTIFICATES.items():
        if general in kept:
            kept.setdefault(own, kept[general])
    return kept | {
        "GIT_ASKPASS": "true",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_SSH_COMMAND": _SSH,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "SSH_ASKPASS": "true",
    }


def command(arguments: Sequence[str], *, folder: Path, location: str = "") -> list[str]:
    """The whole command line; a `location` opens the one protocol it needs.

    A repository that is named by `--git-dir` may belong to another user, as on a
    mounted volume; git asks about the owner only of one that it found by itself.
    """
    protocols = ["file"] if is_local(location) else ["https", "ssh"]
    allowed = [f"protocol.{name}.allow=always" for name in protocols if location]
    settings = [word for one in (*SETTINGS, *allowed) for word in ("-c", one)]
    return ["git", f"--git-dir={folder}", *settings, *arguments]


def checked_oid(oid: str) -> str:
    """Return the object id, or raise ValueError for anything else.

    It goes on a command line or into a line protocol, where an abbreviation, a
    branch's name or an option would be something else than it looks.
    """
    if not _OID.fullmatch(oid):
        raise ValueError(f"{oid!r} is not a full object id.")
    return oid


def run(arguments: Sequence[str], *, folder: Path) -> str:
    """Run a git command on the repository in `folder` and return its output.

    Raises GitFailed, and SourceUnreachable if there is no git.
    """
    with started(arguments, folder=folder) as process:
        return pipe(process.stdout).read().decode(errors="replace")


@contextlib.contextmanager
def started(
    arguments: Sequence[str], *, folder: Path, is_fed: bool = False
) -> Iterator[Child]:
    """A running git with a pipe for its output and, if `is_fed`, its input.

    At the end of the block git is always gone: killed if the block raised, else
    its pipes are closed, on which it ends by itself. Raises GitFailed if git did
    not end well, SourceUnreachable if there is no git.
    """
    # Errors go to a file: nobody has to read a pipe so that git can go on.
    with tempfile.TemporaryFile() as errors:
        process = launched(
            command(arguments, folder=folder),
            stdin=subprocess.PIPE if is_fed else subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            yield process
        except BaseException:
            ended(process)
            raise
        _close(process)
        # A block may leave before the output ends; git then loses its reader.
        if process.wait() not in {0, -signal.SIGPIPE}:
            errors.seek(0)
            raise GitFailed(errors.read().decode(errors="replace"))


def launched(words: Sequence[str], *, stdin: int, stderr: int | IO[bytes]) -> Child:
    """Start git as the leader of its own group, so that all of it can be ended."""
    try:
        return subprocess.Popen(
            words,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment(),
            # A folder that surely exists: ours may just have been removed.
            cwd="/",
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise failures.missing_git() from error


def ended(process: Child) -> None:
    """Kill the process and its children, and reap it; once it is gone, nothing."""
    # Before it is reaped its number cannot belong to anybody else.
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    _close(process)
    process.wait()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """The stream of a process that was started with a pipe for it."""
    if stream is None:
        raise RuntimeError("git was started without this pipe.")
    return stream


def _close(process: Child) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
