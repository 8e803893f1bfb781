"""Verdicts and decisions of a board, written as rows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from enhancements.models import Decision, Enhancement, Record, Release, Verdict
from tests.support.tracked import DAY_ONE

if TYPE_CHECKING:
    import datetime as dt

    from tests.support.tracked import Tracked

VEP, CODE, DOCS = "enhancements-freeze", "code-freeze", "docs-freeze"


def enhancement(demo: Tracked, number: int) -> Enhancement:
    """The enhancement of that number, now."""
    record = Record.objects.get(project=demo.project, number=number, until__isnull=True)
    return record.enhancement


def outcome(state: str, number: int, **more: Any) -> dict[str, Any]:
    """A check's outcome as a verdict holds it."""
    failed = state in ("failed", "unknown")
    return {
        "check": f"check-{number}",
        "title": f"Check {number}",
        "state": state,
        "reason": "It is so.",
        "remedy": "Do it." if failed else "",
        "evidence": [["issue #10", "https://github.com/demo/enhancements/issues/10"]],
        "since": None,
        "is_asked": True,
        "counts": True,
        "found": None,
        "waiver": None,
        "stands_since": DAY_ONE.isoformat(),
        **more,
    }


def judged(
    demo: Tracked,
    number: int,
    freeze: str,
    word: str,
    *,
    since: dt.datetime = DAY_ONE,
    until: dt.datetime | None = None,
    release: str = "v1.9",
    asked: int = 1,
    failed: int = 0,
    unknown: int = 0,
    waived: int = 0,
) -> Verdict:
    """A verdict of an entry's freeze."""
    states = ["failed"] * failed + ["unknown"] * unknown + ["waived"] * waived
    states += ["passed"] * (asked - len(states))
    return Verdict.objects.create(
        enhancement=enhancement(demo, number),
        release=Release.objects.get(project=demo.project, name=release),
        freeze=freeze,
        word=word,
        since=since,
        until=until,
        asked=asked,
        failed=failed,
        unknown=unknown,
        waived=waived,
        checks=[outcome(state, n) for n, state in enumerate(reversed(states))],
    )


def decide(
    demo: Tracked,
    number: int,
    kind: str,
    value: str,
    since: dt.datetime,
    *,
    release: str = "v1.9",
    **more: Any,
) -> Decision:
    """A decision of the release lead's that stands."""
    return Decision.objects.create(
        enhancement=enhancement(demo, number),
        release=Release.objects.get(project=demo.project, name=release),
        kind=kind,
        value=value,
        by="lead",
        since=since,
        batch=uuid.uuid4(),
        **more,
    )
