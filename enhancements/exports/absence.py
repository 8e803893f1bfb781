"""Owners who are gone or silent, as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.sig_desk import Missing

MISSING: Sheet[Missing] = Sheet(
    "absent-owners",
    (
        ("release", lambda row: row.entry.release),
        ("key", lambda row: row.entry.key),
        ("number", lambda row: row.entry.number),
        ("title", lambda row: row.entry.title),
        ("sig", lambda row: row.entry.sig),
        ("track", lambda row: row.entry.track),
        ("stage", lambda row: row.entry.stage.key),
        ("login", lambda row: row.absent.login),
        ("called", lambda row: row.absent.called or None),
        ("state", lambda row: row.absent.word),
        ("why", lambda row: row.absent.why),
        ("since", lambda row: iso(row.absent.since)),
        ("seen_at", lambda row: iso(row.absent.last.at) if row.absent.last else None),
        ("seen", lambda row: row.absent.last.what if row.absent.last else None),
        ("evidence", lambda row: row.absent.last.url if row.absent.last else None),
    ),
)
"""One line for each owner of an entry who is gone or silent."""
