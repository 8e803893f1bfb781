"""The line of a release's dates, from its deadlines and phases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.policy import deadlines as dates
from enhancements.policy import timeline as policy
from enhancements.policy.phases import Stretch
from enhancements.policy.timeline import Scale
from enhancements.queries.deadlines import OTHER, Dates
from enhancements.queries.shapes import Deadline, Phase, Timeline, TimelineMark

# Letters of the longest date below a label: "24 Jun 2026, in 12 days".
_DATE_LETTERS = 23


def build(
    release: Dates, stretches: Sequence[Stretch], at: dt.datetime
) -> Timeline | None:
    """The line of a release at a moment; None when there are no two dates to draw.

    It reaches from the first to the last freeze or phase. Other dates are drawn
    where they fall inside, and never make it longer.
    """
    main = [one for one in release.deadlines if one.kind != OTHER]
    ends = [one.ends_at for one in main]
    bounds = [moment for one in stretches for moment in (one.start, one.end)]
    scale = policy.scale([*ends, *bounds])
    if scale is None or not main:
        return None
    marks = _marks(sorted(main, key=lambda one: one.ends_at), scale)
    others = [one.ends_at for one in release.deadlines if one.kind == OTHER]
    return Timeline(
        marks=marks,
        others=tuple(x for x in map(scale.place, others) if x is not None),
        phases=tuple(_phase(one, scale, at) for one in stretches),
        months=tuple(policy.months(scale)),
        today=scale.place(at),
        lanes=max(mark.lane for mark in marks) + 1,
    )


def _marks(main: Sequence[Deadline], scale: Scale) -> tuple[TimelineMark, ...]:
    places = [(scale.place(one.ends_at) or 0.0, one) for one in main]
    labels = policy.labels(
        [(x, max(len(one.label), _DATE_LETTERS)) for x, one in places]
    )
    return tuple(
        TimelineMark(
            deadline=one,
            x=x,
            lane=label.lane,
            anchor=label.anchor,
            was=_was(one, scale),
        )
        for (x, one), label in zip(places, labels, strict=True)
    )


def _was(deadline: Deadline, scale: Scale) -> tuple[float, ...]:
    before = dict.fromkeys(
        one.date for one in deadline.dates if one.date != deadline.date
    )
    places = (scale.place(dates.ends_at(date)) for date in before)
    return tuple(x for x in places if x is not None)


def _phase(one: Stretch, scale: Scale, at: dt.datetime) -> Phase:
    state = "past" if one.end <= at else "now" if one.start <= at else "todo"
    start, end = scale.place(one.start) or 0.0, scale.place(one.end) or 0.0
    return Phase(one.label, start, end, state)
