"""Verdicts and decisions of a board, written as rows."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from enhancements.models import Decision, Enhancement, Record, Release, Verdict
from tests.support.tracked import DAY_ONE, schedule, vep

if TYPE_CHECKING:
    from tests.support.tracked import Tracked

VEP, CODE, DOCS = "enhancements-freeze", "code-freeze", "docs-freeze"


BOARD = "/demo/v1.9/board"
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: ann, name: Ann, company: x}]}
- name: network
  dir: sig-network
"""


def days(number: float) -> dt.datetime:
    """So many days from now."""
    return timezone.now().replace(microsecond=0) + dt.timedelta(days=number)


def fill(demo: Tracked, number: int) -> Tracked:
    """So many entries; the VEP freeze is over, the code freeze is in ten days."""
    dates = {
        "freeze": f"{days(-20):%Y-%m-%d}",
        "code": f"{days(10):%Y-%m-%d}",
        "out": f"{days(60):%Y-%m-%d}",
    }
    files = {
        f"veps/sig-{'compute' if n % 2 else 'network'}/{n}-thing-{n}/vep.md": vep(
            n, f"Thing {n}", owners="@olga" if n % 3 else "", alpha="v1.9"
        )
        for n in range(1, number + 1)
    }
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, days(-60), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, days(-60), kind="rosters")
    demo.commit(files, days(-50))
    demo.track()
    demo.sync()
    Verdict.objects.all().delete()
    return demo


def said(html: str, key: int, freeze: str) -> str:
    """What a cell says."""
    (cell,) = re.findall(rf'data-cell="e-{key}-/{freeze}">(.*?)</a>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


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
