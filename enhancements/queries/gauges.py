"""Numbers for operators: what is owed, how old it is, what GitHub still allows."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils import timezone

from enhancements.actions import freshness
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
SELECT 'writings_waiting_seconds', project.name, repository.name,
       extract(epoch FROM now() - min(outgoing.created_at))
  FROM enhancements_outgoing outgoing
  JOIN enhancements_repository repository ON repository.id = outgoing.repository_id
  JOIN enhancements_project project ON project.id = repository.project_id
 WHERE outgoing.done_at IS NULL AND outgoing.dead_at IS NULL AND NOT outgoing.is_dry
 GROUP BY project.name, repository.name
UNION ALL
SELECT 'writings_dead', project.name, repository.name, count(*)
  FROM enhancements_outgoing outgoing
  JOIN enhancements_repository repository ON repository.id = outgoing.repository_id
  JOIN enhancements_project project ON project.id = repository.project_id
 WHERE outgoing.dead_at IS NOT NULL AND repository.removed_at IS NULL
 GROUP BY project.name, repository.name
UNION ALL
SELECT 'objects_waiting_seconds', project.name, repository.name,
       coalesce(extract(epoch FROM now() - min(dirty.marked_at)
                FILTER (WHERE dirty.dead_at IS NULL)), 0)
  FROM enhancements_repository repository
  JOIN enhancements_project project ON project.id = repository.project_id
  LEFT JOIN enhancements_dirty dirty ON dirty.repository_id = repository.id
 WHERE repository.removed_at IS NULL GROUP BY project.name, repository.name
UNION ALL
SELECT 'jobs_open', project.name, '',
       count(*) FILTER (WHERE job.finished_at IS NULL AND job.dead_at IS NULL)
  FROM enhancements_project project
  LEFT JOIN enhancements_job job ON job.project_id = project.id
 GROUP BY project.name
UNION ALL
SELECT 'jobs_dead', project.name, '', count(job.dead_at)
  FROM enhancements_project project
  LEFT JOIN enhancements_job job ON job.project_id = project.id
 GROUP BY project.name
UNION ALL
SELECT 'derivations_waiting', project.name, '', count(document.id)
  FROM enhancements_project project
  LEFT JOIN enhancements_source source ON source.project_id = project.id
  LEFT JOIN enhancements_document document
    ON document.source_id = source.id AND document.owed_since IS NOT NULL
 GROUP BY project.name
UNION ALL
SELECT 'derivations_waiting_seconds', project.name, '',
       coalesce(extract(epoch FROM now() - min(document.owed_since)), 0)
  FROM enhancements_project project
  LEFT JOIN enhancements_source source ON source.project_id = project.id
  LEFT JOIN enhancements_document document
    ON document.source_id = source.id AND document.owed_since IS NOT NULL
 GROUP BY project.name
UNION ALL
SELECT 'verdicts_waiting_seconds', project.name, '',
       coalesce(extract(epoch FROM now() - min(enhancement.unjudged_since)), 0)
  FROM enhancements_project project
  LEFT JOIN enhancements_enhancement enhancement
    ON enhancement.project_id = project.id AND enhancement.unjudged_since IS NOT NULL
 GROUP BY project.name
UNION ALL
SELECT 'mails_waiting', '', '', count(*) FROM enhancements_mail
 WHERE sent_at IS NULL AND ended_at IS NULL
UNION ALL
SELECT 'mails_waiting_seconds', '', '',
       coalesce(extract(epoch FROM now() - min(made_at)), 0)
  FROM enhancements_mail WHERE sent_at IS NULL AND ended_at IS NULL
UNION ALL
SELECT 'mails_given_up_lately', '', '', count(*) FROM enhancements_mail
 WHERE ended_at > now() - interval '1 day' AND attempts > 0 AND error <> ''
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
    "writings_waiting_seconds": "Age of the oldest writing that waits, in seconds.",
    "writings_dead": "Writings to GitHub that were given up.",
    "objects_waiting_seconds": "Age of the oldest mark that waits, in seconds.",
    "jobs_open": "Readings and comparisons of whole repositories under way.",
    "jobs_dead": "Readings and comparisons that were given up.",
    "derivations_waiting": "Files whose claims are to be derived.",
    "derivations_waiting_seconds": "Age of the oldest of them in seconds.",
    "verdicts_waiting_seconds": "Age of the oldest verdict that is owed, in seconds.",
    "mails_waiting": "Messages that are to be sent.",
    "mails_waiting_seconds": "Age of the oldest of them in seconds.",
    "mails_given_up_lately": "Messages given up within a day after they failed.",
    "mirror_lag_seconds": "Since GitHub was asked for news with success, in seconds.",
    "repository_failing": "1 while a repository cannot be read.",
    "source_failing": "1 while a source cannot be read with git.",
    "quota_remaining": "What GitHub still allows until its next reset.",
}


_LOOKED = """
SELECT repository.id, project.name AS project, repository.name AS source,
       repository.polled_at
  FROM enhancements_repository repository
  JOIN enhancements_project project ON project.id = repository.project_id
 WHERE repository.removed_at IS NULL AND repository.synced_at IS NOT NULL
"""


def now() -> list[Gauge]:
    """All numbers, in two SQL statements."""
    return [*_counted(), *_lags(timezone.now())]


def _counted() -> list[Gauge]:
    return [
        Gauge(
            name=row["name"],
            meaning=_MEANINGS[row["name"]],
            labels=tuple((n, row[n]) for n in ("project", "source") if row[n]),
            value=float(row["value"]),
        )
        for row in sql.rows(_STATEMENT, {})
    ]


def _lags(at: dt.datetime) -> list[Gauge]:
    """How old the mirror of each repository is that was read whole.

    The cache knows of looks that brought no news, and wrote no row.
    """
    rows = sql.rows(_LOOKED, {})
    polled = freshness.polled([row["id"] for row in rows])
    name = "mirror_lag_seconds"
    return [
        Gauge(
            name=name,
            meaning=_MEANINGS[name],
            labels=(("project", row["project"]), ("source", row["source"])),
            value=max(0.0, (at - last).total_seconds()),
        )
        for row in rows
        if (last := polled.get(row["id"], row["polled_at"])) is not None
    ]
