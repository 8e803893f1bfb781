"""What stands beside the entries of a board: verdicts, and what people decided."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import exceptions, kinds
from enhancements.policy.boards import Tally
from enhancements.policy.decisions import STANDING, WAIVER
from enhancements.policy.records import UNSTAGED
from enhancements.queries import concerns, dependency_statements, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import DecisionRow, ExceptionMark
from enhancements.queries.shapes.compare import Place

_VERDICTS = "verdicts"
_EXCEPTIONS = "exceptions"
_RECORD = "record"
_CRITERIA = "criteria"
_NEXT = "next"
_ABOUT = "about"
_WAITS = "waits"
_NEEDS = "needs"
_CONCERNS = "concerns"

# Decisions about an enhancement that was merged into another are about that one.
# What was decided about something that no source ever planned here brings its record.
# A row for each entry, whose marks are a text: what was seen before is not read again.
# In that of verdicts a line for each freeze, its title last: it may have blanks.
_STATEMENT = f"""
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
SELECT 'verdicts' AS kind, enhancement_id AS enhancement, track,
       string_agg(concat_ws(' ', verdict."freeze", word, asked, failed, unknown,
                            waived, first_missing),
                  E'\\n' ORDER BY verdict."freeze") AS said,
       NULL::bigint AS moment
  FROM enhancements_verdict verdict
 WHERE release_id = %(release)s AND since <= %(at)s
   AND (until IS NULL OR until > %(at)s)
   AND (%(only)s::bigint[] IS NULL OR enhancement_id = ANY(%(only)s))
 GROUP BY enhancement_id, track
UNION ALL
SELECT 'decisions', place, track,
       json_agg(json_build_array(id, kind, stood."freeze", criterion, value, reason, by,
                                 since, batch) ORDER BY since, id)::text,
       (extract(epoch FROM max(since)) * 1000000)::bigint
  FROM stood GROUP BY place, track
UNION ALL
SELECT 'record', lone.place, lone.track, to_json(record)::text, NULL
  FROM (SELECT DISTINCT place, track FROM stood) AS lone
  JOIN LATERAL (
    SELECT key, number, title, sig, status, stage, authors, owners, reviewers,
           approvers,
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
SELECT 'criteria', 0, '', own.freezes::text, NULL
  FROM (SELECT freezes FROM enhancements_releasecriteria
         WHERE release_id = %(release)s AND since <= %(at)s
         ORDER BY since DESC LIMIT 1) AS own
UNION ALL
SELECT 'exceptions', coalesce(own.merged_into_id, own.id), request.track,
       json_agg(json_build_array(request.id, held."freeze", state.state, state.since,
                                 state.granted_until, state.granted_until <= %(at)s,
                                 state.evaluation, request.origin <> '')
                ORDER BY request.at, request.id)::text,
       (extract(epoch FROM max(state.since)) * 1000000)::bigint
  FROM enhancements_exceptionrequest request
  JOIN enhancements_enhancement own ON own.id = request.enhancement_id
  JOIN enhancements_exceptionstate state
    ON state.request_id = request.id AND state.since <= %(at)s
   AND (state.until IS NULL OR state.until > %(at)s)
  JOIN enhancements_exceptionfreeze held
    ON held.request_id = request.id AND held.since <= %(at)s
   AND (held.until IS NULL OR held.until > %(at)s)
 WHERE request.release_id = %(release)s
   AND (%(only)s::bigint[] IS NULL
        OR coalesce(own.merged_into_id, own.id) = ANY(%(only)s))
 GROUP BY 2, request.track
UNION ALL
SELECT 'about', own.id, '',
       CASE WHEN own.unjudged_since IS NOT NULL THEN 'waits' ELSE '' END,
       (extract(epoch FROM (SELECT activity.at FROM enhancements_activity activity
         WHERE activity.enhancement_id = own.id AND activity.at <= %(at)s
         ORDER BY activity.at DESC LIMIT 1)) * 1000000)::bigint
  FROM enhancements_enhancement own
 WHERE own.id IN (SELECT enhancement_id FROM enhancements_entry
                   WHERE release_id = %(release)s UNION SELECT place FROM stood)
   AND (%(only)s::bigint[] IS NULL OR own.id = ANY(%(only)s))
UNION ALL
SELECT 'needs', needed.enhancement_id, '',
       json_agg(needed ORDER BY needed.since, needed.id)::text, NULL
  FROM ({dependency_statements.STANDING}
   AND (%(only)s::bigint[] IS NULL OR {dependency_statements.OWN} = ANY(%(only)s))
  ) needed GROUP BY needed.enhancement_id
UNION ALL
SELECT 'concerns', raised.enhancement_id, '',
       json_agg(raised.name ORDER BY raised.since, raised.id)::text, NULL
  FROM ({concerns.OPEN}) raised
 WHERE (%(only)s::bigint[] IS NULL OR raised.enhancement_id = ANY(%(only)s))
 GROUP BY raised.enhancement_id
UNION ALL
SELECT 'next', 0, '', '', (extract(epoch FROM least(
         (SELECT min(since) FROM enhancements_verdict
           WHERE release_id = %(release)s AND since > %(at)s),
         (SELECT min(granted_until) FROM enhancements_exceptionstate state
            JOIN enhancements_exceptionrequest request ON request.id = state.request_id
           WHERE request.release_id = %(release)s AND granted_until > %(at)s))
       ) * 1000000)::bigint
"""


@dataclasses.dataclass(slots=True)
class Marks:
    """All marks of one entry, as texts, which tell one state of them from another."""

    verdicts: str = ""
    decisions: str = ""
    exceptions: str = ""
    moment: int = 0
    """When people last decided or asked for something, in microseconds since 1970; 0
    for never. A verdict changes with what sources say, or by itself."""


NONE = Marks()


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a freeze's checks came to."""

    word: str
    tally: Tally


@dataclasses.dataclass(slots=True)
class Decided:
    """What people decided about one entry."""

    standings: dict[str, DecisionRow] = dataclasses.field(default_factory=dict)
    """By freeze."""
    waivers: list[DecisionRow] = dataclasses.field(default_factory=list)
    others: dict[str, DecisionRow] = dataclasses.field(default_factory=dict)
    """By kind: what is about no freeze."""


@dataclasses.dataclass(slots=True)
class Board:
    """The marks of a whole board."""

    marks: dict[Place, Marks] = dataclasses.field(default_factory=dict)
    lone: list[EntryRow] = dataclasses.field(default_factory=list)
    """What people decided about, and no source ever planned in this release."""
    criteria: str = ""
    """What the freezes ask for, JSON; empty while the release has no copy of it."""
    has_verdicts: bool = False
    next_at: dt.datetime | None = None
    """When a verdict changes by itself or an exception runs out, if nothing else
    changes."""
    active: dict[int, int] = dataclasses.field(default_factory=dict)
    """When a source last told something about an enhancement, by its id; in
    microseconds since 1970."""
    waiting: set[int] = dataclasses.field(default_factory=set)
    """Enhancements whose checks are still to be run, by id."""
    needs: dict[int, str] = dataclasses.field(default_factory=dict)
    """What enhancements depend on, by id: JSON of `dependency_statements.STANDING`."""
    concerns: dict[int, str] = dataclasses.field(default_factory=dict)
    """Names of concerns that are open, by id of the enhancement: a list, as JSON."""


def read(setting: Setting, release: Dates, *, only: Sequence[int] | None) -> Board:
    """The marks of a release's entries at the setting's moment, in one SQL statement;
    of `only` these enhancements.
    """
    parameters = {
        "project": setting.id,
        "release": release.id,
        "releases": [release.id],
        "at": setting.at,
        "only": None if only is None else list(only),
    }
    board = Board()
    for row in sql.rows(_STATEMENT, parameters):
        kind = row["kind"]
        if kind == _NEXT:
            board.next_at = moment(row["moment"])
        elif kind == _CRITERIA:
            board.criteria = row["said"]
        elif kind == _NEEDS:
            board.needs[row["enhancement"]] = row["said"]
        elif kind == _CONCERNS:
            board.concerns[row["enhancement"]] = row["said"]
        elif kind == _RECORD:
            board.lone.append(_lone(setting, row))
        elif kind == _ABOUT:
            board.active[row["enhancement"]] = row["moment"] or 0
            if row["said"] == _WAITS:
                board.waiting.add(row["enhancement"])
        else:
            _mark(board, row)
    return board


def _mark(board: Board, row: Mapping[str, Any]) -> None:
    place = (row["enhancement"], row["track"])
    marks = board.marks.get(place)
    if marks is None:
        marks = board.marks[place] = Marks()
    marks.moment = max(marks.moment, row["moment"] or 0)
    if row["kind"] == _VERDICTS:
        board.has_verdicts = True
        marks.verdicts = row["said"]
    elif row["kind"] == _EXCEPTIONS:
        marks.exceptions = row["said"]
    else:
        marks.decisions = row["said"]


def moment(micros: int | None) -> dt.datetime | None:
    """A moment of the statement; None for none."""
    return _EPOCH + dt.timedelta(microseconds=micros) if micros else None


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def verdicts(marks: Marks) -> dict[str, Said]:
    """What the checks came to, by freeze."""
    found = {}
    for one in marks.verdicts.split("\n") if marks.verdicts else ():
        freeze, word, *counts, first = one.split(" ", 6)
        asked, failed, unknown, waived = map(int, counts)
        found[freeze] = Said(word, Tally(asked, failed, unknown, waived, first))
    return found


def decisions(marks: Marks) -> Decided:
    """What people decided. Of two about one place, after a merge, the later one counts:
    they come in order of time.
    """
    found = Decided()
    for values in json.loads(marks.decisions) if marks.decisions else ():
        decision = _decision(values)
        if decision.kind == STANDING:
            found.standings[decision.freeze] = decision
        elif decision.kind == WAIVER:
            found.waivers.append(decision)
        else:
            found.others[decision.kind] = decision
    return found


def excepted(marks: Marks, *, is_out: bool) -> dict[str, ExceptionMark]:
    """What was asked for beyond a freeze, by freeze; the later request counts.

    `is_out` is whether the release is: see `policy.exceptions.is_settled`.
    """
    found = {}
    for values in json.loads(marks.exceptions) if marks.exceptions else ():
        id_, freeze, state, since, until, is_over, evaluation, is_filed = values
        over = None if is_over and is_filed and is_out else is_over
        found[freeze] = ExceptionMark(
            id=id_,
            phase=exceptions.phase_of(state, evaluation, is_over=over),
            since=words.at(since),
            until=words.at(until) if until else None,
        )
    return found


def _decision(values: Sequence[Any]) -> DecisionRow:
    id_, kind, freeze, criterion, value, reason, by, since, batch = values
    return DecisionRow(
        id=id_,
        kind=kind,
        freeze=freeze,
        criterion=criterion,
        value=value,
        reason=reason,
        by=by,
        since=words.at(since),
        batch=uuid.UUID(batch),
    )


def _lone(setting: Setting, row: Mapping[str, Any]) -> EntryRow:
    record = json.loads(row["said"])
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
        reviewers=tuple(record["reviewers"]),
        approvers=tuple(record["approvers"]),
    )
