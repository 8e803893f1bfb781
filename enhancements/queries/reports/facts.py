"""What became of the entries of many releases, in one SQL statement.

The same rules as `queries.entries` (which entries a release has, whether they are
committed) and `policy.outcomes` with `policy.fates` (what became of them), written in
SQL, since a report reads a hundred releases of a thousand entries. A test compares both
over generated histories.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import reports
from enhancements.policy.records import LATEST_MILESTONE
from enhancements.queries import sql
from enhancements.queries.deadlines import FREEZE, OTHER, PREFIX, Dates
from enhancements.queries.frame import Setting

# Each part names what it takes over from where.
#   said, standing, closed   decisions that stand, those of merged ones with the others'
#                            (`queries.decided`); of standings that of the latest freeze
#   entry                    an entry per track of a release, with the furthest of its
#                            stages (`queries.entries.of_releases`)
#   told                     what became of its promise (`policy.fates`)
#   fact                     what became of it (`policy.outcomes.outcome`), and the
#                            place of the freeze by which it was lost, counted from 1;
#                            one more than there are freezes: with the release itself
_FACTS = """
frozen AS (
  SELECT release_id, name, place, frozen_at, out_at, moments::timestamptz[] AS moments
    FROM unnest(%(releases)s::bigint[], %(names)s::text[], %(places)s::int[],
                %(freezes)s::timestamptz[], %(outs)s::timestamptz[],
                %(moments)s::text[])
      AS frozen(release_id, name, place, frozen_at, out_at, moments)
), level AS (
  SELECT * FROM unnest(%(stages)s::text[], %(ranks)s::int[]) AS level(stage, rank)
), record AS MATERIALIZED (
  SELECT DISTINCT ON (enhancement_id)
         enhancement_id, key, number, title, sig, status, targets, releases
    FROM enhancements_record
   WHERE project_id = %(project)s AND since <= %(at)s {record}
   ORDER BY enhancement_id, since DESC
), said AS MATERIALIZED (
  SELECT decision.release_id, coalesce(own.merged_into_id, own.id) AS enhancement_id,
         decision.track, decision.kind, decision.value, decision.reason, decision.by,
         decision.since, decision.id,
         array_position(%(keys)s::text[], decision.freeze) AS freeze,
         array_position(%(order)s::text[], decision.freeze) AS turn
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
   WHERE decision.release_id = ANY(%(releases)s) AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
     {said}
), decided AS MATERIALIZED (
  SELECT release_id, enhancement_id, track, bool_or(kind = 'opt-in') AS opted_in
    FROM said GROUP BY 1, 2, 3
), ruled AS MATERIALIZED (
  SELECT DISTINCT ON (release_id, enhancement_id, track, kind) *
    FROM said WHERE kind IN ('standing', 'outcome')
   ORDER BY release_id, enhancement_id, track, kind, turn DESC NULLS LAST,
            since DESC, id DESC
), promise AS (
  SELECT entry.release_id, entry.enhancement_id, entry.track, entry.since,
         entry.until, entry.spoken_since, entry.stage, entry.kind, entry.source,
         entry.moved_to, coalesce(level.rank, 0) AS rank,
         frozen.frozen_at,
         entry.until IS NULL OR entry.until > %(at)s AS planned,
         coalesce(entry.version_id IS NOT NULL AND entry.since <= frozen.frozen_at
                  AND (entry.until IS NULL OR entry.until > frozen.frozen_at), false)
           AS committed
    FROM frozen
    JOIN enhancements_entry entry ON entry.release_id = frozen.release_id
    LEFT JOIN level ON level.stage = entry.stage
   WHERE entry.since <= %(at)s {promise}
), entry AS (
  SELECT DISTINCT ON (release_id, enhancement_id, track)
         release_id, enhancement_id, track, stage, kind, source, moved_to, until,
         opted_in, bool_or(planned) OVER track AS planned,
         CASE WHEN frozen_at IS NULL THEN NULL
              WHEN bool_or(committed) OVER track THEN true
              WHEN min(spoken_since) OVER track <= frozen_at THEN false END AS committed
    FROM promise LEFT JOIN decided USING (release_id, enhancement_id, track)
   WHERE planned OR committed OR opted_in IS NOT NULL
  WINDOW track AS (PARTITION BY release_id, enhancement_id, track)
   ORDER BY release_id, enhancement_id, track, promise.planned DESC,
            (promise.committed AND NOT promise.planned) DESC, rank DESC, since DESC,
            stage
), told AS (
  SELECT shown.release_id, shown.enhancement_id, shown.track, shown.planned,
         shown.committed, shown.opted_in, shown.stage, shown.kind, shown.source,
         CASE WHEN NOT shown.planned THEN shown.moved_to END AS moved_to,
         CASE WHEN NOT shown.planned THEN shown.until END AS ended_at,
         frozen.name, frozen.place, frozen.out_at, frozen.moments,
         record.key, record.number, record.title, record.sig, record.status,
         CASE WHEN shown.planned THEN ''
              WHEN shown.moved_to <> ''
               AND string_to_array(substring(shown.moved_to from 2), '.')::int[]
                 > string_to_array(substring(frozen.name from 2), '.')::int[]
               AND (coalesce(shown.until <= frozen.out_at, true)
                    OR (%(latest)s AND record.targets ->> shown.stage = frozen.name))
              THEN 'slipped'
              WHEN %(latest)s AND shown.moved_to = ''
               AND (shown.kind = 'same-stage'
                    OR record.targets ->> shown.stage = frozen.name)
               AND EXISTS (SELECT FROM unnest(record.releases) AS one
                            WHERE string_to_array(substring(one from 2), '.')::int[]
                                > string_to_array(substring(frozen.name from 2),
                                                  '.')::int[])
              THEN 'on'
              WHEN %(latest)s AND record.targets ->> shown.stage = frozen.name
               AND shown.until > frozen.out_at THEN 'on'
              WHEN shown.until > frozen.out_at THEN 'late-record'
              ELSE 'dropped' END AS fate
    FROM entry shown
    JOIN frozen USING (release_id)
    JOIN record ON record.enhancement_id = shown.enhancement_id
   WHERE (%(sigs)s::text[] IS NULL
          OR coalesce(record.sig, 'none') = ANY(%(sigs)s::text[]))
     AND (%(only)s::text[] IS NULL OR shown.stage = ANY(%(only)s::text[]))
), fact AS (
  SELECT told.*, proof.word AS proof, proof.admitted_at, proof.tagged_at, proof.tag,
         proof.gate, proof.registered, proof.url AS proof_url,
         became.outcome, became.by,
         CASE WHEN became.by = 'person' THEN closed.by
              WHEN became.by = 'board' THEN stood.by ELSE '' END AS who,
         CASE WHEN became.by = 'person' THEN closed.reason
              WHEN became.by = 'board' THEN stood.reason ELSE '' END AS reason,
         CASE WHEN became.by = 'person' THEN closed.since
              WHEN became.by = 'board' THEN stood.since END AS decided_at,
         CASE WHEN became.outcome <> ALL(%(losses)s::text[]) THEN NULL
              WHEN became.by = 'board'
              THEN coalesce(stood.freeze, cardinality(%(keys)s::text[]) + 1)
              WHEN became.by = 'document' THEN 1 + coalesce((
                SELECT count(*) FROM unnest(told.moments) AS moment
                 WHERE moment <= told.ended_at), 0)
              WHEN became.by = 'person' AND stood.value <> 'tracked'
              THEN coalesce(stood.freeze, cardinality(%(keys)s::text[]) + 1)
              ELSE cardinality(%(keys)s::text[]) + 1 END AS lost_at
    FROM told
    LEFT JOIN ruled closed
      ON closed.kind = 'outcome' AND closed.release_id = told.release_id
     AND closed.enhancement_id = told.enhancement_id AND closed.track = told.track
    LEFT JOIN ruled stood
      ON stood.kind = 'standing' AND stood.release_id = told.release_id
     AND stood.enhancement_id = told.enhancement_id AND stood.track = told.track
    LEFT JOIN enhancements_proof proof
      ON proof.release_id = told.release_id AND proof.tagged_at <= %(at)s
     AND proof.enhancement_id = told.enhancement_id AND proof.track = told.track
     AND proof.stage = told.stage
    CROSS JOIN LATERAL (
      SELECT CASE WHEN closed.value IS NOT NULL THEN closed.value
                  WHEN proof.word = 'proven' THEN 'shipped'
                  WHEN stood.value <> 'tracked' THEN stood.value
                  WHEN proof.word = 'absent' OR told.fate = 'slipped' THEN 'slipped'
                  WHEN told.fate = 'dropped' THEN 'dropped'
                  WHEN told.out_at <= %(at)s THEN 'not-proven'
                  ELSE 'open' END AS outcome,
             CASE WHEN closed.value IS NOT NULL THEN 'person'
                  WHEN proof.word = 'proven' THEN 'tag'
                  WHEN stood.value <> 'tracked' THEN 'board'
                  WHEN proof.word = 'absent' THEN 'tag'
                  WHEN told.fate IN ('slipped', 'dropped') THEN 'document'
                  ELSE '' END AS by
    ) became
)
"""
FACTS = _FACTS.format(record="", said="", promise="")
# Ids come from the statement itself: as parameters, thousands of them would take longer
# to send than to look up.
FACTS_OF_MINE = _FACTS.format(
    record="AND enhancement_id IN (SELECT id FROM mine)",
    said="""AND decision.enhancement_id IN (
            SELECT id FROM mine
             UNION ALL
            SELECT own.id FROM enhancements_enhancement own
              JOIN mine ON mine.id = own.merged_into_id)""",
    promise="AND entry.enhancement_id IN (SELECT id FROM mine)",
)
"""FACTS of the enhancements alone that the statement has as `mine` (id)."""
# By release, by SIG or by stage, never by two of them at once: then there are as many
# rows as a page can use, however many entries there are.
_COUNTED = """
SELECT CASE {kinds} END AS kind, {place}, {sig}, {stage},
       planned, committed,
       coalesce(opted_in, false) AS opted_in, outcome, by, lost_at,
       fate = 'late-record' AS late_record, count(*) AS number
  FROM fact
 WHERE (%(between)s::int[] IS NULL
        OR place BETWEEN (%(between)s::int[])[1] AND (%(between)s::int[])[2])
   AND (%(counted)s::text[] IS NULL OR stage = ANY(%(counted)s::text[]))
 GROUP BY planned, committed, coalesce(opted_in, false), outcome, by, lost_at,
          fate = 'late-record', GROUPING SETS ({sets})
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked about: releases in order, SIGs and stages.

    Empty SIGs and stages ask for all; the SIG `none` is that of those without one.
    """

    releases: tuple[Dates, ...]
    sigs: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    freeze: str = ""
    by: str = ""
    """What is counted: `pulls`, or empty for entries."""
    number: int = 1
    """Of the page of its list."""
    size: int = 50
    """How many rows a page has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many entries are alike in all this; one of the first three is told."""

    place: int | None
    """Of the release among all of the project."""
    sig: str | None
    """None also for no SIG."""
    stage: str | None
    planned: bool
    committed: bool | None
    """None: no source spoke of it before the freeze, or it has none yet."""
    opted_in: bool
    outcome: str
    by: str
    lost_at: int | None
    """Place of the freeze by which it was lost, from 1; see FACTS."""
    late_record: bool
    number: int


def freeze_keys(setting: Setting) -> list[str]:
    """Keys of the profile's freezes in their order."""
    every = [one.key for one in setting.profile.deadlines]
    return [key for key in every if key.endswith("-freeze") and key != OTHER]


def given(setting: Setting, asked: Asked) -> dict[str, Any]:
    """The parameters of FACTS."""
    places = {one.id: place for place, one in enumerate(setting.releases)}
    stages = setting.profile.stages
    releases = asked.releases
    return {
        "project": setting.id,
        "at": setting.at,
        "releases": [one.id for one in releases],
        "names": [one.name for one in releases],
        "places": [places[one.id] for one in releases],
        "freezes": [one.frozen_at for one in releases],
        "outs": [one.out_at for one in releases],
        "moments": [_moments(setting, one) for one in releases],
        "keys": freeze_keys(setting),
        "order": [one.key for one in setting.profile.deadlines],
        "stages": [one.key for one in stages],
        "ranks": [one.rank for one in stages],
        "latest": setting.profile.planned_by == LATEST_MILESTONE,
        "losses": [str(word) for word in reports.LOSSES],
        "sigs": list(asked.sigs) or None,
        "only": list(asked.stages) or None,
    }


def _moments(setting: Setting, release: Dates) -> str:
    """The freezes' moments as PostgreSQL writes a list; those without one never end."""
    said = []
    for key in freeze_keys(setting):
        deadline = release.deadline(f"{PREFIX}{key}")
        at = deadline and (deadline.frozen_at or deadline.ends_at)
        said.append(f'"{at.isoformat()}"' if at else "infinity")
    return "{" + ",".join(said) + "}"


def counted(
    setting: Setting,
    asked: Asked,
    listed: str = "",
    *,
    by: Sequence[str] = ("sig",),
    **more: Any,
) -> tuple[dict[str, list[Count]], list[dict[str, Any]]]:
    """How many entries of the releases asked for are alike, in one SQL statement.

    `by` names what they are counted by, each for itself: `place`, `sig`, `stage`.
    With `listed`, a statement about `fact` with parameters of its own in `more`, also
    its rows, as JSON has them. `between` in `more` counts only releases from one place
    to another, `counted` only entries at these stages; the list is of all.
    """
    rows = f"(SELECT json_agg(one_row) FROM ({listed}) one_row)" if listed else "NULL"
    statement = f"""WITH {FACTS}
SELECT (SELECT json_agg(json_build_array(kind, place, sig, stage, planned, committed,
                                         opted_in, outcome, by, lost_at, late_record,
                                         number))
          FROM ({_counting(by)}) counted) AS counts,
       {rows} AS rows
"""
    (row,) = sql.rows(statement, {**given(setting, asked), **_ALL, **more})
    counts: dict[str, list[Count]] = {one: [] for one in by}
    for kind, *values in sql.parsed(row["counts"]) or ():
        counts[kind].append(Count(*values))
    return counts, list(sql.parsed(row["rows"]) or ())


_KINDS = {"place": "int", "sig": "text", "stage": "text"}


def _counting(by: Sequence[str]) -> str:
    """_COUNTED by these of _KINDS, the others left empty."""
    columns = {
        kind: kind if kind in by else f"NULL::{type_} AS {kind}"
        for kind, type_ in _KINDS.items()
    }
    return _COUNTED.format(
        kinds=" ".join(f"WHEN grouping({one}) = 0 THEN '{one}'" for one in by),
        sets=", ".join(f"({one})" for one in by),
        **columns,
    )


_ALL: Mapping[str, Any] = {"between": None, "counted": None}


def total(counts: Sequence[Count], **wanted: Any) -> int:
    """How many entries have these values: `total(counts, outcome="shipped")`."""
    return sum(
        one.number
        for one in counts
        if all(getattr(one, name) == value for name, value in wanted.items())
    )


def outcomes(counts: Sequence[Count]) -> dict[str, int]:
    """How many entries have each outcome."""
    found: dict[str, int] = {}
    for one in counts:
        found[one.outcome] = found.get(one.outcome, 0) + one.number
    return found


def window(asked: Asked) -> Mapping[str, Any]:
    """The parameters of a list's page."""
    return {"size": asked.size, "skipped": (asked.number - 1) * asked.size}


def frozen(asked: Asked) -> tuple[Dates, ...]:
    """Those of the releases whose enhancements freeze is over."""
    return tuple(
        one for one in asked.releases if one.deadline(FREEZE) and one.frozen_at
    )
