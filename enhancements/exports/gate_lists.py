"""Lists of feature gates as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.shapes.gates import GateProof, GateRow


def gates(tags: Sequence[str]) -> Sheet[GateRow]:
    """Gates with a column for each of these tags, in their order."""
    return Sheet(
        "gates",
        (
            ("gate", lambda row: row.name),
            ("linked_to", lambda row: [one.key for one in row.links]),
            ("linked_by", lambda row: [one.how for one in row.links]),
            *((tag, _stage_at(place)) for place, tag in enumerate(tags)),
        ),
    )


def _stage_at(place: int) -> Callable[[GateRow], str]:
    return lambda row: _said(row, place)


PROOFS: Sheet[GateProof] = Sheet(
    "proofs",
    (
        ("release", lambda row: row.release),
        ("key", lambda row: row.key),
        ("title", lambda row: row.title),
        ("track", lambda row: row.track),
        ("stage", lambda row: row.stage.key),
        ("word", lambda row: row.word),
        ("registered", lambda row: row.registered.key if row.registered else None),
        ("tag", lambda row: row.tag),
        ("admitted_at", lambda row: iso(row.admitted_at)),
        ("evidence", lambda row: row.url),
    ),
)


def _said(row: GateRow, place: int) -> str:
    """The stage at one tag: its key, `gone`, or nothing."""
    cell = row.cells[place]
    if cell.stage is not None:
        return cell.stage.key
    return cell.word or ("gone" if cell.state == "gone" else "")
