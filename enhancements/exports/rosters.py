"""Who leads a SIG and approves for it, by which files, as a file."""

from __future__ import annotations

from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.sig_rosters import RosterRole

ROSTERS: Sheet[RosterRole] = Sheet(
    "rosters",
    (
        ("role", lambda row: row.role),
        ("people", lambda row: list(row.people)),
        ("files", lambda row: [one.path for one in row.files]),
        ("named", lambda row: [one.aliases for one in row.files]),
    ),
)
"""One line for each role; `named` is what each file says, in its own words."""
