"""The deadlines of a release on a line drawn to scale."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.queries.shapes.facts import Deadline, Phase


@dataclasses.dataclass(frozen=True, slots=True)
class TimelineMark:
    """A deadline on the line; places are in percent of its width."""

    deadline: Deadline
    x: float
    lane: int
    """The lane of its label below the line, counted from 0."""
    anchor: str
    """Which end of the label stands at `x`: `start`, `middle` or `end`."""
    was: tuple[float, ...] = ()
    """The places of the dates it had before, oldest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that is drawn of a release's dates."""

    marks: tuple[TimelineMark, ...]
    others: tuple[float, ...]
    """Places of dates that are no freeze, drawn without a label."""
    phases: tuple[Phase, ...]
    months: tuple[tuple[float, dt.date], ...]
    today: float | None
    """The place of the moment shown; None when it lies outside."""
    lanes: int
