"""What still fails some days before a freeze: the check, why, and what to do.

The days are those of the ladder on which people are asked whether all is still true:
of the SIG that owns the entry, where it has one of its own, else of the project. There
is none of an entry of which nothing fails.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.policy import asking, following
from enhancements.policy.checks.criteria import FreezeCriteria
from enhancements.queries import asking as ladders
from enhancements.queries import sql
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change

# What was told since a rung was reached counts for that rung, whichever ladder told it:
# a ladder that changes meanwhile repeats nothing, and a freeze that is put off is told
# of again.
_STATEMENT = """
WITH due AS (
  SELECT * FROM unnest(%(releases)s::bigint[], %(freezes)s::text[], %(sigs)s::text[],
                       %(reached)s::timestamptz[]) AS due (release, "freeze", sig,
                       reached)
)
SELECT due.sig AS ladder, verdict.enhancement_id, verdict.release_id, verdict.track,
       verdict.freeze, verdict.checks, verdict.failed, record.key, record.title,
       record.sig, record.participating_sigs, NULL AS sig_id
  FROM (SELECT DISTINCT release, "freeze" FROM due) AS place
  JOIN enhancements_verdict verdict
    ON verdict.release_id = place.release AND verdict.freeze = place."freeze"
   AND verdict.since < %(before)s
   AND (verdict.until IS NULL OR verdict.until >= %(before)s)
   AND verdict.word = 'at-risk' AND verdict.failed > 0
  LEFT JOIN LATERAL (
    SELECT key, title, sig, participating_sigs FROM enhancements_record record
     WHERE record.enhancement_id = verdict.enhancement_id
       AND record.since < %(before)s
     ORDER BY record.since DESC LIMIT 1) record ON true
  JOIN due
    ON due.release = verdict.release_id AND due."freeze" = verdict.freeze
   AND due.sig = CASE WHEN record.sig = ANY(%(own)s::text[]) THEN record.sig
                 ELSE '' END
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
                    WHERE told.kind = 'reminder'
                      AND told.enhancement_id = verdict.enhancement_id
                      AND told.release_id = verdict.release_id
                      AND told.place = verdict.track || '/' || verdict.freeze
                      AND told.at >= due.reached)
 ORDER BY verdict.release_id, record.key
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """A freeze that the entries of one SIG, or of many, are reminded of today."""

    release: int
    release_name: str
    freeze: str
    """Its key."""
    label: str
    ends_at: dt.datetime
    step: int
    """Days of the ladder's rung."""
    left: int
    """Days until it ends."""
    sig: str
    """Whose ladder it is; empty for the project's."""
    besides: tuple[str, ...]
    """SIGs with a ladder of their own, for which the project's does not count."""

    @property
    def reached(self) -> dt.datetime:
        """When the day of its rung began, UTC."""
        day = self.ends_at.date() - dt.timedelta(days=self.step)
        return dt.datetime.combine(day, dt.time.min, dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Reminder:
    """A headline to be, with the row that it is made of."""

    key: str
    change: Change
    row: Mapping[str, Any]
    place: str


def due(setting: Setting) -> list[Due]:
    """The freezes that one is reminded of at the setting's moment, by ladder: none
    before `following.HOUR` or on a weekend. One SQL statement where a freeze is ahead.
    """
    now = setting.at
    if now.hour < following.HOUR or asking.is_quiet(now.date()):
        return []
    ahead = list(_ahead(setting))
    own = ladders.ladders(setting) if ahead else {}
    besides, found = tuple(sorted(own)), []
    for release, freeze, ends_at in ahead:
        left = (ends_at.date() - now.date()).days
        for sig, ladder in {"": setting.profile.asking, **own}.items():
            rung = ladder.rung(left)
            if rung is not None:
                place = (release.id, release.name, freeze.deadline, freeze.label)
                found.append(Due(*place, ends_at, rung.days, left, sig, besides))
    return found


def _ahead(
    setting: Setting,
) -> Iterator[tuple[Dates, FreezeCriteria, dt.datetime]]:
    """Every freeze that is still to come, and when it ends."""
    for release in setting.releases:
        for freeze in setting.profile.criteria.freezes:
            deadline = release.deadline(f"{PREFIX}{freeze.deadline}")
            if deadline is not None and deadline.ends_at > setting.at:
                yield release, freeze, deadline.ends_at


def untold(setting: Setting, before: dt.datetime) -> Iterator[Reminder]:
    """Reminders that were not told yet, in two SQL statements; in one where no rung is
    reached.
    """
    freezes = due(setting)
    if not freezes:
        return
    parameters = {
        "before": before,
        "releases": [one.release for one in freezes],
        "freezes": [one.freeze for one in freezes],
        "sigs": [one.sig for one in freezes],
        "reached": [one.reached for one in freezes],
        "own": sorted({name for one in freezes for name in one.besides}),
    }
    by_place = {(one.release, one.freeze, one.sig): one for one in freezes}
    for row in sql.rows(_STATEMENT, parameters):
        place = (row["release_id"], row["freeze"], row["ladder"])
        yield _reminder(setting, by_place[place], row)


def _reminder(setting: Setting, freeze: Due, row: Mapping[str, Any]) -> Reminder:
    failed = _failed(sql.parsed(row["checks"]))
    first = failed[0] if failed else {}
    title = str(first.get("title", ""))
    place = f"{row['track']}/{row['freeze']}"
    ids = (row["enhancement_id"], row["release_id"], place)
    rung = (freeze.ends_at.date().isoformat(), freeze.step)
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
    key = " ".join(map(str, ("reminder", *ids, *rung)))
    return Reminder(key, change, row, place)


def _failed(checks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in checks if one["state"] == "failed" and one["counts"]]
