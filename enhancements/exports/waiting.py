"""What waits for somebody, as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.waiting import WaitRow

WAITS: Sheet[WaitRow] = Sheet(
    "waiting",
    (
        ("release", lambda row: row.entry.release),
        ("key", lambda row: row.entry.key),
        ("number", lambda row: row.entry.number),
        ("title", lambda row: row.entry.title),
        ("sig", lambda row: row.entry.sig),
        ("track", lambda row: row.entry.track),
        ("stage", lambda row: row.entry.stage.key),
        ("reason", lambda row: row.wait.reason),
        ("check", lambda row: row.wait.check),
        ("ask", lambda row: row.wait.ask),
        ("why", lambda row: row.wait.why),
        ("on", lambda row: [f"{one.side}:{one.name}" for one in row.wait.whom]),
        ("since", lambda row: iso(row.wait.since)),
        ("due", lambda row: iso(row.wait.due)),
        ("evidence", lambda row: row.wait.url),
    ),
)
"""One line for each thing that is waited for."""
