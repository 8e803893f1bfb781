"""Projects as the API gives them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from enhancements import profiles
from enhancements.queries import sql
from enhancements.queries.api_releases import moment
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting

_HELD = """
 record.since <= %(at)s AND (record.until IS NULL OR record.until > %(at)s)
"""

_LIST = f"""
SELECT project.name, project.profile,
       (SELECT count(*) FROM enhancements_record record
         WHERE record.project_id = project.id AND {_HELD}) AS enhancements
  FROM enhancements_project project ORDER BY project.name
"""

_COUNTS = f"""
SELECT count(*) AS enhancements,
       coalesce(sum(jsonb_array_length(record.problems)), 0) AS problems,
       count(*) FILTER (WHERE jsonb_array_length(record.drift) > 0) AS drift
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND {_HELD}
"""


def listing(at: dt.datetime) -> dict[str, Any]:
    """Every project with its enhancements of that moment, in one SQL statement."""
    items = []
    for row in sql.rows(_LIST, {"at": at}):
        profile = profiles.load(row["profile"])
        items.append(
            {
                "project": row["name"],
                "title": profile.title,
                "words": profile.words,
                "summary": profile.summary,
                "enhancements": row["enhancements"],
            }
        )
    return {"as_of": iso(at), "items": items}


def detail(setting: Setting) -> dict[str, Any]:
    """A project, in one SQL statement beside the setting's two."""
    counted = sql.rows(_COUNTS, {"project": setting.id, "at": setting.at})[0]
    frame, profile = setting.frame, setting.profile
    return {
        "project": frame.project.name,
        "as_of": iso(setting.at),
        "title": profile.title,
        "word": profile.word,
        "words": profile.words,
        "summary": profile.summary,
        "enhancements": counted["enhancements"],
        "problems": int(counted["problems"]),
        "drift": counted["drift"],
        "current": frame.current or None,
        "releases": list(frame.releases),
        "stages": [
            {"key": stage.key, "label": stage.label, "canonical": stage.canonical}
            for stage in sorted(profile.stages, key=lambda stage: stage.rank)
        ],
        "statuses": [
            {"key": status.key, "label": status.label, "meaning": status.meaning}
            for status in profile.statuses
        ],
        "sources": [
            {
                "kind": source.kind,
                "location": source.location,
                "checked_at": moment(source.checked_at),
                "error": source.error,
                "stale": source.stale,
            }
            for source in frame.sources
        ],
    }
