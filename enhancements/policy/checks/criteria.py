"""Which checks a release's freezes have: a frozen value, to JSON and back.

The profile holds the project's criteria, every release a copy of its own. A copy names
every parameter, so that a later default changes no release of the past.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from enhancements.policy.checks.parameters import Value, plain


@dataclasses.dataclass(frozen=True, slots=True)
class Criterion:
    """One check of a freeze, as it is set there."""

    key: str
    """Its own in the freeze: what waivers and history name."""
    check: str
    """Key of the check in the register."""
    title: str
    values: Mapping[str, Value]
    """Every parameter of the check."""
    stages: tuple[str, ...] = ()
    """Canonical stages of which it is asked; empty for all."""
    kinds: tuple[str, ...] = ()
    """Kinds of work of which it is asked; empty for all."""
    from_release: str = ""
    """The first release of which it is asked; empty for all."""
    counts: bool = True
    """False for advice, which is shown and no part of the verdict's word."""


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeCriteria:
    """The checks of one freeze."""

    deadline: str
    """Key of the deadline with which it ends."""
    label: str
    is_hard: bool
    """Whether who misses it needs an exception."""
    criteria: tuple[Criterion, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Criteria:
    """All freezes of a release, in the order of the board's columns."""

    freezes: tuple[FreezeCriteria, ...] = ()

    def of(self, deadline: str) -> FreezeCriteria | None:
        """The freeze that ends with that deadline."""
        return next((one for one in self.freezes if one.deadline == deadline), None)

    def as_json(self) -> list[dict[str, Any]]:
        """As JSON holds it; `criteria_reader.read` makes an equal value of it."""
        return [_freeze(freeze) for freeze in self.freezes]


def _freeze(freeze: FreezeCriteria) -> dict[str, Any]:
    return {
        "deadline": freeze.deadline,
        "label": freeze.label,
        "hard": freeze.is_hard,
        "checks": [_criterion(one) for one in freeze.criteria],
    }


def _criterion(one: Criterion) -> dict[str, Any]:
    data: dict[str, Any] = {
        "check": one.check,
        "key": one.key,
        "title": one.title,
        "with": {name: plain(value) for name, value in one.values.items()},
    }
    optional = {
        "stages": list(one.stages),
        "kinds": list(one.kinds),
        "from_release": one.from_release,
    }
    data.update({name: value for name, value in optional.items() if value})
    if not one.counts:
        data["counts"] = False
    return data
