"""An enhancement as it stands at a moment of Farwharf's story, and its files."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample.catalogue import CatalogueBroken
from enhancements.sample.farwharf import kep_yaml, readme
from enhancements.sample.farwharf.people import READINESS
from enhancements.sample.farwharf.state import Draft, stage_of

if TYPE_CHECKING:
    from enhancements.sample.farwharf.catalogue import Step

Files = dict[str, bytes | None]
"""Path to content; None deletes the file."""

READINESS_HINT = """\
# Approvers of production readiness are those of prod-readiness-approvers in
# OWNERS_ALIASES.
"""


def render(draft: Draft) -> dict[str, bytes]:
    """The enhancement's files: path in the repository to content."""
    text = kep_yaml.render(draft)
    for old, new in draft.edits:
        if old not in text:
            raise CatalogueBroken(f"{draft.item.title}: nothing to replace: {old!r}")
        text = text.replace(old, new, 1)
    folder = f"keps/{draft.directory}"
    files = {
        f"{folder}/kep.yaml": text.encode(),
        f"{folder}/README.md": readme.render(draft).encode(),
    }
    if draft.approvals:
        files[draft.readiness_path] = _readiness(draft).encode()
    return files


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> Files:
    """What a commit has to change to come from one set of files to the other."""
    gone: Files = dict.fromkeys(set(before) - set(after))
    new = {path: data for path, data in after.items() if before.get(path) != data}
    return dict(sorted(gone.items())) | new


def after(draft: Draft, step: Step, line: str) -> Draft:
    """The draft with what the step changes; `line` is added to its history."""
    stage, _, release = step.to.partition(" ")
    milestones = {**draft.milestones, **step.milestones}
    if stage:
        milestones[stage] = release
    fields = {**draft.fields, **step.fields}
    for key in step.usual:
        fields.pop(key)
    stays = set(draft.dropped) - set(step.usual)
    return dataclasses.replace(
        draft,
        directory=step.directory or draft.directory,
        stage=step.stage or stage or draft.stage,
        latest=step.latest or release or draft.latest,
        milestones=milestones,
        status=step.status or _status(draft, step),
        approvals=draft.approvals | _approval(draft, step),
        fields=fields,
        dropped=tuple(sorted(stays | set(step.drop))),
        edits=(() if step.mend else draft.edits) + step.edits,
        is_filled=draft.is_filled or step.fill,
        history=(*draft.history, line),
    )


def _status(draft: Draft, step: Step) -> str:
    """What is aimed at a release is implementable, unless the step says otherwise."""
    is_aimed = bool(step.to) and draft.status == "provisional"
    return "implementable" if is_aimed else draft.status


def _approval(draft: Draft, step: Step) -> dict[str, str]:
    stage = stage_of(step.to) if step.prr is None else step.prr
    if not stage or not draft.item.readiness:
        return {}
    usual = f'"@{READINESS[draft.item.number % len(READINESS)]}"'
    return {stage: step.approver or usual}


def _readiness(draft: Draft) -> str:
    lines = [f"kep-number: {draft.item.number}"]
    for stage, approver in draft.approvals.items():
        lines += [f"{stage}:", f"  approver: {approver}"]
    return READINESS_HINT + "\n".join(lines) + "\n"
