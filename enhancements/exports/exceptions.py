"""The columns of an exceptions desk as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.exceptions import ExceptionRow

EXCEPTIONS: Sheet[ExceptionRow] = Sheet(
    "exceptions",
    (
        ("id", lambda row: row.id),
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig or None),
        ("track", lambda row: row.track),
        ("stage", lambda row: row.stage.key if row.stage else None),
        ("freezes", lambda row: [one.key for one in row.freezes]),
        ("phase", lambda row: row.phase.value),
        ("state", lambda row: row.state),
        ("evaluation", lambda row: row.evaluation or None),
        ("days", lambda row: row.days),
        ("granted_until", lambda row: iso(row.granted_until)),
        ("requested_by", lambda row: row.by),
        ("requested_at", lambda row: iso(row.at)),
        ("state_by", lambda row: row.state_by),
        ("state_since", lambda row: iso(row.state_since)),
        ("reason", lambda row: row.reason),
        ("votes_for", lambda row: dict(row.tally).get("for", 0)),
        ("votes_against", lambda row: dict(row.tally).get("against", 0)),
        ("votes_abstain", lambda row: dict(row.tally).get("abstain", 0)),
        ("pull_requests", lambda row: list(row.links)),
        ("thread", lambda row: row.thread or None),
        ("answers", lambda row: dict(row.answers)),
    ),
)
