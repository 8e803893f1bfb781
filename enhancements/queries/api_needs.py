"""What the entries of a release depend on, as boards give it to programs and files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from enhancements.policy.outcomes import Word
from enhancements.queries import dependencies, sql
from enhancements.queries.deadlines import Dates
from enhancements.queries.dependency_statements import OWN, STANDING
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.dependencies import Need

_STATEMENT = f"""
SELECT needed.enhancement_id,
       json_agg(needed ORDER BY needed.since, needed.id)::text AS said
  FROM ({STANDING} AND {OWN} = ANY(%(only)s)) needed
 GROUP BY needed.enhancement_id
"""
_LEFT = frozenset({Word.DEFERRED, Word.REMOVED, Word.DROPPED})


def of(setting: Setting, only: Collection[int]) -> dict[int, str]:
    """What these enhancements depend on at the moment, by id: JSON of
    `dependency_statements.STANDING`. One SQL statement.
    """
    given = {"project": setting.id, "at": setting.at, "only": list(only)}
    rows = sql.rows(_STATEMENT, given)
    return {row["enhancement_id"]: row["said"] for row in rows}


def of_entry(
    setting: Setting, release: Dates, row: EntryRow, text: str
) -> tuple[Need, ...]:
    """What an entry needs, `text` as `of` gave it. Nothing is late for a release that
    is out, nor for what is no longer planned or has left it.
    """
    is_out = release.out_at is not None and release.out_at <= setting.at
    has_left = row.became is not None and row.became.outcome.word in _LEFT
    is_asked = row.planned and not is_out and not has_left
    stage = row.stage.key if is_asked else ""
    return dependencies.of_text(setting.profile, text, stage, release.name)


def as_data(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """As boards give it."""
    return [
        {"key": one.key, "late": one.word or None, "warning": one.text} for one in needs
    ]
