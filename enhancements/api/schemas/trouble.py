"""Problems and drift."""

from __future__ import annotations

import datetime as dt

from enhancements.api.schemas.base import Evidence, Fact, Paged, Where
from enhancements.api.schemas.enhancement import DriftClaim


class Trouble(Fact):
    """Where something is wrong."""

    where: Where
    key: str | None
    """The enhancement; null for a schedule or a roster."""
    title: str
    sig: str | None
    field: str
    track: str
    since: dt.datetime


class ProblemRow(Trouble):
    """A problem with its evidence."""

    source: str
    raw: str
    message: str
    stale: bool
    """The text could not be read as a whole; earlier values still stand."""
    evidence: Evidence


class Problems(Paged):
    """A page of problems: those of enhancements, then those of files."""

    items: list[ProblemRow]


class DriftRow(Trouble):
    """A field on which sources disagree, with what each says."""

    claims: list[DriftClaim]


class Drifts(Paged):
    """A page of drift: that of enhancements, then that of deadlines."""

    items: list[DriftRow]
