"""Decisions of a release as the API gives them, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy.decisions import Standing
from enhancements.queries import cursors, sql
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.release import named

# Of several at one place, which a merge may bring about, the later one counts.
_STATEMENT = """
SELECT * FROM (
  SELECT DISTINCT ON (winner.id, decision.track, decision.kind, decision.freeze,
                      decision.criterion)
         decision.id, record.key AS item, decision.track, decision.kind,
         decision.freeze, decision.criterion, decision.value, decision.reason,
         decision.by, decision.since, decision.batch
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
    JOIN enhancements_enhancement winner
      ON winner.id = coalesce(own.merged_into_id, own.id)
    JOIN enhancements_record record
      ON record.enhancement_id = winner.id AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
   WHERE decision.release_id = %(release)s AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
   ORDER BY winner.id, decision.track, decision.kind, decision.freeze,
            decision.criterion, decision.since DESC, decision.id DESC
) AS standing
 WHERE (%(items)s::text[] IS NULL OR item = ANY(%(items)s))
   AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
   AND id > %(after)s
 ORDER BY id LIMIT %(limit)s
"""


def listing(
    setting: Setting,
    name: str,
    given: Mapping[str, Sequence[str]],
    *,
    limit: int,
    after: Sequence[Any] | None,
) -> cursors.Page:
    """A page of what stood at the setting's moment; one SQL statement.

    Raises ReleaseUnknown.
    """
    release = named(setting, name)
    rows = sql.rows(
        _STATEMENT,
        {
            "release": release.id,
            "at": setting.at,
            "items": list(given["item"]) or None,
            "kinds": list(given["kind"]) or None,
            "after": after[0] if after else 0,
            "limit": limit + 1,
        },
    )
    more = len(rows) > limit
    rows = rows[:limit]
    items = [
        {**row, "batch": str(row["batch"]), "since": iso(row["since"])} for row in rows
    ]
    last = (rows[-1]["id"],) if more else None
    following = cursors.Cursor(setting.at, "", last) if last else None
    return cursors.Page(items, following)


def standing(one: Standing | None) -> dict[str, Any] | None:
    """What stands at a place; None for nothing."""
    if one is None:
        return None
    return {
        "id": one.id,
        "value": one.value,
        "reason": one.reason,
        "by": one.by,
        "since": iso(one.since),
    }
