"""Numbers for operators: what is owed, how old it is, what GitHub still allows."""

from __future__ import annotations

import dataclasses

from enhancements.queries import sql


@dataclasses.dataclass(frozen=True, slots=True)
class Gauge:
    """A number with its name, what it means, and its labels."""

    name: str
    meaning: str
    labels: tuple[tuple[str, str], ...]
    value: float


_STATEMENT = """
SELECT 'deliveries_waiting' AS name, '' AS project, '' AS source,
       count(*)::float AS value
  FROM enhancements_delivery WHERE processed_at IS NULL AND dead_at IS NULL
UNION ALL
SELECT 'deliveries_waiting_seconds', '', '',
       coalesce(extract(epoch FROM now() - min(received_at)), 0)::float
  FROM enhancements_delivery WHERE processed_at IS NULL AND dead_at IS NULL
UNION ALL
SELECT 'deliveries_dead', '', '', count(*) FROM enhancements_delivery
 WHERE dead_at IS NOT NULL
UNION ALL
SELECT 'objects_waiting', project.name, repository.name,
       count(dirty.id) FILTER (WHERE dirty.dead_at IS NULL)
  FROM enhancements_repository repository
  JOIN enhancements_project project ON project.id = repository.project_id
  LEFT JOIN enhancements_dirty dirty ON dirty.repository_id = repository.id
 WHERE repository.removed_at IS NULL GROUP BY project.name, repository.name
UNION ALL
SELECT 'objects_dead', project.name, repository.name,
       count(dirty.id) FILTER (WHERE dirty.dead_at IS NOT NULL)
  FROM enhancements_repository repository
  JOIN enhancements_project project ON project.id = repository.project_id
  LEFT JOIN enhancements_dirty dirty ON dirty.repository_id = repository.id
 WHERE repository.removed_at IS NULL GROUP BY project.name, repository.name
UNION ALL
SELECT 'writings_waiting', project.name, repository.name, count(*)
  FROM enhancements_outgoing outgoing
  JOIN enhancements_repository repository ON repository.id = outgoing.repository_id
  JOIN enhancements_project project ON project.id = repository.project_id
 WHERE outgoing.done_at IS NULL AND outgoing.dead_at IS NULL AND NOT outgoing.is_dry
 GROUP BY project.name, repository.name
UNION ALL
SELECT 'repository_failing', project.name, repository.name,
       (repository.error <> '')::int
  FROM enhancements_repository repository
  JOIN enhancements_project project ON project.id = repository.project_id
 WHERE repository.removed_at IS NULL
UNION ALL
SELECT 'source_failing', project.name, source.kind, (source.error <> '')::int
  FROM enhancements_source source
  JOIN enhancements_project project ON project.id = source.project_id
UNION ALL
SELECT 'quota_remaining', '', resource, sum(remaining)
  FROM enhancements_budget WHERE remaining IS NOT NULL GROUP BY resource
"""
_MEANINGS = {
    "deliveries_waiting": "Webhook deliveries that wait to be worked off.",
    "deliveries_waiting_seconds": "Age of the oldest of them in seconds.",
    "deliveries_dead": "Webhook deliveries that were given up.",
    "objects_waiting": "Objects that changed on GitHub and are not fetched yet.",
    "objects_dead": "Objects that could not be fetched and were given up.",
    "writings_waiting": "What is still to be written to GitHub.",
    "repository_failing": "1 while a repository cannot be read.",
    "source_failing": "1 while a source cannot be read with git.",
    "quota_remaining": "What GitHub still allows until its next reset.",
}


def now() -> list[Gauge]:
    """All numbers, in one SQL statement."""
    return [
        Gauge(
            name=row["name"],
            meaning=_MEANINGS[row["name"]],
            labels=tuple((n, row[n]) for n in ("project", "source") if row[n]),
            value=float(row["value"]),
        )
        for row in sql.rows(_STATEMENT, {})
    ]
