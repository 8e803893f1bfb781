"""The history of Farwharf's enhancements repository."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf.catalogue import Enhancement, Step, enhancements
from enhancements.sample.farwharf.draft import Files, after, difference, render
from enhancements.sample.farwharf.housekeeping import housekeeping
from enhancements.sample.farwharf.people import RELEASE_LEAD
from enhancements.sample.farwharf.state import Draft

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

MOVE_DAY = -393
"""The repository starts with the KEPs that lay in the community's until then."""

ZERO_DAY = -302
"""latest-milestone becomes compulsory: finished KEPs get one that says nothing."""

GROUP_DAY = -204
"""The KEPs of wharfctl move into a folder of their own within their SIG's."""

BULK_CLOCK = "16:20:00"
MOVED_CREATED_DAY = -500
"""About when the KEPs that were moved had been proposed."""

Drafts = dict[str, Draft]
"""The living enhancements by name."""

Act = tuple[datetime, Callable[[Drafts], Change]]
"""A moment, and what then makes a change out of the enhancements as they are."""


def proposals(calendar: Calendar) -> list[Change]:
    """All changes of the enhancements repository, in the order of their making."""
    acts: list[Act] = []
    for item in enhancements():
        acts += [
            _act(calendar, item, step) for step in item.life if step.day is not None
        ]
    for day, work in (
        (MOVE_DAY, partial(_move_here, calendar)),
        (ZERO_DAY, _say_zero),
        (GROUP_DAY, _group),
    ):
        at = calendar.at(day, BULK_CLOCK)
        acts.append((at, partial(work, at)))
    for change in housekeeping(calendar):
        acts.append((change.at, partial(_unchanged, change)))
    # The order is stable: what happens in one second keeps the catalogue's order.
    acts.sort(key=lambda act: act[0])
    drafts: Drafts = {}
    return [make(drafts) for _, make in acts]


def _unchanged(change: Change, _drafts: Drafts) -> Change:
    return change


def _act(calendar: Calendar, item: Enhancement, step: Step) -> Act:
    at = calendar.at(step.day or 0, step.time, seed=item.number)
    first = _first_draft(item, at, is_grouped=at.date() > calendar.on(GROUP_DAY))
    return at, partial(_take, first, step, at)


def _take(first: Draft, step: Step, at: datetime, drafts: Drafts) -> Change:
    """The change that one step of an enhancement's life makes."""
    item = first.item
    change = Change(
        at=at,
        by=step.by or item.authors[0],
        subject=step.say or _subject(item, step),
        why=step.why,
        merge=step.merge,
    )
    before = drafts.get(item.name)
    files = render(before) if before else {}
    if step.delete:
        del drafts[item.name]
        return dataclasses.replace(change, files=difference(files, {}))
    draft = before or first
    line = f"{at.date()}: {step.note or change.subject.partition(': ')[2]}"
    drafts[item.name] = after(draft, step, line)
    changed = difference(files, render(drafts[item.name]))
    return dataclasses.replace(change, files=changed)


def _subject(item: Enhancement, step: Step) -> str:
    start = f"KEP-{item.number}: "
    if step is item.life[0]:
        return start + item.title
    if step.note:
        return start + step.note
    stage, _, release = step.to.partition(" ")
    if stage in ("alpha", "beta", "stable"):
        verb = "graduate" if stage == "stable" else "promote"
        return f"{start}{verb} to {stage} in {release}"
    if stage:
        return f"{start}{stage} in {release}"
    if step.status:
        return f"{start}mark as {step.status}"
    return f"{start}update for {step.latest}"


def _first_draft(item: Enhancement, at: datetime, *, is_grouped: bool) -> Draft:
    flat = f"sig-{item.sig}/{item.number}-{item.name}"
    first = item.was or (item.directory if is_grouped else flat)
    return Draft(item=item, directory=first, created=at.date().isoformat())


def _move_here(calendar: Calendar, at: datetime, drafts: Drafts) -> Change:
    files: Files = {}
    for item in enhancements():
        if item.life[0].day is None:
            day = calendar.on(MOVED_CREATED_DAY - item.number)
            first = _first_draft(item, at, is_grouped=False)
            draft = dataclasses.replace(
                first, created=day.isoformat(), is_moved_here=True
            )
            line = f"{day}: proposed"
            drafts[item.name] = after(draft, item.life[0], line)
            files |= render(drafts[item.name])
    subject = "Move the KEPs here from the community repository"
    return Change(at=at, by=RELEASE_LEAD, subject=subject, files=files)


def _say_zero(at: datetime, drafts: Drafts) -> Change:
    files: Files = {}
    for name, draft in drafts.items():
        if not draft.latest and draft.is_moved_here:
            drafts[name] = dataclasses.replace(draft, latest="0.0")
            files |= difference(render(draft), render(drafts[name]))
    subject = "Give every finished KEP a latest-milestone"
    why = "The check wants one, and nobody knows any more."
    return Change(at=at, by=RELEASE_LEAD, subject=subject, why=why, files=files)


def _group(at: datetime, drafts: Drafts) -> Change:
    """Written as deletions and additions, which git shows as renames."""
    gone: Files = {}
    written: Files = {}
    for name, draft in drafts.items():
        if draft.item.group:
            drafts[name] = dataclasses.replace(draft, directory=draft.item.directory)
            moved = difference(render(draft), render(drafts[name]))
            gone |= {path: None for path, data in moved.items() if data is None}
            written |= {path: data for path, data in moved.items() if data is not None}
    subject = "SIG Sites: a folder for the KEPs of wharfctl"
    return Change(at=at, by="orla-fenwyck", subject=subject, files=gone | written)
