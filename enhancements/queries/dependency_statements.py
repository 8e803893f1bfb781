"""What is read of dependencies, as parts of other statements."""

from __future__ import annotations

_FACTS = """
  SELECT theirs.key, theirs.number, theirs.title, theirs.sig, theirs.stage,
         theirs.status, theirs.tracks, theirs.targets,
         coalesce(theirs.until <= %(at)s, false) AS removed,
         (SELECT jsonb_agg(jsonb_build_array(entry.stage, due.name, entry.moved_from)
                           ORDER BY entry.id)
            FROM enhancements_entry entry
            JOIN enhancements_release due ON due.id = entry.release_id
           WHERE entry.enhancement_id = theirs.enhancement_id
             AND entry.moved_from <> '' AND entry.since <= %(at)s
             AND (entry.until IS NULL OR entry.until > %(at)s)) AS moved,
         (SELECT jsonb_agg(DISTINCT due.name)
            FROM enhancements_decision decision
            JOIN enhancements_release due ON due.id = decision.release_id
           WHERE decision.enhancement_id IN (
                   SELECT same.id FROM enhancements_enhancement same
                    WHERE theirs.enhancement_id IN (same.id, same.merged_into_id))
             AND decision.kind = 'standing'
             AND decision.value IN ('deferred', 'removed')
             AND decision.since <= %(at)s
             AND (decision.until IS NULL OR decision.until > %(at)s)) AS gone
    FROM enhancements_record theirs
   WHERE theirs.enhancement_id = {id} AND theirs.since <= %(at)s
   ORDER BY theirs.since DESC LIMIT 1
"""
"""What is known of an enhancement that has to do with another: of `id`, SQL."""

OWN = "coalesce(own.merged_into_id, own.id)"
"""Who needs, in `STANDING`."""
_OTHER = "coalesce(other.merged_into_id, other.id)"
_PAIRS = """
    FROM enhancements_dependency dependency
    JOIN enhancements_enhancement own ON own.id = dependency.enhancement_id
    JOIN enhancements_enhancement other ON other.id = dependency.needs_id
"""
_STANDS = """dependency.since <= %(at)s
     AND (dependency.until IS NULL OR dependency.until > %(at)s)"""

STANDING = f"""
SELECT {OWN} AS enhancement_id, dependency.id, dependency.stage AS wanted,
       dependency.by, dependency.reason, dependency.since, to_jsonb(facts) AS other
  {_PAIRS}
  JOIN LATERAL ({_FACTS.format(id=_OTHER)}) facts ON true
 WHERE own.project_id = %(project)s AND {_STANDS} AND {OWN} <> {_OTHER}
"""
"""What enhancements of a project need at the moment, with what is known of that."""


def _rows(mine: str, theirs: str, id_: str) -> str:
    """Dependencies of a record, as a JSON list, oldest first: dropped ones too."""
    return f"""
  (SELECT jsonb_agg(to_jsonb(one) ORDER BY one.since, one.id) FROM (
     SELECT dependency.id, dependency.stage AS wanted, dependency.reason,
            dependency.by, dependency.since, dependency.until, dependency.dropped_by,
            dependency.dropped_because, to_jsonb(facts) AS other
       {_PAIRS}
       JOIN LATERAL ({_FACTS.format(id=id_)}) facts ON true
      WHERE record.enhancement_id IN ({mine}.id, {mine}.merged_into_id)
        AND record.enhancement_id NOT IN ({theirs}.id,
                                          coalesce({theirs}.merged_into_id, 0))
        AND dependency.since <= %(at)s) one)"""


# Everything that is reached from the enhancement, to see whether a way leads back.
_EDGES = f"""
  (WITH RECURSIVE pairs AS (
     SELECT {OWN} AS start, {_OTHER} AS goal {_PAIRS}
      WHERE own.project_id = record.project_id AND {_STANDS}
   ), reached(id) AS (
     SELECT record.enhancement_id
      UNION
     SELECT pairs.goal FROM reached JOIN pairs ON pairs.start = reached.id)
   SELECT jsonb_agg(jsonb_build_array(pairs.start, pairs.goal, (
            SELECT called.key FROM enhancements_record called
             WHERE called.enhancement_id = pairs.start AND called.since <= %(at)s
             ORDER BY called.since DESC LIMIT 1)))
     FROM pairs WHERE pairs.start IN (SELECT id FROM reached))"""
# Any number in what its documents say of others; Python tells which ones are meant.
_NAMED = """
  (SELECT jsonb_object_agg(named.key, named.title) FROM enhancements_record named
    WHERE named.project_id = record.project_id AND named.since <= %(at)s
      AND (named.until IS NULL OR named.until > %(at)s)
      AND named.key IN (
        SELECT ltrim(found[1], '0') FROM enhancements_series series
          JOIN enhancements_claim claim ON claim.series_id = series.id
         CROSS JOIN regexp_matches(claim.value::text, '[0-9]{1,18}', 'g') found
         WHERE series.enhancement_id = record.enhancement_id
           AND series.field IN ('replaces', 'superseded_by', 'other.see-also')
           AND claim.retracted_at IS NULL AND claim.since <= %(at)s
           AND (claim.until IS NULL OR claim.until > %(at)s)))"""

COLUMN = f"""
  jsonb_build_object(
    'needs', {_rows("own", "other", _OTHER)},
    'needed', {_rows("other", "own", OWN)},
    'own', (SELECT to_jsonb(facts) FROM
              ({_FACTS.format(id="record.enhancement_id")}) facts),
    'edges', {_EDGES},
    'named', {_NAMED}) AS dependencies"""
"""Of a record, for a statement that has `record` and `at`: what it needs and what needs
it, ways that lead back to it, and the enhancements that its documents may name."""
