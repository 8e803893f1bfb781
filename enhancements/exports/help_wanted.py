"""For what somebody is wanted, as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.help_wanted import Help

WANTED: Sheet[Help] = Sheet(
    "help-wanted",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("kind", lambda row: row.kind),
        ("text", lambda row: row.text),
        ("by", lambda row: row.by),
        ("since", lambda row: iso(row.since)),
    ),
)
"""One line for each kind of help that an enhancement wants."""
