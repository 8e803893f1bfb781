"""Problems and drift of enhancements and files as the API gives them, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enhancements.queries import contract, cursors, filters, orders, places, sql
from enhancements.queries.contract import iso
from enhancements.queries.filters import FilterRefused
from enhancements.queries.scope import Scope

PLACES = places.KEYS
"""What `where` may be: the kind of place where it is said."""

# Rows come in one order: enhancements by key, then files; `position` makes it total.
_RECORDS = """
SELECT 0 AS place, {natural} AS name, record.enhancement_id AS subject,
       item.position, {location} AS location, record.key, record.title, record.sig,
       record.since, item.value AS item
  FROM enhancements_record record
 CROSS JOIN LATERAL jsonb_array_elements(record.{column})
                    WITH ORDINALITY AS item(value, position)
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND jsonb_array_length(record.{column}) > 0
   AND {location} = ANY(%(places)s)
   AND (%(sigs)s::text[] IS NULL OR coalesce(record.sig, 'none') = ANY(%(sigs)s))
   AND (%(fields)s::text[] IS NULL OR item.value ->> 'field' = ANY(%(fields)s))
   {after}
 ORDER BY 2, 3, 4 LIMIT %(limit)s
"""

_AFTER_RECORD = """
   AND ({natural}, record.enhancement_id) >= (%(name)s, %(subject)s)
   AND ({natural}, record.enhancement_id, item.position)
       > (%(name)s, %(subject)s, %(position)s)
"""

_FILE_PROBLEMS = """
SELECT 1 AS place, coalesce(version.path, '') COLLATE "C" AS name,
       claim.line::bigint AS subject, claim.id AS position,
       CASE WHEN series.source LIKE 'roster%%' THEN 'rosters' ELSE 'schedules' END
         AS location,
       NULL AS key, coalesce(release.name, sig.name, version.path, '') AS title,
       sig.name AS sig, claim.since,
       jsonb_build_object('field', series.field, 'track', '', 'source', series.source,
         'raw', claim.raw, 'message', claim.problem, 'path', version.path,
         'commit', version.commit, 'line', claim.line,
         'stale', series.field = 'document') AS item
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_release release ON release.id = series.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND claim.retracted_at IS NULL AND claim.problem <> ''
   AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s)
"""

# Dates of one deadline that hold at the same moment and differ.
_FILE_DRIFT = """
SELECT 1 AS place,
       (lpad(release.major::text, 10, '0') || lpad(release.minor::text, 10, '0')
        || series.field) COLLATE "C" AS name,
       release.id AS subject, 0::bigint AS position, 'schedules' AS location,
       NULL AS key, release.name AS title, NULL AS sig, max(claim.since) AS since,
       jsonb_build_object('field', series.field, 'track', '', 'claims', jsonb_agg(
         jsonb_build_object('source', series.source, 'value', claim.value ->> 'date',
           'raw', claim.raw, 'since', claim.since, 'path', version.path,
           'commit', version.commit, 'line', claim.line)
         ORDER BY claim.since, claim.id)) AS item
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  JOIN enhancements_release release ON release.id = series.release_id
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
 WHERE series.project_id = %(project)s AND series.field LIKE 'deadline:%%'
   AND claim.retracted_at IS NULL AND claim.value IS NOT NULL
   AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s)
 GROUP BY release.id, release.name, release.major, release.minor, series.field
HAVING count(DISTINCT claim.value ->> 'date') > 1
"""

_FILES = """
SELECT * FROM ({files}) AS file
 WHERE location = ANY(%(places)s)
   AND (%(sigs)s::text[] IS NULL OR coalesce(sig, 'none') = ANY(%(sigs)s))
   AND (%(fields)s::text[] IS NULL OR item ->> 'field' = ANY(%(fields)s))
   {after}
"""


def problems(
    scope: Scope,
    given: Mapping[str, Sequence[str]],
    *,
    limit: int,
    after: Sequence[Any] | None = None,
) -> cursors.Page:
    """What could not be read or does not fit, in one SQL statement.

    `given` maps `sig`, `where` and `field` to values; `after` is a cursor's row.
    """
    statement = _statement("problems", _FILE_PROBLEMS, after)
    return _page(scope, statement, given, limit=limit, after=after, shape=_problem)


def drift(
    scope: Scope,
    given: Mapping[str, Sequence[str]],
    *,
    limit: int,
    after: Sequence[Any] | None = None,
) -> cursors.Page:
    """Fields on which sources disagree, in one SQL statement; else as `problems`."""
    statement = _statement("drift", _FILE_DRIFT, after)
    return _page(scope, statement, given, limit=limit, after=after, shape=_drift)


def _statement(column: str, files: str, after: Sequence[Any] | None) -> str:
    """Both halves; a half that the cursor has passed is left out."""
    records = _RECORDS.format(
        natural=orders.NATURAL,
        column=column,
        # Sources that disagree may be several: what they speak of is the document's.
        location=places.OF_RECORD if column == "problems" else "'documents'",
        after=_AFTER_RECORD.format(natural=orders.NATURAL)
        if after and after[0] == 0
        else "",
    )
    past = (
        "AND (name, subject, position) > (%(name)s, %(subject)s, %(position)s)"
        if after and after[0] == 1
        else ""
    )
    of_files = _FILES.format(files=files, after=past)
    halves = [f"SELECT * FROM ({records}) AS record"] if not past else []
    return " UNION ALL ".join([*halves, of_files]) + (
        " ORDER BY place, name, subject, position LIMIT %(limit)s"
    )


def _page(
    scope: Scope,
    statement: str,
    given: Mapping[str, Sequence[str]],
    *,
    limit: int,
    after: Sequence[Any] | None,
    shape: Callable[[Scope, Mapping[str, Any], Mapping[str, Any]], dict[str, Any]],
) -> cursors.Page:
    wanted = _places(given)
    _, name, subject, position = after or (0, "", 0, 0)
    rows = sql.rows(
        statement,
        {
            "project": scope.id,
            "at": scope.at,
            "limit": limit + 1,
            "sigs": list(filters.read(scope.profile, given).sigs) or None,
            "fields": filters.said(given, "field") or None,
            "places": wanted,
            "name": name,
            "subject": subject,
            "position": position,
        },
    )
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        place = tuple(last[one] for one in ("place", "name", "subject", "position"))
        following = cursors.Cursor(scope.at, "", place)
    shown = sql.parse_all(rows[:limit], ("item",))
    items = [shape(scope, row, row["item"]) for row in shown]
    return cursors.Page(items, following)


def _places(given: Mapping[str, Sequence[str]]) -> list[str]:
    wanted = filters.said(given, "where")
    for value in wanted:
        if value not in PLACES:
            message = f"“{value}” is no place. Write one of: {', '.join(PLACES)}."
            raise FilterRefused("where", message)
    return wanted or list(PLACES)


def _head(row: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    since: dt.datetime = row["since"]
    return {
        "where": row["location"],
        "key": row["key"],
        "title": row["title"],
        "sig": row["sig"],
        "field": item["field"],
        "track": item["track"],
        "since": iso(since),
    }


def _problem(
    scope: Scope, row: Mapping[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        **_head(row, item),
        "source": item["source"],
        "raw": item["raw"],
        "message": item["message"],
        "stale": item.get("stale", False),
        "evidence": contract.place_of(item, scope.evidence, row["location"]),
    }


def _drift(
    scope: Scope, row: Mapping[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        **_head(row, item),
        "claims": [
            {
                "source": claim["source"],
                "value": claim["value"],
                "raw": claim["raw"],
                "since": iso(dt.datetime.fromisoformat(claim["since"])),
                "evidence": contract.place_of(claim, scope.evidence, row["location"]),
            }
            for claim in item["claims"]
        ],
    }
