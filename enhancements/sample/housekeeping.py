"""The files around the sample's proposals: rules, approvers and the template."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.documents import HINT
from enhancements.sample.people import APPROVERS, LATER_APPROVER, PEOPLE

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

README = """
# Lodestead enhancements

Lodestead runs virtual appliances: closed machines that do one job and look after
themselves. Everything that changes what users can rely on starts here, as a virtual
appliance enhancement proposal (VEP).

1. Open an issue; its number is the proposal's number.
2. Add `veps/<sig>/<number>-<name>/vep.md` from the template.
3. The owning SIG reads it and decides for which release it is tracked.
4. Before each VEP freeze, say in the document what the release will bring.

Lodestead is invented. It exists to show a tracker at work.
"""

TEMPLATE_SECTIONS = """
## Overview

## Motivation

## Goals

## Non Goals

## Design

## Implementation History

## Graduation Requirements
"""


def housekeeping(calendar: Calendar) -> list[Change]:
    """The changes of everything but the proposals themselves."""
    first = {
        "README.md": README.lstrip().encode(),
        "OWNERS": _owners(APPROVERS),
        "veps/NNNN-vep-template/vep.md": _template(has_metadata_heading=False),
    }
    for sig in ("compute", "network", "storage"):
        first[f"veps/sig-{sig}/OWNERS"] = _labels(sig)
    return [
        _change(calendar, -336, "Start the enhancements repository", first),
        _change(
            calendar,
            -183,
            "Template: keep targets under a heading of their own",
            {"veps/NNNN-vep-template/vep.md": _template(has_metadata_heading=True)},
        ),
        _change(
            calendar,
            -149,
            "Add a directory for SIG Observability",
            {"veps/sig-observability/OWNERS": _labels("observability")},
        ),
        _change(
            calendar,
            -21,
            f"Add {LATER_APPROVER} as an approver",
            {"OWNERS": _owners((*APPROVERS, LATER_APPROVER))},
        ),
        _change(
            calendar,
            39,
            "README: link the board",
            {"README.md": f"{README.lstrip()}\nThe board is public.\n".encode()},
        ),
    ]


def _change(
    calendar: Calendar, day: int, subject: str, files: dict[str, bytes]
) -> Change:
    return Change(
        at=calendar.at(day, seed=3), by="vesna-tolmark", subject=subject, files=files
    )


def _owners(approvers: tuple[str, ...]) -> bytes:
    reviewers = [handle for handle in PEOPLE if handle not in approvers][::3]
    lines = [
        "approvers:",
        *[f"  - {handle}" for handle in approvers],
        "reviewers:",
        *[f"  - {handle}" for handle in reviewers],
    ]
    return ("\n".join(lines) + "\n").encode()


def _labels(sig: str) -> bytes:
    return f"labels:\n  - sig/{sig}\n".encode()


def _template(*, has_metadata_heading: bool) -> bytes:
    heading = "## VEP Status Metadata\n\n" if has_metadata_heading else ""
    targets = textwrap.dedent(
        """
        - This VEP targets alpha for version:
        - This VEP targets beta for version:
        - This VEP targets GA for version:
        """
    )
    start = f"# VEP #NNNN: Your short title\n\n{heading}### Target releases\n\n"
    return f"{start}{HINT}\n{targets}{TEMPLATE_SECTIONS}".encode()
