"""What mends a difference: commands that work, texts to change, writes.

Pure. A command is only offered where the profile says that somebody hears it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from enhancements.languages import gettext
from enhancements.policy.drift import (
    COMMAND,
    DECIDE,
    TEXT,
    WRITE,
    Fix,
    Issue,
    Side,
    Write,
)
from enhancements.profiles.command_rules import FIXED, LABEL_FAMILIES
from enhancements.profiles.schema import Profile


def hears(profile: Profile, verb: str, *values: str) -> bool:
    """Whether typing this command does anything, by the profile."""
    rules = profile.command_rules
    return verb in rules.verbs and rules.deaf_meaning(verb, values) is None


def of_label(profile: Profile, label: str, *, remove: bool = False) -> str:
    """The command that puts a label on, or takes it off; empty when none does."""
    family, _, rest = label.partition("/")
    start = "/remove-" if remove else "/"
    if family in (*LABEL_FAMILIES, *FIXED) and rest and hears(profile, family, rest):
        return f"{start}{family} {rest}"
    return f"{start}label {label}" if hears(profile, "label", label) else ""


def labels(
    profile: Profile, issue: Issue, *, add: Iterable[str], remove: Iterable[str]
) -> tuple[Fix, ...]:
    """Commands, and a write, that bring an issue's labels about."""
    add, remove = tuple(add), tuple(remove)
    family = next((one.partition("/")[0] for one in add), "")
    # Of a family of which an issue has one label, the others go by themselves.
    typed = [
        one
        for one in remove
        if not (
            family in profile.command_rules.exclusive and one.startswith(f"{family}/")
        )
    ]
    lines = [
        *(of_label(profile, one) for one in add),
        *(of_label(profile, one, remove=True) for one in typed),
    ]
    write = Write(issue.repository, issue.number, "labels", add, remove)
    return _both(lines, issue, write)


def milestone(profile: Profile, issue: Issue, title: str) -> tuple[Fix, ...]:
    """The command, and a write, that set the milestone or take it off."""
    word = title or "clear"
    line = f"/milestone {word}" if hears(profile, "milestone", word) else ""
    write = Write(issue.repository, issue.number, "milestone", milestone=title)
    return _both([line], issue, write)


def assignees(
    profile: Profile, issue: Issue, add: Sequence[str], remove: Sequence[str] = ()
) -> tuple[Fix, ...]:
    """The commands, and a write, that assign people who are not assigned yet, and
    unassign others.
    """
    place = issue.repository, issue.number
    write = Write(*place, "assignees", tuple(add), tuple(remove))
    return _both(assign_lines(profile, add, remove), issue, write)


def assign_lines(
    profile: Profile, add: Sequence[str], remove: Sequence[str] = ()
) -> tuple[str, ...]:
    """The commands that assign and unassign these; none where nobody hears them.

    A team cannot be assigned.
    """
    found = []
    for word, logins in (("assign", add), ("unassign", remove)):
        people = [login for login in logins if "/" not in login]
        if people and hears(profile, "assign", *people):
            found.append(f"/{word} {' '.join(f'@{login}' for login in people)}")
    return tuple(found)


def command(profile: Profile, issue: Issue, verb: str) -> tuple[Fix, ...]:
    """A command without a value, such as `/reopen`, where it works."""
    if not hears(profile, verb):
        return ()
    return (Fix(COMMAND, (f"/{verb}",), _place(issue), issue.url),)


def _both(lines: Sequence[str], issue: Issue, write: Write) -> tuple[Fix, ...]:
    found = [Fix(WRITE, (write.words,), _place(issue), issue.url, write)]
    if lines and all(lines):
        found.append(Fix(COMMAND, tuple(lines), _place(issue), issue.url))
    return tuple(found)


def _place(issue: Issue) -> str:
    return gettext("issue #%(number)s", number=issue.number)


def text(side: Side, wanted: str, example: str) -> Fix:
    """What to write in the line where a side says something else.

    `wanted` is the value in words, `example` a whole line that says it.
    """
    where = side.path or in_issue(side.line)
    if side.path and side.line:
        where = gettext("%(path)s, line %(line)s", path=side.path, line=side.line)
    return Fix(TEXT, (_rewritten(side, wanted) or example,), where, side.url)


def in_issue(line: int) -> str:
    """A line of the tracking issue's text, in words; 0 for none of them."""
    if not line:
        return gettext("the tracking issue")
    return gettext("the tracking issue, line %(line)s of its text", line=line)


def decide(words: str, url: str = "") -> Fix:
    """People have to settle it."""
    return Fix(DECIDE, (words,), url=url)


_RELEASE = re.compile(r"v?[0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?")


def _rewritten(side: Side, wanted: str) -> str:
    """The line with its value replaced; empty where it is not surely in it."""
    raw = side.raw.strip()
    if not raw or not wanted:
        return ""
    found = raw.count(side.words) if side.words else 0
    if found == 1:
        return raw.replace(side.words, wanted)
    releases = _RELEASE.findall(raw)
    if len(releases) == 1 and _RELEASE.fullmatch(wanted):
        new = wanted if releases[0].startswith("v") else wanted.removeprefix("v")
        return raw.replace(releases[0], new)
    return ""
