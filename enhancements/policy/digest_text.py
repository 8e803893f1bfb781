"""The message that tells what changed of what somebody follows, as text. Pure.

Every line says why it came, and each thing that is followed how to stop it, as RFC 8058
and good manners want. Texts of others stand in one line each, without what turns the
direction of reading.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Sequence

MOST = 100
"""Changes that one message tells; of the others it says how many there are."""
_LONGEST = 200
_SUBJECT = 100
_ROOM = 2500
"""Letters that a room gets of what changed, so that chats cut nothing of the foot."""
_NAMED = 5
# Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9).
_TURNING = {0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One change."""

    text: str
    at: dt.datetime
    """When it happened, UTC."""
    old: str = ""
    new: str = ""
    source: str = ""
    """Which source says so, or who."""
    subject: str = ""
    """First line of the commit message, or a person's reason."""
    why: tuple[str, ...] = ()
    """What the reader follows that it belongs to: "SIG compute"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """What changed of one thing."""

    title: str
    link: str
    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """All that a message needs to know."""

    login: str
    groups: tuple[Group, ...]
    inbox: str
    """Address of the inbox."""
    following: str
    """Where one says of what one is told, and how."""
    stops: tuple[tuple[str, str], ...]
    """What is followed and came here, with the link that stops it."""
    stop_all: str
    more: int = 0
    """Changes that are not among the groups."""

    @property
    def number(self) -> int:
        """How many changes it tells of."""
        return sum(len(one.lines) for one in self.groups) + self.more


def safe(text: str, most: int = _LONGEST) -> str:
    """A text of others in one line that does what it looks like, cut to a length."""
    kept = "".join(
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one
        for one in text
        if ord(one) not in _TURNING
    )
    line = " ".join(kept.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def subject(letter: Letter) -> str:
    """The subject: what changed, or how much of what."""
    return subject_of(letter.groups, letter.number)


def subject_of(groups: Sequence[Group], number: int) -> str:
    """The same of groups that are `number` changes, of which some may be left out."""
    first = groups[0]
    if number == 1:
        return safe(f"{safe(first.title, 60)}: {first.lines[0].text}", _SUBJECT)
    title, others = safe(first.title, 60), len(groups) - 1
    if others:
        title += f" and {others} more"
    elif number > len(first.lines):
        title += " and more"
    return safe(f"{number} changes: {title}", _SUBJECT)


def said(groups: Sequence[Group], foot: str) -> str:
    """What changed, for a place that many read: cut at the end of a line where it is
    long, and at the end why it came.
    """
    lines = "\n\n".join(map(_group, groups)).splitlines()
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if kept and length > _ROOM:
            kept.append(f"… and {len(lines) - len(kept)} more lines.")
            break
        kept.append(line)
    return "\n".join([*kept, "", foot])


def room_foot(login: str, names: Sequence[str], following: str, channels: str) -> str:
    """Why a room is told: who follows what, and where that is stopped, with the
    addresses of what they follow and of the channels; without addresses in words.
    """
    shown = [safe(one, 80) for one in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    why = f"@{login} follows {_and(shown)} and has it told here."
    if not following:
        return f"{why} They can stop it, and so can who keeps the channels."
    return f"{why}\nStop it, as @{login}: {following}\nStop this channel: {channels}"


def body(letter: Letter) -> str:
    """The text."""
    parts = [
        f"Hello @{letter.login},",
        "this changed of what you follow:",
        *map(_group, letter.groups),
    ]
    if letter.more:
        parts.append(f"And {letter.more} more, which are in your inbox.")
    parts.append(_foot(letter))
    return "\n\n".join(parts) + "\n"


def _group(group: Group) -> str:
    head = [one for one in (safe(group.title), group.link) if one]
    return "\n".join([*head, *map(_line, group.lines)])


def _line(line: Line) -> str:
    said = safe(line.text)
    old, new = safe(line.old), safe(line.new)
    if old and new:
        said += f": {old} -> {new}"
    elif old or new:
        said += f": {new or old}"
    told = [f"{line.at.day} {line.at:%B}"]
    told += [safe(one) for one in (line.source, line.subject) if one]
    parts = [f"- {said}", f"  ({', '.join(told)})"]
    if line.why:
        parts.append(f"  You follow {_and([safe(one, 80) for one in line.why])}.")
    return "\n".join(parts)


def _foot(letter: Letter) -> str:
    lines = [f"All of it is in your inbox: {letter.inbox}"]
    lines.append(f"What you follow, and how you are told: {letter.following}")
    for name, link in letter.stops:
        lines += [f"Stop following {safe(name, 80)}:", link]
    lines += ["Stop all mail from here:", letter.stop_all]
    return "\n".join(lines)


def _and(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
