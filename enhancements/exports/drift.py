"""The drift list and the untracked work of a release as files."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.policy.drift import NOBODY
from enhancements.queries.shapes.drift import DriftRow, WorkRow


def _sides(row: DriftRow) -> list[str]:
    return [
        f"{side.source}: {side.words}"
        + (f" since {iso(side.since)}" if side.since else "")
        + (f" ({side.url})" if side.url else "")
        for side in row.difference.sides
    ]


def _right(row: DriftRow) -> str:
    one = row.difference
    return "" if one.right == NOBODY else one.sides[one.right].words


def _lines(row: DriftRow, kind: str) -> list[str]:
    return [
        line for fix in row.difference.fixes if fix.kind == kind for line in fix.lines
    ]


DRIFT: Sheet[DriftRow] = Sheet(
    "drift",
    (
        ("key", lambda row: row.key),
        ("number", lambda row: row.number),
        ("title", lambda row: row.title),
        ("sig", lambda row: row.sig),
        ("field", lambda row: row.difference.field),
        ("track", lambda row: row.difference.track),
        ("label", lambda row: row.difference.label),
        ("sides", _sides),
        ("right", _right),
        ("why", lambda row: row.difference.why),
        ("since", lambda row: iso(row.difference.since)),
        ("commands", lambda row: _lines(row, "command")),
        ("texts", lambda row: _lines(row, "text")),
        ("write", lambda row: row.write.words if row.write else ""),
    ),
)
UNTRACKED: Sheet[WorkRow] = Sheet(
    "untracked",
    (
        ("pull_request", lambda row: row.name),
        ("title", lambda row: row.title),
        ("url", lambda row: row.url),
        ("author", lambda row: row.author),
        ("sigs", lambda row: list(row.sigs)),
        ("labels", lambda row: list(row.labels)),
        ("branch", lambda row: row.branch),
        ("milestone", lambda row: row.milestone),
        ("merged_at", lambda row: iso(row.merged_at)),
        ("names", lambda row: row.names),
        ("suggested", lambda row: [key for key, _, _ in row.suggested]),
        ("needs_none_by", lambda row: row.exempt_by),
        ("needs_none_because", lambda row: row.exempt_reason),
    ),
)
