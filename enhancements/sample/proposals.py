"""The history of the sample's enhancement repository."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from enhancements.sample import wording
from enhancements.sample.catalogue import Enhancement, Step, enhancements
from enhancements.sample.changes import Change
from enhancements.sample.documents import Draft, Side, render
from enhancements.sample.housekeeping import housekeeping

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

METADATA_DAY = -182
"""The template gets its metadata heading, and every document is brought to it."""

MOVE_DAY = -148
"""SIG Observability starts; its enhancements move in."""

NORMALISE_DAY = -20
"""Directories get their `<number>-<name>`, all in one commit."""

BULK_HANDLE = "vesna-tolmark"
BULK_CLOCK = "16:05:00"

Drafts = dict[int, Draft]
"""The living documents by the number of their enhancement."""

Act = tuple[datetime, Callable[[Drafts], Change]]
"""A moment, and what then makes a change out of the documents as they are."""


def proposals(calendar: Calendar) -> list[Change]:
    """All changes of the enhancement repository, in the order of their making."""
    acts: list[Act] = []
    for item in enhancements():
        acts += [_act(calendar, item, step) for step in item.life]
    for day, work in (
        (METADATA_DAY, _bring_to_template),
        (MOVE_DAY, _move_to_new_sig),
        (NORMALISE_DAY, _normalise),
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
    at = calendar.at(step.day, step.time, seed=item.number)
    is_new_template = at.date() >= calendar.on(METADATA_DAY)
    return at, partial(_take, item, step, at, is_new_template=is_new_template)


def _take(
    item: Enhancement,
    step: Step,
    at: datetime,
    drafts: Drafts,
    *,
    is_new_template: bool,
) -> Change:
    """The change that one step of an enhancement's life makes."""
    change = Change(
        at=at,
        by=item.owner,
        subject=step.say or _subject(item, step),
        why=step.why,
        merge=step.merge,
    )
    if step.delete:
        gone = drafts.pop(item.number)
        return dataclasses.replace(change, files={gone.path: None})
    before = drafts.get(item.number)
    if before is None:
        before = _first_draft(item, at, is_new_template=is_new_template)
    drafts[item.number] = _after(before, step, change)
    return dataclasses.replace(change, files=render(drafts[item.number]))


def _subject(item: Enhancement, step: Step) -> str:
    if step is item.life[0]:
        return wording.prefixed(item.number, item.title)
    if step.note:
        return wording.prefixed(item.number, step.note)
    stage, value = next(iter(step.targets.items()))
    label = wording.STAGE_LABELS[stage]
    return wording.prefixed(item.number, f"target {label} for {value}")


def _first_draft(item: Enhancement, at: datetime, *, is_new_template: bool) -> Draft:
    mark = "" if item.number % 3 == 0 else "#"
    return Draft(
        item=item,
        path=item.first_path,
        layout=item.layout,
        heading=item.heading or f"# VEP {mark}{item.number}: {item.title}",
        created=at.date().isoformat(),
        has_metadata_heading=is_new_template,
    )


def _after(draft: Draft, step: Step, change: Change) -> Draft:
    """The draft with what the step changes."""
    sides = dict(draft.sides)
    if step.side:
        sides[step.side] = Side(title=step.side_title, targets=step.side_targets)
    return dataclasses.replace(
        draft,
        layout=step.layout or draft.layout,
        heading=step.heading or draft.heading,
        targets={**draft.targets, **step.targets},
        tracks=step.tracks or draft.tracks,
        status=step.status or draft.status,
        edits=draft.edits + step.edits,
        crlf=step.crlf or draft.crlf,
        encoding=step.encoding or draft.encoding,
        history=(*draft.history, _history_line(draft.item, step, change)),
        sides=sides,
    )


def _history_line(item: Enhancement, step: Step, change: Change) -> str:
    style = "%Y-%m-%d" if item.number % 2 else "%m-%d-%Y"
    text = step.note or change.subject.partition(": ")[2] or change.subject
    return f"{change.at.strftime(style)}: {text}"


def _bring_to_template(at: datetime, drafts: Drafts) -> Change:
    files: dict[str, bytes | None] = {}
    for number, draft in drafts.items():
        drafts[number] = dataclasses.replace(draft, has_metadata_heading=True)
        files |= render(drafts[number])
    subject = "Bring all documents to the new template"
    return Change(at=at, by=BULK_HANDLE, subject=subject, files=files)


def _move_to_new_sig(at: datetime, drafts: Drafts) -> Change:
    subject = "Move the proposals of SIG Observability to their own directory"
    paths = {
        number: f"{draft.item.folder}/{draft.item.was}"
        for number, draft in drafts.items()
        if draft.item.born_in
    }
    files = _renamed(drafts, paths)
    return Change(at=at, by=BULK_HANDLE, subject=subject, files=files)


def _normalise(at: datetime, drafts: Drafts) -> Change:
    subject = "Normalise directory names across all SIGs"
    paths = {number: draft.item.path for number, draft in drafts.items()}
    files = _renamed(drafts, paths)
    return Change(at=at, by=BULK_HANDLE, subject=subject, files=files)


def _renamed(drafts: Drafts, paths: dict[int, str]) -> dict[str, bytes | None]:
    """The files of a commit that moves documents and keeps their text.

    Written as deletions and additions, which git shows as renames: done one
    after the other, renames could not pass a name from one document to another.
    """
    gone: dict[str, bytes | None] = {}
    written: dict[str, bytes | None] = {}
    for number, path in paths.items():
        draft = drafts[number]
        if draft.path != path:
            drafts[number] = dataclasses.replace(draft, path=path)
            gone |= dict.fromkeys(render(draft))
            written |= render(drafts[number])
    return gone | written
