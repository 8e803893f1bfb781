"""What trying another date of a freeze costs, for a release with many entries."""

from __future__ import annotations

import datetime as dt
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
_EARLIER = dt.date(2025, 5, 4)
"""Four weeks before the code freeze of the entries that are judged: both have passed,
so each entry is looked at twice, at two moments."""


def metrics(folder: Path, *, entries: int, tell: Callable[[str], None]) -> list[Metric]:
    """Try another code freeze for so many entries, each with documents, an issue and
    two pull requests.
    """
    forget()
    tell(f"what-if of {entries} entries")
    home = folder / "what-if"
    with override_settings(LOCAL_SOURCES=True, MIRRORS=folder / "what-if-mirrors"):
        judging.fill(home, entries)
        now = timezone.now()
        setting = frame.load(judging.NAME, moments.parse(None, now=now), now=now)
        release = setting.release(judging.RELEASE)
        assert release is not None

        def tried() -> what_if.WhatIf:
            return what_if.load(setting, release, "code-freeze", _EARLIER)

        found = tried()
        with sync.rare_collections():
            works = [measure.work_of(tried) for _ in range(_ROUNDS)]
    assert found.total == entries
    return [
        Metric(
            f"processor time of a what-if of {entries} entries",
            1,
            statistics.median(one.cpu for one in works),
            "s",
            f"of Python and PostgreSQL; {len(found.lost)} would miss the freeze by the"
            f" new date, {len(found.gained)} meet it only by that",
        )
    ]
