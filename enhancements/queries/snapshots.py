"""The stored snapshots of a release, and the moment that each is of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.queries import sql
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.snapshots import ReadRow, SnapshotRow

LARGEST = 2**63 - 1
"""Of an id in the database."""
_STATEMENT = """
SELECT id, "freeze", label, moment, made_at, digest, octet_length(content) AS size,
       (content::json -> 'counts')::text AS counts, reads,
       CASE WHEN %(whole)s THEN content END AS content
  FROM enhancements_snapshot
 WHERE release_id = %(release)s AND moment <= %(at)s
   AND (%(only)s::bigint IS NULL OR id = %(only)s)
 ORDER BY moment DESC, id DESC
"""


class SnapshotUnknown(LookupError):
    """The release has no such snapshot."""


def moment_of(setting: Setting, id_: int) -> tuple[dt.datetime, str, str]:
    """When a snapshot is of, by its id: moment, release, and what the deadline was
    called. One SQL statement. Raises SnapshotUnknown.
    """
    found = sql.rows(
        "SELECT snapshot.moment, snapshot.label, release.name"
        "  FROM enhancements_snapshot snapshot"
        "  JOIN enhancements_release release ON release.id = snapshot.release_id"
        " WHERE snapshot.id = %(id)s AND release.project_id = %(project)s",
        {"id": min(id_, LARGEST), "project": setting.id},
    )
    for one_ in found:
        return one_["moment"], one_["name"], one_["label"]
    raise SnapshotUnknown(id_)


def rows(
    setting: Setting, release: Dates, *, only: int | None = None
) -> Sequence[Mapping[str, Any]]:
    """Rows of a release's snapshots of moments up to the setting's, the last first, in
    one SQL statement; `content` is read only for the one that is meant by `only`.
    """
    return sql.rows(
        _STATEMENT,
        {
            "release": release.id,
            "at": setting.at,
            "only": only,
            "whole": only is not None,
        },
    )


def one(setting: Setting, release: Dates, id_: int) -> Mapping[str, Any]:
    """The row of one of them. One SQL statement. Raises SnapshotUnknown."""
    for found in rows(setting, release, only=min(id_, LARGEST)):
        return found
    raise SnapshotUnknown(id_)


def row(found: Mapping[str, Any]) -> SnapshotRow:
    """A row as pages show it."""
    return SnapshotRow(
        id=found["id"],
        freeze=found["freeze"],
        label=found["label"],
        moment=found["moment"],
        made_at=found["made_at"],
        digest=found["digest"],
        size=found["size"],
        counts=sql.parsed(found["counts"]),
        reads=tuple(
            ReadRow(
                one["kind"],
                one["location"],
                dt.datetime.fromisoformat(one["read_at"]) if one["read_at"] else None,
                one["error"],
            )
            for one in sql.parsed(found["reads"])
        ),
    )
