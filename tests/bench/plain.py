"""The least that the page of a release could cost: one SQL statement over the
normalised tables, and its HTML joined as plain strings.

The HTML is taken apart once, outside the clock: what stands between the values of the
rows is kept as text. Joined again with the values that the statement reads, it must
give the very same page.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping

# Claims of the entries' enhancements, folded into one row each. The source that
# stands is the front matter's, else the directory's, as the profile has it.
_STATEMENT = """
WITH frozen AS MATERIALIZED (
  SELECT release.id, to_jsonb(release.name) AS name,
         ((claim.value ->> 'date')::date + 1 + time '12:00') AT TIME ZONE 'UTC' AS at
    FROM enhancements_release release
    JOIN enhancements_series series
      ON series.release_id = release.id
     AND series.field = 'deadline:enhancements-freeze'
    JOIN enhancements_claim claim
      ON claim.series_id = series.id AND claim.retracted_at IS NULL
   WHERE release.name = %(release)s
), promise AS (
  SELECT series.enhancement_id, substr(series.field, 8) AS stage, claim.since,
         claim.until IS NULL OR claim.until > now() AS planned,
         claim.since <= frozen.at AND (claim.until IS NULL OR claim.until > frozen.at)
           AS committed,
         claim.line, version.path, version.commit,
         (SELECT before.value #>> '{}' FROM enhancements_claim before
           WHERE before.series_id = series.id AND before.until = claim.since
             AND before.retracted_at IS NULL) AS moved_from
    FROM frozen
    JOIN enhancements_claim claim
      ON claim.value = frozen.name AND claim.retracted_at IS NULL
     AND claim.since <= now()
     AND (claim.until IS NULL OR claim.until > now() OR claim.until > frozen.at)
    JOIN enhancements_series series
      ON series.id = claim.series_id AND series.field LIKE 'target.%%'
    JOIN enhancements_version version ON version.id = claim.version_id
)
SELECT promise.*, said.*
  FROM promise
  JOIN LATERAL (
    SELECT max(value #>> '{}') FILTER (WHERE field = 'title') AS title,
           max(value #>> '{}') FILTER (WHERE field = 'number') AS key,
           max(value #>> '{}') FILTER (WHERE field = 'status') AS status,
           coalesce(
             max(value #>> '{}')
               FILTER (WHERE field = 'sig' AND source = 'front-matter'),
             max(value #>> '{}') FILTER (WHERE field = 'sig')) AS sig,
           max(value::text) FILTER (WHERE field = 'authors') AS authors,
           count(*) FILTER (WHERE problem <> '') AS problems,
           min(value::text) FILTER (WHERE field = 'sig')
             <> max(value::text) FILTER (WHERE field = 'sig') AS drift
      FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
     WHERE series.enhancement_id = promise.enhancement_id
       AND claim.retracted_at IS NULL AND claim.since <= now()
       AND (claim.until IS NULL OR claim.until > now())
  ) said ON true
 ORDER BY said.sig, said.key
"""
_COLUMNS = ("title", "path", "commit", "moved_from", "sig", "key")


class PlainPage:
    """A page of a release that can be made again without the application."""

    def __init__(self, html: str, release: str) -> None:
        """Take the page apart. Raises AssertionError when it cannot be made again."""
        self._release = release
        found = self.read()
        self._parts: list[str | tuple[str, tuple[str, ...]]] = []
        position = 0
        for row in re.finditer(r"<tr[ >].*?</tr>", html, re.DOTALL):
            values = _values_in(row[0], found)
            if values is None:
                continue
            self._parts.append(html[position : row.start()])
            self._parts.append((values["key"], _pieces(row[0], values)))
            position = row.end()
        self._parts.append(html[position:])
        count = sum(isinstance(part, tuple) for part in self._parts)
        if count < len(found):
            message = f"{count} rows of {len(found)} were found in the page"
            raise AssertionError(message)
        if self.make() != html:
            message = "the plain page differs from the application's"
            raise AssertionError(message)

    def read(self) -> dict[str, dict[str, Any]]:
        """What one statement says of the entries, by key."""
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENT, {"release": self._release})
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {row["key"]: row for row in rows}

    def make(self) -> str:
        """Read the entries and join the page."""
        found = self.read()
        parts: list[str] = []
        for part in self._parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            row = found[part[0]]
            for place, piece in enumerate(part[1]):
                parts.append(escape(str(row[piece])) if place % 2 else piece)
        return "".join(parts)


def _values_in(text: str, found: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The entry that a row of the page is about; None for any other row."""
    for key in re.findall(r'href="/[\w-]+/([\w-]+)/["?]', text):
        if key in found:
            return found[key]
    return None


def _pieces(text: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The row's text, and at every other place the name of the column there."""
    names = {escape(str(values[name])): name for name in _COLUMNS if values[name]}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "(" + "|".join(re.escape(value) for value in longest_first) + ")"
    pieces = re.split(pattern, text)
    return tuple(
        names[piece] if place % 2 else piece for place, piece in enumerate(pieces)
    )
