"""How a SIG's enhancements have fared: age in stage, what is stuck, what was missed.

By the same rules as the reports (`queries.reports.stuck`), read for the enhancements of
a SIG alone: the work grows with these, and not with how many there are. It is worked
out from all that they ever did, so the process keeps it until anything of that changes
(docs/decisions/0070).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

from django.db import connection

from enhancements.policy.outcomes import Word
from enhancements.policy.reports import MISSES, TWICE
from enhancements.queries import sql, words
from enhancements.queries.frame import Setting
from enhancements.queries.remembered import Remembered
from enhancements.queries.reports import facts, slips, stages
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.sig_desk import Aged, Missed, SigRecord

LISTED = 20
"""Of each stage, and of what was missed, the first that are listed; all are counted."""
_OLDEST = "waited DESC, number NULLS LAST, key, track"
_OFTEN = "times DESC, number NULLS LAST, key, track"
# Of the SIG's own and those in which it takes part, those that may be listed: a stage
# with a time box may have shipped, or one was promised for a release and for another.
_MINE = """
  WITH ours AS MATERIALIZED (
    SELECT record.enhancement_id AS id
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s) AND record.sig = %(sig)s
     UNION
    SELECT record.enhancement_id
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s)
       AND record.participating_sigs @> ARRAY[%(sig)s]::text[]
  )
  SELECT proof.enhancement_id AS id
    FROM ours JOIN enhancements_proof proof ON proof.enhancement_id = ours.id
   WHERE proof.word = 'proven' AND proof.stage = ANY(%(boxed)s)
   UNION
  SELECT ours.id
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
    JOIN ours ON ours.id = coalesce(own.merged_into_id, own.id)
   WHERE decision.kind = 'outcome' AND decision.value = %(shipped)s
   UNION
  SELECT entry.enhancement_id
    FROM ours JOIN enhancements_entry entry ON entry.enhancement_id = ours.id
   GROUP BY entry.enhancement_id, entry.track, entry.stage
  HAVING count(DISTINCT entry.release_id) >= %(twice)s
"""
_STATEMENT = f"""
WITH mine AS MATERIALIZED ({_MINE}), {facts.FACTS_OF_MINE.strip()},
{stages.SHIPPED.strip()}, {slips.RUNS.strip()}, aged AS (
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
       (SELECT count(*) FROM missed) AS missed_count,
       least((SELECT min(since) FROM enhancements_claim
               WHERE retracted_at IS NULL AND since > %(at)s),
             (SELECT min(until) FROM enhancements_claim
               WHERE retracted_at IS NULL AND until > %(at)s),
             (SELECT min(since) FROM enhancements_decision
               WHERE release_id = ANY(%(releases)s) AND since > %(at)s),
             (SELECT min(until) FROM enhancements_decision WHERE until > %(at)s),
             (SELECT min(tagged_at) FROM enhancements_proof
               WHERE tagged_at > %(at)s)) AS changes_at
"""


@dataclasses.dataclass(frozen=True, slots=True)
class _Kept:
    """A record, with from when to when it is true while nothing is written."""

    record: SigRecord
    since: dt.datetime
    until: dt.datetime | None
    """When something that is stored already begins or ends."""

    def holds(self, at: dt.datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


_KEPT: Remembered[_Kept] = Remembered(1_000)


def read(setting: Setting, sig: str) -> SigRecord:
    """How the enhancements that a SIG owns or takes part in have fared over all
    releases, in one SQL statement; in none where this process knows it, and no pulse
    says that anything changed since.
    """
    given = _given(setting, sig)
    key = _key(setting, given)
    kept = _KEPT.known(key)
    if kept is None or not kept.holds(setting.at):
        kept = _read(setting, given)
        _KEPT.keep(key, kept)
    return kept.record


def _key(setting: Setting, given: Mapping[str, Any]) -> Hashable:
    """All that the record is made of: the pulses stand for every row."""
    dates = [tuple(given[name]) for name in ("releases", "freezes", "outs", "moments")]
    # What came out is counted; until when that is so, no row says.
    out = sum(at is not None and at <= setting.at for at in given["outs"])
    moment = setting.frame.moment
    return (
        connection.settings_dict["NAME"],
        setting.id,
        setting.profile,
        setting.pulses,
        given["sig"],
        moment.at if moment.given else None,
        out,
        *dates,
    )


def _given(setting: Setting, sig: str) -> dict[str, Any]:
    boxes = [
        (one.key, one.time_box[1]) for one in setting.profile.stages if one.time_box
    ]
    return {
        **facts.given(setting, Asked(releases=setting.releases)),
        "sig": sig,
        "ladder": [one.key for one in setting.profile.stages if one.ladder],
        "lowest": 0,
        "highest": len(setting.releases) - 1,
        "boxed": [key for key, _ in boxes],
        "most": [most for _, most in boxes],
        "misses": [str(word) for word in MISSES],
        "shipped": str(Word.SHIPPED),
        "twice": TWICE,
        "listed": LISTED,
        "final": [one.key for one in setting.profile.statuses if one.final],
    }


def _read(setting: Setting, given: Mapping[str, Any]) -> _Kept:
    (row,) = sql.rows(_STATEMENT, given)
    record = SigRecord(
        tuple(_aged(setting, one) for one in sql.parsed(row["aged"]) or ()),
        tuple(_missed(setting, one) for one in sql.parsed(row["missed"]) or ()),
        aged_count=sql.parsed(row["counts"]) or {},
        stuck_count=row["stuck_count"],
        missed_count=row["missed_count"],
    )
    return _Kept(record, setting.at, row["changes_at"])


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
