"""What slash commands of a letter come to, where the tracker itself acts. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from enhancements.commands import grammar
from enhancements.profiles.command_rules import CommandRules

AFTER_AN_EDIT = "This goes with our comment above:"
"""Stands before commands in a comment of their own: no bot hears those of an edit."""


@dataclasses.dataclass(frozen=True, slots=True)
class Doing:
    """Labels and milestone to be put right."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    milestone: str | None = None
    """Its title; empty to take it off, None to leave it alone."""


def doing(commands: Sequence[str], rules: CommandRules) -> Doing:
    """What these commands ask for, each by its own line."""
    add: list[str] = []
    remove: list[str] = []
    milestone: str | None = None
    for one in grammar.parse("\n".join(commands), rules):
        if one.verb == "milestone":
            milestone = one.values[0] if one.values else ""
            continue
        names = [
            f"{one.family}/{name}" if one.family and "/" not in name else name
            for name in one.values
        ]
        (remove if one.remove else add).extend(rules.same.get(n, n) for n in names)
    return Doing(tuple(add), tuple(remove), milestone)


def with_commands(body: str, commands: Sequence[str]) -> str:
    """A text with its commands, each on a line of its own at the end."""
    return "\n\n".join(part for part in (body, "\n".join(commands)) if part)
