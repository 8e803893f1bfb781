"""A table of a report as a file: its columns are those of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.reports import Cell, Note, Table

Row = tuple[Cell, ...]


def sheet(report: str, table: Table) -> Sheet[Row]:
    """The columns of a table; the file is named for the report and its table."""
    return Sheet(
        f"{report}-{table.key}",
        tuple((head.key, _value(place)) for place, head in enumerate(table.heads)),
    )


def _value(place: int) -> Callable[[Row], Any]:
    return lambda row: row[place].value


NOTES: Sheet[Note] = Sheet(
    "notes",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("stage", lambda row: row.stage),
        ("shipped", lambda row: row.is_shipped),
        ("summary", lambda row: row.summary),
        ("gates", lambda row: list(row.gates)),
        ("issue", lambda row: row.issue_url),
        ("document", lambda row: row.document_url),
        ("docs", lambda row: [url for _, url in row.docs]),
        ("proof", lambda row: row.proof_url),
    ),
)
