"""Decisions that stand, those of enhancements that were merged with the others'.

What was decided about one that was merged into another counts for the other. Where both
hold a decision at the same place, the later one counts; whoever reads decisions
anywhere does it by this rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from enhancements.policy.decisions import Place, Standing
from enhancements.queries import sql

_COLUMNS = """decision.id, decision.release_id, decision.enhancement_id, decision.track,
       decision.kind, decision.freeze, decision.criterion, decision.value,
       decision.reason, decision.by, decision.since, decision.batch,
       coalesce(enhancement.merged_into_id, enhancement.id) AS winner"""
_TABLES = """enhancements_decision decision
  JOIN enhancements_enhancement enhancement
    ON enhancement.id = decision.enhancement_id"""
_NOW = f"""
SELECT {_COLUMNS}
  FROM {_TABLES}
 WHERE decision.release_id = ANY(%(releases)s) AND decision.until IS NULL
   AND (enhancement.id = ANY(%(ids)s) OR enhancement.merged_into_id = ANY(%(ids)s))
 ORDER BY decision.since DESC, decision.id DESC
"""
_WINNERS = """
SELECT id, coalesce(merged_into_id, id) AS winner FROM enhancements_enhancement
 WHERE project_id = %(project)s AND id = ANY(%(ids)s)
"""


def winners(*, project: int, ids: Iterable[int]) -> dict[int, int]:
    """Which enhancement each of these is now; those of other projects are left out.

    One SQL statement.
    """
    given = {"project": project, "ids": sorted(set(ids))}
    return {row["id"]: row["winner"] for row in sql.rows(_WINNERS, given)}


def standing(
    *, releases: Iterable[int], ids: Sequence[int]
) -> dict[Place, list[Standing]]:
    """What stands now at the places of these enhancements, none of which was merged.

    The first of a place counts; the others are of enhancements that were merged into
    it, each with its own place. One SQL statement.
    """
    given = {"releases": sorted(set(releases)), "ids": sorted(set(ids))}
    found: dict[Place, list[Standing]] = {}
    for place, one in _placed(sql.rows(_NOW, given)):
        found.setdefault(place, []).append(one)
    return found


def _placed(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[Place, Standing]]:
    for row in rows:
        names = ("track", "kind", "freeze", "criterion")
        what = {name: row[name] for name in names}
        release = row["release_id"]
        own = Place(release, row["enhancement_id"], **what)
        said = {name: row[name] for name in ("id", "value", "reason", "by", "since")}
        yield (
            Place(release, row["winner"], **what),
            Standing(place=own, batch=row["batch"], **said),
        )
