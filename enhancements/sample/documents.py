"""Renders one enhancement's documents as they stand at a moment of the story."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample import wording
from enhancements.sample.catalogue import CatalogueBroken, Enhancement, Targets
from enhancements.sample.people import APPROVERS, REVIEWERS

if TYPE_CHECKING:
    from collections.abc import Mapping

HINT = """<!--
Update these lines in the design phase of the release that you aim for. Name only
the upcoming release; for example, do not write down beta while alpha is being built.
-->"""

TRACKED_STAGES = ("alpha", "beta", "ga")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A document beside the main one, with targets of its own."""

    title: str
    targets: Targets


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that a rendering of an enhancement's documents depends on."""

    item: Enhancement
    path: str
    """Path of the main document in the repository."""
    layout: str
    heading: str
    created: str
    """ISO date on which it was proposed."""
    targets: Targets = dataclasses.field(default_factory=dict)
    tracks: Mapping[str, Targets] = dataclasses.field(default_factory=dict)
    status: str = ""
    edits: tuple[tuple[str, str], ...] = ()
    crlf: bool = False
    encoding: str = "utf-8"
    has_metadata_heading: bool = False
    """Written in, or brought to, the template with `## VEP Status Metadata`."""
    history: tuple[str, ...] = ()
    sides: Mapping[str, Side] = dataclasses.field(default_factory=dict)


def render(draft: Draft) -> dict[str, bytes]:
    """The enhancement's files: path in the repository to content."""
    text = _main(draft)
    for old, new in draft.edits:
        if old not in text:
            raise CatalogueBroken(f"{draft.item.title}: nothing to replace: {old!r}")
        text = text.replace(old, new)
    if draft.crlf:
        text = text.replace("\n", "\r\n")
    folder = draft.path.rpartition("/")[0]
    files = {draft.path: text.encode(draft.encoding)}
    for name, side in draft.sides.items():
        files[f"{folder}/{name}"] = _side(draft, side).encode()
    return files


def _main(draft: Draft) -> str:
    parts = [draft.heading, *_owners(draft)]
    if draft.layout == "front-matter":
        parts = [_front_matter(draft), draft.heading, "## Release Signoff Checklist"]
    else:
        if draft.has_metadata_heading:
            parts += ["## VEP Status Metadata", *_tracking_issue(draft.item)]
        parts += [_targets(draft), "### Release Signoff Checklist"]
    parts += [_checklist(draft), *_prose(draft.item), *_ending(draft)]
    return "\n\n".join(parts) + "\n"


def _tracking_issue(item: Enhancement) -> list[str]:
    return [f"Tracking issue: #{item.number}"] if _names_issue(item) else []


def _names_issue(item: Enhancement) -> bool:
    """Every fifth document says nothing of its issue."""
    return item.number % 5 != 0


def _owners(draft: Draft) -> list[str]:
    """Two documents in three name their owners above the metadata."""
    item = draft.item
    if not draft.has_metadata_heading or item.number % 3 == 0:
        return []
    names = [item.owner]
    if item.number % 4 == 0:
        names += [name for name in REVIEWERS[item.sig] if name != item.owner][:1]
    return ["Owners:\n" + _bullets(tuple(f"@{name}" for name in names))]


def _side(draft: Draft, side: Side) -> str:
    number = draft.item.number
    parts = [
        f"# VEP #{number} - {side.title}",
        "### Target releases",
        _lines(side.targets),
        "## Overview",
        f"This part adds to [VEP {number}](vep.md); what is said there holds here too.",
        "## Goals",
        f"- {draft.item.goals[-1]}",
    ]
    return "\n\n".join(parts) + "\n"


def _targets(draft: Draft) -> str:
    if draft.layout == "tracks":
        sections = [
            f"### Target releases ({gate})\n\n{HINT}\n\n{_lines(_with_blanks(targets))}"
            for gate, targets in draft.tracks.items()
        ]
        return "\n\n".join(sections)
    start = f"### Target releases\n\n{HINT}\n\n"
    if draft.layout == "ship":
        return (
            f"{start}This VEP has no graduation phases behind a feature gate.\n\n"
            f"- Ship target version: {draft.targets.get('ship', '')}"
        )
    if draft.layout == "version":
        return f"{start}- This VEP targets version: {draft.targets.get('version', '')}"
    if draft.layout == "policy":
        return start + _lines(draft.targets)
    return start + _lines(_with_blanks(draft.targets))


def _with_blanks(targets: Targets) -> dict[str, str]:
    """The template's three stages, blank where nothing is said, and any others."""
    order = ("alpha", "alpha2", "beta", "ga")
    known = {stage: targets.get(stage, "") for stage in order}
    if "alpha2" not in targets:
        del known["alpha2"]
    return known


def _lines(targets: Targets) -> str:
    return "\n".join(
        f"- This VEP targets {wording.STAGE_LABELS[stage]} for version: {value}"
        for stage, value in targets.items()
    )


def _checklist(draft: Draft) -> str:
    number = draft.item.number
    tick = "X" if number % 8 == 1 else "x"
    mark = tick if _names_issue(draft.item) else " "
    lines = [
        "Items marked with (R) are required *before a release is targeted*.\n",
        f"- [{mark}] (R) Enhancement issue created",
    ]
    if not draft.has_metadata_heading:
        lines.append("- [x] (R) Target version is explicitly mentioned and approved")
        return "\n".join(lines)
    for stage in TRACKED_STAGES:
        # Forgotten in every seventh document, as in life.
        done = draft.targets.get(stage, "").lstrip("v")[:1].isdigit() and number % 7
        label = "GA" if stage == "ga" else stage.capitalize()
        mark = tick if done else " "
        lines.append(f"- [{mark}] (R) {label} target version is mentioned and approved")
    return "\n".join(lines)


def _prose(item: Enhancement) -> list[str]:
    number = item.number
    return [
        f"## Overview\n\n{item.overview}",
        f"## Motivation\n\n{item.motivation}",
        "## Goals\n\n" + _bullets(item.goals),
        "## Non Goals\n\n" + _bullets(item.non_goals),
        f"## User Stories\n\n- {item.story}",
        "## Repos\n\n- lodestead/lodestead\n- lodestead/guide",
        f"## Design\n\n{item.design}",
        f"## API Examples\n\n{_example(item)}",
        f"## Alternatives\n\n{wording.paragraph(wording.ALTERNATIVES, number)}",
        f"## Scalability\n\n{wording.paragraph(wording.SCALABILITY, number)}",
        "## Update and rollback\n\n" + wording.paragraph(wording.ROLLBACK, number),
        "## Functional testing\n\n" + wording.paragraph(wording.TESTING, number),
    ]


def _example(item: Enhancement) -> str:
    setting = item.name.replace("-", "_")
    gate = f"# needs the feature gate {item.gate}\n" if item.gate else ""
    return (
        f"```yaml\n{gate}kind: Appliance\nmetadata:\n  name: harbour-clock\n"
        f"spec:\n  {setting}: enabled\n```"
    )


def _ending(draft: Draft) -> list[str]:
    number = draft.item.number
    history = "## Implementation History\n\n" + _bullets(draft.history)
    if draft.layout in ("ship", "policy", "version"):
        return [history, f"## Graduation Requirements\n\nDone when {draft.item.proof}."]
    beta = wording.pick(wording.BETA_CRITERIA, number)
    return [
        history,
        "## Graduation Requirements",
        "### Alpha\n\n" + wording.pick(wording.ALPHA_CRITERIA, number),
        f"### Beta\n\n{beta}\n- Shown: {draft.item.proof}.",
        "### GA\n\n" + wording.pick(wording.GA_CRITERIA, number),
    ]


def _front_matter(draft: Draft) -> str:
    item = draft.item
    has_milestone = any(draft.targets.get(stage) for stage in TRACKED_STAGES)
    named = draft.status != "provisional"
    reviewers = [f'"@{handle}"' for handle in REVIEWERS[item.sig] if named] or ["TBD"]
    approvers = [f'"@{APPROVERS[0]}"' if named else "TBD"]
    lines = [
        "---",
        f'title: "{item.title}"',
        f"vep-number: {item.number}",
        f'creation-date: "{draft.created}"',
        f"status: {draft.status}",
        f'authors: ["@{item.owner}"]',
        f"owning-sig: sig-{item.sig}",
        "participating-sigs: []",
        f"reviewers: [{', '.join(reviewers)}]",
        f"approvers: [{', '.join(approvers)}]",
        f"feature-gate: {item.gate}",
        "# name only the upcoming release",
    ]
    if has_milestone:
        lines.append("milestone:")
        lines += [
            f'  {stage}: "{draft.targets[stage]}"'
            for stage in TRACKED_STAGES
            if draft.targets.get(stage)
        ]
    return "\n".join([*lines, 'replaces: ""', 'superseded-by: ""', "---"])


def _bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)
