"""A short history of three repositories, and what a fresh project makes of it."""

from __future__ import annotations

import pytest

from enhancements.models import Source
from enhancements.sources import sync
from tests.support.tables import snapshot
from tests.support.tracked import Tracked, day, schedule, side, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"
NOTES = f"{SIG}/10-warm-standby/notes.md"
CLOCK = f"{SIG}/12-clock-skew/vep.md"
SCHEDULE = "releases/v1.8/schedule.yaml"
SIGS = b"""sigs:
- dir: sig-compute
  name: sig-compute
  leadership:
    chairs:
    - github: ann
"""


def history(demo: Tracked) -> None:
    """A little of everything, in seven commits."""
    demo.commit({SCHEDULE: schedule(freeze="2025-01-20")}, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({NOTES: side(beta="v1.9")}, day(2))
    demo.commit({CLOCK: vep(12, "Clock skew", beta="v1.8")}, day(3))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(4))
    demo.commit(renames={CLOCK: f"{SIG}/13-clock-skew/vep.md"}, at=day(5))


def fresh(demo: Tracked) -> dict[str, list[str]]:
    """The tables of another project that reads the same repositories at once."""
    other = Tracked(demo.folder, "other")
    kinds = Source.objects.filter(project=demo.project).values_list("kind", flat=True)
    other.track(*kinds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sync, "_BATCH_FILES", 400)
        patch.setattr(sync, "_BATCH_ENHANCEMENTS", 200)
        other.sync()
    return snapshot(other.project)
