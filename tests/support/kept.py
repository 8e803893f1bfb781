"""Verdicts, decisions and snapshots as rows, for tests of what shows them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from enhancements.actions import snapshots
from enhancements.models import Decision, Enhancement, Project, Release, Verdict
from enhancements.queries import snapshots_due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enhancements.actions.snapshots import Taken
    from enhancements.queries.snapshots_due import Passed


def outcome(
    check: str, state: str, reason: str, *, stands_since: dt.datetime | None = None
) -> dict[str, Any]:
    """A check's outcome as a verdict's row holds it."""
    return {
        "check": check,
        "title": check.replace("-", " ").capitalize(),
        "state": state,
        "reason": reason,
        "remedy": "" if state == "passed" else "Mend it.",
        "evidence": [["issue", "https://github.com/demo/enhancements/issues/10"]],
        "since": None,
        "is_asked": True,
        "counts": True,
        "found": None,
        "waiver": None,
        "stands_since": stands_since.isoformat() if stands_since else None,
    }


def verdict(
    release: Release,
    enhancement: Enhancement,
    freeze: str,
    word: str,
    since: dt.datetime,
    *,
    until: dt.datetime | None = None,
    checks: Sequence[dict[str, Any]] = (),
) -> Verdict:
    """What the checks of a freeze said from one moment to another."""
    states = [one["state"] for one in checks]
    return Verdict.objects.create(
        release=release,
        enhancement=enhancement,
        freeze=freeze,
        word=word,
        since=since,
        until=until,
        asked=len(states),
        failed=states.count("failed"),
        unknown=states.count("unknown"),
        waived=states.count("waived"),
        checks=list(checks),
    )


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


def passed(now: dt.datetime, *, ever: bool = True) -> list[Passed]:
    """Deadlines that have no snapshot yet."""
    return snapshots_due.passed(now=now, ever=ever)


def take_all(now: dt.datetime) -> list[Taken]:
    """A snapshot of every deadline that ever passed."""
    made = [snapshots.take(deadline=one, by="tester", now=now) for one in passed(now)]
    return [one for one in made if one is not None]


def tracked_since(project: Project, at: dt.datetime) -> None:
    """Have the project tracked here since that moment."""
    Project.objects.filter(pk=project.pk).update(created_at=at)
