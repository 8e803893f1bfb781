"""Saved views as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.saved_views import ViewRow

VIEWS: Sheet[ViewRow] = Sheet(
    "views",
    (
        ("number", lambda row: row.number),
        ("name", lambda row: row.name),
        ("description", lambda row: row.description),
        ("audience", lambda row: row.audience),
        ("sig", lambda row: row.sig or None),
        ("owner", lambda row: row.owner),
        ("query", lambda row: row.query),
        ("columns", lambda row: list(row.columns)),
        ("sort", lambda row: row.sort),
        ("group", lambda row: row.group),
        ("made_at", lambda row: iso(row.made_at)),
        ("changed_at", lambda row: iso(row.changed_at)),
    ),
)
