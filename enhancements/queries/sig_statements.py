"""The statements of `queries.sigs`."""

from __future__ import annotations

from enhancements.queries import rosters, words

LIST = f"""
SELECT
 (SELECT jsonb_agg(to_jsonb(roster)) FROM ({rosters.CLAIMS}) roster) AS rosters,
 (SELECT jsonb_agg(to_jsonb(counted)) FROM (
    SELECT record.sig, count(*) AS enhancements,
           count(*) FILTER (WHERE jsonb_array_length(record.drift) > 0) AS drift,
           count(*) FILTER (WHERE jsonb_array_length(record.problems) > 0) AS problems
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s)
     GROUP BY 1) counted) AS counts
"""

# Those of a SIG, by its index alone, and those in which it takes part.
_OWN = """
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %({at})s
       AND (record.until IS NULL OR record.until > %({at})s)
       AND record.sig = %(sig)s
"""
_BESIDE = """
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %({at})s
       AND (record.until IS NULL OR record.until > %({at})s)
       AND record.participating_sigs @> ARRAY[%(sig)s]::text[]
       AND record.sig IS DISTINCT FROM %(sig)s
"""
_OTHERS = "AND record.enhancement_id <> ALL(%(planned)s)"
_ROSTERS = rosters.claims_of("sig.name = %(sig)s")
_FIRST = "ORDER BY record.number NULLS LAST, record.key LIMIT %(most)s"
ONE = f"""
SELECT
 (SELECT jsonb_agg(to_jsonb(roster)) FROM ({_ROSTERS}) roster) AS rosters,
 (SELECT jsonb_agg(to_jsonb(row)) FROM (
    (SELECT {words.ROW_COLUMNS} {_OWN.format(at="at")} {_OTHERS} {_FIRST})
    UNION ALL
    (SELECT {words.ROW_COLUMNS} {_BESIDE.format(at="at")} {_FIRST})) row)
   AS enhancements,
 (SELECT jsonb_agg(to_jsonb(row)) FROM (
    (SELECT {words.ROW_COLUMNS} {_OWN.format(at="then")} {_FIRST})
    UNION ALL
    (SELECT {words.ROW_COLUMNS} {_BESIDE.format(at="then")} {_FIRST})) row) AS before,
 (SELECT count(*) {_OWN.format(at="at")}
     AND record.enhancement_id <> ALL(%(entered)s)) AS own,
 (SELECT count(*) {_BESIDE.format(at="at")}) AS beside
"""
