"""Farwharf on GitHub: issues in the form of Kubernetes, opted in release by release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from enhancements.sample.farwharf import calendar as days
from enhancements.sample.farwharf.catalogue import (
    Enhancement,
    enhancements,
    pull_requests,
)
from enhancements.sample.farwharf.people import PEOPLE, RELEASE_LEAD, SIGS
from enhancements.sample.farwharf.proposals import proposals
from enhancements.sample.github import farwharf_candidates, farwharf_template, loose
from enhancements.sample.github.acts import Act, Script
from enhancements.sample.github.farwharf_promises import Promise, promised
from enhancements.sample.github.farwharf_pulls import (
    CODE,
    DOCUMENTS,
    WEBSITE,
    documents,
    work,
)
from enhancements.sample.github.people import TRACKER, add_labels, found_place
from enhancements.sample.github.pulls import Pull
from enhancements.sample.github.reviews import tell

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

REPOSITORIES = (DOCUMENTS, CODE, WEBSITE)
"""The one with the tracking issues first."""

ROBOT = "farwharf-robot"
EARLIEST_DAY = -520
MISSED = ("v1.30", (587, 812, 702))
"""Enhancements that did not meet the freeze of a release."""

LABELS = {
    "kind/kep": "c2e0c6",
    "kind/feature": "c2e0c6",
    "lead-opted-in": "0e8a16",
    "tracked/yes": "0ffa16",
    "tracked/no": "e11d21",
    "stage/alpha": "fef2c0",
    "stage/beta": "fbca04",
    "stage/stable": "0e8a16",
    "lgtm": "15dd18",
    "approved": "0ffa16",
    "do-not-merge/hold": "e11d21",
}
TEAMS = {
    "release-team-enhancements": (RELEASE_LEAD, "aino-reinholt"),
    "release-team-leads": (RELEASE_LEAD,),
    "release-team-docs": ("rosa-bellinghurst",),
    "release-team-comms": ("lior-ashkevar",),
    "milestone-maintainers": (RELEASE_LEAD,),
}


def acts(calendar: Calendar) -> list[Act]:
    """Everything that ever happens there, the oldest first."""
    script = Script()
    _found(script, calendar)
    numbered: dict[int, list[Enhancement]] = {}
    for item in enhancements():
        numbered.setdefault(item.number, []).append(item)
    pulls = [
        *work(calendar),
        *documents(calendar, proposals(calendar), pull_requests()),
    ]
    for number, items in numbered.items():
        # Two enhancements that have one number share one issue.
        own = [pull for pull in pulls if pull.enhancement == number]
        _tell_issue(script, calendar, items[0], own)
    for pull in pulls:
        _tell_pull(script, pull)
    farwharf_candidates.tell(script, calendar, ROBOT)
    loose.tell(script, calendar, CODE, loose.FARWHARF, ROBOT)
    return script.acts()


def _found(script: Script, calendar: Calendar) -> None:
    at = calendar.at(EARLIEST_DAY)
    found_place(script, at, "farwharf", REPOSITORIES)
    script.do(at, "add_user", login=ROBOT, kind="Bot")
    for person in PEOPLE.values():
        script.do(at, "add_user", login=person.handle, name=person.name)
        script.do(at, "add_member", org="farwharf", login=person.handle)
    leads = {
        f"sig-{sig}-leads": (*team.chairs, *team.leads) for sig, team in SIGS.items()
    }
    for slug, members in {**TEAMS, **leads}.items():
        script.do(at, "add_team", org="farwharf", slug=slug)
        for login in members:
            args = {"org": "farwharf", "slug": slug, "login": login}
            script.do(at, "set_team_member", **args)
    sigs = {f"sig/{sig}": "0052cc" for sig in SIGS}
    for repo in REPOSITORIES:
        add_labels(script, at, repo, LABELS | sigs)
    for release, day in days.FREEZES.items():
        due = calendar.on(day + days.RELEASE).isoformat()
        args = {"repo": DOCUMENTS, "title": release, "by": TRACKER}
        script.do(at, "add_milestone", due_on=f"{due}T00:00:00Z", **args)
        over = calendar.at(day + days.RELEASE + 9)
        script.do(over, "set_milestone_state", state="closed", **args)


def _tell_pull(script: Script, pull: Pull) -> None:
    item = next((i for i in enhancements() if i.number == pull.enhancement), None)
    team = SIGS[item.sig] if item else SIGS["queue"]
    names = (*team.leads, *team.chairs)
    readers = [name for name in names if name != pull.author]
    tell(script, pull, readers=readers, approver=readers[-1], robot=ROBOT)


# --- An issue -------------------------------------------------------------------------


def _tell_issue(
    script: Script, calendar: Calendar, item: Enhancement, own: list[Pull]
) -> None:
    first = item.life[0].day
    opened = calendar.at((first if first is not None else -400) - 20, seed=item.number)
    told = list(_bodies(calendar, item, own, opened))
    where: dict[str, Any] = {"repo": DOCUMENTS, "number": item.number}
    owner = item.authors[0]
    script.do(
        opened,
        "open_issue",
        **where,
        title=item.title,
        body=told[0][1],
        by=owner,
        assignees=[owner],
    )
    at = opened + timedelta(minutes=4)
    sig = item.owner or item.sig
    place, add = (DOCUMENTS, item.number), [f"sig/{sig}"]
    script.ask(at, *place, f"/sig {sig}", by=owner, robot=ROBOT, add=add)
    for at, text in told[1:]:
        script.do(at, "edit_body", **where, body=text, by=owner)
    _tell_releases(script, calendar, item)
    _tell_ending(script, calendar, item)


def _bodies(
    calendar: Calendar, item: Enhancement, own: list[Pull], opened: datetime
) -> Iterator[tuple[datetime, str]]:
    """(since, text); a text that stays the same comes once."""
    promises = list(promised(item))
    moments = {opened, *(pull.opened + timedelta(hours=30) for pull in own)}
    moments |= {calendar.at(one.day + 1, seed=item.number) for one in promises}
    before = ""
    for at in sorted(moment for moment in moments if moment >= opened):
        text = farwharf_template.body(_about(calendar, item, own, promises, at))
        if text != before:
            yield at, text
        before = text


def _about(
    calendar: Calendar,
    item: Enhancement,
    own: list[Pull],
    promises: list[Promise],
    at: datetime,
) -> farwharf_template.About:
    named = [one for one in promises if calendar.at(one.day) <= at]
    pulls: dict[tuple[str, str], tuple[str, ...]] = {}
    for pull in own:
        if pull.opened < at:
            stage = pull.stage or (named[-1].stage if named else "alpha")
            key = (stage, pull.kind)
            pulls[key] = (*pulls.get(key, ()), pull.reference)
    return farwharf_template.About(
        number=item.number,
        line=item.summary.splitlines()[0],
        link=f"keps/{item.directory}",
        contact=item.authors[0],
        sig=item.owner or item.sig,
        milestones={one.stage: one.release for one in named},
        pulls=pulls,
        done=frozenset(
            one.stage
            for one in named
            if calendar.at(days.FREEZES[one.release] + days.RELEASE) <= at
        ),
    )


# --- A release ------------------------------------------------------------------------


def _tell_releases(script: Script, calendar: Calendar, item: Enhancement) -> None:
    """Opted in, tracked or not at the freeze, and taken off when the release is out."""
    on: set[str] = set()
    every = list(promised(item))
    for number, one in enumerate(every):
        at = calendar.at(one.day, seed=item.number + 3) + timedelta(hours=2)
        wanted = {"lead-opted-in", f"stage/{one.stage}", "tracked/yes"}
        later = every[number + 1].day if number + 1 < len(every) else None
        freeze = days.FREEZES[one.release]
        is_missed = one.release == MISSED[0] and item.number in MISSED[1]
        drop = {name for name in on if name.startswith("stage/")} - wanted
        _opt_in(script, at, item, one, wanted - on, drop)
        on = (on | wanted) - drop
        over = calendar.at(freeze + days.RELEASE + 12, seed=item.number)
        if is_missed:
            _miss(script, calendar.at(freeze + 1, seed=item.number), item, one.release)
            on = (on - {"tracked/yes"}) | {"tracked/no"}
        if later is not None and calendar.at(later) <= over:
            continue
        gone = on & {"lead-opted-in", "tracked/yes", "tracked/no"}
        _clear(script, over, item, gone)
        on -= gone


def _opt_in(  # noqa: PLR0917 - all that it depends on
    script: Script,
    at: datetime,
    item: Enhancement,
    one: Promise,
    add: set[str],
    drop: set[str],
) -> None:
    lead = SIGS[item.sig].chairs[item.number % 2]
    text = f"/label lead-opted-in\n/milestone {one.release}\n/stage {one.stage}"
    where = (DOCUMENTS, item.number)
    script.ask(
        at, *where, text, by=lead, robot=ROBOT, add=sorted(add), drop=sorted(drop)
    )
    args = {"repo": DOCUMENTS, "number": item.number, "by": ROBOT}
    later = at + timedelta(seconds=4)
    script.do(later, "set_milestone", title=one.release, **args)


def _miss(script: Script, at: datetime, item: Enhancement, release: str) -> None:
    text = (
        "Unfortunately, this enhancement did not meet the requirements of the"
        f" enhancements freeze of {release}.\n\n/remove-label tracked/yes\n"
        "/label tracked/no\n/milestone clear"
    )
    script.ask(
        at,
        DOCUMENTS,
        item.number,
        text,
        by=RELEASE_LEAD,
        robot=ROBOT,
        add=["tracked/no"],
        drop=["tracked/yes"],
    )
    args = {"repo": DOCUMENTS, "number": item.number, "by": ROBOT}
    script.do(at + timedelta(seconds=4), "set_milestone", title=None, **args)


def _clear(script: Script, at: datetime, item: Enhancement, gone: set[str]) -> None:
    text = "\n".join(
        [*(f"/remove-label {name}" for name in sorted(gone)), "/milestone clear"]
    )
    where = (DOCUMENTS, item.number)
    script.ask(at, *where, text, by=RELEASE_LEAD, robot=ROBOT, drop=sorted(gone))
    args = {"repo": DOCUMENTS, "number": item.number, "by": ROBOT}
    script.do(at + timedelta(seconds=4), "set_milestone", title=None, **args)


def _tell_ending(script: Script, calendar: Calendar, item: Enhancement) -> None:
    ended = {"implemented", "withdrawn", "rejected", "replaced"}
    for step in item.life:
        if step.status in ended:
            day = step.day if step.day is not None else -395
            is_done = step.status == "implemented"
            args = {"repo": DOCUMENTS, "number": item.number, "by": RELEASE_LEAD}
            reason = "completed" if is_done else "not_planned"
            at = calendar.at(day + 2, seed=item.number)
            script.do(at, "close", reason=reason, **args)
