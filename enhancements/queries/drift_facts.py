"""What is compared for the drift list: entries with all that their sources say."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents.facts import ISSUE
from enhancements.documents.issue_contact import contact
from enhancements.documents.issue_ticks import ticks
from enhancements.languages import gettext
from enhancements.policy import corrections, drift_owners, sentences
from enhancements.policy.drift import Decided, Entry, Issue, Side, Works
from enhancements.policy.item_spans import ASSIGNED, OWNERS
from enhancements.queries import board, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow, DecisionRow

_STATEMENT = """
SELECT record.enhancement_id, record.drift, record.releases, record.issue,
       record.issue_url, issue.repository, issue.body,
       (SELECT jsonb_agg(jsonb_build_object(
                 'source', series.source, 'field', series.field, 'value', claim.value,
                 'raw', claim.raw, 'since', claim.since, 'url', claim.url,
                 'by', claim.by))
          FROM enhancements_series series
          JOIN enhancements_claim claim ON claim.series_id = series.id
         WHERE series.enhancement_id = record.enhancement_id AND series.track = ''
           AND (series.source = 'milestone'
                OR series.source = 'label' AND series.field LIKE 'label.%%'
                OR series.source = 'person' AND series.field = 'owners'
                OR series.source = 'issue' AND series.field IN ('issue', 'owners'))
           AND claim.retracted_at IS NULL AND claim.since <= %(at)s
           AND (claim.until IS NULL OR claim.until > %(at)s)) AS said
  FROM enhancements_record record
  LEFT JOIN LATERAL (
    SELECT repository.name AS repository,
           coalesce((SELECT edit.body FROM enhancements_edit edit
              WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
                AND item.edited_at > %(at)s
              ORDER BY edit.edited_at DESC, edit.place DESC LIMIT 1), item.body) AS body
      FROM enhancements_item item
      JOIN enhancements_repository repository ON repository.id = item.repository_id
     WHERE item.enhancement_id = record.enhancement_id AND item.kind = 'issue'
       AND item.number = record.issue LIMIT 1) issue ON true
 WHERE record.enhancement_id = ANY(%(ids)s) AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
"""


def entries(setting: Setting, release: Dates) -> tuple[dict[int, Entry], Works]:
    """The release's entries by the enhancement's id, in the order of the board.

    Three SQL statements, whatever their number.
    """
    rows = board.rows(setting, release)
    groups: dict[int, list[BoardRow]] = {}
    for row in rows:
        groups.setdefault(row.entry.enhancement, []).append(row)
    given = {"ids": list(groups), "at": setting.at}
    known = {one["enhancement_id"]: one for one in sql.rows(_STATEMENT, given)}
    found = {
        id_: _entry(setting, release, group, known[id_])
        for id_, group in groups.items()
        if id_ in known
    }
    works = Works(
        opt_ins=any(one.opted_in is not None for one in found.values()),
        standings=any(one.standing is not None for one in found.values()),
    )
    return found, works


def _entry(
    setting: Setting,
    release: Dates,
    group: Sequence[BoardRow],
    known: Mapping[str, Any],
) -> Entry:
    planned = [row for row in group if row.is_planned]
    first = (planned or group)[0].entry
    return Entry(
        key=first.key,
        number=first.number,
        title=first.title,
        sig=first.sig,
        release=release.name,
        is_out=release.out_at is not None and release.out_at <= setting.at,
        stages=tuple(dict.fromkeys(row.entry.stage.key for row in planned)),
        is_planned=bool(planned),
        plan=_plan(release, planned[0]) if planned else None,
        issue=_issue(setting, known),
        releases=tuple(known["releases"]),
        recorded=sql.parsed(known["drift"]),
        opted_in=_decided(row.opted_in for row in group),
        standing=_standing(group),
        owners_by_hand=_by_hand(sql.parsed(known["said"]) or []),
    )


def _plan(release: Dates, row: BoardRow) -> Side:
    entry = row.entry
    return Side(
        source=entry.source,
        words=gettext(
            "%(stage)s in %(release)s", stage=entry.stage.label, release=release.name
        ),
        value=entry.stage.key,
        since=entry.since,
        url=entry.evidence or "",
    )


def _decided(said: Iterable[DecisionRow | None]) -> Decided | None:
    one = next((one for one in said if one is not None), None)
    return Decided(one.value, one.by, one.since) if one is not None else None


def _standing(group: Sequence[BoardRow]) -> Decided | None:
    """What was decided at the latest freeze; of several tracks the one that stays."""
    last = [
        next((c.decision for c in reversed(row.cells) if c.decision is not None), None)
        for row in group
    ]
    every = [one for one in last if one is not None]
    every.sort(key=lambda one: one.value != "tracked")
    return _decided(every)


def _issue(setting: Setting, known: Mapping[str, Any]) -> Issue | None:
    if known["issue"] is None or known["repository"] is None:
        return None
    said = sql.parsed(known["said"]) or []
    state = next((one for one in said if one["field"] == "issue"), None)
    value = state["value"] if state else None
    stone = next((one for one in said if one["source"] == "milestone"), None)
    return Issue(
        repository=known["repository"],
        number=known["issue"],
        url=known["issue_url"],
        state=value["state"] if value else "",
        state_since=words.moment(state["since"]) if state else None,
        state_url=state["url"] if state else "",
        labels={
            one["raw"]: _side(one, one["raw"])
            for one in said
            if one["source"] == "label"
        },
        milestone=_side(stone, str(stone["value"])) if stone else None,
        assigned=_assigned(said),
        contact=_contact(setting, known),
        ticks=ticks(known["body"], setting.profile),
    )


def _assigned(said: Sequence[Mapping[str, Any]]) -> Side | None:
    """Who is assigned; None where nobody is, and the owner is named by the text."""
    one = _owners(said, ISSUE)
    if one is None or not one["raw"].startswith(ASSIGNED):
        return None
    return _side({**one, "source": drift_owners.SOURCE}, sentences.people(one["value"]))


def _by_hand(said: Sequence[Mapping[str, Any]]) -> Side | None:
    """Who owns it by somebody's correction."""
    one = _owners(said, corrections.PERSON)
    if one is None:
        return None
    words_of = corrections.in_words(OWNERS, one["value"])
    return dataclasses.replace(_side(one, words_of), by=one["by"])


def _owners(said: Sequence[Mapping[str, Any]], source: str) -> Mapping[str, Any] | None:
    """What a source says of the owners."""
    return next(
        (one for one in said if (one["source"], one["field"]) == (source, OWNERS)), None
    )


def _contact(setting: Setting, known: Mapping[str, Any]) -> Side | None:
    """Whom the issue's text names at the moment."""
    found = contact(known["body"], setting.profile, repository=known["repository"])
    if found is None:
        return None
    return Side(
        source="issue",
        words=sentences.people(found.logins),
        value=list(found.logins),
        url=known["issue_url"],
        line=found.line,
        raw=found.raw,
    )


def _side(one: Mapping[str, Any], said: str) -> Side:
    return Side(
        source=one["source"],
        words=said,
        value=one["value"],
        since=dt.datetime.fromisoformat(one["since"]),
        url=one["url"],
    )
