"""What a person owns, reviews and approves, as the API gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.queries import handles, orders, rosters, sql
from enhancements.queries.contract import iso
from enhancements.queries.scope import Scope

_ROLES = ("authors", "reviewers", "approvers")
# Who is responsible by the tracking issue owns it as well.
_COLUMNS = {"authors": "record.authors || record.owners"}
_HELD = ", ".join(
    f"{handles.has(_COLUMNS.get(role, f'record.{role}'), 'logins')} AS {role}"
    for role in _ROLES
)

_ENHANCEMENTS = f"""
SELECT record.key, record.number, record.title, record.sig, record.status,
       record.stage, record.releases,
       {_HELD}
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND {handles.named("logins")}
 ORDER BY {orders.NATURAL}, record.enhancement_id
"""

_ROSTERS = f"""
SELECT roster.* FROM ({rosters.CLAIMS}) roster
 WHERE roster.field IN ('chairs', 'leads', 'approvers', 'reviewers')
   AND EXISTS (SELECT FROM jsonb_array_elements_text(roster.value) AS handle
                WHERE lower(handle) = ANY(%(logins)s))
 ORDER BY roster.name, roster.field, roster.source
"""


class PersonUnknown(LookupError):
    """No source names such a person at the moment."""


def detail(scope: Scope, login: str) -> dict[str, Any]:
    """A person by login, in two SQL statements beside the scope's one.

    Raises PersonUnknown. Logins are compared without regard to case.
    """
    name = login.removeprefix("@").casefold()
    given = {"project": scope.id, "at": scope.at, "logins": [name]}
    found = sql.rows(_ENHANCEMENTS, given)
    roles = sql.rows(_ROSTERS, given)
    if not found and not roles:
        raise PersonUnknown(login)
    return {
        "project": scope.name,
        "as_of": iso(scope.at),
        "login": name,
        "owns": _of(found, "authors"),
        "reviews": _of(found, "reviewers"),
        "approves": _of(found, "approvers"),
        "roles": [
            {"sig": row["name"] or None, "role": row["field"], "source": row["source"]}
            for row in roles
        ],
    }


def _of(rows: Iterable[Mapping[str, Any]], role: str) -> list[dict[str, Any]]:
    names = ("key", "number", "title", "sig", "status", "stage", "releases")
    return [{name: row[name] for name in names} for row in rows if row[role]]
