"""Who was asked whether all is still true, and who would be, as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.asking import AskedRow, Planned
from enhancements.queries.shapes.waiting import QueueEntry

ASKED: Sheet[AskedRow] = Sheet(
    "asked",
    (
        ("asked_at", lambda row: iso(row.at)),
        ("login", lambda row: row.login),
        ("role", lambda row: row.role),
        ("way", lambda row: row.way),
        ("release", lambda row: row.release),
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("track", lambda row: row.track),
        ("freeze", lambda row: row.freeze),
        ("days_before", lambda row: row.rung),
        ("answer", lambda row: row.answer),
        ("reason", lambda row: row.reason),
        ("answered_by", lambda row: row.answered_by),
        ("answered_at", lambda row: iso(row.answered_at)),
    ),
)
"""One line for each entry that somebody was asked about."""
PLANNED: Sheet[tuple[dt.date, str, QueueEntry]] = Sheet(
    "to-be-asked",
    (
        ("day", lambda row: row[0].isoformat()),
        ("login", lambda row: row[1]),
        ("release", lambda row: row[2].release),
        ("key", lambda row: row[2].key),
        ("number", lambda row: row[2].number),
        ("title", lambda row: row[2].title),
        ("track", lambda row: row[2].track),
        ("freeze", lambda row: row[2].facts.freeze_key),
    ),
)
"""One line for each entry that somebody would be asked about."""


def planned(rows: Iterable[Planned]) -> list[tuple[dt.date, str, QueueEntry]]:
    """The lines of PLANNED."""
    return [(one.day, one.login, entry) for one in rows for entry in one.entries]
