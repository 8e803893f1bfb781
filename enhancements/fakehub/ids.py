"""Node ids in both of GitHub's forms, and times as its answers spell them.

Moments are whole seconds since 1970 in UTC throughout the pretended GitHub: it has no
finer ones, and a number is small.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from datetime import UTC, datetime

# The type's name in ids of the old form, and the prefix of the new one.
PREFIXES = {
    "User": "U_",
    "Bot": "BOT_",
    "Mannequin": "M_",
    "Organization": "O_",
    "Team": "T_",
    "Repository": "R_",
    "Issue": "I_",
    "PullRequest": "PR_",
    "IssueComment": "IC_",
    "PullRequestReview": "PRR_",
    "Label": "LA_",
    "Milestone": "MI_",
    "Event": "EV_",
    "Edit": "UCE_",
    "Commit": "C_",
}
_TYPES = {prefix: name for name, prefix in PREFIXES.items()}


class NodeIdUnreadable(ValueError):
    """The text is no node id of either form."""


def _packed(number: int) -> bytes:
    """A number as MessagePack has it, in 32 bits or, where it must, in 64."""
    if number < 2**32:
        return b"\xce" + struct.pack(">I", number)
    return b"\xcf" + struct.pack(">Q", number)


def node_id(kind: str, number: int) -> str:
    """The new form, as ``U_kgDOADP9xw`` for user 3407303."""
    packed = b"\x92\x00" + _packed(number)
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return PREFIXES[kind] + text


def legacy_node_id(kind: str, number: int) -> str:
    """The old form, as ``MDQ6VXNlcjM0MDczMDM=`` for the same user."""
    return base64.b64encode(f"0{len(kind)}:{kind}{number}".encode()).decode()


def read_node_id(text: str) -> tuple[str, int]:
    """The kind (a key of PREFIXES) and the number of an id in either form.

    Raises NodeIdUnreadable.
    """
    prefix, separator, rest = text.partition("_")
    try:
        if separator and prefix + "_" in _TYPES:
            packed = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
            form = ">I" if packed[2:3] == b"\xce" else ">Q"
            return _TYPES[prefix + "_"], int(struct.unpack(form, packed[3:])[0])
        word = base64.b64decode(text, validate=True).decode().partition(":")[2]
        kind = word.rstrip("0123456789")
        if kind in PREFIXES:
            return kind, int(word[len(kind) :])
    except (binascii.Error, struct.error, ValueError) as error:
        raise NodeIdUnreadable(text) from error
    raise NodeIdUnreadable(text)


def sha_of(*parts: object) -> str:
    """Forty hexadecimal digits that depend on nothing but the parts."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def iso(moment: int) -> str:
    """A moment as GitHub writes it: ``2026-03-01T09:30:00Z``."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_none(moment: int | None) -> str | None:
    """The same, where there may be no moment."""
    return None if moment is None else iso(moment)


def seconds(moment: str | float | datetime) -> int:
    """Whole seconds since 1970, cut off, of a moment in any form; a bare text is UTC.

    Raises ValueError for a text that is no time.
    """
    if isinstance(moment, str):
        read = datetime.fromisoformat(moment)
        moment = read if read.tzinfo else read.replace(tzinfo=UTC)
    if isinstance(moment, datetime):
        return int(moment.timestamp())
    return int(moment)
