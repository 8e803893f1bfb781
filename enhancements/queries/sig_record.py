"""How a SIG's enhancements have fared: age in stage, what is stuck, what was missed.

By the same rules as the reports (`queries.reports.stuck`), read for some enhancements
alone: the work grows with these, and not with how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy.reports import MISSES, TWICE
from enhancements.queries import sql, words
from enhancements.queries.frame import Setting
from enhancements.queries.reports import facts, slips, stages
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.sig_desk import Aged, Missed, SigRecord

LISTED = 20
"""Of each stage, and of what was missed, the first that are listed; all are counted."""
_OLDEST = "waited DESC, number NULLS LAST, key, track"
_OFTEN = "times DESC, number NULLS LAST, key, track"
_STATEMENT = f"""
WITH {facts.FACTS.strip()}, {stages.SHIPPED.strip()}, {slips.RUNS.strip()}, aged AS (
  SELECT step.enhancement_id, step.key, step.number, step.title, step.track, step.stage,
         step.name, boxed.most,
         (SELECT count(*) FROM frozen
           WHERE frozen.place > step.place AND frozen.out_at <= %(at)s) AS waited
    FROM step
    JOIN unnest(%(boxed)s::text[], %(most)s::int[]) AS boxed(stage, most) USING (stage)
   WHERE after IS NULL AND coalesce(status, '') <> ALL(%(final)s::text[])
), ranked AS (
  SELECT aged.*, row_number() OVER (PARTITION BY stage ORDER BY {_OLDEST}) AS turn
    FROM aged
), missed AS (
  SELECT *, row_number() OVER (ORDER BY {_OFTEN}) AS turn
    FROM run WHERE times >= %(twice)s AND came IS NULL
)
SELECT (SELECT json_agg(one ORDER BY {_OLDEST})
          FROM ranked one WHERE turn <= %(listed)s) AS aged,
       (SELECT json_agg(one ORDER BY turn)
          FROM missed one WHERE turn <= %(listed)s) AS missed,
       (SELECT json_object_agg(stage, number)
          FROM (SELECT stage, count(*) AS number FROM aged GROUP BY 1) one) AS counts,
       (SELECT count(*) FROM aged WHERE waited > most) AS stuck_count,
       (SELECT count(*) FROM missed) AS missed_count
"""


def read(setting: Setting, ids: Sequence[int]) -> SigRecord:
    """How these enhancements have fared over all releases, in one SQL statement."""
    boxes = [
        (one.key, one.time_box[1]) for one in setting.profile.stages if one.time_box
    ]
    asked = Asked(releases=setting.releases, ours=tuple(ids))
    last = len(setting.releases) - 1
    (row,) = sql.rows(
        _STATEMENT,
        {
            **facts.given(setting, asked),
            "ladder": [one.key for one in setting.profile.stages if one.ladder],
            "lowest": 0,
            "highest": last,
            "boxed": [key for key, _ in boxes],
            "most": [most for _, most in boxes],
            "misses": [str(word) for word in MISSES],
            "twice": TWICE,
            "listed": LISTED,
            "final": [one.key for one in setting.profile.statuses if one.final],
        },
    )
    return SigRecord(
        tuple(_aged(setting, one) for one in sql.parsed(row["aged"]) or ()),
        tuple(_missed(setting, one) for one in sql.parsed(row["missed"]) or ()),
        aged_count=sql.parsed(row["counts"]) or {},
        stuck_count=row["stuck_count"],
        missed_count=row["missed_count"],
    )


def _aged(setting: Setting, row: Mapping[str, Any]) -> Aged:
    return Aged(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        track=row["track"],
        stage=words.stage_of(setting.profile, row["stage"]),
        shipped_in=row["name"],
        waited=row["waited"],
        most=row["most"],
    )


def _missed(setting: Setting, row: Mapping[str, Any]) -> Missed:
    goes = row["goes"]
    return Missed(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        track=row["track"],
        stage=words.stage_of(setting.profile, row["stage"]),
        releases=tuple(one["name"] for one in row["slips"]),
        promised="" if goes is None else setting.releases[goes].name,
    )
