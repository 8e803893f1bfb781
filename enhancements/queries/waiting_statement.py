"""The statement that reads what is known of the entries that somebody has a part in."""

from __future__ import annotations

from enhancements.queries import (
    capacity,
    concerns,
    dependency_statements,
    handles,
    helps,
    renamed,
    rosters,
    sightings,
    still_true,
    take_overs,
)
from enhancements.queries.sql import winner

# Entries of releases, by their release: that index leads to few thousand rows however
# many enhancements there are. Whole verdicts are read only of entries in which somebody
# asked for has a part; of the others the release team needs the word alone.
_ROSTERS = rosters.claims_of(
    "(sig.name = ANY(%(sigs)s) OR sig.name IN (SELECT sig FROM shown WHERE is_part))"
)
_BEFORE = f"""
WITH mine AS MATERIALIZED (
  SELECT record.enhancement_id AS id
    FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
     AND {handles.named("logins")}
), stood AS MATERIALIZED (
  SELECT decision.release_id, {winner("decision")} AS enhancement_id,
         decision.track, decision.kind, decision."freeze", decision.value,
         decision.since, decision.id, decision.reason, decision.by
    FROM enhancements_decision decision
   WHERE decision.release_id = ANY(%(releases)s) AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
     AND decision.kind = ANY(%(kinds)s)
), decided AS MATERIALIZED (
  SELECT release_id, enhancement_id, track,
         jsonb_agg(to_jsonb(stood) ORDER BY stood.since) AS decisions,
         bool_or(kind = ANY(%(people)s)
           AND string_to_array(lower(value), ' ') && %(logins)s::text[]) AS is_named
    FROM stood GROUP BY 1, 2, 3
), excepted AS MATERIALIZED (
  SELECT request.release_id, {winner("request")} AS enhancement_id, request.track,
         jsonb_agg(jsonb_build_object('freeze', held."freeze", 'id', request.id,
           'state', state.state, 'since', state.since, 'until', state.granted_until,
           'evaluation', state.evaluation,
           'voters', (SELECT jsonb_agg(name) FROM enhancements_exceptionvote vote
                        LEFT JOIN LATERAL ({renamed.names("vote")}) renamed ON true
                       CROSS JOIN unnest(coalesce(renamed.names, ARRAY[vote.by])) name
                       WHERE vote.request_id = request.id AND vote.since <= %(at)s
                         AND (vote.until IS NULL OR vote.until > %(at)s)))
           ORDER BY request.at, request.id) AS exceptions
    FROM enhancements_exceptionrequest request
    JOIN enhancements_exceptionstate state
      ON state.request_id = request.id AND state.since <= %(at)s
     AND (state.until IS NULL OR state.until > %(at)s)
    JOIN enhancements_exceptionfreeze held
      ON held.request_id = request.id AND held.since <= %(at)s
     AND (held.until IS NULL OR held.until > %(at)s)
   WHERE request.release_id = ANY(%(releases)s)
   GROUP BY 1, 2, 3
), raised AS MATERIALIZED ({concerns.OPEN}
), offered AS MATERIALIZED ({take_overs.OPEN}
), questions AS MATERIALIZED ({still_true.QUESTIONS}
), entries AS MATERIALIZED (
  SELECT entry.release_id, entry.enhancement_id, entry.track,
         min(entry.since) AS since,
         (array_agg(entry.stage ORDER BY entry.since DESC))[1] AS stage
    FROM enhancements_entry entry
   WHERE entry.release_id = ANY(%(releases)s) AND entry.since <= %(at)s
     AND (entry.until IS NULL OR entry.until > %(at)s)
   GROUP BY 1, 2, 3
), shown AS MATERIALIZED (
  SELECT entries.*, record.key, record.number, record.title, record.sig,
         record.owners, record.authors, record.reviewers, record.approvers,
         record.issue_url,
         (entries.enhancement_id = ANY(%(only)s) OR record.sig = ANY(%(sigs)s)
          OR record.participating_sigs && %(sigs)s::text[]
          OR entries.enhancement_id IN (SELECT id FROM mine)
          OR EXISTS (SELECT FROM questions
              WHERE (questions.release_id, questions.enhancement_id, questions.track)
                  = (entries.release_id, entries.enhancement_id, entries.track)
                AND questions.handle = ANY(%(logins)s::text[]))
          OR decided.is_named) IS TRUE AS is_part,
         row_number() OVER (PARTITION BY entries.enhancement_id
             ORDER BY array_position(%(releases)s::bigint[], entries.release_id),
                      entries.track) = 1 AS is_first,
         decided.decisions, excepted.exceptions
    FROM entries
    LEFT JOIN decided
      ON (decided.release_id, decided.enhancement_id, decided.track)
       = (entries.release_id, entries.enhancement_id, entries.track)
    LEFT JOIN excepted
      ON (excepted.release_id, excepted.enhancement_id, excepted.track)
       = (entries.release_id, entries.enhancement_id, entries.track)
    JOIN enhancements_record record
      ON record.enhancement_id = entries.enhancement_id AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
), owned AS MATERIALIZED (
  SELECT DISTINCT shown.enhancement_id, lower(ltrim(who.login, '@')) AS login
    FROM shown
    LEFT JOIN stood named ON named.kind = 'owners'
     AND (named.release_id, named.enhancement_id, named.track)
       = (shown.release_id, shown.enhancement_id, shown.track)
   CROSS JOIN LATERAL unnest(coalesce(string_to_array(named.value, ' '),
         nullif(shown.owners, '{{}}'), shown.authors)) AS who(login)
   WHERE shown.is_part
     AND (shown.sig = ANY(%(sigs)s) OR shown.enhancement_id = ANY(%(only)s)
          OR lower(ltrim(who.login, '@')) = ANY(%(logins)s))
), needed AS MATERIALIZED ({dependency_statements.STANDING}
   AND {dependency_statements.OWN} IN (
         SELECT shown.enhancement_id FROM shown WHERE shown.is_part OR %(team)s)
)
SELECT shown.*,
       (SELECT jsonb_agg(jsonb_build_object('freeze', verdict."freeze",
                 'word', verdict.word, 'since', verdict.since,
                 'checks', CASE WHEN shown.is_part AND verdict.word <> 'met'
                           THEN verdict.checks END))
          FROM enhancements_verdict verdict
         WHERE (verdict.release_id, verdict.enhancement_id, verdict.track)
             = (shown.release_id, shown.enhancement_id, shown.track)
           AND verdict.since <= %(at)s
           AND (verdict.until IS NULL OR verdict.until > %(at)s)) AS verdicts,
       (SELECT jsonb_agg(to_jsonb(raised) ORDER BY raised.since, raised.id)
          FROM raised
         WHERE raised.enhancement_id = shown.enhancement_id
           AND (raised.release_id = shown.release_id
                OR raised.release_id IS NULL AND shown.is_first)) AS concerns,
       (SELECT jsonb_agg(to_jsonb(offered) ORDER BY offered.offered_at, offered.id)
          FROM offered
         WHERE offered.enhancement_id = shown.enhancement_id
           AND ((offered.release_id, offered.track)
                = (shown.release_id, shown.track)
                OR offered.release_id IS NULL AND shown.is_first)) AS offers,
       (SELECT jsonb_agg(to_jsonb(needed) ORDER BY needed.since, needed.id)
          FROM needed
         WHERE needed.enhancement_id = shown.enhancement_id) AS needs,
       (SELECT jsonb_agg(to_jsonb(questions) ORDER BY questions.at, questions.item)
          FROM questions
         WHERE shown.is_part
           AND (questions.release_id, questions.enhancement_id, questions.track)
             = (shown.release_id, shown.enhancement_id, shown.track)) AS questions,
       NULL::jsonb AS rosters, NULL::jsonb AS criteria,
       NULL::jsonb AS rooms, NULL::jsonb AS help, NULL::jsonb AS loose,
       NULL::jsonb AS seen
  FROM shown
 WHERE shown.is_part OR %(team)s
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       ({take_overs.OF_SIGS}), NULL, NULL,
       -- Those of the SIGs asked for, and of the entries: who has not voted yet.
       (SELECT jsonb_agg(to_jsonb(roster)) FROM ({_ROSTERS}) roster),
       (SELECT jsonb_object_agg(own.release_id, own.freezes) FROM (
          SELECT DISTINCT ON (release_id) release_id, freezes
            FROM enhancements_releasecriteria
           WHERE release_id = ANY(%(releases)s) AND since <= %(at)s
           ORDER BY release_id, since DESC) own),
       ({capacity.ROOMS}), ({helps.OF_SIGS}), ({take_overs.LOOSE}),
"""
STATEMENT = f"{_BEFORE} NULL::jsonb"
WITH_SEEN = f"""{_BEFORE}
       (SELECT jsonb_agg(to_jsonb(sight)) FROM ({sightings.STATEMENT}) sight)
"""
"""The same, and when the owners were seen last, for pages that show it."""
