"""What became of a release's entries: by a person's word, its tag or its board."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import outcomes
from enhancements.policy.outcomes import Known, Outcome
from enhancements.queries import sql
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow

Place = tuple[int, str]
"""(id of the enhancement, track)."""

# Of decisions the later one counts where a merge brought two to one place
# (`queries.decided`); of standings the one at the latest freeze at which one stands.
_STATEMENT = """
WITH said AS (
  SELECT coalesce(own.merged_into_id, own.id) AS enhancement_id, decision.track,
         decision.kind, decision.freeze, decision.value, decision.reason, decision.by,
         decision.since, decision.id
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
   WHERE decision.release_id = %(release)s AND decision.kind IN ('outcome', 'standing')
     AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
)
SELECT DISTINCT ON (enhancement_id, track, kind)
       kind, enhancement_id, track, '' AS stage, value, reason, by, since,
       '' AS url, '' AS gate, '' AS registered, '' AS tag,
       NULL::timestamptz AS admitted_at
  FROM said
 ORDER BY enhancement_id, track, kind,
          array_position(%(freezes)s::text[], said.freeze) DESC NULLS LAST,
          since DESC, id DESC
"""
_PROOFS = """
SELECT 'proof', enhancement_id, track, stage, word, '', '', tagged_at, url, gate,
       registered, tag, CASE WHEN admitted_at <= %(at)s THEN admitted_at END
  FROM enhancements_proof
 WHERE release_id = %(release)s AND tagged_at <= %(at)s
"""
_ALL = f"({_STATEMENT}) UNION ALL {_PROOFS}"


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What the tag of a release shows of an entry."""

    word: str
    """PROVEN or ABSENT of `policy.outcomes`."""
    gate: str
    registered: str
    """Key of the stage that the gate had; empty when it was gone."""
    tag: str
    tagged_at: dt.datetime
    url: str
    admitted_at: dt.datetime | None
    """When a document admitted it; None for never, and of what is proven."""


@dataclasses.dataclass(frozen=True, slots=True)
class Became:
    """What became of an entry, with what says so."""

    outcome: Outcome
    shown: Shown | None = None
    """What the tag shows, whether it decides or not."""
    by: str = ""
    """Who closed it, or decided at the freeze: a login."""
    reason: str = ""
    since: dt.datetime | None = None
    """When that was decided."""


def of_entries(
    setting: Setting, release: Dates, rows: Sequence[EntryRow]
) -> dict[Place, Became]:
    """What became of these entries of a release by the setting's moment.

    In one SQL statement. Whoever shows outcomes takes them from here.
    """
    said = _Said.read(setting, release)
    is_out = release.out_at is not None and release.out_at <= setting.at
    return {
        (row.enhancement, row.track): said.became(row, is_out=is_out) for row in rows
    }


class _Said:
    """What people and the tag say, by place."""

    def __init__(self) -> None:
        self.closed: dict[Place, Mapping[str, Any]] = {}
        self.standing: dict[Place, Mapping[str, Any]] = {}
        self.shown: dict[tuple[int, str, str], Shown] = {}

    @classmethod
    def read(cls, setting: Setting, release: Dates) -> _Said:
        """Read them, in one SQL statement."""
        freezes = [one.key for one in setting.profile.deadlines]
        given = {"release": release.id, "at": setting.at, "freezes": freezes}
        found = cls()
        for row in sql.rows(_ALL, given):
            place = (row["enhancement_id"], row["track"])
            if row["kind"] == "proof":
                found.shown[(*place, row["stage"])] = _shown(row)
            else:
                kept = found.closed if row["kind"] == "outcome" else found.standing
                kept[place] = row
        return found

    def became(self, row: EntryRow, *, is_out: bool) -> Became:
        """What became of one entry."""
        place = (row.enhancement, row.track)
        closed, standing = self.closed.get(place), self.standing.get(place)
        left = standing if standing and standing["value"] != "tracked" else None
        shown = self.shown.get((*place, row.stage.key))
        slipped = row.slipped and not row.planned
        known = Known(
            is_out=is_out,
            said=closed["value"] if closed else "",
            proof=shown.word if shown else "",
            standing=left["value"] if left else "",
            slipped=slipped,
            dropped=is_dropped(row),
        )
        decided = closed or left
        return Became(
            outcome=outcomes.outcome(known),
            shown=shown,
            by=decided["by"] if decided else "",
            reason=decided["reason"] if decided else "",
            since=decided["since"] if decided else None,
        )


def is_dropped(row: EntryRow) -> bool:
    """Whether its promise was taken back in time, for no later release."""
    kept = row.planned or row.slipped or row.late_record
    return not (kept or row.went_on or row.rests)


def _shown(row: Mapping[str, Any]) -> Shown:
    return Shown(
        word=row["value"],
        gate=row["gate"],
        registered=row["registered"],
        tag=row["tag"],
        tagged_at=row["since"],
        url=row["url"],
        admitted_at=row["admitted_at"],
    )
