"""When something happened about enhancements, derived from all that sources brought."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from enhancements.queries import pull_fields

# What is of a pull request is found by the claims that name it. A committer's clock may
# run ahead of ours.
_SEEN = f"""
WITH item AS MATERIALIZED (
  SELECT item.enhancement_id, item.id
    FROM enhancements_item item WHERE item.enhancement_id = ANY(%(ids)s)
  UNION
  SELECT named.enhancement_id, item.id
    FROM (SELECT series.enhancement_id, series.project_id,
                 {pull_fields.HOME} AS home, {pull_fields.NUMBER} AS number
            FROM enhancements_series series
           WHERE series.enhancement_id = ANY(%(ids)s)
             AND series.field LIKE 'pull:%%#%%') named
    JOIN enhancements_repository repository
      ON repository.project_id = named.project_id
     AND lower(repository.name) = named.home
    JOIN enhancements_item item
      ON item.repository_id = repository.id AND item.kind = 'pull'
     AND item.number = named.number
), happened AS (
  SELECT document.enhancement_id, least(version.merged_at, version.seen_at) AS at
    FROM enhancements_document document
    JOIN enhancements_version version ON version.document_id = document.id
   WHERE document.enhancement_id = ANY(%(ids)s) AND version.retracted_at IS NULL
  UNION ALL
  SELECT item.enhancement_id, told.at
    FROM item
    JOIN enhancements_item said ON said.id = item.id
   CROSS JOIN LATERAL (VALUES (said.created_at), (said.edited_at), (said.closed_at),
                              (said.merged_at)) AS told(at)
   WHERE told.at IS NOT NULL
  UNION ALL
  SELECT item.enhancement_id, event.at
    FROM item JOIN enhancements_timelineitem event ON event.item_id = item.id
  UNION ALL
  SELECT item.enhancement_id, comment.created_at
    FROM item JOIN enhancements_comment comment ON comment.item_id = item.id
   WHERE comment.gone_at IS NULL
), seen AS MATERIALIZED (
  SELECT enhancement_id, max(at) AS at
    FROM happened GROUP BY enhancement_id, date_trunc('hour', at, 'UTC')
), gone AS (
  DELETE FROM enhancements_activity kept
   WHERE kept.enhancement_id = ANY(%(ids)s)
     AND NOT EXISTS (SELECT FROM seen
                      WHERE seen.enhancement_id = kept.enhancement_id
                        AND seen.at = kept.at)
)
INSERT INTO enhancements_activity (enhancement_id, at)
SELECT seen.enhancement_id, seen.at FROM seen
 WHERE NOT EXISTS (SELECT FROM enhancements_activity kept
                    WHERE kept.enhancement_id = seen.enhancement_id
                      AND kept.at = seen.at)
"""  # noqa: S608 - joined from constants


@transaction.atomic
def follow(*, ids: Sequence[int]) -> None:
    """Keep when something happened about these enhancements, in one SQL statement.

    Without news no row is written. Their claims are there already: pull requests are
    found by them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"ids": list(ids)})
