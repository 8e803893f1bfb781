"""Made-up data for the page of a release: its line of dates, and what was lost."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.phases import Stretch
from enhancements.queries import shapes, timeline
from enhancements.queries.deadlines import Dates
from tests.templates import samples as s

HOUR = dataclasses.replace(
    s.deadline("prr-freeze", "PRR freeze", dt.date(2026, 4, 23)),
    ends_at=s.at(4, 24, 2),
)
OTHER = dataclasses.replace(
    s.deadline("other", "Beta 0", dt.date(2026, 5, 21)), kind="other"
)
TIMELINE = timeline.build(
    Dates(1, "v1.9", (*s.DEADLINES, HOUR, OTHER)),
    [
        Stretch("Design", s.at(1, 30), s.FREEZE.ends_at),
        Stretch("Implementation", s.FREEZE.ends_at, s.CODE_FREEZE.ends_at),
        Stretch("Stabilization", s.CODE_FREEZE.ends_at, s.at(7, 23, 12)),
    ],
    s.NOW,
)
LOST = (
    s.entry(
        271,
        "Slow pools drain first",
        planned=False,
        moved_to="v1.10",
        slipped=True,
        ended_at=s.at(5, 3),
    ),
    s.entry(
        272,
        "Old clocks keep time",
        planned=False,
        moved_to="v1.10",
        late_record=True,
        kind="new",
        ended_at=s.at(6, 3),
    ),
    s.entry(
        273,
        s.MARKUP,
        planned=False,
        went_on="v1.10",
        kind="same-stage",
        ended_at=s.at(6, 4),
        sig=None,
    ),
    s.entry(274, "Gone for good", planned=False, removed=True, ended_at=s.at(6, 5)),
    s.entry(275, "Given up", planned=False, kind="deprecation", ended_at=s.at(6, 6)),
)
SIGS = (
    shapes.SigCount("compute", 9, 7, 3, 3, late_record=1, on=2, slipped=1),
    shapes.SigCount("network", 4, None, 0, 0),
    shapes.SigCount("storage", 1, 1, 0, 0, shipped=1),
    shapes.SigCount(None, 1, 0, 0, 1),
)
