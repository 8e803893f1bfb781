"""The list of enhancements beside itself at another moment.

Only what began or ended between the two moments can differ, so only that is read,
however many enhancements there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.queries import comparing, sql, words
from enhancements.queries import filters as filters_
from enhancements.queries.comparing import Other
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EnhancementRow
from enhancements.queries.shapes.compare import Comparison, Difference, Place

# How many rows that are in the list only at the other moment are shown.
MOST_GONE = 100

# `said` is what a row of the list shows: only a difference there is a change.
_HELD = f"""
  SELECT {words.ROW_COLUMNS}, ({{condition}}) AS meets,
         jsonb_build_array(record.key, record.title, record.sig, record.status,
           record.stage, jsonb_strip_nulls(record.targets), record.authors,
           jsonb_strip_nulls(jsonb_path_query_array(record.tracks,
             '$[*].targets'))) AS said
    FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.since <= {{at}}
     AND (record.until IS NULL OR record.until > {{at}})
     AND record.enhancement_id IN (SELECT enhancement_id FROM touched)
"""

_STATEMENT = """
WITH touched AS MATERIALIZED (
  SELECT enhancement_id FROM enhancements_record
   WHERE project_id = %(project)s AND since > %(older)s AND since <= %(newer)s
  UNION
  SELECT enhancement_id FROM enhancements_record
   WHERE project_id = %(project)s AND until > %(older)s AND until <= %(newer)s
), here AS MATERIALIZED ({here}), there AS MATERIALIZED ({there}),
gone AS (
  SELECT there.*, to_jsonb(here) AS now
    FROM there LEFT JOIN here USING (enhancement_id)
   WHERE there.meets AND here.meets IS NOT TRUE
)
SELECT
 (SELECT count(*) FROM here LEFT JOIN there USING (enhancement_id)
   WHERE here.meets AND there.said IS NULL) AS only_here,
 (SELECT count(*) FROM there LEFT JOIN here USING (enhancement_id)
   WHERE there.meets AND here.said IS NULL) AS only_there,
 (SELECT count(*) FROM here JOIN there USING (enhancement_id)
   WHERE (here.meets OR there.meets) AND here.said <> there.said) AS changed,
 (SELECT count(*) FROM gone) AS gone_total,
 (SELECT jsonb_agg(to_jsonb(one)) FROM (
    SELECT * FROM gone ORDER BY number NULLS LAST, key LIMIT %(most)s) one) AS gone,
 (SELECT jsonb_agg(jsonb_build_object('id', here.enhancement_id,
                                      'there', to_jsonb(there)))
    FROM here LEFT JOIN there USING (enhancement_id)
   WHERE here.enhancement_id = ANY(%(shown)s)) AS shown
"""


def build(
    setting: Setting,
    other: Other,
    rows: Sequence[EnhancementRow],
    conditions: Mapping[str, str],
    parameters: Mapping[str, Any],
    *,
    most_gone: int | None = MOST_GONE,
) -> Comparison[EnhancementRow]:
    """How these rows differ, and the rows that are only at the other moment.

    `conditions` are the filters of the list with their `parameters`; of the rows only
    there `most_gone` are read, all when it is None. One statement.
    """
    condition = filters_.joined(conditions.values())
    is_older = other.moment.at <= setting.at
    found = sql.rows(
        _STATEMENT.format(
            here=_HELD.format(condition=condition, at="%(at)s"),
            # What is asked of a moment is asked of that one there.
            there=_HELD.format(
                condition=condition.replace("%(at)s", "%(then)s"), at="%(then)s"
            ),
        ),
        {
            **parameters,
            "then": other.moment.at,
            "older": min(other.moment.at, setting.at),
            "newer": max(other.moment.at, setting.at),
            "most": most_gone,
            "shown": [row.enhancement for row in rows],
        },
    )[0]
    gone = [(_row(setting, one), one["now"]) for one in sql.parsed(found["gone"]) or []]
    differences = _differences(
        setting, rows, sql.parsed(found["shown"]) or [], is_older=is_older
    )
    for row, now in gone:
        here = _row(setting, now) if now else None
        differences |= comparing.between(
            row, here, comparing.enhancement_texts, is_older=not is_older
        )
    ends = (found["only_here"], found["only_there"])
    added, removed = ends if is_older else reversed(ends)
    counts = {"added": added, "removed": removed, "changed": found["changed"]}
    return Comparison(
        moment=other.moment,
        given=other.given,
        is_older=is_older,
        release=other.release,
        sentence=comparing.sentence(setting, other, counts),
        differences=differences,
        gone=tuple(row for row, _ in gone),
        gone_total=found["gone_total"],
    )


def _differences(
    setting: Setting,
    rows: Sequence[EnhancementRow],
    touched: Sequence[Mapping[str, Any]],
    *,
    is_older: bool,
) -> dict[Place, Difference]:
    before = {one["id"]: one["there"] for one in touched}
    found: dict[Place, Difference] = {}
    for row in rows:
        if row.enhancement in before:
            said = before[row.enhancement]
            there = _row(setting, said) if said else None
            found |= comparing.between(
                row, there, comparing.enhancement_texts, is_older=is_older
            )
    return found


def _row(setting: Setting, said: Mapping[str, Any]) -> EnhancementRow:
    merged_at = words.moment(said["merged_at"])
    return words.enhancement_row(
        {**said, "merged_at": merged_at}, setting.profile, sql.parsed
    )
