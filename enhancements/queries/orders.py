"""Orders of lists of enhancements, in SQL: by what, and what comes after a row."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.policy.columns import BEST
from enhancements.profiles.schema import Profile
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.search import ranking

NATURAL = (
    "(CASE WHEN record.key ~ '^[0-9]+$'"
    " THEN '0' || lpad(record.key, greatest(20, length(record.key)), '0')"
    " ELSE '1' || lower(record.key) END COLLATE \"C\")"
)
"""Numbers by their size, before the keys that are names; index `record_in_order`."""

DEFAULT = "key"
_LATEST = (
    "(SELECT max(string_to_array(substring(one from 2), '.')::int[])"
    " FROM unnest(record.releases) AS one)"
)
# Each with the type that a value comes back as from a cursor.
_EXPRESSIONS = {
    "key": (NATURAL, "text"),
    "number": ("record.number", "bigint"),
    "title": ('lower(record.title) COLLATE "C"', "text"),
    "sig": ('record.sig COLLATE "C"', "text"),
    "status": ('record.status COLLATE "C"', "text"),
    "stage": ("array_position(%(stage_order)s::text[], record.stage)", "int"),
    "release": (_LATEST, "int[]"),
    "merged_at": ("record.merged_at", "timestamptz"),
    "problems": ("jsonb_array_length(record.problems)", "int"),
    "drift": ("jsonb_array_length(record.drift)", "int"),
    BEST: (ranking.PLACE, "int"),
}
NAMES = tuple(_EXPRESSIONS)
"""What can be sorted by; a minus before it turns it round."""


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """An order. What has no value comes last either way; ties go by the key."""

    expression: str
    type: str
    is_natural: bool
    is_reverse: bool

    @property
    def columns(self) -> str:
        """Columns by which a cursor finds the row again."""
        value = "NULL" if self.is_natural else f"({self.expression})::text"
        return f"{value} AS sorted_by, {NATURAL} AS natural, record.enhancement_id"

    @property
    def clause(self) -> str:
        """ORDER BY."""
        way = "DESC" if self.is_reverse else "ASC"
        if self.is_natural:
            return f"{NATURAL} {way}, record.enhancement_id {way}"
        return (
            f"{self.expression} {way} NULLS LAST, {NATURAL} ASC,"
            " record.enhancement_id ASC"
        )

    def after(self, row: Sequence[Any]) -> tuple[str, dict[str, Any]]:
        """Condition and parameters of the rows after (sorted_by, natural, id)."""
        value, natural, enhancement = row
        parameters = {
            "after_value": value,
            "after_natural": natural,
            "after_id": enhancement,
        }
        sign = "<" if self.is_reverse else ">"
        here = f"({NATURAL}, record.enhancement_id)"
        there = "(%(after_natural)s, %(after_id)s)"
        if self.is_natural:
            return f"{here} {sign} {there}", parameters
        if value is None:
            return f"{self.expression} IS NULL AND {here} > {there}", parameters
        known = f"%(after_value)s::{self.type}"
        condition = (
            f"{self.expression} {sign} {known} OR {self.expression} IS NULL"
            f" OR ({self.expression} = {known} AND {here} > {there})"
        )
        return f"({condition})", parameters


def read(sort: str, filters: Filters | None = None) -> Order:
    """The order of a name such as `-release`; where `filters` search for no words all
    match as well, and `best` is the usual order. Raises FilterRefused.
    """
    name = sort.removeprefix("-")
    if name not in _EXPRESSIONS:
        known = ", ".join(NAMES)
        message = gettext(
            "“%(name)s” cannot be sorted by. Sort by one of: %(known)s.",
            name=name,
            known=known,
        )
        raise FilterRefused("sort", message)
    if name == BEST and (filters is None or filters.ranked is None):
        name = DEFAULT
    expression, type_ = _EXPRESSIONS[name]
    return Order(expression, type_, name == DEFAULT, sort.startswith("-"))


def parameters(profile: Profile) -> dict[str, Any]:
    """What the expressions need of the profile."""
    ranked = sorted(profile.stages, key=lambda stage: stage.rank)
    return {"stage_order": [stage.key for stage in ranked]}
