"""Requests to go past a freeze, as they stood at the setting's moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import deadlines as dating
from enhancements.policy import exceptions as policy
from enhancements.policy.exception_phases import Phase
from enhancements.policy.exceptions import FreezeFacts
from enhancements.queries import judged, renamed, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.exceptions import ExceptionRow, FreezeRef, VoteRow

# A request of an enhancement that was merged into another is about that one. Which
# freezes a request is about does not end with its holding them.
_STATEMENT = f"""
SELECT request.id, request.track, request.by, request.at, request.origin, request.raw,
       winner.id AS enhancement, record.key, record.number, record.title,
       coalesce(record.sig, '') AS sig, coalesce(record.issue_url, '') AS issue_url,
       coalesce(entry.stage, '') AS stage,
       ARRAY(SELECT DISTINCT held.freeze FROM enhancements_exceptionfreeze held
              WHERE held.request_id = request.id
                AND held.since <= %(at)s) AS freezes,
       to_json(said) AS said, to_json(stands) AS stands,
       (SELECT json_agg(json_build_object('by', vote.by, 'vote', vote.vote,
                          'word', vote.word, 'since', vote.since,
                          'github_id', vote.github_id,
                          'called', {renamed.login("vote")})
                        ORDER BY vote.since, vote.id)
          FROM enhancements_exceptionvote vote
         WHERE vote.request_id = request.id AND vote.since <= %(at)s
           AND (vote.until IS NULL OR vote.until > %(at)s)) AS votes
  FROM enhancements_exceptionrequest request
  JOIN enhancements_enhancement own ON own.id = request.enhancement_id
  JOIN enhancements_enhancement winner
    ON winner.id = coalesce(own.merged_into_id, own.id)
  JOIN LATERAL (
    SELECT id, answers, days, links, thread FROM enhancements_exceptiontext text
     WHERE text.request_id = request.id AND text.since <= %(at)s
     ORDER BY text.since DESC, text.id DESC LIMIT 1) said ON true
  JOIN LATERAL (
    SELECT id, state, by, reason, granted_until, evaluation, batch, since
      FROM enhancements_exceptionstate state
     WHERE state.request_id = request.id AND state.since <= %(at)s
     ORDER BY state.since DESC, state.id DESC LIMIT 1) stands ON true
  LEFT JOIN LATERAL (
    SELECT key, number, title, sig, issue_url FROM enhancements_record record
     WHERE record.enhancement_id = winner.id
     ORDER BY record.since > %(at)s, record.since DESC LIMIT 1) record ON true
  LEFT JOIN LATERAL (
    SELECT stage FROM enhancements_entry entry
     WHERE entry.release_id = request.release_id
       AND entry.enhancement_id = winner.id AND entry.track = request.track
     ORDER BY entry.since > %(at)s, entry.since DESC LIMIT 1) entry ON true
 WHERE request.release_id = %(release)s
   AND (%(only)s::bigint IS NULL OR request.id = %(only)s)
   AND (%(enhancement)s::bigint IS NULL OR winner.id = %(enhancement)s)
 ORDER BY request.at, request.id
"""
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
_ORDER = {phase: place for place, phase in enumerate(Phase)}


class ExceptionUnknown(LookupError):
    """The release has no such request at the moment."""


def freezes(setting: Setting, release: Dates) -> dict[str, FreezeFacts]:
    """By key the freezes that one may ask to go past, in their order: the hard ones.

    One SQL statement.
    """
    return {
        at.key: FreezeFacts(
            at.key,
            words.within(at.label),
            dating.day_of(at.ends_at) if at.ends_at else None,
            at.ends_at,
        )
        for criteria, at in judged.freezes_of(setting, release)
        if criteria.is_hard
    }


def of_release(
    setting: Setting,
    release: Dates,
    known: Mapping[str, FreezeFacts],
    *,
    only: int | None = None,
    enhancement: int | None = None,
) -> list[ExceptionRow]:
    """Every request of a release, or `only` one, or those of one enhancement; one SQL
    statement. Those come first that have the least time left of what is open.
    """
    given = {
        "release": release.id,
        "at": setting.at,
        "only": only,
        "enhancement": enhancement,
    }
    found = sql.rows(_STATEMENT, given)
    rows = [_row(setting, known, one, release.out_at) for one in found]
    return sorted(rows, key=_urgency)


def one(
    setting: Setting, release: Dates, known: Mapping[str, FreezeFacts], id_: int
) -> ExceptionRow:
    """The request of that id. Raises ExceptionUnknown."""
    found = of_release(setting, release, known, only=id_)
    if not found:
        raise ExceptionUnknown(id_)
    return found[0]


def _urgency(row: ExceptionRow) -> tuple[object, ...]:
    """What ran out first, then by the time left; what is settled by its date, the
    last one first.
    """
    is_open = row.phase in (Phase.OVER, Phase.PENDING, Phase.RUNNING)
    if is_open:
        is_over = row.phase is Phase.OVER
        return (0, not is_over, row.clock or _LAST, row.at, row.id)
    return (1, _ORDER[row.phase], -row.state_since.timestamp(), row.at, row.id)


def ref(setting: Setting, known: Mapping[str, FreezeFacts], key: str) -> FreezeRef:
    """A freeze as shown; one that the release no longer has keeps its key."""
    facts = known.get(key)
    if facts is None:
        kind = setting.profile.deadline(key)
        return FreezeRef(key, words.within(kind.label) if kind else key, None, None)
    closes = policy.closes_at(setting.profile.exceptions, facts)
    return FreezeRef(key, facts.label, facts.ends_at, closes)


def _row(
    setting: Setting,
    known: Mapping[str, FreezeFacts],
    row: Mapping[str, Any],
    out_at: dt.datetime | None,
) -> ExceptionRow:
    said, stands = sql.parsed(row["said"]), sql.parsed(row["stands"])
    order = list(known)
    keys = sorted(
        row["freezes"], key=lambda key: (order.index(key) if key in order else 99, key)
    )
    refs = tuple(ref(setting, known, key) for key in keys)
    until = words.moment(stands["granted_until"])
    settled = policy.is_settled(
        is_filed=bool(row["origin"]), out_at=out_at, at=setting.at
    )
    ends = None if settled and until and until <= setting.at else until
    phase = policy.phase(stands["state"], ends, stands["evaluation"], setting.at)
    asked_for = [known[key] for key in keys if key in known]
    return ExceptionRow(
        id=row["id"],
        key=row["key"] or "",
        number=row["number"],
        title=row["title"] or "",
        sig=row["sig"],
        track=row["track"],
        enhancement=row["enhancement"],
        stage=words.stage(setting.profile, row["stage"]),
        issue_url=row["issue_url"],
        by=row["by"],
        at=row["at"],
        origin=row["origin"],
        raw=row["raw"],
        freezes=refs,
        text=said["id"],
        answers=said["answers"],
        days=said["days"],
        links=tuple(said["links"]),
        thread=said["thread"],
        state_id=stands["id"],
        state=stands["state"],
        state_by=stands["by"],
        state_since=dt.datetime.fromisoformat(stands["since"]),
        reason=stands["reason"],
        granted_until=until,
        evaluation=stands["evaluation"],
        batch=stands["batch"] or "",
        phase=phase,
        votes=tuple(_vote(one) for one in sql.parsed(row["votes"]) or ()),
        clock=_clock(phase, refs, until),
        asks_until=policy.last_day(asked_for, said["days"], row["at"])
        if said["days"]
        else None,
    )


def _vote(one: Mapping[str, Any]) -> VoteRow:
    return VoteRow(
        by=one["by"],
        called=one["called"] or "",
        github_id=one["github_id"],
        vote=one["vote"],
        word=one["word"],
        since=dt.datetime.fromisoformat(one["since"]),
    )


def _clock(
    phase: Phase, refs: Sequence[FreezeRef], until: dt.datetime | None
) -> dt.datetime | None:
    """Of a pending request the end of the windows, the first one of several; without
    windows the freeze itself.
    """
    if phase is Phase.PENDING:
        ends = [one.closes_at or one.ends_at for one in refs]
        return min((end for end in ends if end is not None), default=None)
    return until if phase in (Phase.RUNNING, Phase.OVER) else None
