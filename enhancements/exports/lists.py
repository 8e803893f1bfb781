"""The columns of every list that can be had as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes import (
    Change,
    Comparison,
    EnhancementRow,
    EntryRow,
    ProblemRow,
    ReleaseSummary,
    SigRow,
)
from enhancements.queries.shapes.compare import Placed
from enhancements.queries.shapes.people import PeopleRow, PersonRow
from enhancements.queries.shapes.roadmap import RoadMark, RoadRow

Row = TypeVar("Row", bound=Placed)


def _targets(row: EnhancementRow) -> dict[str, str]:
    return {t.stage.key: t.release for t in row.targets if t.release}


def _outcome(row: EntryRow) -> str:
    """What became of it, as the API says it."""
    return row.became.outcome.word.value if row.became else ""


def _shown(row: EntryRow, name: str) -> Any:
    """What the release's tag shows of it; None for nothing."""
    shown = row.became.shown if row.became else None
    return getattr(shown, name) if shown is not None else None


ENTRIES: Sheet[EntryRow] = Sheet(
    "entries",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("track", lambda row: row.track),
        ("stage", lambda row: row.stage.key),
        ("kind", lambda row: row.kind),
        ("planned", lambda row: row.planned),
        ("moved_from", lambda row: row.moved_from),
        ("moved_to", lambda row: row.moved_to),
        ("went_on", lambda row: row.went_on),
        ("late_record", lambda row: row.late_record),
        ("committed", lambda row: row.committed),
        ("shipped", lambda row: row.shipped),
        ("outcome", _outcome),
        ("outcome_by", lambda row: row.became.outcome.by.value if row.became else ""),
        ("gate", lambda row: _shown(row, "gate")),
        ("gate_stage", lambda row: _shown(row, "registered")),
        ("gate_tag", lambda row: _shown(row, "tag")),
        ("admitted_at", lambda row: iso(_shown(row, "admitted_at"))),
        ("status", lambda row: row.status),
        ("authors", lambda row: list(row.authors)),
        ("owners", lambda row: list(row.owners)),
        ("reviewers", lambda row: list(row.reviewers)),
        ("approvers", lambda row: list(row.approvers)),
        ("since", lambda row: iso(row.since)),
        ("problems", lambda row: row.problems),
        ("drift", lambda row: row.drift),
        ("evidence", lambda row: row.evidence),
    ),
)
ENHANCEMENTS: Sheet[EnhancementRow] = Sheet(
    "enhancements",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("status", lambda row: row.status),
        ("stage", lambda row: row.stage.key if row.stage else None),
        ("targets", _targets),
        ("tracks", lambda row: row.tracks),
        ("authors", lambda row: list(row.authors)),
        ("merged_at", lambda row: iso(row.merged_at)),
        ("problems", lambda row: row.problems),
        ("drift", lambda row: row.drift),
    ),
)
PROBLEMS: Sheet[ProblemRow] = Sheet(
    "problems",
    (
        ("key", lambda row: row.key),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("source", lambda row: row.where),
        ("path", lambda row: row.path),
        ("line", lambda row: row.line or None),
        ("field", lambda row: row.label),
        ("message", lambda row: row.message),
        ("raw", lambda row: row.raw),
        ("since", lambda row: iso(row.since)),
        ("evidence", lambda row: row.evidence),
    ),
)
CHANGES: Sheet[Change] = Sheet(
    "changes",
    (
        ("at", lambda row: iso(row.at)),
        ("key", lambda row: row.key),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("release", lambda row: row.release),
        ("kind", lambda row: row.kind),
        ("text", lambda row: row.text),
        ("old", lambda row: row.old),
        ("new", lambda row: row.new),
        ("source", lambda row: row.source),
        ("subject", lambda row: row.subject),
        ("evidence", lambda row: row.evidence),
    ),
)
RELEASES: Sheet[ReleaseSummary] = Sheet(
    "releases",
    (
        ("name", lambda row: row.name),
        ("phase", lambda row: row.phase),
        ("is_out", lambda row: row.is_out),
        ("state", lambda row: row.state),
        (
            "deadlines",
            lambda row: {d.label: iso(d.date) for d in row.deadlines},
        ),
        ("planned", lambda row: row.planned),
        ("committed", lambda row: row.committed),
        ("out", lambda row: row.out),
        ("added", lambda row: row.added),
    ),
)


def sigs(current: str, following: str) -> Sheet[SigRow]:
    """The list of SIGs; two of its columns are named for the releases they count."""
    planned: list[tuple[str, Callable[[SigRow], Any]]] = []
    if current:
        planned.append((current, lambda row: row.current))
    if following:
        planned.append((following, lambda row: row.following))
    return Sheet(
        "sigs",
        (
            ("name", lambda row: row.name),
            ("title", lambda row: row.title),
            ("chairs", lambda row: list(row.chairs)),
            ("enhancements", lambda row: row.enhancements),
            *planned,
            ("drift", lambda row: row.drift),
            ("problems", lambda row: row.problems),
            ("listed", lambda row: row.listed),
        ),
    )


def _mark(mark: RoadMark) -> str:
    """What the roadmap draws, in words: "beta committed", "beta slipped to v1.10"."""
    said = [mark.stage.key, mark.state]
    if mark.moved_to:
        said += ["to", mark.moved_to]
    if mark.track:
        said.append(f"({mark.track})")
    return " ".join(said)


def roadmap(releases: Sequence[str]) -> Sheet[RoadRow]:
    """The roadmap; a column for each release, with every mark of the cell."""

    def cell(place: int) -> Callable[[RoadRow], list[str]]:
        return lambda row: [_mark(mark) for mark in row.cells[place]]

    return Sheet(
        "roadmap",
        (
            ("key", lambda row: row.key),
            ("number", lambda row: row.number),
            ("title", lambda row: row.title),
            ("sig", lambda row: row.sig),
            ("status", lambda row: row.status),
            *((name, cell(place)) for place, name in enumerate(releases)),
            ("problems", lambda row: row.problems),
            ("drift", lambda row: row.drift),
        ),
    )


PEOPLE: Sheet[PeopleRow] = Sheet(
    "people",
    (
        ("login", lambda row: row.name.login),
        ("team", lambda row: row.name.is_team),
        ("owns", lambda row: row.owns),
        ("reviews", lambda row: row.reviews),
        ("approves", lambda row: row.approves),
        (
            "rosters",
            lambda row: {one.sig or "project": list(one.roles) for one in row.sigs},
        ),
        ("sigs", lambda row: list(row.around)),
    ),
)
PERSON: Sheet[PersonRow] = Sheet(
    "person",
    (
        ("key", lambda row: row.row.key),
        ("number", lambda row: row.row.number),
        ("title", lambda row: row.row.title),
        ("roles", lambda row: list(row.roles)),
        ("sig", lambda row: row.row.sig),
        ("status", lambda row: row.row.status),
        ("stage", lambda row: row.row.stage.key if row.row.stage else None),
        ("targets", lambda row: _targets(row.row)),
        ("planned", lambda row: list(row.planned)),
        ("merged_at", lambda row: iso(row.row.merged_at)),
        ("problems", lambda row: row.row.problems),
        ("drift", lambda row: row.row.drift),
    ),
)


def compared(
    sheet: Sheet[Row], rows: Iterable[Row], comparison: Comparison[Row] | None
) -> tuple[Sheet[Row], Iterable[Row]]:
    """A list with what differs at the moment it is compared with, as the page has it.

    Two columns more: the mark of a row, and what other columns say at the other
    moment; rows that are in the list only there come last.
    """
    if comparison is None:
        return sheet, rows

    def mark(row: Row) -> str:
        difference = comparison.of(row)
        return difference.mark if difference else ""

    def other(row: Row) -> dict[str, str]:
        difference = comparison.of(row)
        return dict(difference.other) if difference else {}

    columns = (*sheet.columns, ("change", mark), ("elsewhere", other))
    return Sheet(sheet.name, columns), (*rows, *comparison.gone)
