"""What is like a proposal, as a file."""

from __future__ import annotations

from enhancements.exports.sheets import Sheet
from enhancements.queries.similar import Similar

SIMILAR: Sheet[Similar] = Sheet(
    "similar",
    (
        ("kind", lambda row: row.kind),
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: "".join(piece.text for piece in row.title)),
        ("sig", lambda row: row.sig),
        ("participating_sigs", lambda row: list(row.participating)),
        ("stage", lambda row: row.stage.key if row.stage else ""),
        ("status", lambda row: row.status),
        ("has_document", lambda row: row.has_document),
        ("score", lambda row: round(row.score, 3)),
        ("why", lambda row: list(row.reasons)),
        ("passage", lambda row: "".join(piece.text for piece in row.snippet)),
        ("url", lambda row: row.url),
    ),
)
"""One line for each enhancement, issue or pull request, the most alike first."""
