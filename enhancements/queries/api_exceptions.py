"""Exceptions of a release as the API gives them."""

from __future__ import annotations

from typing import Any

from enhancements.queries import exceptions
from enhancements.queries.api_releases import of_name
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.exceptions import ExceptionRow


def listing(setting: Setting, name: str) -> dict[str, Any]:
    """Every request of a release, in two SQL statements beside the setting's two.

    Raises ReleaseUnknown.
    """
    release = of_name(setting, name)
    known = exceptions.freezes(setting, release)
    return {
        "project": setting.frame.project.name,
        "release": release.name,
        "as_of": iso(setting.at),
        "items": [_data(row) for row in exceptions.of_release(setting, release, known)],
    }


def _data(row: ExceptionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "number": row.number,
        "title": row.title,
        "sig": row.sig or None,
        "track": row.track,
        "stage": row.stage.key if row.stage else None,
        "freezes": [one.key for one in row.freezes],
        "phase": row.phase.value,
        "state": row.state,
        "state_by": row.state_by,
        "state_since": iso(row.state_since),
        "reason": row.reason,
        "granted_until": iso(row.granted_until) if row.granted_until else None,
        "evaluation": row.evaluation or None,
        "days": row.days,
        "requested_by": row.by,
        "requested_at": iso(row.at),
        "answers": dict(row.answers),
        "pull_requests": list(row.links),
        "thread": row.thread or None,
        "imported_from": row.origin.partition(" ")[0] or None,
        "votes": [
            {
                "by": one.login,
                "vote": one.vote,
                "word": one.word,
                "since": iso(one.since),
            }
            for one in row.votes
        ],
    }
