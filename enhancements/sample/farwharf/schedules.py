"""The history of Farwharf's releases: a README with a timetable for each of them.

The forms are those of kubernetes/sig-release: a summary as a list and a table below
it. A date that moves is changed in the table first, and sometimes only there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf import deadlines
from enhancements.sample.farwharf.calendar import (
    CODE_FREEZE,
    DOCS_FREEZE,
    FREEZES,
    READINESS_FREEZE,
    RELEASE,
    START,
)
from enhancements.sample.farwharf.ics import calendar_file
from enhancements.sample.farwharf.people import RELEASE_LEAD

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

USUAL = {
    "prr": READINESS_FREEZE,
    "enhancements": 0,
    "code": CODE_FREEZE,
    "docs": DOCS_FREEZE,
    "release": RELEASE,
}
"""Deadlines in days from the enhancements freeze."""

SPOKEN = {
    "prr": "[Production Readiness Freeze]",
    "enhancements": "[Enhancements Freeze]",
    "code": "[Code Freeze] and [Test Freeze]",
    "docs": "[Docs Freeze]",
}

PHASES = "../release_phases.md"
LINKED = (
    "Production Readiness Freeze",
    "Enhancements Freeze",
    "Code Freeze",
    "Test Freeze",
    "Docs Freeze",
    "Exception",
    "Burndown",
    "Thaw",
)
"""Words with an address in the release phases."""

Writer = Callable[[date], str]
Row = tuple[str, str, str, int]
"""What, who, when, and the day from the freeze that it falls on."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a release's README; `published` is a day of the story."""

    release: str
    published: int
    subject: str
    why: str = ""
    moved: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Deadlines of the table that lie elsewhere than usual."""
    summary: Mapping[str, int] | None = None
    """Those of the list above it, when the two are not the same."""
    named_wrong: str = ""
    """The deadline whose zone has the name of the other half of the year."""
    is_draft: bool = False
    """There is only the list yet."""
    has_calendar: bool = False

    @property
    def is_old(self) -> bool:
        """Deadlines end at 02:00 UTC and not Anywhere on Earth."""
        return self.release in ("v1.27", "v1.28")


EDITIONS = (
    Edition(release="v1.27", published=-392, subject="v1.27: add the schedule"),
    Edition(
        release="v1.28",
        published=-274,
        subject="v1.28: add the schedule",
        named_wrong="code",
    ),
    Edition(
        release="v1.29",
        published=-155,
        subject="v1.29: add the schedule, deadlines are AoE from now on",
        why="Three people missed the last freeze by an hour that they did not know of.",
        moved={"code": 29},
    ),
    Edition(
        release="v1.29",
        published=-104,
        subject="v1.29: code freeze moves by a week",
        why="The test harbours are closed for inspection in the old week.",
        summary={"code": 29},
    ),
    Edition(
        release="v1.30",
        published=-36,
        subject="v1.30: add the schedule",
        moved={"prr": READINESS_FREEZE - 7, "enhancements": -7},
    ),
    Edition(
        release="v1.30",
        published=-17,
        subject="v1.30: readiness and enhancements freeze move by a week",
        why="The harbour days fall into the old week.",
    ),
    Edition(
        release="v1.30",
        published=3,
        subject="v1.30: a calendar to subscribe to",
        has_calendar=True,
    ),
    Edition(
        release="v1.31",
        published=8,
        subject="v1.31: draft of the schedule",
        is_draft=True,
    ),
    Edition(
        release="v1.31",
        published=86,
        subject="v1.31: the schedule is final",
        moved={"release": RELEASE + 7},
    ),
)


def schedules(calendar: Calendar) -> list[Change]:
    """All changes of the releases' repository, in the order of their making."""
    changes = [
        Change(
            at=calendar.at(-393, "11:12:13"),
            by=RELEASE_LEAD,
            subject="Start the release repository",
            files={
                "README.md": b"# SIG Release\n\nOne folder per release of Farwharf.\n",
                "releases/release_phases.md": b"# Phases of a release\n",
            },
        )
    ]
    changes += [
        Change(
            at=calendar.at(edition.published, seed=23),
            by=RELEASE_LEAD,
            subject=edition.subject,
            why=edition.why,
            files=_files(edition, calendar),
        )
        for edition in sorted(EDITIONS, key=lambda edition: edition.published)
    ]
    return changes


def _files(edition: Edition, calendar: Calendar) -> dict[str, bytes | None]:
    folder = f"releases/{edition.release.replace('v', 'release-')}"
    files: dict[str, bytes | None] = {
        f"{folder}/README.md": _readme(edition, calendar).encode()
    }
    if edition.has_calendar:
        days = {key: _on(edition, calendar, at) for key, at in _days(edition).items()}
        text = calendar_file(edition.release, days)
        files[f"{folder}/schedule.ics"] = text.encode()
    return files


def _days(edition: Edition) -> dict[str, int]:
    return {**USUAL, **edition.moved}


def _on(edition: Edition, calendar: Calendar, at: int) -> date:
    return calendar.on(FREEZES[edition.release] + at)


def _readme(edition: Edition, calendar: Calendar) -> str:
    release = edition.release
    parts = [
        f"# Farwharf {release}",
        "#### Links",
        "* [Release team](release-team.md)\n* [Exceptions](../EXCEPTIONS.md)",
        "## Summary",
        f"The {release.removeprefix('v')} release cycle is as follows:",
        _summary(edition, calendar),
    ]
    if not edition.is_old:
        parts.append(
            "A date ends Anywhere on Earth (AoE): at 12:00 UTC of the next day."
        )
    if not edition.is_draft:
        parts += ["## Timeline", _table(edition, calendar)]
    parts += ["## Phases", f"See the [release phases]({PHASES})."]
    return "\n\n".join([*parts, _links()]) + "\n"


def _links() -> str:
    return "\n".join(
        f"[{name}]: {PHASES}#{name.lower().replace(' ', '-')}" for name in LINKED
    )


def _deadline(edition: Edition, key: str) -> Writer:
    """How this edition writes the deadline of that name."""
    if not edition.is_old:
        return deadlines.anywhere_on_earth
    if key in ("prr", "docs"):
        return deadlines.day
    is_wrong = edition.named_wrong == key
    return partial(deadlines.at_two_utc, is_named_wrong=is_wrong)


def _summary(edition: Edition, calendar: Calendar) -> str:
    days = {**_days(edition), **(edition.summary or {})}
    lines = [
        (START, deadlines.day(_on(edition, calendar, START)), "Release cycle begins")
    ]
    for key, name in SPOKEN.items():
        when = _on(edition, calendar, days[key])
        lines.append((days[key], _deadline(edition, key)(when), name))
    out = deadlines.day(_on(edition, calendar, days["release"]))
    lines.append((days["release"], out, f"{edition.release}.0 released"))
    return "\n".join(
        f"- **{text}**: Week {_week(at)} — {what}" for at, text, what in lines
    )


def _week(at: int) -> int:
    return (at - START) // 7 + 1


def _table(edition: Edition, calendar: Calendar) -> str:
    rows = [("**What**", "**Who**", "**When**", "**Week**")]
    for what, who, when, at in _rows(edition, calendar):
        rows.append((what, who, when, f"week {_week(at)}"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [_padded(row, widths) for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def _rows(edition: Edition, calendar: Calendar) -> list[Row]:
    """The rows of the table in order of time."""
    days = _days(edition)
    version = f"{edition.release}.0".removeprefix("v" if edition.is_old else "")
    frozen, out = days["code"], days["release"]
    plain = [
        ("Start of Release Cycle", "Lead", START),
        ("Start Enhancements Tracking", "Enhancements Lead", START),
        ("Schedule finalized", "Lead", START + 4),
        ("Team finalized", "Lead", START + 4),
        ("Start Release Notes Draft", "Docs Lead", START + 15),
        (f"{version}-alpha.1 released", "Branch Manager", START + 21),
        (
            "Docs deadline — Open placeholder PRs",
            "Docs Lead",
            days["enhancements"] + 16,
        ),
        ("Call for [Exceptions][Exception]", "Lead", frozen - 9),
        ("Brace Yourself, Code Freeze is Coming", "Comms / Release Signal", frozen - 9),
        ("**Begin [Burndown]** (Monday, Wednesday, and Friday)", "Lead", frozen + 5),
        ("Docs deadline — PRs ready for review", "Docs Lead", frozen + 6),
        (f"{version}-rc.0 released", "Branch Manager", days["docs"]),
        (f"{version}-rc.1 released", "Branch Manager", days["docs"] + 7),
        (f"**v{version.removeprefix('v')} released**", "Branch Manager", out),
        ("Release blog published", "Comms", out),
        ("[Thaw]", "Branch Manager", out),
    ]
    rows = [
        (what, who, deadlines.day(_on(edition, calendar, at)), at)
        for what, who, at in plain
    ]
    owners = {"code": "Branch Manager", "docs": "Docs Lead"}
    for key, name in SPOKEN.items():
        text = _deadline(edition, key)(_on(edition, calendar, days[key]))
        owner = owners.get(key, "Enhancements Lead")
        rows.append((f"**Begin {name}**", owner, text, days[key]))
    return sorted(rows, key=lambda row: row[3])
