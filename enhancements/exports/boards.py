"""The columns of a freeze board as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.board_filters import owners_of
from enhancements.queries.shapes.board import BoardCell, BoardRow
from enhancements.queries.shapes.board_page import Freeze

Column = tuple[str, Callable[[BoardRow], Any]]


def sheet(freezes: Sequence[Freeze]) -> Sheet[BoardRow]:
    """The board; for each freeze its word, what the checks came to, and who decided."""
    return Sheet(
        "board",
        (
            ("key", lambda row: row.entry.key),
            ("number", lambda row: row.entry.number),
            ("title", lambda row: row.entry.title),
            ("sig", lambda row: row.entry.sig),
            ("track", lambda row: row.entry.track),
            ("stage", lambda row: row.entry.stage.key),
            ("kind", lambda row: row.entry.kind),
            ("planned", lambda row: row.is_planned),
            ("status", lambda row: row.status.value),
            *(column for freeze in freezes for column in _columns(freeze.key)),
            ("owners", lambda row: list(owners_of(row))),
            ("reviewers", lambda row: list(row.entry.reviewers)),
            ("approvers", lambda row: list(row.entry.approvers)),
            ("contact", lambda row: row.contact),
            ("opted_in", lambda row: row.opted_in is not None),
            ("note", lambda row: row.note.value if row.note else ""),
            ("check_in", lambda row: row.check_in.value if row.check_in else ""),
            ("check_in_by", lambda row: row.check_in.by if row.check_in else ""),
            ("check_in_why", lambda row: row.check_in.reason if row.check_in else ""),
            ("depends_on", lambda row: [one.key for one in row.needs]),
            ("late_dependencies", lambda row: [one.text for one in row.late]),
            ("concerns", lambda row: list(row.concerns)),
            ("active_at", lambda row: iso(row.active_at)),
            ("problems", lambda row: row.entry.problems),
            ("drift", lambda row: row.entry.drift),
        ),
    )


def _columns(freeze: str) -> tuple[Column, ...]:
    def of(name: str, value: Callable[[BoardCell], Any]) -> Column:
        def column(row: BoardRow) -> Any:
            cell = row.cell(freeze)
            return value(cell) if cell else None

        return f"{freeze}{name}", column

    return (
        of("", lambda cell: cell.status.value),
        of(" checks", lambda cell: cell.verdict),
        of(" asked", lambda cell: cell.asked),
        of(" failed", lambda cell: cell.failed),
        of(" unknown", lambda cell: cell.unknown),
        of(" waived", lambda cell: cell.waived),
        of(" missing", lambda cell: cell.missing),
        of(" by", lambda cell: cell.decision.by if cell.decision else ""),
        of(" since", lambda cell: iso(cell.decision.since) if cell.decision else None),
        of(" reason", lambda cell: cell.decision.reason if cell.decision else ""),
        of(" exception", lambda cell: cell.exception.phase if cell.exception else ""),
        of(
            " exception until",
            lambda cell: iso(cell.exception.until) if cell.exception else None,
        ),
    )
