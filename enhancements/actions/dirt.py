"""Mark objects that have to be fetched again, once each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import connection


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """An object that is said to have changed.

    `wanted_at` is the `updated_at` it is said to have, UTC: an older answer is not
    enough.
    """

    repository: int
    kind: str
    number: int = 0
    node_id: str = ""
    reason: str = ""
    wanted_at: dt.datetime | None = None


_MARK = """
INSERT INTO enhancements_dirty AS known
       (repository_id, kind, number, node_id, reason, marked_at, wanted_at, attempts,
        missed, error)
SELECT DISTINCT ON (repository_id, kind, number)
       repository_id, kind, number, node_id, reason, %(now)s,
       max(wanted_at) OVER (PARTITION BY repository_id, kind, number), 0, 0, ''
  FROM unnest(%(repositories)s::bigint[], %(kinds)s::text[], %(numbers)s::bigint[],
              %(nodes)s::text[], %(reasons)s::text[], %(wanted)s::timestamptz[])
       WITH ORDINALITY
    AS told(repository_id, kind, number, node_id, reason, wanted_at, place)
 ORDER BY repository_id, kind, number, (node_id = ''), place DESC
    ON CONFLICT (repository_id, kind, number) DO UPDATE
   SET marked_at = excluded.marked_at,
       reason = excluded.reason,
       node_id = CASE WHEN excluded.node_id = '' THEN known.node_id
                      ELSE excluded.node_id END,
       wanted_at = greatest(known.wanted_at, excluded.wanted_at),
       not_before = NULL, attempts = 0, error = '', dead_at = NULL
"""


def mark(*, marks: Sequence[Mark], now: dt.datetime) -> None:
    """Mark these objects in one statement; one marked before is marked anew."""
    if not marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "now": now,
                "repositories": [mark.repository for mark in marks],
                "kinds": [mark.kind for mark in marks],
                "numbers": [mark.number for mark in marks],
                "nodes": [mark.node_id for mark in marks],
                "reasons": [mark.reason for mark in marks],
                "wanted": [mark.wanted_at for mark in marks],
            },
        )
