"""The merge gate's label on a pull request, where it is not as the gate says. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.drift import (
    COMMAND,
    NOBODY,
    WRITE,
    Difference,
    Fix,
    Side,
    Write,
)
from enhancements.policy.merge_gate import SOMEBODY, Answer


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """A pull request and its label."""

    label: str
    name: str
    """`owner/name#12`."""
    repository: str
    number: int
    url: str
    is_on: bool
    since: dt.datetime | None
    by: str
    """Who put it on, or took it off, by hand; empty for a machine."""
    event: str
    """Where that is shown."""
    command: str
    """What puts it right, where a command does; else empty."""


def difference(answer: Answer, about: About) -> Difference | None:
    """The difference between label and gate; None where there is none, or none is sure.

    A label that a person set by hand is said and stays until a person has it mended.
    """
    if not answer.is_sure or answer.approved == about.is_on:
        return None
    on = f"{about.label} is {'on it' if about.is_on else 'not on it'}"
    who = "somebody" if about.by == SOMEBODY else f"@{about.by}"
    verb = "set" if about.is_on else "took off"
    if about.by and (about.is_on or about.since):
        on = f"{on}; {who} {verb} it by hand"
    add = () if about.is_on else (about.label,)
    remove = (about.label,) if about.is_on else ()
    write = Write(about.repository, about.number, "labels", add, remove)
    fixes = [Fix(WRITE, (write.words,), about.name, about.url, write)]
    if about.command:
        fixes.append(Fix(COMMAND, (about.command,), about.name, about.url))
    word = "may merge" if answer.approved else "may not merge"
    return Difference(
        field=f"pull:{about.name}",
        label=f"Label of {about.name}",
        sides=(
            Side("decision", f"{word}: {answer.why}", answer.approved),
            Side("label", on, about.is_on, about.since, about.event or about.url),
        ),
        right=NOBODY if about.by and about.is_on else 0,
        why="It was set by hand, and is kept until somebody takes it off."
        if about.by and about.is_on
        else "The merge gate of the release counts before the label.",
        fixes=tuple(fixes),
    )
