"""Decisions: as they stand, as they are asked for, and what became of that."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field

from enhancements.api.params import LONGEST, NO_NUL
from enhancements.api.schemas.base import Fact, Paged, Problem
from enhancements.policy import decisions as policy

MOST = 500
"""Changes of one request; a step of the pages may have more."""
Kind = Literal[policy.KINDS]  # type: ignore[valid-type]  # the kinds there are
Name = Annotated[str, Field(max_length=LONGEST, pattern=NO_NUL)]
Words = Annotated[str, Field(max_length=policy.LONGEST, pattern=NO_NUL)]


class Stands(Fact):
    """What stands at a place."""

    id: int
    """What a change of it names as `seen`."""
    value: str
    reason: str
    by: str
    since: dt.datetime


class Decision(Stands):
    """A decision in a list, with its place."""

    item: str
    """Key of the enhancement."""
    track: str
    """Empty for the main one."""
    kind: Kind
    freeze: str
    """Key of the deadline, for a standing and a waiver; else empty."""
    criterion: str
    """Key of the check, for a waiver; else empty."""
    batch: str
    """The step that it was made in, for undoing it."""


class Decisions(Paged):
    """Decisions of a release that stand at the moment, in the order they were made."""

    release: str
    items: list[Decision]


class Wish(Fact):
    """A change that is asked for."""

    item: Name
    """Key of the enhancement."""
    kind: Kind
    value: Words = ""
    """`tracked`, `deferred` or `removed` of a standing; `yes` of an opt-in and a
    waiver; a login of the release team; a text. Empty takes back what stands."""
    track: Name = ""
    """Empty for the main one."""
    freeze: Name = ""
    """Key of the deadline, for a standing and a waiver."""
    criterion: Name = ""
    """Key of the check, for a waiver."""
    reason: Words = ""
    """Why; needed for a waiver, and for what is against the checks."""
    seen: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Id of the decision that was seen standing there; null for none. Where another one
    stands by then, nothing is changed."""


class Wishes(Fact):
    """Changes that are made all together, or not at all."""

    wishes: Annotated[list[Wish], Field(min_length=1, max_length=MOST)]


class Tried(Fact):
    """A change, beside what stands."""

    index: int
    """Its place in what was sent, from 0."""
    item: str
    track: str
    kind: str
    freeze: str
    criterion: str
    about: str
    """What of the entry it is about, in words; empty where that is not known."""
    old: Stands | None
    """What stood before; null for nothing."""
    value: str
    """What stands then; empty for nothing."""
    reason: str
    changes: bool
    """Whether that is anything else than what stood."""
    problems: list[str]
    """Why it cannot be made, in sentences."""


class Decided(Fact):
    """What was done, or in a dry run would be."""

    project: str
    release: str
    dry_run: bool
    batch: str | None
    """The step, for undoing it; null where nothing was changed."""
    wishes: list[Tried]


class DecisionsProblem(Problem):
    """Why nothing was changed, with every change that stood in the way."""

    wishes: list[Tried] = Field(
        default=[], json_schema_extra={"description": "What could not be made."}
    )
