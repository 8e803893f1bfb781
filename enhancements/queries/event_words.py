"""What people did, from events: a column of a record, and lines of what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.queries.change_words import Told
from enhancements.queries.shapes import Change


def column(kinds: Iterable[str], name: str) -> str:
    """Of a record, for a statement that has `record` and `at`: events of these kinds
    about it and about those that were merged into it, oldest first, as JSON.
    """
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""
  (SELECT jsonb_agg(jsonb_build_object(
            'at', event.happened_at, 'by', event.by, 'reason', event.reason,
            'kind', event.kind, 'old', event.old, 'new', event.new,
            'release', release.name) ORDER BY event.happened_at, event.id)
     FROM enhancements_event event
     JOIN enhancements_enhancement own ON own.id = event.enhancement_id
     LEFT JOIN enhancements_release release ON release.id = event.release_id
    WHERE record.enhancement_id IN (own.id, own.merged_into_id)
      AND event.kind IN ({listed})
      AND event.happened_at <= %(at)s) AS {name}"""


def told(
    row: Mapping[str, Any], about: str, *, kind: str, text: str, **said: Any
) -> Told:
    """A line of what changed, from a row with `event`: what that says of it, and `said`
    where that is told otherwise.
    """
    event = row["event"]
    usual: dict[str, Any] = {
        "key": row["key"] or "",
        "title": row["title"] or "",
        "release": event["release"] or "",
        "sig": row["sig"],
        "source": f"@{event['by']}",
        "subject": event["reason"],
    }
    change = Change(at=row["at"], kind=kind, text=text, **{**usual, **said})
    return Told(change, about, is_main=False)
