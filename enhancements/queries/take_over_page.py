"""What of an enhancement may be taken over, and who offers to, as of a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy.people import OWNERS
from enhancements.policy.take_overs import ground
from enhancements.queries import helps, sightings, sql, take_overs, waiting, words
from enhancements.queries.enhancement import (
    BY_KEY,
    EnhancementMoved,
    EnhancementUnknown,
)
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.take_over_page import Owned, TakeOverPage
from enhancements.queries.sightings import Sightings

# `owned` are the people of the enhancement and of its entries in the releases in work.
_STATEMENT = f"""{BY_KEY}, planned AS MATERIALIZED (
  SELECT entry.release_id, release.name AS release, entry.track,
         min(entry.since) AS since
    FROM enhancements_entry entry
    JOIN enhancements_release release ON release.id = entry.release_id
   WHERE entry.enhancement_id = (SELECT enhancement_id FROM record)
     AND entry.release_id = ANY(%(releases)s) AND entry.since <= %(at)s
     AND (entry.until IS NULL OR entry.until > %(at)s)
   GROUP BY 1, 2, 3
), named AS MATERIALIZED (
  SELECT decision.release_id, decision.track, decision.id, decision.value,
         decision.since
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
   WHERE decision.kind = '{OWNERS}' AND decision.release_id = ANY(%(releases)s)
     AND (SELECT enhancement_id FROM record) IN (own.id, own.merged_into_id)
     AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
), owned AS MATERIALIZED (
  SELECT DISTINCT who.enhancement_id, lower(ltrim(who.login, '@')) AS login
    FROM (SELECT record.enhancement_id,
                 unnest(coalesce(nullif(record.owners, '{{}}'), record.authors))
                   AS login
            FROM record
          UNION
          SELECT record.enhancement_id, unnest(string_to_array(named.value, ' '))
            FROM record, named) who
)
SELECT record.enhancement_id, record.key, record.number, record.title, record.sig,
       record.owners, record.authors,
       (SELECT jsonb_agg(to_jsonb(planned) ORDER BY array_position(
                 %(releases)s::bigint[], planned.release_id), planned.track)
          FROM planned) AS planned,
       (SELECT jsonb_agg(to_jsonb(named)) FROM named) AS named,
       (SELECT jsonb_agg(to_jsonb(sight)) FROM ({sightings.STATEMENT}) sight) AS seen,
{helps.COLUMN},
{take_overs.COLUMN}
  FROM record
"""


def page(setting: Setting, key: str) -> TakeOverPage:
    """Everything that the page of an enhancement's offers shows, in one SQL statement.

    While it is planned for no release in work, nobody is silent about it. Raises
    EnhancementUnknown, and EnhancementMoved for a name it had once.
    """
    releases = [one.id for one in waiting.in_work(setting)]
    given = {"project": setting.id, "key": key, "at": setting.at, "releases": releases}
    found = sql.rows(_STATEMENT, given)
    if not found:
        raise EnhancementUnknown(key)
    row = found[0]
    if row["key"] != key:
        raise EnhancementMoved(row["key"])
    stands = helps.standing(setting, helps.of_record(row))
    wanted = next((one for one in stands if one.kind == "owner"), None)
    return TakeOverPage(
        frame=setting.frame,
        enhancement=row["enhancement_id"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"] or "",
        owned=_owned(setting, row, is_wanted=wanted is not None),
        offers=take_overs.of_record(setting, row),
        wanted=wanted,
    )


def _owned(
    setting: Setting, row: Mapping[str, Any], *, is_wanted: bool
) -> tuple[Owned, ...]:
    """The enhancement, then its entries in releases in work."""
    seen = sightings.made(sql.parsed(row["seen"]) or [])
    named = {
        (one["release_id"], one["track"]): one for one in sql.parsed(row["named"]) or []
    }
    planned = sql.parsed(row["planned"]) or []
    begins = [words.at(one["since"]) for one in planned]
    whose = _Whose(setting, row, seen, is_wanted=is_wanted)
    found = [whose.owned(None, None, min(begins, default=None))]
    for entry, begin in zip(planned, begins, strict=True):
        own = named.get((entry["release_id"], entry["track"]))
        since = max(begin, words.at(own["since"])) if own else begin
        found.append(whose.owned(entry, own, since))
    return tuple(found)


class _Whose:
    """Says of the enhancement and of its entries who owns them."""

    def __init__(
        self,
        setting: Setting,
        row: Mapping[str, Any],
        seen: Sightings,
        *,
        is_wanted: bool,
    ) -> None:
        self.setting = setting
        self.row = row
        self.seen = seen
        self.is_wanted = is_wanted

    def owned(
        self,
        entry: Mapping[str, Any] | None,
        named: Mapping[str, Any] | None,
        since: dt.datetime | None,
    ) -> Owned:
        """Of an entry, None for the enhancement; `named` is who was named for it."""
        row = self.row
        owners: Sequence[str] = row["owners"] or row["authors"]
        if named is not None:
            owners = named["value"].split()
        missed = sightings.absent(
            self.setting, self.seen, row["enhancement_id"], owners, since
        )
        return Owned(
            release=entry["release"] if entry else "",
            track=entry["track"] if entry else "",
            owners=tuple(one.lstrip("@") for one in owners),
            stood=tuple(row["owners"]),
            decision=named["id"] if named else None,
            release_id=entry["release_id"] if entry else None,
            absent=missed,
            ground=ground(owners, is_wanted=self.is_wanted, absent=missed),
        )
