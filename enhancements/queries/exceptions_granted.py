"""Extra time that was granted, whether it still stands or was taken back, for somebody.

An entry is asked about once more after an exception was withdrawn or its time was over;
here stands one for an entry, that which counts, and all of them say when it changed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy.exceptions import APPROVED, PENDING, REJECTED, WITHDRAWN
from enhancements.queries import handles, sql
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.sql import winner

_STATEMENT = f"""
WITH mine AS MATERIALIZED (
  SELECT record.enhancement_id AS id
    FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
     AND {handles.named("logins")}
), asked AS MATERIALIZED (
  SELECT request.id, request.release_id, release.name AS release, request.track,
         {winner("request")} AS enhancement_id,
         request.origin = '' AND lower(request.by) = ANY(%(logins)s) AS is_theirs
    FROM enhancements_exceptionrequest request
    JOIN enhancements_release release
      ON release.id = request.release_id AND release.project_id = %(project)s
   WHERE EXISTS (SELECT FROM enhancements_exceptionstate state
                  WHERE state.request_id = request.id AND state.since <= %(at)s
                    AND state.granted_until > %(after)s)
)
SELECT asked.id AS request, asked.release, asked.enhancement_id, asked.track,
       state.state, state.reason, state.granted_until, state.evaluation, state.since,
       record.key, record.number, record.title, entry.left_at, entry.moved_at
  FROM asked
  JOIN enhancements_exceptionstate state
    ON state.request_id = asked.id AND state.since <= %(at)s
  LEFT JOIN LATERAL (
    SELECT key, number, title FROM enhancements_record record
     WHERE record.enhancement_id = asked.enhancement_id
     ORDER BY record.since > %(at)s, record.since DESC LIMIT 1) record ON true
  LEFT JOIN LATERAL (
    SELECT CASE WHEN bool_and(entry.until <= %(at)s) THEN max(entry.until) END
             AS left_at,
           max(greatest(entry.since,
             CASE WHEN entry.until <= %(at)s THEN entry.until END)) AS moved_at
      FROM enhancements_entry entry
     WHERE entry.release_id = asked.release_id AND entry.track = asked.track
       AND entry.enhancement_id = asked.enhancement_id
       AND entry.since <= %(at)s) entry ON true
 WHERE asked.is_theirs OR asked.enhancement_id = ANY(%(only)s)
    OR asked.enhancement_id IN (SELECT id FROM mine)
 ORDER BY asked.release, asked.enhancement_id, asked.track, asked.id, state.since,
          state.id
"""
_TAKEN_BACK = {
    PENDING: "Its approval was taken back, and it waits for a decision again.",
    REJECTED: "It was rejected.",
    WITHDRAWN: "It was withdrawn.",
    APPROVED: "Nobody says any more when its time is over.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Granted:
    """Extra time of an entry."""

    release: str
    enhancement: int
    track: str
    key: str
    number: int | None
    title: str
    ends_at: dt.datetime
    """The last end that it had."""
    taken_back: str
    """Why nothing ends then any more, as a sentence; empty while it does."""
    changed_at: dt.datetime
    """When anything of the entry's exceptions was decided last, or it left or came."""

    @property
    def place(self) -> tuple[str, int, str]:
        """The entry that it is of."""
        return self.release, self.enhancement, self.track


def ever(
    setting: Setting, login: str, *, after: dt.datetime, only: Sequence[int] = ()
) -> tuple[Granted, ...]:
    """What ended or ends after a moment, of entries whose enhancement names somebody or
    is one of `only`, and what they asked for themselves; one SQL statement.
    """
    given = {
        "project": setting.id,
        "at": setting.at,
        "after": after,
        "logins": [plain(login)],
        "only": list(only),
    }
    requests: dict[int, list[Mapping[str, Any]]] = {}
    for row in sql.rows(_STATEMENT, given):
        requests.setdefault(row["request"], []).append(row)
    places: dict[tuple[str, int, str], list[Granted]] = {}
    for rows in requests.values():
        one = _granted(rows)
        places.setdefault(one.place, []).append(one)
    return tuple(_counting(found) for found in places.values())


def _counting(found: Sequence[Granted]) -> Granted:
    """Of an entry's exceptions one that still stands, and of these the one that ends
    last.
    """
    counts = max(found, key=lambda one: (not one.taken_back, one.ends_at))
    changed_at = max(one.changed_at for one in found)
    return dataclasses.replace(counts, changed_at=changed_at)


def _granted(rows: Sequence[Mapping[str, Any]]) -> Granted:
    """Of the states of a request, oldest first, of which one has an end at least."""
    first = rows[0]
    number, last = next(
        (number, row)
        for number, row in reversed(list(enumerate(rows)))
        if row["granted_until"] is not None
    )
    later = rows[number + 1 :]
    changes = [row["since"] for row in rows]
    return Granted(
        release=first["release"],
        enhancement=first["enhancement_id"],
        track=first["track"],
        key=first["key"] or "",
        number=first["number"],
        title=first["title"] or "",
        ends_at=last["granted_until"],
        taken_back=_taken_back(last, later),
        changed_at=max([*changes, first["moved_at"] or changes[0]]),
    )


def _taken_back(last: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> str:
    """What is taken back after its time was over has ended all the same."""
    end = last["granted_until"]
    if later and later[0]["since"] < end:
        stands = later[-1]
        said = f"{_TAKEN_BACK[stands['state']]} {stands['reason']}"
        return said.strip()
    if last["evaluation"] and last["since"] < end:
        return f"It was evaluated before its time was over: {last['evaluation']}."
    if last["left_at"] is not None and last["left_at"] < end:
        return f"The entry left {last['release']}."
    return ""
