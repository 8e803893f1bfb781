"""Enhancements of Lodestead with an issue and an open pull request, no document."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enhancements.sample.catalogue import Enhancement
from enhancements.sample.documents import Draft, render
from enhancements.sample.github import template
from enhancements.sample.github.people import ROBOT
from enhancements.sample.github.pulls import DOCUMENTS
from enhancements.sample.people import REVIEWERS

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar
    from enhancements.sample.github.acts import Script

FILE = Path(__file__).parent / "candidates.toml"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What would like to be an enhancement."""

    number: int
    pull: int
    """The open pull request with its document; 0 for none."""
    name: str
    title: str
    owner: str
    sig: str
    gate: str
    opened: int
    proposed: int
    """Days of the calendar."""
    targets: Mapping[str, str]
    overview: str
    motivation: str

    @property
    def path(self) -> str:
        """Where its document will lie."""
        return f"veps/sig-{self.sig}/{self.number}-{self.name}/vep.md"


@cache
def candidates() -> tuple[Candidate, ...]:
    """All of them, by number."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["candidate"]
    return tuple(Candidate(**row) for row in rows)


def document(one: Candidate, created: str, targets: Mapping[str, str]) -> str:
    """Its document as proposed, with these targets."""
    item = Enhancement(
        number=one.number,
        name=one.name,
        title=one.title,
        owner=one.owner,
        sig=one.sig,
        gate=one.gate,
        overview=one.overview,
        motivation=one.motivation,
        goals=("Do that, and say so in the status.",),
        non_goals=("Doing it unasked.",),
        story=f"As an operator I rely on it. {one.motivation}",
        design="To be discussed in the pull request.",
        proof="the test rack runs with it for a week",
        life=(),
    )
    draft = Draft(
        item=item,
        path=one.path,
        layout="prose",
        heading=f"# VEP #{one.number}: {one.title}",
        created=created,
        targets=targets,
        has_metadata_heading=True,
    )
    return render(draft)[one.path].decode()


def body(one: Candidate, targets: Mapping[str, str]) -> str:
    """The text of its issue."""
    pulls: dict[tuple[str, str], tuple[str, ...]] = {}
    if one.pull:
        pulls = {("alpha", "document"): (f"#{one.pull}",)}
    return template.body(
        template.About(
            number=one.number,
            contact=one.owner,
            sig=one.sig,
            link="",
            stage="New",
            gate=one.gate,
            targets=targets,
            pulls=pulls,
        )
    )


_CHECKS = ("SUCCESS", "FAILURE", "PENDING")


def tell(script: Script, calendar: Calendar) -> None:
    """Issues and pull requests of all candidates."""
    for one in candidates():
        _tell(script, calendar, one)


def _tell(script: Script, calendar: Calendar, one: Candidate) -> None:
    opened = calendar.at(one.opened, seed=one.number)
    where: dict[str, Any] = {"repo": DOCUMENTS, "number": one.number}
    # Two in three know their number only after they opened the issue.
    first = "VEP : {title}" if one.number % 3 else "VEP {number}: {title}"
    reader = REVIEWERS[one.sig][0]
    script.do(
        opened,
        "open_issue",
        **where,
        title=first.format(number=one.number, title=one.title),
        body=body(one, {}),
        by=one.owner,
        labels=["kind/tracker"],
    )
    at = opened + timedelta(minutes=6)
    text = f"/sig {one.sig}\n/kind feature"
    labels = [f"sig/{one.sig}", "kind/feature"]
    script.ask(at, DOCUMENTS, one.number, text, by=one.owner, robot=ROBOT, add=labels)
    at = opened + timedelta(hours=4)
    script.do(at, "assign", **where, login=one.owner, by=reader)
    if not one.pull:
        return
    proposed = calendar.at(one.proposed, seed=one.pull)
    text = document(one, proposed.date().isoformat(), one.targets)
    script.do(
        proposed,
        "open_pull",
        repo=DOCUMENTS,
        number=one.pull,
        title=f"VEP {one.number}: {one.title}",
        body=f"**Tracking issue**: #{one.number}\n",
        by=one.owner,
        head=one.name,
        files={one.path: text},
    )
    script.do(
        proposed + timedelta(minutes=20),
        "set_checks",
        repo=DOCUMENTS,
        number=one.pull,
        state=_CHECKS[one.pull % len(_CHECKS)],
        by=ROBOT,
    )
    at = proposed + timedelta(hours=1)
    script.do(at, "edit_body", **where, body=body(one, one.targets), by=one.owner)
    if "v1.11" in one.targets.values():
        script.do(at, "set_milestone", **where, title="v1.11", by=reader)
    script.do(
        at + timedelta(days=2),
        "review",
        repo=DOCUMENTS,
        number=one.pull,
        state="COMMENTED",
        body="What happens to it after a restart?",
        by=reader,
    )
