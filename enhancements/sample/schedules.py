"""The history of the sample's schedules, one file per release.

Real schedules are edited after they were published, in two spellings of dates,
with some keys left out in the older ones. So are these.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample.calendar import (
    CODE_FREEZE,
    FREEZES,
    GENERAL_AVAILABILITY,
    Calendar,
)
from enhancements.sample.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FREEZE_TEXT = "Virtual Appliance Enhancement Proposal (VEP) Freeze"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a release's schedule.

    `published` is a day of the story; `code_freeze` and `out` count from the
    release's VEP freeze.
    """

    release: str
    published: int
    subject: str
    why: str = ""
    code_freeze: int = CODE_FREEZE
    out: int = GENERAL_AVAILABILITY
    notes: str = ""


EDITIONS = (
    Edition(
        release="v1.8",
        published=-211,
        subject="Add the schedule of v1.8",
        why="It was on the wiki until now, which is why it comes after the VEP freeze.",
        code_freeze=63,
    ),
    Edition(
        release="v1.8",
        published=-165,
        subject="v1.8: move the code freeze by a week",
        why="Three proposals wait for the review of SIG Storage.",
    ),
    Edition(
        release="v1.9",
        published=-171,
        subject="Add the schedule of v1.9",
        out=91,
    ),
    Edition(
        release="v1.9",
        published=-11,
        subject="Reflect reality back into the schedule of v1.9",
        why="The release came a week late because of a blocker found in RC 1.",
        notes="Planned a week earlier, late because of a blocker",
    ),
    Edition(
        release="v1.10",
        published=-76,
        subject="Add the schedule of v1.10",
        code_freeze=63,
    ),
    Edition(
        release="v1.10",
        published=23,
        subject="v1.10: move the code freeze by a week",
        why="The test rack moves to another building; two days of it are lost.",
    ),
    Edition(
        release="v1.11",
        published=22,
        subject="Add the schedule of v1.11",
    ),
    Edition(
        release="v1.11",
        published=121,
        subject="v1.11: the release moves by a week",
        why="Nobody wants to be on call over the holidays.",
        out=105,
    ),
    Edition(
        release="v1.12",
        published=135,
        subject="Add the schedule of v1.12",
    ),
)

Row = tuple[int, str, str, str, str]
"""Day after the VEP freeze, milestone, who, what, notes; empty where not given."""


def schedules(calendar: Calendar) -> list[Change]:
    """All changes of the schedules' repository, in the order of their making."""
    changes = [
        Change(
            at=calendar.at(-337, seed=5),
            by="rui-castelmar",
            subject="Start the release repository",
            files={"README.md": b"# Releases of Lodestead\n\nOne folder each.\n"},
        )
    ]
    for edition in sorted(EDITIONS, key=lambda edition: edition.published):
        path = f"releases/{edition.release}/schedule.yaml"
        changes.append(
            Change(
                at=calendar.at(edition.published, seed=11),
                by="rui-castelmar",
                subject=edition.subject,
                why=edition.why,
                files={path: _yaml(edition, calendar).encode()},
            )
        )
    return changes


def _rows(edition: Edition) -> Iterable[Row]:
    """The rows of a schedule in order of time."""
    version = f"{edition.release}.0"
    branch = edition.release.replace("v", "release-")
    frozen, out = edition.code_freeze, edition.out
    release = "GA" if _is_old(edition) else "**GA**"
    toolkit = "Toolkit GA" if _is_old(edition) else "**Toolkit GA**"
    rows: list[Row] = [
        (0, "Alpha 0", "", f"Tag {version}-alpha.0", ""),
        (0, "Alpha 0", "", FREEZE_TEXT, ""),
        (7, "", "Lodestead CI", "Lanes for the new guests are voting", ""),
        (21, "Beta 0", "", f"Tag {version}-beta.0", "Begin the release checklist"),
        (frozen, _freeze_name(edition), "", f"Branch {branch}, tag {version}-rc.0", ""),
        (frozen + 14, "RC 1", "", f"Tag {version}-rc.1 on {branch}", ""),
        (out, release, "", f"Tag {version} on {branch}", edition.notes),
        (out + 7, toolkit, "Toolkit", f"Toolkit for {version}", ""),
    ]
    if edition.release not in ("v1.8", "v1.9"):
        rows.insert(0, (-84, "Design phase starts", "", "Proposals are welcome", ""))
    return rows


def _is_old(edition: Edition) -> bool:
    return edition.release == "v1.8"


def _freeze_name(edition: Edition) -> str:
    return "Feature Freeze" if _is_old(edition) else "Code Freeze"


def _yaml(edition: Edition, calendar: Calendar) -> str:
    """The file's text. The oldest one leaves out what it has nothing to say of."""
    start = FREEZES[edition.release]
    lines: list[str] = []
    for day, *texts in _rows(edition):
        lines.append(f"- when: {_written(calendar.on(start + day), edition)}")
        for key, text in zip(("milestone", "who", "what", "notes"), texts, strict=True):
            if text or not _is_old(edition):
                lines.append(f"  {key}: {_scalar(text)}")
    return "\n".join(lines) + "\n"


def _written(day: date, edition: Edition) -> str:
    return day.strftime("%Y-%m-%d" if _is_old(edition) else "%Y/%m/%d")


def _scalar(text: str) -> str:
    if not text:
        return "null"
    return f'"{text}"' if text.startswith("*") or ": " in text else text
