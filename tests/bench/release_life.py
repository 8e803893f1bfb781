"""What trying another date of a freeze costs, for a release with many entries."""

from __future__ import annotations

import datetime as dt
import functools
import statistics
from typing import TYPE_CHECKING

from django.test import override_settings
from django.utils import timezone

from enhancements.queries import frame, moments, what_if
from enhancements.sources import sync
from tests.bench import judging, measure
from tests.bench.mirroring import forget
from tests.bench.report import Metric

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ROUNDS = 5
_DATES = (
    dt.date(2025, 3, 9),
    dt.date(2025, 4, 6),
    dt.date(2025, 5, 4),
    dt.date(2025, 6, 29),
)
"""Before and after the code freeze of the entries that are judged, 1 June 2025, which
has passed: each entry is looked at twice, at two moments, and what was merged between
the two makes its verdict another one."""
_MANY = 0.2
"""The share of entries whose verdict the date that changes most must change, or this
measures too little."""


def metrics(folder: Path, *, entries: int, tell: Callable[[str], None]) -> list[Metric]:
    """Try other code freezes for so many entries, each with documents, an issue and
    three pull requests.
    """
    forget()
    tell(f"what-if of {entries} entries")
    home = folder / "what-if"
    with override_settings(LOCAL_SOURCES=True, MIRRORS=folder / "what-if-mirrors"):
        judging.fill(home, entries, is_spread=True)
        now = timezone.now()
        setting = frame.load(judging.NAME, moments.parse(None, now=now), now=now)
        release = setting.release(judging.RELEASE)
        assert release is not None

        def tried(date: dt.date) -> what_if.WhatIf:
            return what_if.load(setting, release, "code-freeze", date)

        found = {date: tried(date) for date in _DATES}
        with sync.rare_collections():
            seconds = {
                date: statistics.median(
                    measure.work_of(functools.partial(tried, date)).cpu
                    for _ in range(_ROUNDS)
                )
                for date in _DATES
            }
    changed = {date: len(one.lost) + len(one.gained) for date, one in found.items()}
    assert all(one.total == entries for one in found.values())
    assert max(changed.values()) >= _MANY * entries, changed
    shown = ", ".join(
        f"{date:%-d %b}: {len(one.lost)} would miss it, {len(one.gained)} meet it only"
        f" then, {seconds[date]:.2f} s"
        for date, one in found.items()
    )
    return [
        Metric(
            f"processor time of a what-if of {entries} entries",
            1,
            max(seconds.values()),
            "s",
            f"of Python and PostgreSQL, the slowest of {len(_DATES)} dates; {shown}",
        )
    ]
