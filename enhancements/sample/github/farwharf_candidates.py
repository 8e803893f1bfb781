"""Enhancements of Farwharf that have an issue and an open pull request, no document."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

from enhancements.sample.farwharf.catalogue import Enhancement
from enhancements.sample.farwharf.draft import render
from enhancements.sample.farwharf.state import Draft
from enhancements.sample.github import farwharf_template
from enhancements.sample.github.farwharf_pulls import DOCUMENTS

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar
    from enhancements.sample.github.acts import Script


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What would like to be an enhancement; days are those of the calendar."""

    number: int
    pull: int
    name: str
    title: str
    author: str
    sig: str
    summary: str
    opened: int
    proposed: int


CANDIDATES = (
    Candidate(
        number=1072,
        pull=1073,
        name="haul-receipts",
        title="Receipts of hauls",
        author="priya-malhavan",
        sig="haulage",
        summary="Whoever sends cargo gets a signed receipt from the site that took it.",
        opened=-18,
        proposed=3,
    ),
    Candidate(
        number=1077,
        pull=1078,
        name="tide-tables",
        title="Tide tables for the queue",
        author="kavya-ranganeth",
        sig="queue",
        summary="The queue knows from experience when there is room, and says so.",
        opened=-6,
        proposed=7,
    ),
    Candidate(
        number=1084,
        pull=1087,
        name="guest-berths",
        title="Berths for guests",
        author="felix-ombareth",
        sig="sites",
        summary="A site lends berths to cargo of another harbour for some hours.",
        opened=1,
        proposed=8,
    ),
)
RELEASE = "v1.31"


def kep(one: Candidate, release: str = RELEASE) -> dict[str, str]:
    """The files of its pull request, by path."""
    item = Enhancement(
        number=one.number,
        name=one.name,
        title=one.title,
        authors=(one.author,),
        sig=one.sig,
        summary=one.summary,
        motivation="It was asked for at each of the last three meetings.",
        goals=("The usual journey.",),
        non_goals=("All others.",),
        design="To be discussed in the pull request.",
        proof="the test harbour runs with it for a week",
        life=(),
    )
    draft = Draft(
        item=item,
        directory=item.directory,
        created="2026-01-01",
        stage="alpha",
        latest=release,
        milestones={"alpha": release},
        status="implementable",
    )
    return {path: data.decode() for path, data in render(draft).items()}


def body(one: Candidate, *, is_proposed: bool) -> str:
    """The text of its issue."""
    about = farwharf_template.About(
        number=one.number,
        line=one.summary,
        link="",
        contact=one.author,
        sig=one.sig,
        milestones={"alpha": RELEASE} if is_proposed else {},
        pulls={("alpha", "document"): (f"#{one.pull}",)} if is_proposed else {},
    )
    return farwharf_template.body(about)


def tell(script: Script, calendar: Calendar, robot: str) -> None:
    """Issues and pull requests of all candidates."""
    for one in CANDIDATES:
        where = {"repo": DOCUMENTS, "number": one.number}
        at = calendar.at(one.opened, seed=one.number)
        text = body(one, is_proposed=False)
        script.do(at, "open_issue", **where, title=one.title, body=text, by=one.author)
        at += timedelta(minutes=3)
        sig, labels = f"/sig {one.sig}", [f"sig/{one.sig}"]
        script.ask(
            at, DOCUMENTS, one.number, sig, by=one.author, robot=robot, add=labels
        )
        at = calendar.at(one.proposed, seed=one.pull)
        script.do(
            at,
            "open_pull",
            repo=DOCUMENTS,
            number=one.pull,
            title=f"KEP-{one.number}: {one.title}",
            body=f"- Issue link: #{one.number}\n",
            by=one.author,
            head=one.name,
            files=kep(one),
        )
        at += timedelta(hours=2)
        text = body(one, is_proposed=True)
        script.do(at, "edit_body", **where, body=text, by=one.author)
