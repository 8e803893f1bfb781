"""What is asked of PostgreSQL about pull requests that the merge gate looks at."""

from __future__ import annotations

# Title and text are those of the moment; what no later event speaks of was as today.
# Who set a label the timeline tells, or the comment that asked a robot for it.
PULLS = """
SELECT asked.place, item.id, item.kind, item.number, repository.id AS repository_id,
       repository.name AS repository,
       repository.host, item.gone_at <= %(at)s AS is_gone,
       item.owed_since IS NOT NULL AS is_owed, item.base_ref, author.login AS author,
       item.created_at, item.merged_at, item.closed_at,
       coalesce((SELECT happened.old_name FROM enhancements_timelineitem happened
          WHERE happened.item_id = item.id AND happened.at > %(at)s
            AND happened.kind = 'renamed' AND happened.old_name <> ''
          ORDER BY happened.at, happened.id LIMIT 1), item.title) AS title,
       coalesce((SELECT edit.body FROM enhancements_edit edit
          WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
            AND item.edited_at > %(at)s
          ORDER BY edit.edited_at DESC, edit.place DESC LIMIT 1), item.body) AS body,
       label.node_id = ANY(item.labels) AS has_label, label.id IS NOT NULL AS is_label,
       last.kind AS label_kind, last.at AS label_at, last.login AS label_by,
       last.actor_kind, last.event AS label_event, last.asked_by, last.is_ours
  FROM {source}
  LEFT JOIN enhancements_person author ON author.id = item.author_id
  LEFT JOIN LATERAL (
    SELECT label.id, label.node_id FROM enhancements_label label
     WHERE label.repository_id = repository.id AND label.gone_at IS NULL
       AND lower(label.name) = lower(%(label)s) LIMIT 1) label ON true
  LEFT JOIN LATERAL (
    SELECT happened.kind, happened.at, actor.login, actor.kind AS actor_kind,
           coalesce(happened.raw->>'databaseId', happened.raw->>'id') AS event,
           (SELECT person.login FROM enhancements_comment comment
              JOIN enhancements_person person ON person.id = comment.author_id
             WHERE comment.item_id = item.id AND person.kind = 'user'
               AND comment.created_at BETWEEN happened.at - interval '5 minutes'
                                          AND happened.at
               AND comment.body ~* %(command)s
             ORDER BY comment.created_at DESC LIMIT 1) AS asked_by,
           EXISTS (SELECT FROM enhancements_outgoing outgoing
             WHERE outgoing.repository_id = repository.id
               AND outgoing.number = item.number AND outgoing.kind = 'labels'
               AND outgoing.cause ~ '^(merge|drift):'
               AND outgoing.done_at BETWEEN happened.at - interval '2 minutes'
                                        AND happened.at + interval '2 minutes'
           ) AS is_ours
      FROM enhancements_timelineitem happened
      LEFT JOIN enhancements_person actor ON actor.id = happened.actor_id
     WHERE happened.item_id = item.id AND happened.at <= %(at)s
       AND happened.kind IN ('labeled', 'unlabeled')
       AND lower(happened.name) = lower(%(label)s)
     ORDER BY happened.at DESC, happened.id DESC LIMIT 1) last ON true
 ORDER BY repository.name, item.number
"""
NAMED = """(SELECT %(repository)s AS repository, %(number)s::bigint AS number,
         %(place)s AS place) AS asked
  JOIN enhancements_repository repository
    ON repository.project_id = %(project)s AND repository.removed_at IS NULL
   AND lower(repository.name) = asked.repository
  LEFT JOIN enhancements_item item ON item.repository_id = repository.id
   AND item.number = asked.number AND item.created_at <= %(at)s"""
OPEN = """(SELECT '' AS place) AS asked
  JOIN enhancements_repository repository
    ON repository.project_id = %(project)s AND repository.removed_at IS NULL
   AND repository.name = ANY(%(repositories)s)
  JOIN enhancements_item item ON item.repository_id = repository.id
   AND item.kind = 'pull' AND item.created_at <= %(at)s
   AND (item.closed_at IS NULL OR item.closed_at > %(at)s)
   AND (item.gone_at IS NULL OR item.gone_at > %(at)s)"""
CLAIMS = """
SELECT substr(series.field, 6) AS place, owner.id AS enhancement, series.source,
       claim.value, claim.raw, claim.url, claim.since, claim.by,
       record.key, record.number, record.title, record.issue,
       owner.owed_since IS NOT NULL OR owner.unjudged_since IS NOT NULL AS is_owed
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
   AND claim.retracted_at IS NULL AND claim.since <= %(at)s
   AND (claim.until IS NULL OR claim.until > %(at)s)
  JOIN enhancements_enhancement own ON own.id = series.enhancement_id
  JOIN enhancements_enhancement owner
    ON owner.id = coalesce(own.merged_into_id, own.id)
  JOIN LATERAL (
    SELECT * FROM enhancements_record record
     WHERE record.enhancement_id = owner.id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1) record
    ON record.until IS NULL OR record.until > %(at)s
 WHERE series.project_id = %(project)s AND series.field LIKE 'pull:%%'
   AND series.field = ANY(%(fields)s)
UNION ALL
SELECT '', record.enhancement_id, 'alike', NULL, '', '', record.since, '',
       record.key, record.number, record.title, record.issue,
       owner.owed_since IS NOT NULL OR owner.unjudged_since IS NOT NULL
  FROM enhancements_record record
  JOIN enhancements_enhancement owner ON owner.id = record.enhancement_id
 WHERE record.project_id = %(project)s AND record.number = ANY(%(numbers)s)
   AND record.since <= %(at)s AND (record.until IS NULL OR record.until > %(at)s)
"""
