"""Reading the profile's table about slash commands."""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.profiles.command_rules import (
    FIXED,
    MODES,
    OFF,
    ROLES,
    TEAM,
    VERBS,
    CommandRules,
    Deaf,
)
from enhancements.profiles.reader import Table
from enhancements.profiles.schema import Command


def command_rules(table: Table, commands: Iterable[Command]) -> CommandRules:
    """`[command_rules]`: raises ProfileInvalid for what it cannot hold.

    Commands that nobody hears come from `[[commands]]`, where the guide names them.
    """
    rules = CommandRules(
        mode=_one_of(table, "mode", MODES, OFF),
        verbs=_verbs(table, "verbs"),
        exclusive=table.texts("exclusive"),
        values=_lists(table.table("values"), FIXED),
        same={key: to.casefold() for key, to in _texts(table.table("same")).items()},
        sets=_texts(table.table("sets")),
        labels=table.texts("labels"),
        who=_who(table.table("who")),
        not_own=_verbs(table, "not_own"),
        pulls_only=_verbs(table, "pulls_only"),
        issues_only=table.texts("issues_only"),
        skip_code=table.flag("skip_code"),
        deaf=tuple(_deaf(command) for command in commands if not command.works),
    )
    table.close()
    return rules


def _deaf(command: Command) -> Deaf:
    """`/stage NAME` is any; `/stage deprecated` is that one alone."""
    verb, *words = command.usage.removeprefix("/").split() or [""]
    fixed = tuple(word.casefold() for word in words if not word.isupper())
    return Deaf(verb.casefold(), fixed, command.meaning)


def _one_of(table: Table, key: str, allowed: tuple[str, ...], default: str) -> str:
    word = table.text(key, default)
    if word not in allowed:
        raise table.refusal(key, f"one of {', '.join(allowed)}", word)
    return word


def _verbs(table: Table, key: str) -> tuple[str, ...]:
    words = table.texts(key)
    for word in words:
        if word not in VERBS:
            raise table.refusal(key, f"words among {', '.join(VERBS)}", word)
    return words


def _lists(table: Table, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = table.all_texts()
    for key in found:
        if key not in allowed:
            raise table.refusal(key, f"lists under {', '.join(allowed)}", found[key])
    return found


def _texts(table: Table) -> dict[str, str]:
    return {key.casefold(): table.text(key) for key in table.free_keys()}


def _who(table: Table) -> dict[str, tuple[str, ...]]:
    """Who may: words of ROLES, or a team by its name or glob."""
    found: dict[str, tuple[str, ...]] = {}
    for key, names in table.all_texts().items():
        for name in names:
            is_team = name.startswith(TEAM) and name != TEAM
            if name not in ROLES and not is_team:
                raise _refused(table, key, name)
        if not names:
            raise _refused(table, key, names)
        found[key.casefold()] = names
    return found


def _refused(table: Table, key: str, found: object) -> Exception:
    return table.refusal(key, f"some of {', '.join(ROLES)} or team NAME", found)
