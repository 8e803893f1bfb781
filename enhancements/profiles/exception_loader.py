"""Reading `[exceptions]` of a profile.

[exceptions]
decided_by = "the release team"
windows = { code-freeze = 72 }
ends = { code-freeze = "release" }
combined = [["prr-freeze", "enhancements-freeze"]]

[[exceptions.questions]]
key = "reason"
label = "Why is it critical?"
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection
from typing import Any

from enhancements.policy.letters import names
from enhancements.policy.letters.template import Template
from enhancements.profiles import letter_texts
from enhancements.profiles.command_rules import CommandRules
from enhancements.profiles.exception_rules import (
    FILLS,
    ExceptionRules,
    Mail,
    Question,
)
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_PAIR = 2


def with_rules(profile: Profile, table: Table) -> Profile:
    """The profile with its rules; those without questions when the table is left out.

    Raises ProfileInvalid with the file, the key and what to write there.
    """
    if not table.free_keys():
        return profile
    freezes = {kind.key for kind in profile.deadlines}
    rules = _rules(table, freezes, profile)
    return dataclasses.replace(profile, exceptions=rules)


def _rules(table: Table, freezes: Collection[str], profile: Profile) -> ExceptionRules:
    where = f"{profile.name}.toml: "
    found = ExceptionRules(
        questions=tuple(_question(one) for one in table.tables("questions")),
        criteria=table.text("criteria", ""),
        decided_by=table.text("decided_by"),
        windows=_windows(table.table("windows"), freezes, f"{where}exceptions."),
        in_advance=table.flag("in_advance", default=True),
        is_final=table.flag("final", default=True),
        combined=_combined(table, freezes),
        most_days=_most(table),
        ends=_ends(table.table("ends"), freezes, f"{where}exceptions."),
        mail=_mail(table.table("mail")),
        approved=_commands(table, "approved", profile.command_rules),
        rejected=_commands(table, "rejected", profile.command_rules),
        files=table.texts("files"),
        is_offered=True,
    )
    table.close()
    _check_questions(found, where)
    return found


def _question(table: Table) -> Question:
    key = table.text("key")
    if _KEY.fullmatch(key) is None:
        raise table.refusal("key", "lower-case letters, digits and hyphens", key)
    fills = table.text("fills", "")
    if fills and fills not in FILLS:
        raise table.refusal("fills", f"one of {', '.join(FILLS)}", fills)
    question = Question(
        key=key,
        label=table.text("label"),
        hint=table.text("hint", ""),
        fills=fills,
        required=table.flag("required", default=True),
    )
    table.close()
    return question


def _check_questions(found: ExceptionRules, where: str) -> None:
    """Each key once, and one question for the days: without them nothing ends."""
    keys = [one.key for one in found.questions]
    twice = next((key for key in keys if keys.count(key) > 1), "")
    if twice:
        raise ProfileInvalid(
            f"{where}exceptions.questions: the key {twice!r} stands twice;"
            " give each question its own."
        )
    if sum(one.fills == "days" for one in found.questions) != 1:
        raise ProfileInvalid(
            f'{where}exceptions.questions: exactly one question has fills = "days",'
            " the extra time; add it or remove the others."
        )


def _windows(table: Table, freezes: Collection[str], where: str) -> dict[str, int]:
    found = {}
    for key in table.free_keys():
        hours = table.number(key)
        if key not in freezes:
            raise _unknown(f"{where}windows.{key}", key, freezes)
        if hours < 1:
            raise table.refusal(key, "a whole number of hours, 1 or more", hours)
        found[key] = hours
    return found


def _ends(table: Table, freezes: Collection[str], where: str) -> dict[str, str]:
    found = {}
    for key in table.free_keys():
        end = table.text(key)
        for one in (key, end):
            if one not in freezes:
                raise _unknown(f"{where}ends.{key}", one, freezes)
        found[key] = end
    return found


def _combined(table: Table, freezes: Collection[str]) -> tuple[tuple[str, ...], ...]:
    expected = "lists of two or more freezes"
    found = []
    for one in _lists(table, expected):
        for key in one:
            if key not in freezes:
                raise table.refusal("combined", f"keys among {_named(freezes)}", key)
        if len(one) < _PAIR:
            raise table.refusal("combined", expected, one)
        found.append(tuple(one))
    return tuple(found)


def _lists(table: Table, expected: str) -> list[list[Any]]:
    items = table.items("combined")
    if not all(isinstance(one, list) for one in items):
        raise table.refusal("combined", expected, items)
    return items


def _most(table: Table) -> int:
    if "most_days" not in table.free_keys():
        return 0
    days = table.number("most_days")
    if days < 1:
        raise table.refusal("most_days", "a whole number of days, 1 or more", days)
    return days


def _mail(table: Table) -> Mail:
    subject = table.text("subject", "")
    mail = Mail(
        to=_lines(table, "to"),
        subject=letter_texts.line(subject, names.EXCEPTION, table.place("subject"))
        if subject
        else None,
        announce=_lines(table, "announce"),
    )
    table.close()
    return mail


def _lines(table: Table, key: str) -> tuple[Template, ...]:
    return tuple(
        letter_texts.line(one, names.EXCEPTION, table.place(key))
        for one in table.texts(key)
    )


def _commands(table: Table, key: str, rules: CommandRules) -> tuple[Template, ...]:
    return tuple(
        letter_texts.command(one, names.EXCEPTION_COMMAND, rules, table.place(key))
        for one in table.texts(key)
    )


def _unknown(key: str, found: str, freezes: Collection[str]) -> ProfileInvalid:
    return ProfileInvalid(
        f"{key}: {found!r} is no deadline of this profile; write one of"
        f" {_named(freezes)}."
    )


def _named(freezes: Collection[str]) -> str:
    return ", ".join(sorted(freezes))
