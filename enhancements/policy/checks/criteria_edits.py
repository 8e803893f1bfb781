"""Edits of a release's criteria, on what JSON holds. Pure.

They take the copy that stands and give another one, unread: `criteria_reader.read` says
whether it can be used. None of them changes what it was given.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from enhancements.languages import gettext
from enhancements.policy.checks.criteria_reader import CriteriaInvalid

Freezes: TypeAlias = Sequence[Mapping[str, Any]]
"""As `Criteria.as_json` gives them."""


class PlaceUnknown(LookupError):
    """There is no such freeze, or no such check in it; the text says which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to change: one criterion, or all of them."""

    act: Literal["change", "add", "remove", "restore"]
    """`restore` takes all as the profile has them."""
    freeze: str = ""
    key: str = ""
    """Of the criterion as it stands; empty for one that is added."""
    row: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """Of what is added or changed: the criterion as it shall be."""


def edited(
    freezes: Freezes, edit: Edit, profile: Freezes
) -> tuple[list[dict[str, Any]], int]:
    """The freezes after the edit, and the criterion's place in its freeze from 1 (0 for
    none), by which the sentences of `criteria_reader` name it.

    Raises PlaceUnknown.
    """
    if edit.act == "restore":
        return [dict(one) for one in profile], 0
    after = [dict(one) for one in freezes]
    freeze = next((one for one in after if one["deadline"] == edit.freeze), None)
    if freeze is None:
        message = gettext(
            "There is no freeze “%(name)s” in the criteria.", name=edit.freeze
        )
        raise PlaceUnknown(message)
    rows = list(freeze["checks"])
    freeze["checks"] = rows
    if edit.act == "add":
        rows.append(dict(edit.row))
        return after, len(rows)
    place = position(freezes, edit.freeze, edit.key)
    if edit.act == "remove":
        del rows[place - 1]
        return after, 0
    rows[place - 1] = dict(edit.row)
    return after, place


def position(freezes: Freezes, freeze: str, key: str) -> int:
    """Where a criterion stands in its freeze, from 1. Raises PlaceUnknown."""
    for one in freezes:
        keys = [row["key"] for row in one["checks"]]
        if one["deadline"] == freeze and key in keys:
            return keys.index(key) + 1
    message = gettext(
        "The freeze “%(freeze)s” has no check “%(name)s” any more.",
        freeze=freeze,
        name=key,
    )
    raise PlaceUnknown(message)


def by_field(
    wrong: CriteriaInvalid, freeze: str, place: int
) -> dict[str, tuple[str, ...]]:
    """The reader's sentences by the field of the criterion at that place; under an
    empty name those that are about none of its fields.
    """
    start = f"freezes.{freeze}.checks[{place}]."
    found: dict[str, list[str]] = {}
    for sentence in wrong.sentences:
        where, _, said = sentence.partition(": ")
        field = where.removeprefix(start) if where.startswith(start) else ""
        if sentence in wrong.twice and where == f"freezes.{freeze}.checks":
            field = "key"
        text = said if field else sentence
        found.setdefault(field, []).append(text[:1].upper() + text[1:])
    return {field: tuple(texts) for field, texts in found.items()}
