"""Enhancements that are offered to who types a number or a word of a title."""

from __future__ import annotations

from typing import Any

from enhancements.queries import sql, words
from enhancements.queries.frame import Setting

MOST = 8
_SHORTEST = 2
"""Letters of a word from which on titles are looked through."""
_STATEMENT = """
SELECT record.key, record.number, record.title, record.sig, record.stage
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND (record.key = %(text)s OR record.key LIKE %(begins)s
        OR %(has)s <> '' AND record.title ILIKE %(has)s)
 ORDER BY record.key <> %(text)s, record.key NOT LIKE %(begins)s,
          record.number NULLS LAST, record.key
 LIMIT %(most)s
"""


def find(setting: Setting, text: str) -> list[dict[str, Any]]:
    """Those of the moment whose key begins with the text or whose title has it; the one
    of that very key first. At most MOST, in one SQL statement; none for an empty text.
    """
    wanted = text.strip().removeprefix("#").strip()[:200]
    if not wanted:
        return []
    escaped = sql.escaped(wanted)
    given = {
        "project": setting.id,
        "at": setting.at,
        "text": wanted,
        "begins": f"{escaped}%",
        "has": f"%{escaped}%" if len(wanted) >= _SHORTEST else "",
        "most": MOST,
    }
    return [_made(setting, row) for row in sql.rows(_STATEMENT, given)]


def _made(setting: Setting, row: dict[str, Any]) -> dict[str, Any]:
    stage = words.stage(setting.profile, row["stage"])
    said = [f"SIG {row['sig']}" if row["sig"] else "", stage.label if stage else ""]
    return {
        "key": row["key"],
        "name": row["key"] if row["number"] is None else f"#{row['number']}",
        "title": row["title"],
        "about": " · ".join(one for one in said if one),
    }
