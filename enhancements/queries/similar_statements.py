"""The two statements of `queries.similar`."""

from __future__ import annotations

WORDS = r"""
WITH typed AS (
  SELECT lexeme, positions[1] AS place
    FROM unnest(to_tsvector('english', %(text)s))
    -- "block-mode" is there with each of its parts.
   WHERE lexeme !~ '^[[:alnum:]]+-'
   ORDER BY length(lexeme) < 3, place LIMIT %(most)s)
SELECT lexeme,
       lexeme = ANY(tsvector_to_array(to_tsvector('english', %(title)s))) AS in_title,
       (SELECT count(*) FROM (
          SELECT FROM enhancements_record record
           WHERE to_tsvector('english', coalesce(record.title, ''))
                 @@ ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''
                    )::tsquery
             AND record.project_id = %(project)s
           LIMIT %(rare)s + 1) counted) AS count
  FROM typed ORDER BY place
"""
"""Words of what was typed, as they are compared, with how many titles have them;
counting ends at `rare`, so that it costs the same however many there are.
"""

SIMILAR = """
WITH typed AS (
  SELECT lexeme, weight
    FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS one (lexeme, weight)
), titles AS (
  (SELECT record.id FROM enhancements_record record
    WHERE to_tsvector('english', coalesce(record.title, '')) @@ %(titles)s::tsquery
      AND record.project_id = %(project)s AND record.since <= %(at)s
      AND (record.until IS NULL OR record.until > %(at)s) LIMIT %(many)s)
  UNION
  (SELECT record.id FROM enhancements_record record
    WHERE record.title %% %(title)s
      AND record.project_id = %(project)s AND record.since <= %(at)s
      AND (record.until IS NULL OR record.until > %(at)s) LIMIT %(many)s)
), texts AS (
  (SELECT document.enhancement_id, true AS in_document
     FROM enhancements_reading reading
     JOIN enhancements_version version ON version.blob_id = reading.blob_id
     JOIN enhancements_document document ON document.id = version.document_id
     JOIN enhancements_enhancement owner ON owner.id = document.enhancement_id
    WHERE reading.words @@ %(texts)s::tsquery AND owner.project_id = %(project)s
      AND version.retracted_at IS NULL
      AND least(version.merged_at, version.seen_at) <= %(at)s
      AND NOT EXISTS (
        SELECT FROM enhancements_version later
         WHERE later.document_id = version.document_id
           AND later.ordinal > version.ordinal AND later.retracted_at IS NULL
           AND least(later.merged_at, later.seen_at) <= %(at)s) LIMIT %(some)s)
  UNION ALL
  (SELECT item.enhancement_id, false
     FROM enhancements_wording wording
     JOIN enhancements_item item ON item.id = wording.item_id
     JOIN enhancements_enhancement owner ON owner.id = item.enhancement_id
    WHERE wording.words @@ %(texts)s::tsquery AND owner.project_id = %(project)s
      AND wording.since <= %(at)s AND (wording.until IS NULL OR wording.until > %(at)s)
    LIMIT %(some)s)
), found AS (
  SELECT id, NULL::boolean AS in_document FROM titles
  UNION ALL
  SELECT record.id, bool_or(texts.in_document)
    FROM texts JOIN enhancements_record record USING (enhancement_id)
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
   GROUP BY record.id
), ranked AS (
  SELECT record.id, bool_or(in_document) AS in_document,
         max(similarity(record.title, %(title)s)) AS spelling,
         (SELECT coalesce(sum(typed.weight), 0) FROM typed
           WHERE typed.lexeme = ANY(tsvector_to_array(
                 to_tsvector('english', max(record.title))))) AS said
    FROM found JOIN enhancements_record record ON record.id = found.id
   GROUP BY record.id
), best AS (
  SELECT *, greatest(said, spelling)
            + CASE WHEN in_document IS NULL THEN 0 ELSE 0.3 END AS score
    FROM ranked
   WHERE in_document IS NOT NULL OR greatest(said, spelling) >= %(least)s
   ORDER BY score DESC, id LIMIT %(most)s
)
SELECT 'enhancement' AS kind, best.score, best.spelling, best.in_document,
       record.key, record.number, record.title, record.sig, record.participating_sigs,
       record.stage, record.status, record.issue_url AS url,
       record.version_id IS NOT NULL AS has_document,
       (SELECT substring(blob.content FROM 1 FOR %(largest)s)
          FROM enhancements_version version
          JOIN enhancements_document main ON main.id = version.document_id
          JOIN enhancements_document side
            ON side.enhancement_id = main.enhancement_id AND NOT side.removed
          JOIN enhancements_version its ON its.document_id = side.id
           AND its.retracted_at IS NULL
           AND least(its.merged_at, its.seen_at) <= %(at)s
          JOIN enhancements_blob blob ON blob.id = its.blob_id
         WHERE version.id = record.version_id AND side.path LIKE '%%.md'
         ORDER BY side.id = main.id DESC, side.path LIKE '%%/README.md' DESC,
                  side.path, its.ordinal DESC LIMIT 1) AS document,
       (SELECT left(item.body, %(largest)s) FROM enhancements_item item
         WHERE item.enhancement_id = record.enhancement_id
         ORDER BY item.number LIMIT 1) AS body
  FROM best JOIN enhancements_record record ON record.id = best.id
UNION ALL
SELECT * FROM (
  SELECT item.kind, greatest(said, spelling) AS score, spelling, NULL::boolean,
         item.number::text, item.number, item.title, NULL::text, NULL::text[],
         NULL::text, NULL::text, item.url, false, NULL::bytea,
         left(item.body, %(largest)s)
    FROM (
      SELECT item.*, repository.name AS repository,
             item.raw ->> 'url' AS url,
             similarity(item.title, %(title)s) AS spelling,
             (SELECT coalesce(sum(typed.weight), 0) FROM typed
               WHERE typed.lexeme = ANY(tsvector_to_array(
                     to_tsvector('english', item.title)))) AS said
        FROM enhancements_item item
        JOIN enhancements_repository repository ON repository.id = item.repository_id
       WHERE item.id IN (
               (SELECT id FROM enhancements_item
                 WHERE to_tsvector('english', coalesce(title, ''))
                       @@ %(titles)s::tsquery
                   AND state = 'open' AND gone_at IS NULL LIMIT %(many)s)
               UNION
               (SELECT id FROM enhancements_item
                 WHERE title %% %(title)s
                   AND state = 'open' AND gone_at IS NULL LIMIT %(many)s))
         AND NOT %(is_past)s AND repository.project_id = %(project)s
         AND repository.is_main AND repository.removed_at IS NULL
         AND item.enhancement_id IS NULL
         -- One that changes a document which is merged proposes nothing new.
         AND NOT EXISTS (
           SELECT FROM enhancements_record named
            WHERE named.project_id = %(project)s AND named.until IS NULL
              AND named.version_id IS NOT NULL AND named.number = item.names_number)
    ) item
   WHERE greatest(said, spelling) >= %(least)s
   ORDER BY score DESC, item.number DESC LIMIT %(most_open)s) open_items
ORDER BY score DESC, key
"""
"""What is alike. Titles are looked through to `many`, texts to `some`: projects have
fewer, and where they have more, no word that all of them say may make it slow.
"""
