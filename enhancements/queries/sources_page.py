"""How the sources of a project do: what was read when, what waits, what failed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from enhancements.actions import slash_again
from enhancements.queries import frame, outgoing, owed_words, sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.frame import SourceState
from enhancements.queries.shapes.sources import (
    DeadLetter,
    Quota,
    RepositoryRow,
    SourcesPage,
    Work,
)

_DEAD_SHOWN = 100

_REPOSITORIES = """
SELECT repository.id, repository.name, repository.host, repository.is_main,
       repository.synced_at, repository.reconciled_at,
       (SELECT count(*) FROM enhancements_dirty dirty
         WHERE dirty.repository_id = repository.id AND dirty.dead_at IS NULL)
         AS waiting,
       (SELECT min(marked_at) FROM enhancements_dirty dirty
         WHERE dirty.repository_id = repository.id AND dirty.dead_at IS NULL)
         AS waiting_since,
       (SELECT count(*) FROM enhancements_outgoing outgoing
         WHERE outgoing.repository_id = repository.id AND NOT outgoing.is_dry
           AND outgoing.done_at IS NULL AND outgoing.dead_at IS NULL) AS outgoing,
       (SELECT jsonb_agg(jsonb_build_object('name', job.name, 'done', job.done,
                 'total', job.total, 'error', job.error,
                 'since', coalesce(job.started_at, job.created_at)) ORDER BY job.id)
          FROM enhancements_job job
         WHERE job.repository_id = repository.id AND job.finished_at IS NULL
           AND job.dead_at IS NULL) AS work,
       (SELECT jsonb_agg(to_jsonb(budget) ORDER BY budget.resource)
          FROM enhancements_budget budget
         WHERE budget.host = repository.host) AS budgets
  FROM enhancements_repository repository
 WHERE repository.project_id = %(project)s AND repository.removed_at IS NULL
 ORDER BY repository.is_main DESC, repository.name
"""

# One statement for whatever waits or was given up: deliveries of repositories that are
# not tracked concern nobody.
_DEAD = """
WITH mine AS (
  SELECT id, name, github_id FROM enhancements_repository
   WHERE project_id = %(project)s AND removed_at IS NULL
), dead AS (
  SELECT 'delivery' AS kind, delivery_id AS id,
         concat_ws(' ', event, nullif(action, '')) AS what, repository AS place,
         error, attempts, dead_at
    FROM enhancements_delivery
   WHERE dead_at IS NOT NULL
     AND (repository = '' OR lower(repository) IN (SELECT lower(name) FROM mine))
  UNION ALL
  SELECT 'object', dirty.id::text,
         concat(mine.name, CASE WHEN dirty.number > 0 THEN concat('#', dirty.number)
                                ELSE concat(' ', dirty.kind) END),
         '', dirty.error, dirty.attempts, dirty.dead_at
    FROM enhancements_dirty dirty JOIN mine ON mine.id = dirty.repository_id
   WHERE dirty.dead_at IS NOT NULL
  UNION ALL
  SELECT 'writing', outgoing.id::text,
         outgoing.kind, concat(mine.name, '#', outgoing.number),
         outgoing.error, outgoing.attempts, outgoing.dead_at
    FROM enhancements_outgoing outgoing JOIN mine ON mine.id = outgoing.repository_id
   WHERE outgoing.dead_at IS NOT NULL
  UNION ALL
  SELECT 'work', job.id::text, job.name, mine.name,
         job.error, job.attempts, job.dead_at
    FROM enhancements_job job JOIN mine ON mine.id = job.repository_id
   WHERE job.dead_at IS NOT NULL
  UNION ALL
  SELECT 'command', asked.id::text,
         asked.by, concat(mine.name, '#', item.number),
         asked.plan->'refused'->>0, %(attempts)s, asked.decided_at
    FROM enhancements_asked asked JOIN mine ON mine.id = asked.repository_id
    JOIN enhancements_item item ON item.id = asked.item_id
   WHERE asked.mode = %(failed)s
)
SELECT (SELECT count(*) FROM enhancements_delivery
         WHERE processed_at IS NULL AND dead_at IS NULL) AS deliveries,
       (SELECT max(received_at) FROM enhancements_delivery) AS delivered_at,
       (SELECT jsonb_agg(to_jsonb(dead) ORDER BY dead_at DESC)
          FROM (SELECT * FROM dead ORDER BY dead_at DESC LIMIT %(limit)s) dead) AS dead,
       (SELECT count(*) FROM dead) AS all_dead
"""


def page(setting: Setting, *, can_retry: bool = False) -> SourcesPage:
    """Everything the page shows, in three SQL statements beside the setting's two.

    How sources do is shown as it is now, whatever moment the page is about.
    """
    rows = sql.rows(_REPOSITORIES, {"project": setting.id})
    (waiting,) = sql.rows(
        _DEAD,
        {
            "project": setting.id,
            "limit": _DEAD_SHOWN,
            "failed": slash_again.FAILED,
            "attempts": slash_again.DEAD_AFTER,
        },
    )
    states = {
        state.location: state
        for state in setting.frame.sources
        if state.kind == frame.GITHUB
    }
    return SourcesPage(
        frame=setting.frame,
        files=tuple(s for s in setting.frame.sources if s.kind != frame.GITHUB),
        repositories=tuple(_repository(row, states) for row in rows),
        deliveries=waiting["deliveries"],
        delivered_at=waiting["delivered_at"],
        takes_deliveries=bool(settings.WEBHOOK_SECRETS),
        quotas=_quotas(rows),
        dead=tuple(_dead(one) for one in sql.parsed(waiting["dead"]) or ()),
        all_dead=waiting["all_dead"],
        outbox=outgoing.latest(
            project=setting.id, own_mode=setting.profile.command_rules.mode
        ),
        can_retry=can_retry,
    )


def _repository(row: dict[str, Any], states: dict[str, SourceState]) -> RepositoryRow:
    return RepositoryRow(
        name=row["name"],
        host=row["host"],
        is_main=row["is_main"],
        state=states[row["name"]],
        synced_at=row["synced_at"],
        reconciled_at=row["reconciled_at"],
        waiting=row["waiting"],
        waiting_since=row["waiting_since"],
        outgoing=row["outgoing"],
        work=tuple(
            Work(
                one["name"], one["done"], one["total"], _at(one["since"]), one["error"]
            )
            for one in sql.parsed(row["work"]) or ()
        ),
    )


def _quotas(rows: list[dict[str, Any]]) -> tuple[Quota, ...]:
    budgets = {
        (one["host"], one["credential"], one["resource"]): one
        for row in rows
        for one in sql.parsed(row["budgets"]) or ()
    }
    return tuple(
        Quota(
            host=one["host"],
            resource=one["resource"],
            remaining=one["remaining"],
            limit=one["limit"],
            reset_at=_at(one["reset_at"]) if one["reset_at"] else None,
            blocked_until=_at(one["blocked_until"]) if one["blocked_until"] else None,
            reason=one["reason"],
        )
        for _, one in sorted(budgets.items())
    )


def _dead(one: dict[str, Any]) -> DeadLetter:
    return DeadLetter(
        kind=one["kind"],
        id=one["id"],
        what=owed_words.said(one),
        error=one["error"],
        attempts=one["attempts"],
        dead_at=_at(one["dead_at"]),
    )


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
