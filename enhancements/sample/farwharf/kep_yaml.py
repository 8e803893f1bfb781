"""Renders kep.yaml in the form of kubernetes/enhancements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enhancements.sample.farwharf.catalogue import STAGES
from enhancements.sample.farwharf.people import SIGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from enhancements.sample.farwharf.state import Draft

COMPONENTS = ("harbourmaster", "pilot", "dockhand", "tug", "wharf-apiserver")

COMMENTS = {
    "stage": "# The stage that this KEP aims for in the current cycle.",
    "latest-milestone": "# The newest release for which work on this KEP was planned.",
    "milestone": "# The release of each stage, planned or reached.",
    "feature-gates": "# The answers below are needed for alpha.",
    "metrics": "# The answers below are needed for beta.",
}
"""What the template says above a key; its people leave it standing."""

KEYS = (
    "title",
    "kep-number",
    "authors",
    "owning-sig",
    "participating-sigs",
    "status",
    "creation-date",
    "last-updated",
    "reviewers",
    "approvers",
    "see-also",
    "replaces",
    "superseded-by",
    "stage",
    "latest-milestone",
    "milestone",
    "feature-gates",
    "disable-supported",
    "metrics",
)
"""The keys in the order of the template."""

NEW_PARAGRAPH = frozenset({"see-also", "stage", "latest-milestone", "milestone"})
NEVER_USUAL = frozenset({"last-updated", "see-also", "replaces", "superseded-by"})
"""Keys that only stand there when a step writes them."""


def render(draft: Draft) -> str:
    """The file's text; keys that a step wrote verbatim stand in their places."""
    lines: list[str] = []
    others = tuple(key for key in draft.fields if key not in KEYS)
    for key in (*KEYS, *others):
        text = _text(draft, key)
        if key in draft.dropped or text is None:
            continue
        if not draft.is_moved_here:
            lines += [""] * (key in NEW_PARAGRAPH or key in COMMENTS)
            lines += [COMMENTS[key]] if key in COMMENTS else []
        gap = "" if not text or text.startswith("\n") else " "
        lines.append(f"{key}:{gap}{text}")
    return "\n".join(lines) + "\n"


def listed(items: Iterable[str]) -> str:
    """A block list below its key."""
    return "".join(f"\n  - {item}" for item in items)


def _text(draft: Draft, key: str) -> str | None:
    """What stands behind a key; None where the key is left out."""
    if key in draft.fields:
        return draft.fields[key].rstrip("\n")
    if key in NEVER_USUAL or key not in KEYS:
        return None
    return _usual(draft, key)


def _usual(draft: Draft, key: str) -> str | None:
    item = draft.item
    simple = {
        "title": f'"{item.title}"' if ":" in item.title else item.title,
        "kep-number": str(item.number),
        "owning-sig": draft.owner,
        "participating-sigs": "[]" if item.number % 3 else listed(_helpers(draft)),
        "status": draft.status,
        "creation-date": draft.created,
        "stage": draft.stage or None,
        "latest-milestone": f'"{draft.latest}"' if draft.latest else None,
        "disable-supported": str(bool(item.gates)).lower(),
    }
    if key in simple:
        return simple[key]
    if key in ("authors", "reviewers", "approvers"):
        return listed(f'"@{handle}"' for handle in _people(draft, key))
    if key == "milestone":
        return _milestones(draft)
    if key == "feature-gates":
        return _gates(draft)
    return _metrics(draft)


def _helpers(draft: Draft) -> list[str]:
    """A SIG that takes part: the next one after the owner."""
    names = list(SIGS)
    owner = draft.owner.removeprefix("sig-")
    return [f"sig-{names[(names.index(owner) + 1) % len(names)]}"]


def _people(draft: Draft, key: str) -> tuple[str, ...]:
    if key == "authors":
        return draft.item.authors
    team = SIGS[draft.owner.removeprefix("sig-")]
    if key == "approvers":
        return (team.chairs[draft.item.number % 2],)
    others = (*team.leads, *team.chairs)
    return tuple(name for name in others if name not in draft.item.authors)[:2]


def _milestones(draft: Draft) -> str | None:
    lines = [
        f'\n  {stage}: "{draft.milestones[stage]}"'
        for stage in STAGES
        if draft.milestones.get(stage)
    ]
    return "".join(lines) or None


def _gates(draft: Draft) -> str | None:
    """Gates with the components that have them; older documents say nothing."""
    gates = draft.item.gates
    if not gates:
        return None if draft.is_moved_here else "[]"
    lines: list[str] = []
    for index, gate in enumerate(gates):
        first = COMPONENTS[(draft.item.number + index) % len(COMPONENTS)]
        lines += [f"\n  - name: {gate}", "\n    components:", f"\n      - {first}"]
    return "".join(lines)


def _metrics(draft: Draft) -> str | None:
    """Metrics are named once beta is approved."""
    if not {"beta", "stable"} & set(draft.approvals):
        return None
    name = draft.item.name.replace("-", "_")
    return listed([f"farwharf_{name}_total"])
