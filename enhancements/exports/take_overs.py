"""Offers to take over, as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.take_overs import Offer

OFFERS: Sheet[Offer] = Sheet(
    "take-overs",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("release", lambda row: row.release or None),
        ("track", lambda row: row.track),
        ("login", lambda row: row.login),
        ("text", lambda row: row.text),
        ("ground", lambda row: row.ground),
        ("offered_at", lambda row: iso(row.offered_at)),
        ("answer", lambda row: row.answer or None),
        ("answered_by", lambda row: row.answered_by or None),
        ("answered_at", lambda row: iso(row.until)),
        ("reason", lambda row: row.reason),
        ("owners_before", lambda row: list(row.before)),
    ),
)
"""One line for each offer."""
