"""The tracking issues as GitHub has them now: labels, milestone, state."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.queries import sql

# A milestone or a label that is gone at GitHub is on no issue any more.
_STATEMENT = """
SELECT item.enhancement_id, item.number, item.title, item.state, item.closed_at,
       repository.name AS repository, repository.host,
       coalesce(milestone.title, '') AS milestone, coalesce(author.login, '') AS author,
       ARRAY(SELECT label.name FROM enhancements_label label
              WHERE label.repository_id = item.repository_id
                AND label.node_id = ANY(item.labels) AND label.gone_at IS NULL
              ORDER BY label.name) AS labels
  FROM enhancements_item item
  JOIN enhancements_repository repository ON repository.id = item.repository_id
  LEFT JOIN enhancements_milestone milestone
    ON milestone.id = item.milestone_id AND milestone.gone_at IS NULL
  LEFT JOIN enhancements_person author ON author.id = item.author_id
 WHERE repository.project_id = %(project)s AND repository.removed_at IS NULL
   AND item.kind = 'issue' AND item.gone_at IS NULL
   AND item.enhancement_id IS NOT NULL
   AND (%(ids)s::bigint[] IS NULL OR item.enhancement_id = ANY(%(ids)s))
 ORDER BY item.number
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """A tracking issue as GitHub has it."""

    enhancement: int
    repository: str
    """`owner/name`."""
    number: int
    title: str
    is_closed: bool
    closed_at: dt.datetime | None
    milestone: str
    """Its title; empty for none."""
    author: str
    """Login; empty for a deleted account."""
    labels: tuple[str, ...]
    host: str = ""
    """Address of the server's API."""


def of_enhancements(project: int, ids: Iterable[int]) -> dict[int, Issue]:
    """The tracking issue of each of these, by id; one SQL statement.

    Of several the one of the lowest number.
    """
    rows = sql.rows(_STATEMENT, {"project": project, "ids": sorted(set(ids))})
    found: dict[int, Issue] = {}
    for row in rows:
        found.setdefault(row["enhancement_id"], _issue(row))
    return found


def of_project(project: int) -> list[Issue]:
    """Every tracking issue of a project, by number; one SQL statement."""
    rows = sql.rows(_STATEMENT, {"project": project, "ids": None})
    return [_issue(row) for row in rows]


def _issue(row: Mapping[str, Any]) -> Issue:
    return Issue(
        enhancement=row["enhancement_id"],
        repository=row["repository"],
        number=row["number"],
        title=row["title"],
        is_closed=row["state"] == "closed",
        closed_at=row["closed_at"],
        milestone=row["milestone"],
        author=row["author"],
        labels=tuple(row["labels"]),
        host=row["host"],
    )
