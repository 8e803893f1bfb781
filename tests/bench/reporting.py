"""What reports over a hundred releases cost: the page against its bare SQL.

The denominator of a report is written by hand for what it says, and nothing else: one
statement that counts in PostgreSQL, its rows read and thrown away.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client

from enhancements.policy import reports
from tests.bench import measure
from tests.bench.pages import get
from tests.bench.report import Metric

if TYPE_CHECKING:
    from datetime import datetime

BOUND = 3.0
RELEASES = 100
Tell = Callable[[str], None]

# What became of every entry, as plainly as it can be said: the stage promised, whether
# it held at the freeze, what a tag, a person or the board says of it.
_ENTRIES = """
WITH dated AS (
  SELECT release.id, release.minor, frozen.at AS frozen_at, out.at AS out_at
    FROM enhancements_release release
    JOIN LATERAL (
      SELECT (claim.value->>'date')::date + interval '36 hours' AS at
        FROM enhancements_series series
        JOIN enhancements_claim claim ON claim.series_id = series.id
       WHERE series.release_id = release.id
         AND series.field = 'deadline:enhancements-freeze') frozen ON true
    JOIN LATERAL (
      SELECT (claim.value->>'date')::date + interval '36 hours' AS at
        FROM enhancements_series series
        JOIN enhancements_claim claim ON claim.series_id = series.id
       WHERE series.release_id = release.id
         AND series.field = 'deadline:release') out ON true
), entry AS (
  SELECT dated.minor, record.sig, record.key, entry.stage, entry.enhancement_id,
         entry.since <= dated.frozen_at
           AND (entry.until IS NULL OR entry.until > dated.frozen_at) AS committed,
         entry.until IS NULL OR entry.until > now() AS planned,
         CASE WHEN closed.value IS NOT NULL THEN closed.value
              WHEN proof.word = 'proven' THEN 'shipped'
              WHEN stood.value <> 'tracked' THEN stood.value
              WHEN proof.word = 'absent' THEN 'slipped'
              WHEN entry.until < dated.out_at THEN 'slipped'
              WHEN dated.out_at < now() THEN 'not-proven' ELSE 'open' END AS outcome,
         opted.id IS NOT NULL AS opted_in, record.reviewers, record.approvers
    FROM dated
    JOIN enhancements_entry entry ON entry.release_id = dated.id
    JOIN enhancements_record record
      ON record.enhancement_id = entry.enhancement_id AND record.until IS NULL
    LEFT JOIN enhancements_proof proof
      ON proof.release_id = entry.release_id AND proof.stage = entry.stage
     AND proof.enhancement_id = entry.enhancement_id AND proof.track = entry.track
    LEFT JOIN enhancements_decision stood
      ON stood.kind = 'standing' AND stood.until IS NULL
     AND stood.release_id = entry.release_id
     AND stood.enhancement_id = entry.enhancement_id AND stood.track = entry.track
    LEFT JOIN enhancements_decision opted
      ON opted.kind = 'opt-in' AND opted.until IS NULL
     AND opted.release_id = entry.release_id
     AND opted.enhancement_id = entry.enhancement_id AND opted.track = entry.track
    LEFT JOIN enhancements_decision closed
      ON closed.kind = 'outcome' AND closed.until IS NULL
     AND closed.release_id = entry.release_id
     AND closed.enhancement_id = entry.enhancement_id AND closed.track = entry.track
)
"""
_COUNTED = """
SELECT minor, sig, stage, committed, planned, opted_in, outcome, count(*) FROM entry
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_SHIPPED = """
SELECT before, stage, minor - lag AS releases, count(*) FROM (
  SELECT stage, minor, lag(stage) OVER track AS before, lag(minor) OVER track AS lag
    FROM (SELECT enhancement_id, stage, min(minor) AS minor FROM entry
           WHERE outcome = 'shipped' GROUP BY 1, 2) shipped
  WINDOW track AS (PARTITION BY enhancement_id ORDER BY minor)) step
 GROUP BY 1, 2, 3
"""
_RUNS = """
SELECT enhancement_id, stage, count(*), min(minor), max(minor) FROM entry
 WHERE committed AND outcome IN ('slipped', 'removed', 'deferred') GROUP BY 1, 2
"""
_NAMED = """
SELECT login, count(*), count(*) FILTER (WHERE committed)
  FROM entry, unnest(reviewers || approvers) AS login GROUP BY 1
"""
_LANDED = """
WITH dated AS (
  SELECT (claim.value->>'date')::date + interval '36 hours' AS at
    FROM enhancements_series series
    JOIN enhancements_claim claim ON claim.series_id = series.id
   WHERE series.field = 'deadline:enhancements-freeze'
)
SELECT date_trunc('day', version.merged_at - dated.at), count(DISTINCT version.commit)
  FROM dated
  JOIN enhancements_version version
    ON version.merged_at BETWEEN dated.at - interval '28 days'
                             AND dated.at + interval '28 days'
 GROUP BY 1
"""
# The page's 76 days: from the code freeze of the release before up to its own freeze.
_FILLED = """
SELECT day, verdict.word, count(*)
  FROM generate_series(%(now)s::timestamptz - interval '137 days',
                       %(now)s::timestamptz - interval '62 days', '1 day') AS day
  JOIN enhancements_entry entry
    ON entry.release_id = 100 AND entry.since <= day
   AND (entry.until IS NULL OR entry.until > day)
  LEFT JOIN enhancements_verdict verdict
    ON verdict.release_id = 100 AND verdict.freeze = 'enhancements-freeze'
   AND verdict.enhancement_id = entry.enhancement_id AND verdict.since <= day
   AND (verdict.until IS NULL OR verdict.until > day)
 GROUP BY 1, 2
"""
# Over the 106 days up to its code freeze: pull requests known and merged, day by day.
_PULLS = """
WITH pull AS MATERIALIZED (
  SELECT item.id, item.merged_at, greatest(item.created_at, min(claim.since)) AS known
    FROM enhancements_entry entry
    JOIN enhancements_series series
      ON series.enhancement_id = entry.enhancement_id AND series.field LIKE 'pull:%%'
    JOIN enhancements_claim claim
      ON claim.series_id = series.id AND claim.retracted_at IS NULL
    JOIN enhancements_item item
      ON item.repository_id = 2 AND item.kind = 'pull'
     AND item.number = split_part(series.field, '#', 2)::bigint
   WHERE entry.release_id = 100
     AND (item.merged_at IS NULL
          OR item.merged_at > %(now)s::timestamptz - interval '137 days')
   GROUP BY item.id, item.merged_at, item.created_at
)
SELECT day, count(*), count(*) FILTER (WHERE pull.merged_at <= day)
  FROM generate_series(%(now)s::timestamptz - interval '137 days',
                       %(now)s::timestamptz - interval '32 days', '1 day') AS day
  JOIN pull ON pull.known <= day
 GROUP BY 1
"""
BY_PULLS = f"{reports.BURN_UP.key} by pull requests"
BARE = {
    reports.SURVIVAL.key: _ENTRIES + _COUNTED,
    reports.SLIPS.key: _ENTRIES + _RUNS,
    reports.COMPARED.key: _ENTRIES + _COUNTED,
    reports.TIME.key: _ENTRIES + _SHIPPED,
    reports.STUCK.key: _ENTRIES + _SHIPPED,
    reports.BURN_UP.key: _FILLED,
    BY_PULLS: _PULLS,
    reports.LANDING.key: _LANDED,
    reports.LOAD.key: _ENTRIES + _NAMED,
}


def metrics(*, entries: int, samples: int, now: datetime, tell: Tell) -> list[Metric]:
    """Measure every report over RELEASES releases of so many entries."""
    tell(f"{RELEASES} releases of {entries:,} entries")
    fill(entries, now)
    found = []
    every = f"from=v1.1&to=v1.{RELEASES}"
    last = f"release=v1.{RELEASES}"
    asked = {one.key: (one.key, every) for one in reports.REPORTS}
    asked[reports.BURN_UP.key] = (reports.BURN_UP.key, last)
    asked[BY_PULLS] = (reports.BURN_UP.key, f"{last}&by=pulls")
    for name, (key, given) in asked.items():
        tell(f"report {name}")
        address = f"/bench/reports/{key}/?{given}"
        found.append(_metric(name, address, entries, samples, now))
    return found


def fill(entries: int, now: datetime) -> None:
    """Put so many entries into each release, in place of what is there."""
    statements = Path(__file__).with_name("reports.sql").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE enhancements_project, enhancements_blob CASCADE")
        cursor.execute(statements, {"entries": entries, "now": now})
        cursor.execute("VACUUM ANALYZE")


def _metric(
    name: str, address: str, entries: int, samples: int, now: datetime
) -> Metric:
    client = Client(HTTP_HOST="localhost")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE[name], {"now": now})
            cursor.fetchall()

    page, least = measure.interleaved(
        [lambda: get(client, address), bare], samples=samples, warm=1
    )
    return Metric(
        f"report {name} over {RELEASES} releases / its bare SQL",
        BOUND,
        page / least,
        detail=f"{1000 * page:.0f} ms through the whole stack (test client) against"
        f" {1000 * least:.0f} ms of one statement written for its numbers alone,"
        f" {entries:,} entries a release, medians of {samples} in turns",
    )
