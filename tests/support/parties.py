"""A release with a freeze ahead, verdicts of its entries, and people who decide."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from enhancements.models import Decision, Enhancement, Release, Verdict
from tests.support.tracked import day, schedule, vep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.tracked import Tracked

VEP, CODE = "enhancements-freeze", "code-freeze"
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: ann, name: Ann, company: x}]}
- name: network
  dir: sig-network
  leadership: {chairs: [{github: nils, name: Nils, company: x}]}
"""
TEAM = b"""aliases:
  sig-release-approvers:
  - lead
  sig-release-reviewers:
  - shadow
"""
WORDS = ("at-risk", "unknown", "met")


def tell(
    demo: Tracked, number: int, *, freeze: dt.date | None, code: dt.date | None = None
) -> Release:
    """So many enhancements planned for v1.9, of two SIGs in turn; it is synced."""
    dates = {"freeze": freeze, "code": code or (freeze and freeze + dt.timedelta(30))}
    given = {name: date.isoformat() for name, date in dates.items() if date}
    if freeze:
        given["out"] = (freeze + dt.timedelta(60)).isoformat()
        files = {"releases/v1.9/schedule.yaml": schedule(**given)}
        demo.commit(files, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS, "OWNERS_ALIASES": TEAM}, day(1), kind="rosters")
    documents = {}
    for n in range(1, number + 1):
        sig = "compute" if n % 2 else "network"
        path = f"veps/sig-{sig}/{n}-thing-{n}/vep.md"
        documents[path] = vep(n, f"Thing {n}", owners="\n- @olga\n", alpha="v1.9")
    demo.commit(documents or {"README.md": b"x"}, day(2))
    demo.track()
    demo.sync()
    return Release.objects.get(project=demo.project, name="v1.9")


def outcome(check: str, state: str, **more: Any) -> dict[str, Any]:
    """One outcome as verdicts keep it."""
    return {
        "check": check,
        "title": check.replace("-", " ").capitalize(),
        "state": state,
        "reason": "" if state == "passed" else f"Nobody did {check}.",
        "remedy": "" if state == "passed" else f"Do {check}.",
        "evidence": [["issue", "https://github.com/demo/enhancements/issues/1"]],
        "since": None,
        "is_asked": True,
        "counts": True,
        "found": None,
        "waiver": None,
        "stands_since": day(3).isoformat(),
    } | more


def judge(release: Release, words: Iterable[str], *, freeze: str = VEP) -> None:
    """Verdicts of the enhancements in order: a word for each."""
    Verdict.objects.filter(release=release, freeze=freeze).delete()
    found = by_number(release)
    states = {"at-risk": ("failed", "unknown"), "unknown": ("unknown",), "met": ()}
    rows = []
    for enhancement, word in zip(found, words, strict=False):
        open_ = [outcome(f"check-{n}", one) for n, one in enumerate(states[word])]
        rows.append(
            Verdict(
                enhancement=enhancement,
                release=release,
                freeze=freeze,
                since=day(3),
                word=word,
                asked=len(open_) + 1,
                failed=sum(one["state"] == "failed" for one in open_),
                unknown=sum(one["state"] == "unknown" for one in open_),
                waived=0,
                checks=[*open_, outcome("owner", "passed")],
            )
        )
    Verdict.objects.bulk_create(rows)


def by_number(release: Release) -> list[Enhancement]:
    """The enhancements in the order of their numbers."""
    found = Enhancement.objects.filter(project=release.project)
    return sorted(
        found.prefetch_related("records"),
        key=lambda one: int(one.records.get(until=None).key),
    )


def decide(release: Release, number: int, value: str, **more: Any) -> Decision:
    """What stands about the enhancement of that number."""
    given = {
        "track": "",
        "kind": "standing",
        "freeze": VEP if more.get("kind", "standing") == "standing" else "",
        "by": "lead",
        "since": timezone.now() - dt.timedelta(minutes=5),
        "batch": uuid.uuid4(),
    }
    return Decision.objects.create(
        release=release,
        enhancement=by_number(release)[number - 1],
        value=value,
        **(given | more),
    )
