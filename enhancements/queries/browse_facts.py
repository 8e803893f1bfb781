"""What columns show beyond the rows of a list, read for its rows at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

from enhancements.policy import boards
from enhancements.queries import sql, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.search.conditions import ACTIVE
from enhancements.queries.shapes.lists import RowFacts, Standing
from enhancements.queries.shapes.waiting import Queue

_OF_RECORD = frozenset({"reviewer", "approver", "gate", "updated"})
_OF_ENTRIES = frozenset({"freeze", "waiting"})
_STATEMENT = f"""
SELECT record.enhancement_id, record.reviewers, record.approvers,
       record.feature_gates, {ACTIVE} AS updated_at
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND record.enhancement_id = ANY(%(ids)s)
"""
NOTHING = RowFacts()


def of(
    setting: Setting, ids: Sequence[int], columns: Collection[str]
) -> dict[int, RowFacts]:
    """Facts by id of enhancement, as far as these columns show them.

    One SQL statement for what records say, one for how entries stand and on whom they
    wait; none for the columns that rows have anyway.
    """
    found = dict.fromkeys(ids, NOTHING)
    if not ids:
        return found
    if not _OF_RECORD.isdisjoint(columns):
        given = {"project": setting.id, "at": setting.at, "ids": list(ids)}
        for row in sql.rows(_STATEMENT, given):
            found[row["enhancement_id"]] = RowFacts(
                reviewers=tuple(row["reviewers"]),
                approvers=tuple(row["approvers"]),
                gates=tuple(row["feature_gates"]),
                updated_at=row["updated_at"],
            )
    if not _OF_ENTRIES.isdisjoint(columns):
        _add_entries(found, waiting.queue(setting, only=ids))
    return found


def _add_entries(found: dict[int, RowFacts], queue: Queue) -> None:
    """How the entries of these enhancements stand, and on whom they wait."""
    for entry in queue.entries:
        facts = found[entry.enhancement]
        standing = Standing(
            release=entry.release,
            track=entry.track,
            status=entry.facts.status,
            text=boards.label(entry.facts.status),
            freeze=entry.facts.freeze,
        )
        found[entry.enhancement] = dataclasses.replace(
            facts, standings=(*facts.standings, standing)
        )
    for row in queue.rows:
        facts = found[row.entry.enhancement]
        whom = tuple(dict.fromkeys((*facts.whom, *row.wait.whom)))
        found[row.entry.enhancement] = dataclasses.replace(facts, whom=whom)
