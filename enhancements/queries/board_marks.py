"""What stands beside the entries of a board: verdicts, and what people decided."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import kinds
from enhancements.policy.records import UNSTAGED
from enhancements.queries import sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import DecisionRow
from enhancements.queries.shapes.compare import Place

CONTACT = "contact"
OPT_IN = "opt-in"
NOTE = "note"
STANDING = "standing"
WAIVER = "waiver"
_VERDICT = "verdict"
_RECORD = "record"
_NEXT = "next"

# Decisions about an enhancement that was merged into another are about that one.
# What was decided about something that no source ever planned here brings its record.
_STATEMENT = """
WITH stood AS MATERIALIZED (
  SELECT decision.*,
         coalesce(enhancement.merged_into_id, enhancement.id) AS place
    FROM enhancements_decision decision
    JOIN enhancements_enhancement enhancement
      ON enhancement.id = decision.enhancement_id
   WHERE decision.release_id = %(release)s AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
     AND (%(only)s::bigint[] IS NULL
          OR coalesce(enhancement.merged_into_id, enhancement.id) = ANY(%(only)s))
)
SELECT 'verdict' AS kind, enhancement_id AS enhancement, track, verdict.freeze,
       '' AS criterion, word AS value, asked, failed, unknown, waived, since,
       NULL::bigint AS id, '' AS reason, '' AS by, NULL::uuid AS batch,
       NULL::jsonb AS record
  FROM enhancements_verdict verdict
 WHERE release_id = %(release)s AND since <= %(at)s
   AND (until IS NULL OR until > %(at)s)
   AND (%(only)s::bigint[] IS NULL OR enhancement_id = ANY(%(only)s))
UNION ALL
SELECT * FROM (
  SELECT kind, place, track, stood.freeze, criterion, value, NULL::smallint,
         NULL::smallint, NULL::smallint, NULL::smallint, since, id, reason, by, batch,
         NULL::jsonb
    FROM stood ORDER BY since, id) AS decided
UNION ALL
SELECT 'record', lone.place, lone.track, '', '', '', NULL, NULL, NULL, NULL,
       record.since, NULL, '', '', NULL, to_jsonb(record)
  FROM (SELECT DISTINCT place, track FROM stood) AS lone
  JOIN LATERAL (
    SELECT key, number, title, sig, status, stage, authors, owners, since,
           jsonb_array_length(problems) AS problem_count,
           jsonb_array_length(drift) AS drift_count
      FROM enhancements_record record
     WHERE record.enhancement_id = lone.place AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1
  ) record ON true
 WHERE NOT EXISTS (
   SELECT FROM enhancements_entry entry
    WHERE entry.release_id = %(release)s AND entry.enhancement_id = lone.place
      AND entry.track = lone.track AND entry.since <= %(at)s)
UNION ALL
SELECT 'next', 0, '', '', '', '', NULL, NULL, NULL, NULL, min(since), NULL, '', '',
       NULL, NULL
  FROM enhancements_verdict WHERE release_id = %(release)s AND since > %(at)s
"""


@dataclasses.dataclass(slots=True)
class Marks:
    """All marks of one entry."""

    verdicts: dict[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    """By freeze: the word as `value`, counts and `since`."""
    standings: dict[str, DecisionRow] = dataclasses.field(default_factory=dict)
    """By freeze."""
    waivers: list[DecisionRow] = dataclasses.field(default_factory=list)
    others: dict[str, DecisionRow] = dataclasses.field(default_factory=dict)
    """By kind: what is about no freeze."""
    active_at: dt.datetime | None = None

    def touch(self, at: dt.datetime) -> None:
        """Something happened to it then."""
        if self.active_at is None or at > self.active_at:
            self.active_at = at


@dataclasses.dataclass(slots=True)
class Board:
    """The marks of a whole board."""

    marks: dict[Place, Marks] = dataclasses.field(default_factory=dict)
    lone: list[EntryRow] = dataclasses.field(default_factory=list)
    """What people decided about, and no source ever planned in this release."""
    has_verdicts: bool = False
    next_at: dt.datetime | None = None
    """When a verdict changes by itself, if nothing else changes."""


def read(setting: Setting, release: Dates, *, only: Sequence[int] | None) -> Board:
    """The marks of a release's entries at the setting's moment, in one SQL statement;
    of `only` these enhancements.
    """
    parameters = {
        "release": release.id,
        "at": setting.at,
        "only": None if only is None else list(only),
    }
    board = Board()
    for row in sql.rows(_STATEMENT, parameters):
        kind = row["kind"]
        if kind == _NEXT:
            board.next_at = row["since"]
            continue
        place = (row["enhancement"], row["track"])
        marks = board.marks.get(place)
        if marks is None:
            marks = board.marks[place] = Marks()
        if kind == _VERDICT:
            board.has_verdicts = True
            marks.verdicts[row["freeze"]] = row
            marks.touch(row["since"])
        elif kind == _RECORD:
            board.lone.append(_lone(setting, row))
        else:
            marks.touch(row["since"])
            _keep(marks, _decision(row))
    return board


def _keep(marks: Marks, decision: DecisionRow) -> None:
    """Of two about one place, after a merge, the later one counts: they come in order
    of time.
    """
    if decision.kind == STANDING:
        marks.standings[decision.freeze] = decision
    elif decision.kind == WAIVER:
        marks.waivers.append(decision)
    else:
        marks.others[decision.kind] = decision


def _decision(row: Mapping[str, Any]) -> DecisionRow:
    return DecisionRow(
        id=row["id"],
        kind=row["kind"],
        freeze=row["freeze"],
        criterion=row["criterion"],
        value=row["value"],
        reason=row["reason"],
        by=row["by"],
        since=row["since"],
        batch=row["batch"],
    )


def _lone(setting: Setting, row: Mapping[str, Any]) -> EntryRow:
    record = sql.parsed(row["record"])
    profile = setting.profile
    return EntryRow(
        key=record["key"],
        number=record["number"],
        title=record["title"],
        sig=record["sig"],
        track=row["track"],
        stage=words.stage_of(profile, record["stage"] or UNSTAGED),
        planned=False,
        committed=None,
        shipped=None,
        status=record["status"],
        status_label=words.status_label(profile, record["status"]),
        authors=tuple(record["authors"]),
        problems=record["problem_count"],
        drift=record["drift_count"],
        since=None,
        kind=kinds.NEW,
        enhancement=row["enhancement"],
        owners=tuple(record["owners"]),
    )
