"""The tracking issues as GitHub had them at a moment: labels, milestone, state."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.queries import sql
from enhancements.queries.frame import Setting

# Each thing was as the first later event says that it had been before; what no later
# event speaks of was as it is today. A milestone or a label that is gone at GitHub is
# on no issue any more.
_STATEMENT = """
SELECT item.enhancement_id, item.number, repository.name AS repository, repository.host,
       coalesce(renamed.old_name, item.title) AS title,
       coalesce(author.login, '') AS author,
       CASE WHEN turned.kind IS NULL
            THEN item.state <> 'open' AND coalesce(item.closed_at <= %(at)s, true)
            ELSE turned.kind = 'reopened' END AS is_closed,
       CASE WHEN item.closed_at <= %(at)s THEN item.closed_at ELSE (
         SELECT max(happened.at) FROM enhancements_timelineitem happened
          WHERE happened.item_id = item.id AND happened.kind = 'closed'
            AND happened.at <= %(at)s) END AS closed_at,
       CASE WHEN moved.kind IS NULL THEN coalesce(milestone.title, '')
            WHEN moved.kind = 'demilestoned' THEN moved.name
            WHEN before.kind = 'milestoned' THEN before.name ELSE '' END AS milestone,
       ARRAY(SELECT label.name FROM enhancements_label label
              WHERE label.repository_id = item.repository_id
                AND label.node_id = ANY(item.labels)
                AND (label.gone_at IS NULL OR label.gone_at > %(at)s)
                AND lower(label.name) <> ALL(coalesce(labelled.put, '{}'))
              UNION SELECT unnest(labelled.taken) ORDER BY 1) AS labels
  FROM enhancements_item item
  JOIN enhancements_repository repository ON repository.id = item.repository_id
  LEFT JOIN enhancements_milestone milestone
    ON milestone.id = item.milestone_id
   AND (milestone.gone_at IS NULL OR milestone.gone_at > %(at)s)
  LEFT JOIN enhancements_person author ON author.id = item.author_id
  LEFT JOIN LATERAL (
    SELECT happened.old_name FROM enhancements_timelineitem happened
     WHERE happened.item_id = item.id AND happened.at > %(at)s
       AND happened.kind = 'renamed' AND happened.old_name <> ''
     ORDER BY happened.at, happened.id LIMIT 1) renamed ON true
  LEFT JOIN LATERAL (
    SELECT happened.kind FROM enhancements_timelineitem happened
     WHERE happened.item_id = item.id AND happened.at > %(at)s
       AND happened.kind IN ('closed', 'reopened')
     ORDER BY happened.at, happened.id LIMIT 1) turned ON true
  LEFT JOIN LATERAL (
    SELECT happened.kind, happened.name FROM enhancements_timelineitem happened
     WHERE happened.item_id = item.id AND happened.at > %(at)s
       AND happened.kind IN ('milestoned', 'demilestoned')
     ORDER BY happened.at, happened.id LIMIT 1) moved ON true
  LEFT JOIN LATERAL (
    SELECT happened.kind, happened.name FROM enhancements_timelineitem happened
     WHERE moved.kind = 'milestoned'
       AND happened.item_id = item.id AND happened.at <= %(at)s
       AND happened.kind IN ('milestoned', 'demilestoned')
     ORDER BY happened.at DESC, happened.id DESC LIMIT 1) before ON true
  LEFT JOIN LATERAL (
    SELECT array_agg(lower(name)) FILTER (WHERE kind = 'labeled') AS put,
           array_agg(name) FILTER (WHERE kind = 'unlabeled') AS taken
      FROM (SELECT DISTINCT ON (lower(happened.name)) happened.name, happened.kind
              FROM enhancements_timelineitem happened
             WHERE happened.item_id = item.id AND happened.at > %(at)s
               AND happened.kind IN ('labeled', 'unlabeled')
             ORDER BY lower(happened.name), happened.at, happened.id) next
  ) labelled ON true
 WHERE repository.project_id = %(project)s
   AND (repository.removed_at IS NULL OR repository.removed_at > %(at)s)
   AND item.kind = 'issue' AND item.created_at <= %(at)s
   AND (item.gone_at IS NULL OR item.gone_at > %(at)s)
   AND item.enhancement_id IS NOT NULL
   AND (%(ids)s::bigint[] IS NULL OR item.enhancement_id = ANY(%(ids)s))
 ORDER BY item.number
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """A tracking issue as GitHub had it at a moment."""

    enhancement: int
    repository: str
    """`owner/name`."""
    number: int
    title: str
    is_closed: bool
    closed_at: dt.datetime | None
    """When it was closed last, as far as anything tells; None for never."""
    milestone: str
    """Its title; empty for none."""
    author: str
    """Login; empty for a deleted account."""
    labels: tuple[str, ...]
    host: str = ""
    """Address of the server's API."""


def of_enhancements(setting: Setting, ids: Iterable[int]) -> dict[int, Issue]:
    """The tracking issue of each of these at the setting's moment, by id; one SQL
    statement.

    Of several the one of the lowest number.
    """
    rows = _rows(setting, sorted(set(ids)))
    found: dict[int, Issue] = {}
    for row in rows:
        found.setdefault(row["enhancement_id"], _issue(row))
    return found


def of_project(setting: Setting) -> list[Issue]:
    """Every tracking issue that the project had at the setting's moment, by number; one
    SQL statement.
    """
    return [_issue(row) for row in _rows(setting, None)]


def _rows(setting: Setting, ids: list[int] | None) -> list[dict[str, Any]]:
    given = {"project": setting.id, "at": setting.at, "ids": ids}
    return sql.rows(_STATEMENT, given)


def _issue(row: Mapping[str, Any]) -> Issue:
    return Issue(
        enhancement=row["enhancement_id"],
        repository=row["repository"],
        number=row["number"],
        title=row["title"],
        is_closed=row["is_closed"],
        closed_at=row["closed_at"],
        milestone=row["milestone"],
        author=row["author"],
        labels=tuple(row["labels"]),
        host=row["host"],
    )
