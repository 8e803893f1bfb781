"""What still fails some days before a freeze: the check, why, and what to do.

The days are those of the profile's ladder (`[asking]`), on which people are asked
whether all is still true; there is none of an entry of which nothing fails.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.policy import asking, following
from enhancements.queries import sql
from enhancements.queries.deadlines import PREFIX
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change

_STATEMENT = """
SELECT verdict.enhancement_id, verdict.release_id, verdict.track, verdict.freeze,
       verdict.checks, verdict.failed, record.key, record.title, record.sig,
       record.participating_sigs, NULL AS sig_id
  FROM unnest(%(releases)s::bigint[], %(freezes)s::text[], %(steps)s::int[])
       AS due (release, deadline, step)
  JOIN enhancements_verdict verdict
    ON verdict.release_id = due.release AND verdict.freeze = due.deadline
   AND verdict.since < %(before)s
   AND (verdict.until IS NULL OR verdict.until >= %(before)s)
   AND verdict.word = 'at-risk' AND verdict.failed > 0
  LEFT JOIN LATERAL (
    SELECT key, title, sig, participating_sigs FROM enhancements_record record
     WHERE record.enhancement_id = verdict.enhancement_id
       AND record.since < %(before)s
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE EXISTS (SELECT FROM enhancements_entry entry
                WHERE entry.enhancement_id = verdict.enhancement_id
                  AND entry.release_id = verdict.release_id
                  AND entry.track = verdict.track AND entry.until IS NULL)
   AND NOT EXISTS (SELECT FROM enhancements_decision decision
                    WHERE decision.enhancement_id = verdict.enhancement_id
                      AND decision.release_id = verdict.release_id
                      AND decision.track = verdict.track AND decision.until IS NULL
                      AND (decision.kind = 'outcome'
                           OR (decision.kind = 'standing'
                               AND decision.freeze = verdict.freeze)))
   AND NOT EXISTS (SELECT FROM enhancements_headline told
                    WHERE told.project_id = %(project)s
                      AND told.key = concat_ws(' ', 'reminder', verdict.enhancement_id,
                          verdict.release_id, verdict.track || '/' || verdict.freeze,
                          due.step))
 ORDER BY verdict.release_id, record.key
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """A freeze that one is reminded of today."""

    release: int
    release_name: str
    freeze: str
    """Its key."""
    label: str
    step: int
    """Days of the ladder's rung."""
    left: int
    """Days until it ends."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reminder:
    """A headline to be, with the row that it is made of."""

    key: str
    change: Change
    row: Mapping[str, Any]
    place: str


def due(setting: Setting) -> list[Due]:
    """The freezes that one is reminded of at the setting's moment: none before
    `following.HOUR` or on a weekend.
    """
    now, found = setting.at, []
    if now.hour < following.HOUR or asking.is_quiet(now.date()):
        return []
    for release in setting.releases:
        for freeze in setting.profile.criteria.freezes:
            deadline = release.deadline(f"{PREFIX}{freeze.deadline}")
            if deadline is None or deadline.ends_at <= now:
                continue
            left = (deadline.ends_at.date() - now.date()).days
            rung = setting.profile.asking.rung(left)
            if rung is not None:
                place = (release.id, release.name, freeze.deadline, freeze.label)
                found.append(Due(*place, rung.days, left))
    return found


def untold(setting: Setting, before: dt.datetime) -> Iterator[Reminder]:
    """Reminders that were not told yet, in one SQL statement; in none where no freeze
    is due.
    """
    freezes = due(setting)
    if not freezes:
        return
    parameters = {
        "project": setting.id,
        "before": before,
        "releases": [one.release for one in freezes],
        "freezes": [one.freeze for one in freezes],
        "steps": [one.step for one in freezes],
    }
    by_place = {(one.release, one.freeze): one for one in freezes}
    for row in sql.rows(_STATEMENT, parameters):
        yield _reminder(setting, by_place[row["release_id"], row["freeze"]], row)


def _reminder(setting: Setting, freeze: Due, row: Mapping[str, Any]) -> Reminder:
    failed = _failed(sql.parsed(row["checks"]))
    first = failed[0] if failed else {}
    title = str(first.get("title", ""))
    place = f"{row['track']}/{row['freeze']}"
    ids = (row["enhancement_id"], row["release_id"], place, freeze.step)
    change = Change(
        at=setting.at,
        kind=following.REMINDER,
        key=row["key"] or "",
        title=row["title"] or "",
        text=following.reminder(
            freeze.label, freeze.release_name, freeze.left, title, row["failed"]
        ),
        new=str(first.get("remedy", "")),
        release=freeze.release_name,
        sig=row["sig"],
        source="checks",
        subject=str(first.get("reason", "")),
    )
    return Reminder(" ".join(("reminder", *map(str, ids))), change, row, place)


def _failed(checks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in checks if one["state"] == "failed" and one["counts"]]
