"""Reading the part of a profile that is about feature gates."""

from __future__ import annotations

import dataclasses
import re

from enhancements.profiles.gate_rules import FORMATS, GO, GateRules
from enhancements.profiles.reader import Table
from enhancements.profiles.schema import Profile


def with_gates(profile: Profile, table: Table) -> Profile:
    """The profile with the rules of the table; an empty one reads nothing.

    Raises ProfileInvalid.
    """
    known = frozenset(stage.key for stage in profile.stages)
    return dataclasses.replace(profile, gates=_rules(table, known))


def _rules(table: Table, known: frozenset[str]) -> GateRules:
    form = table.text("format", "")
    if form and form not in FORMATS:
        raise table.refusal("format", f"one of {', '.join(FORMATS)}", form)
    rules = GateRules(
        format=form,
        roots=table.texts("roots"),
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        final=_tag(table, "final", is_needed=bool(form)),
        hints=_tag(table, "hints", is_needed=False),
        calls=table.texts("calls"),
        name=table.text("name", "Name"),
        state=table.text("state", "State"),
        stages=_stages(table.table("stages"), known),
    )
    if form == GO and not rules.calls:
        raise table.refusal("calls", "the functions that register a gate", ())
    table.close()
    return rules


def _tag(table: Table, key: str, *, is_needed: bool) -> str:
    text = table.expression(key)
    named = re.compile(text).groupindex.keys()
    if (text or is_needed) and not {"major", "minor"} <= named:
        expected = "an expression with the groups 'major' and 'minor'"
        raise table.refusal(key, expected, text)
    return text


def _stages(table: Table, known: frozenset[str]) -> dict[str, str]:
    found = {word: table.text(word) for word in table.free_keys()}
    for word, key in found.items():
        if key not in known:
            raise table.refusal(word, "the key of a stage", key)
    return found
