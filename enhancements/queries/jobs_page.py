"""What is owed in a project: each piece of work, and each queue in one line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.queries import owed_words, sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.jobs import (
    DUE,
    GIVEN_UP,
    IN_HAND,
    WAITS,
    JobsPage,
    Owed,
    Queue,
)

SHOWN = 200

# One row. A delivery is a project's by the name of its repository, as on the page
# about sources; mail is owed to people, whatever project it is about.
_OWED = """
WITH mine AS (
  SELECT id, name FROM enhancements_repository
   WHERE project_id = %(project)s AND removed_at IS NULL
), owed AS (
  SELECT 'work' AS kind, job.id::text AS id,
         job.name::text AS what, mine.name AS place,
         coalesce(job.started_at, job.created_at) AS since, job.not_before,
         NULL::timestamptz AS held_until, job.attempts, job.error, job.dead_at,
         job.done, job.total,
         false AS can_cancel
    FROM enhancements_job job JOIN mine ON mine.id = job.repository_id
   WHERE job.finished_at IS NULL
  UNION ALL
  SELECT 'writing', outgoing.id::text,
         outgoing.kind, concat(mine.name, '#', outgoing.number),
         outgoing.created_at, outgoing.not_before, outgoing.lease_until,
         outgoing.attempts, outgoing.error, outgoing.dead_at, 0, 0,
         outgoing.dead_at IS NULL AND outgoing.attempts = 0 AND outgoing.error = ''
         AND outgoing.lease IS NULL AND outgoing.cause NOT LIKE 'posting:%%'
    FROM enhancements_outgoing outgoing JOIN mine ON mine.id = outgoing.repository_id
   WHERE outgoing.done_at IS NULL AND NOT outgoing.is_dry
  UNION ALL
  SELECT 'object', dirty.id::text,
         concat(mine.name, CASE WHEN dirty.number > 0 THEN concat('#', dirty.number)
                                ELSE concat(' ', dirty.kind) END, ', ', dirty.reason),
         '',
         dirty.marked_at, dirty.not_before, NULL, dirty.attempts, dirty.error,
         dirty.dead_at, 0, 0, false
    FROM enhancements_dirty dirty JOIN mine ON mine.id = dirty.repository_id
  UNION ALL
  SELECT 'delivery', delivery_id,
         concat_ws(' ', event, nullif(action, '')), repository,
         received_at, not_before, NULL, attempts, error, dead_at, 0, 0, false
    FROM enhancements_delivery
   WHERE processed_at IS NULL
     AND (repository = '' OR lower(repository) IN (SELECT lower(name) FROM mine))
), queues AS (
  SELECT 1 AS place, kind AS name, count(*) FILTER (WHERE dead_at IS NULL) AS waiting,
         min(since) FILTER (WHERE dead_at IS NULL) AS oldest,
         count(dead_at) AS given_up, false AS is_shared
    FROM owed GROUP BY kind
  UNION ALL
  SELECT 2, 'document', count(*), min(document.owed_since), 0, false
    FROM enhancements_document document
    JOIN enhancements_source source ON source.id = document.source_id
   WHERE source.project_id = %(project)s AND document.owed_since IS NOT NULL
  UNION ALL
  SELECT 3, 'item', count(*), min(item.owed_since), 0, false
    FROM enhancements_item item JOIN mine ON mine.id = item.repository_id
   WHERE item.owed_since IS NOT NULL
  UNION ALL
  SELECT 4, 'verdict', count(*), min(unjudged_since), 0, false
    FROM enhancements_enhancement
   WHERE project_id = %(project)s AND unjudged_since IS NOT NULL
  UNION ALL
  SELECT 5, 'mail', count(*) FILTER (WHERE sent_at IS NULL AND ended_at IS NULL),
         min(made_at) FILTER (WHERE sent_at IS NULL AND ended_at IS NULL),
         count(*) FILTER (WHERE ended_at > %(now)s - interval '7 days'
                                AND error <> '' AND attempts > 0), true
    FROM enhancements_mail
)
SELECT (SELECT count(*) FROM owed) AS all_owed,
       (SELECT jsonb_agg(to_jsonb(shown) ORDER BY dead_at DESC NULLS LAST, since, id)
          FROM (SELECT * FROM owed ORDER BY dead_at DESC NULLS LAST, since, id
                 LIMIT %(limit)s) shown) AS owed,
       (SELECT jsonb_agg(to_jsonb(queues) ORDER BY place, name) FROM queues) AS queues
"""
_NAMES = {
    "work": gettext_noop("Readings and comparisons of whole repositories"),
    "writing": gettext_noop("Writings to GitHub"),
    "object": gettext_noop("Objects to fetch from GitHub"),
    "delivery": gettext_noop("Webhook deliveries"),
    "document": gettext_noop("Files to derive claims from"),
    "item": gettext_noop("Issues and pull requests to derive claims from"),
    "verdict": gettext_noop("Enhancements whose checks are to be run"),
    "mail": gettext_noop("Mail"),
}


def page(setting: Setting, *, can_act: bool = False) -> JobsPage:
    """Everything the page shows, in one SQL statement beside the setting's two.

    What is owed is shown as it is now, whatever moment the page is about.
    """
    now = setting.frame.now or setting.at
    parameters = {"project": setting.id, "limit": SHOWN, "now": now}
    (row,) = sql.rows(_OWED, parameters)
    found = {one["name"]: one for one in sql.parsed(row["queues"])}
    return JobsPage(
        frame=setting.frame,
        queues=tuple(_queue(name, found.get(name)) for name in _NAMES),
        owed=tuple(_owed(one, now) for one in sql.parsed(row["owed"]) or ()),
        all_owed=row["all_owed"],
        can_act=can_act,
    )


def _queue(name: str, one: dict[str, Any] | None) -> Queue:
    if one is None:
        return Queue(gettext(_NAMES[name]), 0, None, 0)
    return Queue(
        name=gettext(_NAMES[name]),
        waiting=one["waiting"],
        oldest=_at(one["oldest"]),
        given_up=one["given_up"],
        is_shared=one["is_shared"],
    )


def _owed(one: dict[str, Any], now: dt.datetime) -> Owed:
    since, next_at = dt.datetime.fromisoformat(one["since"]), _at(one["not_before"])
    held_until = _at(one["held_until"])
    if one["dead_at"]:
        state, next_at = GIVEN_UP, None
    elif held_until is not None and held_until > now:
        state, next_at = IN_HAND, None
    elif next_at is not None and next_at > now:
        state = WAITS
    else:
        state, next_at = DUE, None
    return Owed(
        kind=one["kind"],
        id=one["id"],
        what=owed_words.said(one),
        state=state,
        since=since,
        next_at=next_at,
        attempts=one["attempts"],
        error=one["error"],
        done=one["done"],
        total=one["total"],
        can_cancel=one["can_cancel"] and state != IN_HAND,
    )


def _at(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
