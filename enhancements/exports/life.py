"""The columns of the lists of a release's life: its dates, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.cleaning import Found
from enhancements.queries.closing import Closed
from enhancements.queries.deadlines import Dates
from enhancements.queries.rolling import Rolled
from enhancements.queries.shapes import Deadline, DeadlineDate

Said = tuple[Deadline, DeadlineDate]
"""A date that a deadline had."""
DATES: Sheet[Said] = Sheet(
    "schedule",
    (
        ("deadline", lambda row: row[0].kind),
        ("label", lambda row: row[0].label),
        ("date", lambda row: iso(row[1].date)),
        ("ends_at", lambda row: iso(row[1].ends_at)),
        ("stands", lambda row: row[1].ends_at == row[0].ends_at),
        ("since", lambda row: iso(row[1].since)),
        ("until", lambda row: iso(row[1].until)),
        ("source", lambda row: row[1].source),
        ("by", lambda row: row[1].by),
        ("reason", lambda row: row[1].reason),
        ("evidence", lambda row: row[1].evidence),
    ),
)


def dates(release: Dates) -> Iterator[Said]:
    """Every date of every deadline, oldest first."""
    return ((one, said) for one in release.deadlines for said in one.dates)


OUTCOMES: Sheet[Closed] = Sheet(
    "outcomes",
    (
        ("key", lambda row: row.entry.key),
        ("number", lambda row: row.entry.number),
        ("title", lambda row: row.entry.title),
        ("sig", lambda row: row.entry.sig),
        ("track", lambda row: row.entry.track),
        ("stage", lambda row: row.entry.stage.key),
        ("outcome", lambda row: str(row.word)),
        ("said_by", lambda row: str(row.by)),
        ("contradicted", lambda row: row.became.outcome.is_contrary),
        ("by", lambda row: row.became.by),
        ("reason", lambda row: row.became.reason),
        ("since", lambda row: iso(row.became.since)),
        ("gate", lambda row: row.became.shown.gate if row.became.shown else ""),
        ("tag", lambda row: row.became.shown.tag if row.became.shown else ""),
        ("evidence", lambda row: row.became.shown.url if row.became.shown else ""),
        ("moved_to", lambda row: row.entry.moved_to),
    ),
)
ROLLED: Sheet[Rolled] = Sheet(
    "roll-over",
    (
        ("key", lambda row: row.entry.key),
        ("number", lambda row: row.entry.number),
        ("title", lambda row: row.entry.title),
        ("sig", lambda row: row.entry.sig),
        ("track", lambda row: row.entry.track),
        ("outcome", lambda row: str(row.left.word)),
        ("choice", lambda row: str(row.choice)),
        ("next_stage", lambda row: row.left.next_stage),
        ("opted_in", lambda row: row.is_opted_in),
        ("commands", lambda row: list(row.commands)),
    ),
)
CLEANED: Sheet[Found] = Sheet(
    "clean-up",
    (
        ("issue", lambda row: row.issue.number),
        ("repository", lambda row: row.issue.repository),
        ("address", lambda row: row.address),
        ("title", lambda row: row.title),
        ("case", lambda row: row.case),
        ("evidence", lambda row: list(row.evidence)),
        ("labels", lambda row: list(row.issue.labels)),
        ("milestone", lambda row: row.issue.milestone),
        ("commands", lambda row: list(row.commands)),
        ("comment", lambda row: row.comment),
    ),
)
