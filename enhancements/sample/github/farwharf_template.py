"""The tracking issue of Farwharf: the form of kubernetes/enhancements."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

ONE_LINE = "- One-line enhancement description (can be used as a release note)"
STAGES = {"alpha": "Alpha", "beta": "Beta", "stable": "Stable"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a body tells of an enhancement."""

    number: int
    line: str
    """What it is, in a sentence."""
    link: str
    """Path of its folder; empty while there is none."""
    contact: str
    sig: str
    milestones: Mapping[str, str]
    pulls: Mapping[tuple[str, str], tuple[str, ...]]
    """(stage, `document`, `code` or `docs`) to references of pull requests."""
    done: frozenset[str] = frozenset()


def body(about: About) -> str:
    """The text of a tracking issue."""
    link = (
        f"https://github.com/farwharf/enhancements/tree/main/{about.link}"
        if about.link
        else ""
    )
    lines = [
        "### Enhancement Description",
        "",
        f"{ONE_LINE}: {about.line}",
        f"- KEP: {link}".rstrip(),
        "- Discussion Link: the SIG's meeting",
        f"- Primary contact (assignee): @{about.contact}",
        f"- Responsible SIGs: sig-{about.sig}",
        "- Enhancement target (which target equals to which milestone):",
    ]
    lines += [
        f"  - {label} release target (x.y): {about.milestones.get(stage, '')}".rstrip()
        for stage, label in STAGES.items()
    ]
    for stage, label in STAGES.items():
        if stage == "alpha" or about.milestones.get(stage):
            lines += _stage(about, stage, label)
    lines += ["", "_Please keep this description up to date._"]
    return "\n".join(lines) + "\n"


def _stage(about: About, stage: str, label: str) -> list[str]:
    tick = "x" if stage in about.done else " "
    rows = (("KEP", "document"), ("Code", "code"), ("Docs", "docs"))
    found = [f"- [{tick}] {label}"]
    for words, key in rows:
        told = ", ".join(about.pulls.get((stage, key), ()))
        found.append(f"  - [{tick}] {words} update PR(s): {told}".rstrip())
    return found
