"""Offers to take over enhancements, as pages, files and queues show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.policy import sentences
from enhancements.policy.waiting import TEAM, Asked, Side, Whom
from enhancements.queries import renamed, sql, words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.take_overs import Offer

REASON = "take-over"
"""What an open offer waits for in the queue (`policy.waiting.Wait.reason`)."""
_COLUMNS = f"""offer.id, offer.track, offer.by, offer.github_id, offer.text,
       offer.ground, offer.offered_at, offer.since, offer.until, offer.answer,
       offer.answered_by, offer.reason, offer.before,
       {renamed.login("offer")} AS called"""
OPEN = f"""
  SELECT coalesce(own.merged_into_id, own.id) AS enhancement_id, offer.release_id,
         {_COLUMNS}
    FROM enhancements_takeover offer
    JOIN enhancements_enhancement own ON own.id = offer.enhancement_id
   WHERE own.project_id = %(project)s AND offer.since <= %(at)s
     AND (offer.until IS NULL OR offer.until > %(at)s)
"""
"""Offers that are open, of a project, for a statement that has `project` and `at`."""
EVERY = """
SELECT jsonb_agg(to_jsonb(offered) || jsonb_build_object('key', record.key,
         'number', record.number, 'title', record.title, 'sig', record.sig,
         'release', release.name) ORDER BY offered.offered_at, offered.id)
  FROM offered
  JOIN enhancements_record record
    ON record.enhancement_id = offered.enhancement_id AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
  LEFT JOIN enhancements_release release ON release.id = offered.release_id
"""
"""One JSON value, for a statement that has `offered` (OPEN): the oldest first."""
OF_SIGS = f"{EVERY} WHERE record.sig = ANY(%(sigs)s)"
"""The same of the enhancements of these SIGs."""
LOOSE = """
SELECT jsonb_agg(to_jsonb(offered) || jsonb_build_object('key', record.key,
         'number', record.number, 'title', record.title, 'sig', record.sig,
         'stage', record.stage,
         'owners', coalesce(nullif(record.owners, '{}'), record.authors))
         ORDER BY offered.offered_at, offered.id)
  FROM offered
  JOIN enhancements_record record
    ON record.enhancement_id = offered.enhancement_id AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
 WHERE %(loose)s AND offered.release_id IS NULL
   AND NOT EXISTS (SELECT FROM shown
                    WHERE shown.enhancement_id = offered.enhancement_id)
   AND (%(team)s OR record.sig = ANY(%(sigs)s)
        OR offered.enhancement_id IN (SELECT id FROM mine))
"""
"""One JSON value, for the statement of what waits: open offers to take over
enhancements that have no entry in a release in work."""
COLUMN = f"""
  (SELECT jsonb_agg(to_jsonb(one) ORDER BY one.since DESC, one.id DESC)
     FROM (SELECT {_COLUMNS}, release.name AS release
             FROM enhancements_takeover offer
             JOIN enhancements_enhancement own ON own.id = offer.enhancement_id
             LEFT JOIN enhancements_release release ON release.id = offer.release_id
            WHERE record.enhancement_id IN (own.id, own.merged_into_id)
              AND offer.since <= %(at)s) one) AS offers"""
"""Of a record, for a statement that has `record` and `at`: all offers, the newest
first."""


def made(one: Mapping[str, Any]) -> Offer:
    """An offer from JSON with its record's columns."""
    return Offer(
        id=one["id"],
        key=one["key"],
        number=one["number"],
        title=one["title"],
        sig=one["sig"],
        release=one["release"] or "",
        track=one["track"],
        by=one["by"],
        called=one["called"] or "",
        github_id=one["github_id"],
        text=one["text"],
        ground=one["ground"],
        offered_at=words.at(one["offered_at"]),
        since=words.at(one["since"]),
        until=words.moment(one["until"]),
        answer=one["answer"],
        answered_by=one["answered_by"],
        reason=one["reason"],
        before=tuple(one["before"]),
    )


def of_record(setting: Setting, row: Mapping[str, Any]) -> tuple[Offer, ...]:
    """What COLUMN found of a record, as it stood at the moment: what was answered
    later was open then.
    """
    about = {name: row[name] for name in ("key", "number", "title", "sig")}
    found = []
    for one in sql.parsed(row["offers"]) or ():
        until = words.moment(one["until"])
        is_open = until is None or until > setting.at
        found.append(made({**about, **one, **(_UNANSWERED if is_open else {})}))
    return tuple(found)


_UNANSWERED: Mapping[str, Any] = {
    "until": None,
    "answer": "",
    "answered_by": "",
    "reason": "",
    "before": (),
}


def _answer(login: str) -> str:
    return gettext("Answer @%(login)s, who offers to take it over", login=login)


def asked(found: Any, owners: Sequence[str], sig: str) -> tuple[Asked, ...]:
    """What open offers ask of the owners of an entry and of its SIG's leads; `found`
    are rows of OPEN as JSON.
    """
    people = tuple(Whom(Side.PERSON, one) for one in owners)
    whom = (*people, *((Whom(Side.SIG, sig),) if sig else ())) or (TEAM,)
    return tuple(
        Asked(
            reason=REASON,
            ask=_answer(one["called"] or one["by"]),
            why=sentences.shortened(one["text"]),
            whom=whom,
            since=words.at(one["offered_at"]),
        )
        for one in found or ()
    )
