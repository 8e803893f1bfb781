"""Farwharf's calendar: day 0 is the enhancements freeze of v1.30, a Tuesday.

Deadlines lie apart as in a cycle of Kubernetes (its v1.37: readiness a week before
the enhancements freeze, code freeze 36 days after it, docs two weeks later).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enhancements.sample import calendar

if TYPE_CHECKING:
    from datetime import date

CADENCE = 119
"""Days from one release's enhancements freeze to the next one's: 17 weeks."""

START = -29
READINESS_FREEZE = -7
CODE_FREEZE = 36
DOCS_FREEZE = 50
RELEASE = 71
"""Days from a release's enhancements freeze to its other deadlines."""

FREEZES = {f"v1.{minor}": (minor - 30) * CADENCE for minor in range(27, 32)}
"""Day of each release's enhancements freeze."""

_TUESDAY = 1
_AGE_AT_LEAST = 10
"""A new folder is written 10 to 16 days after the enhancements freeze, about three
weeks before the code freeze."""


def anchor_for(today: date) -> date:
    """The Tuesday 10 to 16 days before `today`: the current enhancements freeze."""
    return calendar.anchor_for(today, at_least=_AGE_AT_LEAST, weekday=_TUESDAY)
