"""Decisions and snapshots as rows, for tests of what shows them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from enhancements.actions import snapshots
from enhancements.models import Decision, Enhancement, Project, Release
from enhancements.queries import snapshots_due
from tests.support.tracked import day, schedule, vep

if TYPE_CHECKING:
    from enhancements.actions.snapshots import Taken
    from enhancements.queries.snapshots_due import Passed
    from tests.support.tracked import Tracked


def decision(
    release: Release,
    enhancement: Enhancement,
    kind: str,
    value: str,
    since: dt.datetime,
    **more: Any,
) -> Decision:
    """What somebody decided, and nobody ended."""
    return Decision.objects.create(
        release=release,
        enhancement=enhancement,
        kind=kind,
        value=value,
        since=since,
        by=more.pop("by", "lea"),
        batch=uuid.uuid4(),
        **more,
    )


def tell(demo: Tracked, count: int = 2) -> None:
    """v1.9 with so many enhancements, tracked; its three deadlines passed long ago."""
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
    file = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(file, day(1), kind="schedules")
    sigs = ("network", "compute")
    files = {
        f"veps/sig-{sigs[n % 2]}/{n}-thing/vep.md": vep(n, f"Thing {n}", alpha="v1.9")
        for n in range(1, count + 1)
    }
    demo.commit(files, day(2))
    demo.track()
    demo.sync()


def passed(now: dt.datetime, *, ever: bool = True) -> list[Passed]:
    """Deadlines that have no snapshot yet."""
    return snapshots_due.passed(now=now, ever=ever)


def take_all(now: dt.datetime) -> list[Taken]:
    """A snapshot of every deadline that ever passed."""
    return [take(one, now) for one in passed(now)]


def take(deadline: Passed, now: dt.datetime) -> Taken:
    """A snapshot of that deadline."""
    taken = snapshots.take(deadline=deadline, by="tester", now=now)
    assert taken is not None
    return taken


def tracked_since(project: Project, at: dt.datetime) -> None:
    """Have the project tracked here since that moment."""
    Project.objects.filter(pk=project.pk).update(created_at=at)
