"""What changed between two moments: claims that began or ended, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.queries import happening_words, sql, told_events
from enhancements.queries.change_troubles import troubled
from enhancements.queries.change_words import Told, told
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change

MOST = 20_000
"""How many claims are read for one list, the newest first."""

# A claim that began replaces the one of its series that ended at that moment; a claim
# that ended without another in its place was taken back. What a claim says is proven by
# the version that it was read from; what is said no longer, by the version after it.
_STATEMENT = """
WITH said AS (
  (SELECT claim.id, claim.series_id, claim.since AS at, claim.value, claim.problem,
          claim.line, claim.by, claim.reason, claim.version_id, false AS ended,
          claim.url
     FROM enhancements_claim claim
     JOIN enhancements_series series ON series.id = claim.series_id
    WHERE claim.retracted_at IS NULL AND {began}
      AND claim.since < %(before)s AND series.project_id = %(project)s AND {wanted}
    ORDER BY claim.since DESC LIMIT %(most)s)
  UNION ALL
  (SELECT claim.id, claim.series_id, claim.until, NULL, '', 0, '', '',
          claim.version_id, true, ''
     FROM enhancements_claim claim
     JOIN enhancements_series series ON series.id = claim.series_id
    WHERE claim.retracted_at IS NULL AND claim.until >= %(after)s
      AND claim.until < %(before)s AND series.project_id = %(project)s AND {wanted}
      AND NOT EXISTS (SELECT FROM enhancements_claim next
                       WHERE next.series_id = claim.series_id
                         AND next.since = claim.until AND next.retracted_at IS NULL)
    ORDER BY claim.until DESC LIMIT %(most)s)
)
SELECT said.at, said.ended, said.value, said.problem, said.by, said.reason,
       said.series_id, said.version_id,
       CASE WHEN said.ended THEN last.value ELSE old.value END AS old,
       old.id IS NOT NULL AS follows, coalesce(old.problem, '') AS old_problem,
       series.field, series.track, series.source, series.enhancement_id,
       series.sig_id, series.release_id, release.name AS release, sig.name AS sig_name,
       CASE WHEN said.ended THEN ending.path ELSE version.path END AS path,
       CASE WHEN said.ended THEN ending.commit ELSE version.commit END AS commit,
       CASE WHEN said.ended THEN ending.subject ELSE version.subject END AS subject,
       ending.change AS ending, said.line, said.url,
       record.key, record.title, record.sig, record.participating_sigs
  FROM said
  JOIN enhancements_series series ON series.id = said.series_id
  LEFT JOIN enhancements_claim old
    ON old.series_id = said.series_id AND old.until = said.at
   AND old.retracted_at IS NULL AND NOT said.ended
  LEFT JOIN enhancements_claim last ON last.id = said.id AND said.ended
  LEFT JOIN enhancements_version version ON version.id = said.version_id
  LEFT JOIN LATERAL (
    SELECT later.path, later.commit, later.subject, later.change, later.seen_at
      FROM enhancements_version later
     WHERE said.ended AND later.document_id = version.document_id
       AND later.retracted_at IS NULL
       AND least(later.merged_at, later.seen_at) <= said.at
     ORDER BY later.ordinal DESC LIMIT 1) ending ON true
  LEFT JOIN enhancements_release release ON release.id = series.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
  LEFT JOIN LATERAL (
    SELECT key, title, sig, participating_sigs FROM enhancements_record record
     WHERE record.enhancement_id = series.enhancement_id AND record.since < %(before)s
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE {about}
 ORDER BY said.at DESC, record.key, said.ended, said.id
"""

_BEGAN = "claim.since >= %(after)s"

# Problems and drift stand in the record: the one may concern two enhancements, the
# other is between claims of which only one may have changed. What people decided, of
# entries, releases and exceptions, is read along with them.
_BESIDE = """
(SELECT record.since AS at, record.key, record.title, record.sig,
        record.enhancement_id, record.problems, before.problems AS old_problems,
        record.drift, before.drift AS old_drift, NULL::jsonb AS event
   FROM enhancements_record record
   LEFT JOIN enhancements_record before
     ON before.enhancement_id = record.enhancement_id AND before.until = record.since
  WHERE record.project_id = %(project)s AND record.since >= %(after)s
    AND record.since < %(before)s
    AND (record.problems <> coalesce(before.problems, '[]'::jsonb)
         OR record.drift <> coalesce(before.drift, '[]'::jsonb))
    AND {about}
  ORDER BY record.since DESC, record.key
  LIMIT %(most)s)
UNION ALL
(SELECT event.happened_at, record.key, record.title, record.sig,
        event.enhancement_id, NULL, NULL, NULL, NULL,
        jsonb_build_object('kind', event.kind, 'by', event.by,
          'reason', event.reason, 'old', event.old, 'new', event.new,
          'release', release.name, 'sig', sig.name, 'subject', event.subject,
          'freezes',
          (SELECT jsonb_agg(DISTINCT held."freeze")
             FROM enhancements_exceptionfreeze held
            WHERE event.kind LIKE 'exception-%%'
              AND held.request_id = (event.new ->> 'exception')::bigint))
   FROM enhancements_event event
   LEFT JOIN enhancements_release release ON release.id = event.release_id
   LEFT JOIN enhancements_sig sig ON sig.id = event.sig_id
   LEFT JOIN enhancements_enhancement own ON own.id = event.enhancement_id
   LEFT JOIN LATERAL (
     SELECT key, title, sig, participating_sigs FROM enhancements_record record
      WHERE record.enhancement_id = coalesce(own.merged_into_id, own.id)
        AND record.since < %(before)s
      ORDER BY record.since DESC LIMIT 1) record ON true
  WHERE event.project_id = %(project)s AND event.happened_at >= %(after)s
    AND event.happened_at < %(before)s
    AND event.kind = ANY(%(kinds)s) AND {decided}
  ORDER BY event.happened_at DESC, event.id DESC
  LIMIT %(most)s)
UNION ALL
"""
_RAN_OUT = happening_words.STATEMENT

# What an open pull request proposes is no change yet.
_EVERYTHING = """series.field NOT IN
  ('directory', 'created', 'title_number', 'document_link')
  AND series.source NOT LIKE 'proposal:%%'"""
# What the home page tells: promises, lives of documents, and dates.
_TELLING = """(series.field LIKE 'target.%%' OR series.field LIKE 'deadline:%%'
  OR series.field IN ('status', 'document', 'release', 'issue'))
  AND series.source NOT LIKE 'proposal:%%'"""
_LATEST = 400
_OF_SIG = "(record.sig = %(sig)s OR %(sig)s = ANY(record.participating_sigs)"
_OF_RELEASE = """series.release_id = %(release)s OR series.enhancement_id IN (
  SELECT enhancement_id FROM enhancements_entry entry
   WHERE entry.release_id = %(release)s AND entry.since < %(before)s
     AND (entry.until IS NULL OR entry.until >= %(after)s))"""


def between(
    setting: Setting,
    after: dt.datetime,
    before: dt.datetime,
    *,
    sig: str = "",
    release: int | None = None,
    enhancements: Sequence[int] | None = None,
) -> list[Change]:
    """Every change from `after` up to but not at `before`, newest first.

    Those of a SIG are of the enhancements that it owns or takes part in, and of its
    roster; those of a release, of its deadlines and of what had an entry in it then;
    those of `enhancements`, of the ones with these ids alone. Two SQL statements.
    """
    parameters = {
        "project": setting.id,
        "after": after,
        "before": before,
        "most": MOST,
        "sig": sig,
        "release": release,
        "enhancements": None if enhancements is None else list(enhancements),
        "kinds": list(told_events.KINDS),
    }
    about, about_record, decided, wanted = "true", "true", "true", _EVERYTHING
    over = "true"
    if enhancements is not None:
        wanted += " AND series.enhancement_id = ANY(%(enhancements)s)"
        about_record = "record.enhancement_id = ANY(%(enhancements)s)"
        decided = "coalesce(own.merged_into_id, own.id) = ANY(%(enhancements)s)"
        over = decided
    elif sig:
        about = decided = f"{_OF_SIG} OR sig.name = %(sig)s)"
        about_record = over = f"{_OF_SIG})"
    elif release is not None:
        about = _OF_RELEASE
        about_record = _OF_RELEASE.partition(" OR ")[2].replace("series.", "record.")
        decided = "event.release_id = %(release)s"
        over = "request.release_id = %(release)s"
    statement = _STATEMENT.format(began=_BEGAN, wanted=wanted, about=about)
    rows = sql.rows(statement, parameters)
    statement = _BESIDE.format(about=about_record, decided=decided)
    statement += _RAN_OUT.format(about=over)
    beside = sql.rows(statement, parameters)
    return _ordered(setting, [_parsed(row) for row in rows], beside)


LATEST = _STATEMENT.format(began=_BEGAN, wanted=_TELLING, about="true")
"""The newest claims that the home page tells of, as part of its statement."""


def claimed(began: str, about: str) -> str:
    """The statement of claims that began, as the condition `began` says, or ended from
    `after` on, with the other parameters of `between`.
    """
    return _STATEMENT.format(began=began, wanted=_EVERYTHING, about=about)


def told_of(
    setting: Setting, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Change, Mapping[str, Any]]]:
    """The lines that rows of `claimed` come to, each with its row: what one commit did
    to one thing is told as in the list of what changed.
    """
    groups: dict[tuple[dt.datetime, str], list[tuple[Told, Mapping[str, Any]]]] = {}
    for row in map(_parsed, rows):
        for one in told(setting, row):
            groups.setdefault((one.change.at, one.about), []).append((one, row))
    found = []
    for group in groups.values():
        by_line = {id(one.change): row for one, row in group}
        lines = _telling([one for one, _ in group])
        found += [(line, by_line[id(line)]) for line in lines]
    return found


def beside(setting: Setting, row: Mapping[str, Any]) -> list[Change]:
    """The lines that a row with an `event` comes to."""
    return [one.change for one in _beside(setting, row)]


def latest_parameters(setting: Setting) -> dict[str, Any]:
    """Parameters of LATEST."""
    return {
        "project": setting.id,
        "after": dt.datetime.min.replace(tzinfo=dt.UTC),
        "before": setting.at + dt.timedelta(microseconds=1),
        "most": _LATEST,
    }


def latest(
    setting: Setting, rows: Sequence[Mapping[str, Any]], number: int
) -> list[Change]:
    """The newest changes, from rows of LATEST as JSON."""
    read = [{**row, "at": dt.datetime.fromisoformat(row["at"])} for row in rows]
    found = _ordered(setting, read, [])
    return [change for change in found if change.kind != "text"][:number]


def _ordered(
    setting: Setting,
    rows: Sequence[Mapping[str, Any]],
    beside: Sequence[Mapping[str, Any]],
) -> list[Change]:
    """Newest first; what one commit did to one thing stands together."""
    lines = [one for row in rows for one in told(setting, row)]
    lines += [one for row in beside for one in _beside(setting, row)]
    groups: dict[tuple[dt.datetime, str], list[Told]] = {}
    for one in lines:
        groups.setdefault((one.change.at, one.about), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: item[0][0], reverse=True)
    return [change for _, group in ordered for change in _telling(group)]


def _beside(setting: Setting, row: Mapping[str, Any]) -> Iterable[Told]:
    """What a row beside the claims tells: troubles of a record, or what people did."""
    if row["event"] is None:
        return troubled(setting, row)
    read = {**row, "event": sql.parsed(row["event"])}
    return [told_events.told(setting, read)]


def _parsed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "value": sql.parsed(row["value"]), "old": sql.parsed(row["old"])}


# What is worth telling of an enhancement whose document was just added or removed: the
# rest of its fields came or went with it.
_LIFE = frozenset({"added", "removed"})
_ORDER = ("added", "removed", "moved", "target", "stage", "status")
_WITH_LIFE = _LIFE | {"target", "status", "stage", "problem", "drift"}


def _telling(group: Sequence[Told]) -> list[Change]:
    """Without what another line of the same commit says already, each line once."""
    kinds = {one.change.kind for one in group if one.is_main}
    lines: dict[tuple[str, str, str, str], Change] = {}
    for one in group:
        change = one.change
        if kinds & _LIFE and change.kind not in _WITH_LIFE:
            continue
        if "removed" in kinds and change.kind not in _LIFE:
            continue
        if change.kind == "text" and len(group) > 1:
            continue
        place = (change.kind, change.text, change.old, change.new)
        lines.setdefault(place, change)
    texts = [change for change in lines.values() if change.kind == "text"]
    said = [change for change in lines.values() if change.kind != "text"] or texts
    return sorted(said, key=_place)


def _place(change: Change) -> int:
    """Where a line stands among those of one commit: a document's life comes first."""
    return _ORDER.index(change.kind) if change.kind in _ORDER else len(_ORDER)
