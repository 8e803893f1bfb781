"""The message that asks whether all is still true, as text. Pure.

It says why it came and how to stop it, as RFC 8058 and good manners want.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from enhancements.policy import sentences


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One entry, as the message names it."""

    release: str
    freeze: str
    """Within a sentence: "code freeze"."""
    ends_on: dt.date
    name: str
    """Its number, else its key."""
    title: str
    stage: str
    status: str
    """The board's word at that freeze."""
    said: str
    """What somebody said last, in a sentence; empty for nothing."""
    why: str
    """As what they are asked: "owner", "contact", "lead of SIG compute"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """All that a message needs to know."""

    login: str
    project: str
    """Its title."""
    link: str
    """Where one answers."""
    is_signed: bool
    """Whether the link answers without signing in."""
    until: dt.date
    """The last day of a signed link."""
    page: str
    """Where one answers after signing in."""
    ladders: str
    """Where it stands who is asked when."""
    stop: str
    """Where one stops these; empty for a message that is no mail."""
    lines: tuple[Line, ...]


def subject(letter: Letter) -> str:
    """The subject: how much is asked, and before which freeze."""
    first = letter.lines[0]
    number = len(letter.lines)
    what = f"{first.title} ({first.name})" if number == 1 else f"{number} entries"
    about = sentences.shortened(what, 80)
    return f"Still true? {about}, {first.freeze} of {first.release}"


def body(letter: Letter, today: dt.date) -> str:
    """The text, with a line of at most 78 letters where it is ours to choose."""
    number = len(letter.lines)
    what = "this entry" if number == 1 else f"these {number} entries"
    parts = [
        f"Hello @{letter.login},",
        f"is what is known of {what} of {letter.project} still true?",
        "Say so with one click, or say what is in the way:",
        letter.link,
        *_groups(letter.lines, today),
        _foot(letter),
    ]
    return "\n\n".join(parts) + "\n"


def _groups(lines: Sequence[Line], today: dt.date) -> list[str]:
    found: dict[tuple[str, str, dt.date], list[Line]] = {}
    for line in lines:
        found.setdefault((line.release, line.freeze, line.ends_on), []).append(line)
    return [
        f"{release}, {freeze} {_when(ends_on, today)}:\n"
        + "\n".join(_entry(line) for line in group)
        for (release, freeze, ends_on), group in found.items()
    ]


def _entry(line: Line) -> str:
    said = line.said or "nobody has said how it goes"
    head = f"- {line.name} {sentences.shortened(line.title, 100)}"
    return f"{head}\n  {line.stage}; {line.status}; {said} (you: {line.why})"


def _when(ends_on: dt.date, today: dt.date) -> str:
    left = (ends_on - today).days
    day = f"on {ends_on.day} {ends_on:%B %Y}"
    if left <= 0:
        return f"{day}, today"
    return f"{day}, in 1 day" if left == 1 else f"{day}, in {left} days"


def _foot(letter: Letter) -> str:
    day = f"{letter.until.day} {letter.until:%B %Y}"
    lines = ["Why this came: sources or the board name you for what stands above."]
    lines.append(f"Who is asked when: {letter.ladders}")
    if letter.is_signed:
        lines.append(f"The link is yours alone and works until {day}; pass it on to")
        lines.append(f"nobody. Signed in, you can answer at any time: {letter.page}")
    else:
        lines.append("The link asks you to sign in with GitHub first.")
    if letter.stop:
        lines.append(f"Stop these mails: {letter.stop}")
    return "\n".join(lines)
