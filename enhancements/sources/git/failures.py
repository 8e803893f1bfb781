"""What git's error output means, as one sentence that says what to do."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from enhancements.sources.git.location import is_local

if TYPE_CHECKING:
    from pathlib import Path


class SourceUnreachable(Exception):
    """A source could not be read; its text is one sentence that says what to do."""


class MirrorDamaged(SourceUnreachable):
    """Our copy cannot be read any more; the next `refresh()` makes a new one."""


_MISSING_GIT = "git is not installed: install git 2.39 or newer and put it on the PATH."

# The first pattern that is found decides, so the particular ones stand first.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded",
        (
            "The disk is full, so {location} could not be copied: make room and"
            " synchronise again."
        ),
    ),
    (
        r"Read-only file system",
        (
            "The disk with the copy of {location} is read-only: make it writable, or"
            " choose another folder for the copies."
        ),
    ),
    (
        r"Could not resolve (?:host|proxy|hostname)|Name or service not known",
        (
            "The host of {location} is unknown: check the spelling of the address, and"
            " whether this machine may ask a name server."
        ),
    ),
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        (
            "The host key of {location} is not known here: compare it with the one"
            " that the host publishes and add it to ~/.ssh/known_hosts."
        ),
    ),
    (
        (
            r"could not read (?:Username|Password)|Authentication failed|HTTP 40[13]"
            r"|returned error: 40[13]|Permission denied \(|Invalid username or"
            r"|Too many authentication failures|Write access to repository not granted"
        ),
        (
            "{location} does not exist or may not be read without signing in: check the"
            " address; for a private repository write it as git@HOST:OWNER/REPOSITORY"
            " and give this machine a deploy key."
        ),
    ),
    (
        r"cannot run ssh|ssh: (?:command )?not found",
        (
            "{location} needs ssh, which is not installed: install it, or write the"
            " address with https://."
        ),
    ),
    (
        r"SSL certificate|certificate verif|SSL: |CAfile|unable to get local issuer",
        (
            "The certificate of {location} is not trusted here: if your network has its"
            " own certificate authority, name its file in SSL_CERT_FILE."
        ),
    ),
    (
        r"dubious ownership|unsafe repository",
        (
            "{location} belongs to another user and git refuses it: make the folder"
            " belong to the user that runs this program."
        ),
    ),
    (
        r"transport '[^']*' not allowed|Unsupported protocol|Protocol .* not supported",
        (
            "{location} leads to an address that is not https or ssh: write the address"
            " that the repository has now."
        ),
    ),
    (
        (
            r"[Rr]epository .*not found|does not appear to be a git repository"
            r"|not a git repository|remote helper .* aborted|returned error: 404"
            r"|No such file or directory|info/refs not valid|does not exist"
        ),
        (
            "There is no git repository at {location}: check the address, and whether"
            " the repository was moved or removed."
        ),
    ),
    (
        (
            r"timed? ?out|too slow|Failed to connect|Could not connect|Couldn't connect"
            r"|Connection (?:refused|reset|closed)|No route to host"
            r"|Network is unreachable|hung up|early EOF|RPC failed|TLS connection"
            r"|returned error: (?:429|5\d\d)|unexpected disconnect|Empty reply"
        ),
        (
            "The connection to {location} failed or was cut: synchronise again later;"
            " if it stays so, check this machine's network and proxy settings."
        ),
    ),
    (
        r"Permission denied|Operation not permitted",
        (
            "A folder may not be read or written while copying {location}: give the"
            " user that runs this program the right to it."
        ),
    ),
)

_DAMAGE = re.compile(
    r"corrupt|bad object|invalid object|object file .* is empty|inflate"
    r"|unable to (?:read|unpack|find|parse|get) |bad (?:tree|signature|config)"
    r"|missing (?:blob|tree|commit|object)|did not send all necessary objects"
    r"|packfile .* (?:truncated|cannot|does not)|pack has|too small|unresolved delta"
    r"|[Cc]ould not (?:parse|open|read (?!from remote|Username|Password))"
    r"|not a git repository|bad revision|ambiguous argument|unknown revision"
    r"|malformed|broken"
    r"|bad pack|failed to read|premature end|hash mismatch|invalid (?:sha1|ref)"
)


def missing_git() -> SourceUnreachable:
    """What to raise when no git was found."""
    return SourceUnreachable(_MISSING_GIT)


def unreachable(location: str, errors: str) -> SourceUnreachable:
    """What to raise when git failed to read `location` and wrote `errors`."""
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, errors):
            return SourceUnreachable(sentence.format(location=location))
    where = "look into the folder" if is_local(location) else "try it by hand"
    return SourceUnreachable(
        f"git could not read {location}: {_last_words(errors)}. If this stays so,"
        f" {where}: git ls-remote {location}"
    )


def silent(location: str, seconds: float) -> SourceUnreachable:
    """What to raise when a source did not answer, or not to the end, in time."""
    return SourceUnreachable(
        f"{location} timed out after {_duration(seconds)}: synchronise again later;"
        " if it stays so, check the network and the proxy settings of this machine."
    )


def damaged(location: str, errors: str) -> MirrorDamaged:
    """What to raise when our copy of `location` did not answer a question."""
    return MirrorDamaged(
        f"The copy of {location} cannot be read ({_last_words(errors)}):"
        " synchronise the repository, which makes a new copy."
    )


def unwritable(folder: Path, error: OSError) -> SourceUnreachable:
    """What to raise when the system refused to write the copy in `folder`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SourceUnreachable(
            f"The disk is full, so {folder} could not be written: make room and"
            " synchronise again."
        )
    return SourceUnreachable(
        f"The folder {folder} cannot be written ({error.strerror or error}): give"
        " the user that runs this program the right to it, or choose another folder"
        " for the copies."
    )


def busy(location: str, seconds: float) -> SourceUnreachable:
    """What to raise when another process has been copying for so long."""
    return SourceUnreachable(
        f"Another process has been reading {location} for {_duration(seconds)}:"
        " wait until it has finished, then synchronise again."
    )


def headless(location: str) -> SourceUnreachable:
    """What to raise when a repository has branches, and none is the default."""
    return SourceUnreachable(
        f"{location} has branches, but its default branch does not exist: choose a"
        " default branch in the repository's settings (git symbolic-ref HEAD"
        " refs/heads/NAME)."
    )


def is_damage(errors: str) -> bool:
    """Whether git complains about a repository's contents, not about a way to it."""
    ours = "\n".join(
        line for line in errors.splitlines() if not line.startswith("remote: ")
    )
    return _DAMAGE.search(ours) is not None


def _last_words(errors: str) -> str:
    """The line that names the cause: the last that git itself calls fatal."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", errors) if line.strip()]
    fatal = [line for line in lines if re.match(r"fatal: |error: |remote: ", line)]
    last = (fatal or lines or ["it stopped without a word"])[-1]
    words = " ".join(re.sub(r"^(fatal|error): ", "", last).split())
    return words[:300].rstrip(".")


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{seconds:g} seconds"
