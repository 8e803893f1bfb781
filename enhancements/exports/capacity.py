"""How much people review in a release, as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.capacity import Room

ROOMS: Sheet[Room] = Sheet(
    "capacity",
    (
        ("login", lambda row: row.login),
        ("number", lambda row: row.number),
        ("note", lambda row: row.note),
        ("since", lambda row: iso(row.since)),
    ),
)
"""One line for each person who said how much they take on."""
