"""Lodestead on GitHub: an issue for every enhancement, and the pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from enhancements.sample.calendar import FREEZES
from enhancements.sample.catalogue import Enhancement, Step, enhancements
from enhancements.sample.github import candidates, loose, template
from enhancements.sample.github.acts import Act, Renamed, Script
from enhancements.sample.github.people import GHOST, ROBOT, TRACKER, found_lodestead
from enhancements.sample.github.pulls import (
    CODE,
    DOCUMENTS,
    GUIDE,
    Pull,
    planned,
)
from enhancements.sample.github.releases import out_on, release_of
from enhancements.sample.github.reviews import tell_pull
from enhancements.sample.people import REVIEWERS

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

REPOSITORIES = (DOCUMENTS, CODE, GUIDE)
GATE_UNSAID = frozenset({41, 47})
"""Enhancements whose issue leaves it to the document to name the gate."""
"""The one with the tracking issues first."""

RENAMED_DAY = -60
GHOST_LEAVES_DAY = -40
OF_GHOST = (23, 41, 64)
"""Issues that somebody opened who has left GitHub."""

NOT_FOLLOWED = {19: (-2,), 91: (21,), 21: (5,)}
"""Days of steps that the issue was not brought up to: it says what was true before."""

AHEAD = {14: (20, {"beta": "v1.11"}), 83: (29, {"beta": "v1.11"})}
"""Day on which an issue already says what its document will say later."""

CLAIMED_TWICE = {47: 58}
"""An issue that lists the first code pull request of another enhancement as its own."""

STAGE_LABELS = {"alpha": "stage/alpha", "alpha2": "stage/alpha", "beta": "stage/beta"}


def acts(calendar: Calendar) -> list[Act]:
    """Everything that ever happens there, the oldest first."""
    renamed = Renamed("tarek-solunga", "tareks", calendar.at(RENAMED_DAY))
    script = Script(renamed)
    found_lodestead(script, calendar, REPOSITORIES)
    script.do(renamed.at, "rename_user", login=renamed.before, to=renamed.login)
    script.do(calendar.at(GHOST_LEAVES_DAY), "delete_user", login=GHOST)
    pulls = planned(calendar)
    for item in enhancements():
        own = [pull for pull in pulls if pull.enhancement == item.number]
        _tell_issue(script, calendar, item, own, pulls)
    for pull in pulls:
        tell_pull(script, pull)
    candidates.tell(script, calendar)
    loose.tell(script, calendar, CODE, loose.LODESTEAD, ROBOT)
    loose.tell_by_hand(script, calendar, CODE, loose.BY_HAND, "oda-vintermark")
    for release in FREEZES:
        day = out_on(release)
        if day is not None:
            at = calendar.at(day + 6)
            args = {"repo": DOCUMENTS, "title": release, "by": TRACKER}
            script.do(at, "set_milestone_state", state="closed", **args)
    return script.acts()


def _tell_issue(
    script: Script,
    calendar: Calendar,
    item: Enhancement,
    own: list[Pull],
    every: list[Pull],
) -> None:
    number = item.number
    opened = calendar.at(item.life[0].day - 16 - number % 5, seed=number)
    own = [*own, *_borrowed(number, every)]
    told = _bodies(calendar, item, own, opened)
    is_ghosts = number in OF_GHOST and item.life[0].day < GHOST_LEAVES_DAY
    script.do(
        opened,
        "open_issue",
        repo=DOCUMENTS,
        number=number,
        title=template.title(number, item.title),
        body=told[0][1],
        by=GHOST if is_ghosts else item.owner,
        labels=["kind/tracker"] if number % 11 else [],
    )
    for at, text in told[1:]:
        args = {"repo": DOCUMENTS, "number": number, "body": text, "by": item.owner}
        script.do(at, "edit_body", **args)
    _tell_labels(script, calendar, item, opened)
    _tell_milestones(script, calendar, item)
    _tell_ending(script, calendar, item)


def _borrowed(number: int, every: list[Pull]) -> list[Pull]:
    other = CLAIMED_TWICE.get(number)
    found = [p for p in every if p.enhancement == other and p.kind == "code"]
    return found[:1]


# --- Its text over time ---------------------------------------------------------------


def _bodies(
    calendar: Calendar, item: Enhancement, own: list[Pull], opened: datetime
) -> list[tuple[datetime, str]]:
    """(since, text), the first as it was opened; a text that stays the same once."""
    steps = list(_followed(calendar, item))
    moments = {opened, *(at for at, _ in steps if at > opened)}
    moments |= {pull.opened + timedelta(hours=20) for pull in own}
    moments |= {at for _, at in _outs(calendar, item)}
    found: list[tuple[datetime, str]] = []
    for at in sorted(moment for moment in moments if moment >= opened):
        text = template.body(_about(calendar, item, own, steps, at))
        if not found or found[-1][1] != text:
            found.append((at, text))
    return found


def _followed(
    calendar: Calendar, item: Enhancement
) -> Iterator[tuple[datetime, Mapping[str, str]]]:
    """When the issue is brought up to the document's targets; the first is its own."""
    for step in item.life:
        if step.targets and step.day not in NOT_FOLLOWED.get(item.number, ()):
            at = calendar.at(step.day, step.time, seed=item.number)
            early = step is item.life[0]
            lag = (
                timedelta(days=-14) if early else timedelta(hours=3 + item.number % 40)
            )
            yield at + lag, step.targets
    if item.number in AHEAD:
        day, targets = AHEAD[item.number]
        yield calendar.at(day, seed=item.number), targets


def _outs(calendar: Calendar, item: Enhancement) -> Iterator[tuple[str, datetime]]:
    """Stages whose release comes out, and when, as they stand in the end."""
    for stage, text in _last_targets(item.life).items():
        day = out_on(release_of(text))
        if day is not None:
            yield stage, calendar.at(day + 4, seed=item.number)


def _last_targets(life: tuple[Step, ...]) -> dict[str, str]:
    return {stage: text for step in life for stage, text in step.targets.items()}


def _about(
    calendar: Calendar,
    item: Enhancement,
    own: list[Pull],
    steps: list[tuple[datetime, Mapping[str, str]]],
    at: datetime,
) -> template.About:
    targets: dict[str, str] = {}
    stage = ""
    for since, named in sorted(steps, key=lambda step: step[0]):
        if since <= at:
            targets |= {key: text for key, text in named.items() if "(" not in text}
            stage = next(iter(named))
    pulls: dict[tuple[str, str], tuple[str, ...]] = {}
    for pull in own:
        if pull.opened < at and pull.kind != "document":
            key = (pull.stage, pull.kind)
            pulls[key] = (*pulls.get(key, ()), pull.reference)
    normal = set(targets) <= set(template.TARGET_LABELS) and item.layout != "tracks"
    return template.About(
        number=item.number,
        contact=item.owner,
        sig=item.sig,
        link=item.path if item.number % 4 else item.first_path,
        stage=_stage_word(stage),
        gate="" if item.number in GATE_UNSAID else item.gate,
        targets=targets,
        pulls=pulls,
        done=frozenset(stage for stage, out in _outs(calendar, item) if out <= at),
        form=item.number % template.FORMS if normal else template.BARE,
    )


def _stage_word(stage: str) -> str:
    words = {"alpha": "Alpha", "alpha2": "Alpha", "beta": "Beta", "ga": "GA"}
    return words.get(stage, "")


# --- Labels, milestones, its end ------------------------------------------------------


def _tell_labels(
    script: Script, calendar: Calendar, item: Enhancement, opened: datetime
) -> None:
    """Commands in comments, and the robot that obeyed them until the tracker came."""
    where = (DOCUMENTS, item.number)
    if item.sig:
        add = [f"sig/{item.sig}"]
        at = opened + timedelta(minutes=7)
        script.ask(at, *where, f"/sig {item.sig}", by=item.owner, robot=ROBOT, add=add)
    script.do(
        opened + timedelta(minutes=9),
        "assign",
        repo=DOCUMENTS,
        number=item.number,
        login=item.owner,
        by=ROBOT,
    )
    before = ""
    for step in item.life:
        for stage in step.targets:
            name = STAGE_LABELS.get(stage, "stage/stable" if stage == "ga" else "")
            if name and name != before:
                at = calendar.at(step.day, seed=item.number + 1) + timedelta(hours=5)
                text = f"/{name.replace('/', ' ')}"
                drop = [before] if before else []
                by = pick_reviewer(item)
                script.ask(at, *where, text, by=by, robot=ROBOT, add=[name], drop=drop)
                before = name


def pick_reviewer(item: Enhancement) -> str:
    """Who of the SIG looks after its issue."""
    return REVIEWERS[item.sig][item.number % 2]


def _tell_milestones(script: Script, calendar: Calendar, item: Enhancement) -> None:
    for step in item.life:
        releases = [release_of(text) for text in step.targets.values()]
        known = [release for release in releases if release in FREEZES]
        if known:
            script.do(
                calendar.at(step.day, seed=item.number + 2) + timedelta(hours=8),
                "set_milestone",
                repo=DOCUMENTS,
                number=item.number,
                title=known[-1],
                by=pick_reviewer(item),
            )


def _tell_ending(script: Script, calendar: Calendar, item: Enhancement) -> None:
    last = item.life[-1]
    if last.delete:
        where = {"repo": DOCUMENTS, "number": item.number, "by": item.owner}
        at = calendar.at(last.day, seed=item.number) + timedelta(hours=2)
        script.do(at, "comment", body="Withdrawn, see the commit.", **where)
        script.do(at, "close", reason="not_planned", **where)
        return
    ends = [at for stage, at in _outs(calendar, item) if stage in {"ga", "ship"}]
    for at in ends[-1:]:
        args = {"repo": DOCUMENTS, "number": item.number, "by": pick_reviewer(item)}
        script.do(at + timedelta(hours=3), "close", **args)
