"""What has changed and was not told yet: claims, what people did, exceptions whose time
is over, verdicts.

What counts is when something was learned here, not when it happened there: a commit of
last week that is read today is news today. What a first reading brings, or a rebuild,
is none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from enhancements.models import Headline, Sig, Watermark
from enhancements.policy import following
from enhancements.queries import (
    changes,
    followed_views,
    happening_words,
    reminders,
    sql,
    told_events,
    words,
)
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes import Change

LATE = dt.timedelta(days=30)
"""What happened longer ago is history by the time it is read."""
_SLACK = dt.timedelta(days=2)
"""So long what was read may wait until it is derived."""
_JUDGED = dt.timedelta(days=2)
"""So long after it began a verdict may be judged, and an exception's end be seen."""

# A version counts when it was read after its source had been read to its end once.
_READ = """coalesce((%(read)s::jsonb ->> (
  SELECT 'source ' || document.source_id FROM enhancements_document document
   WHERE document.id = version.document_id))::timestamptz, 'infinity')"""
_LEARNED = f"""CASE
  WHEN said.version_id IS NULL THEN said.at >= %(github)s
  WHEN said.ended THEN ending.seen_at > {_READ}
  ELSE version.seen_at > {_READ} AND version.seen_at >= %(learned)s END"""
_CLAIMS = changes.claimed(
    began="claim.id > %(claim)s AND claim.since >= %(after)s", about=_LEARNED
)
_RECORD = """
  LEFT JOIN LATERAL (
    SELECT key, title, sig, participating_sigs FROM enhancements_record record
     WHERE record.enhancement_id = {of} AND record.since < %(before)s
     ORDER BY record.since DESC LIMIT 1) record ON true"""
_EVENTS = (
    """
SELECT event.id, event.happened_at AS at, record.key, record.title, record.sig,
       record.participating_sigs, event.release_id, event.sig_id,
       coalesce(own.merged_into_id, own.id) AS enhancement_id,
       jsonb_build_object('kind', event.kind, 'by', event.by,
         'reason', event.reason, 'old', event.old, 'new', event.new,
         'release', release.name, 'sig', sig.name, 'subject', event.subject,
         'freezes',
         (SELECT jsonb_agg(DISTINCT held."freeze")
            FROM enhancements_exceptionfreeze held
           WHERE event.kind LIKE 'exception-%%'
             AND held.request_id = (event.new ->> 'exception')::bigint)) AS event
  FROM enhancements_event event
  LEFT JOIN enhancements_release release ON release.id = event.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = event.sig_id
  LEFT JOIN enhancements_enhancement own ON own.id = event.enhancement_id
"""
    + _RECORD.format(of="coalesce(own.merged_into_id, own.id)")
    + """
 WHERE event.project_id = %(project)s AND event.id > %(event)s
   AND event.happened_at >= %(after)s AND event.kind = ANY(%(kinds)s)
 ORDER BY event.id
"""
)
_OVER = (
    "SELECT ended.* FROM ("
    + happening_words.STATEMENT.format(about="true")
    + ") AS ended (at, key, title, sig, enhancement_id, problems, old_problems, drift,"
    " old_drift, event)"
)
# Only what stands is told, and only when the last that was told was another word:
# judging anew may move when it began.
_VERDICTS = (
    """
SELECT verdict.enhancement_id, verdict.release_id, verdict.track, verdict.freeze,
       verdict.since AS at, verdict.word, verdict.failed, verdict.first_missing,
       release.name AS release, record.key, record.title, record.sig,
       record.participating_sigs, NULL AS sig_id
  FROM enhancements_verdict verdict
  JOIN enhancements_release release ON release.id = verdict.release_id
  JOIN enhancements_verdict before
    ON before.enhancement_id = verdict.enhancement_id
   AND before.release_id = verdict.release_id AND before.track = verdict.track
   AND before.freeze = verdict.freeze AND before.until = verdict.since
"""
    + _RECORD.format(of="verdict.enhancement_id")
    + """
 WHERE release.project_id = %(project)s AND verdict.since >= %(judged)s
   AND verdict.since < %(before)s
   AND (verdict.until IS NULL OR verdict.until >= %(before)s)
   AND verdict.word IN ('met', 'at-risk') AND before.word <> verdict.word
   AND verdict.word IS DISTINCT FROM (
     SELECT told.new FROM enhancements_headline told
      WHERE told.kind = 'verdict' AND told.enhancement_id = verdict.enhancement_id
        AND told.release_id = verdict.release_id
        AND told.place = verdict.track || '/' || verdict.freeze
      ORDER BY told.id DESC LIMIT 1)
 ORDER BY verdict.since
"""
)
_VIEWS = """
SELECT event.id, event.happened_at AS at, event.kind, event.by, event.old, event.new,
       view.id AS view, NULL AS enhancement_id
  FROM enhancements_event event
  JOIN enhancements_savedview view
    ON view.project_id = event.project_id
   AND view.number = (event.new ->> 'view')::int
 WHERE event.project_id = %(project)s AND event.id > %(event)s
   AND event.kind = ANY(%(kinds)s)
 ORDER BY event.id
"""
_OF_VIEWS = {
    "view-changed": "Asks something else",
    "view-retired": "Retired: nothing more is told of it",
    "view-restored": "In use again",
}
_PLANNED = """
SELECT entry.enhancement_id, array_agg(DISTINCT entry.release_id) AS releases
  FROM enhancements_entry entry
 WHERE entry.enhancement_id = ANY(%(ids)s) AND entry.until IS NULL
 GROUP BY entry.enhancement_id
"""


def untold(setting: Setting, mark: Watermark, most: int) -> list[Headline]:
    """Headlines of what was not told yet, the oldest first and at most so many, not
    saved; in ten SQL statements at most, and two for each saved view that
    is followed. The setting is of now.
    """
    found = list(_found(setting, mark))
    keys = [one.key for one in found]
    told = Headline.objects.filter(project=setting.id, key__in=keys)
    known = set(told.values_list("key", flat=True))
    fresh = {one.key: one for one in found if one.key not in known}
    first = sorted(fresh.values(), key=lambda one: one.change.at)[:most]
    return _headlines(setting, first)


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """A line of what changed with its row."""

    key: str
    change: Change
    row: Mapping[str, Any]
    place: str = ""


def _found(setting: Setting, mark: Watermark) -> Iterator[_Found]:
    now = setting.at
    moments = {one: dt.datetime.fromisoformat(said) for one, said in mark.read.items()}
    github = [at for one, at in moments.items() if one.startswith("repository ")]
    before = now + dt.timedelta(microseconds=1)
    parameters = {
        "project": setting.id,
        "before": before,
        "after": now - LATE,
        "most": changes.MOST,
        "claim": mark.claim,
        "event": mark.event,
        "learned": mark.from_at - _SLACK,
        "read": json.dumps(mark.read),
        "github": max((mark.began_at - _SLACK, *github)),
        "judged": max(mark.began_at, now - _JUDGED),
        "kinds": list(told_events.KINDS),
    }
    claimed = sql.rows(_CLAIMS, parameters)
    for change, row in changes.told_of(setting, claimed):
        end = "gone" if row["ended"] else "said"
        yield _Found(f"{end} {row['series_id']} {row['at'].isoformat()}", change, row)
    for row in sql.rows(_EVENTS, parameters):
        yield from _of_event(setting, row, f"event {row['id']}")
    for row in sql.rows(_OVER, {**parameters, "after": parameters["judged"]}):
        number = sql.parsed(row["event"])["new"]["exception"]
        yield from _of_event(setting, row, f"over {number} {row['at'].isoformat()}")
    for row in sql.rows(_VIEWS, {**parameters, "kinds": list(_OF_VIEWS)}):
        yield from _of_view(row)
    for row in sql.rows(_VERDICTS, parameters):
        yield _verdict(setting, row)
    for one in reminders.untold(setting, before):
        yield _Found(one.key, one.change, one.row, one.place)


def _of_event(setting: Setting, row: Mapping[str, Any], key: str) -> Iterator[_Found]:
    for change in changes.beside(setting, row):
        yield _Found(key, change, row)


def _of_view(row: Mapping[str, Any]) -> Iterator[_Found]:
    """What became of a saved view; how it is shown is not told."""
    old, new = sql.parsed(row["old"]) or {}, sql.parsed(row["new"])
    is_change = row["kind"] == "view-changed"
    if is_change and old["query"] == new["query"]:
        return
    change = Change(
        at=row["at"],
        kind=following.VIEW,
        key=str(new["view"]),
        title=(old or new)["name"],
        text=_OF_VIEWS[row["kind"]],
        old=old["query"] or "everything" if is_change else "",
        new=new["query"] or "everything" if is_change else "",
        source=f"@{row['by']}",
    )
    yield _Found(f"event {row['id']}", change, row)


def _verdict(setting: Setting, row: Mapping[str, Any]) -> _Found:
    freeze = setting.profile.criteria.of(row["freeze"])
    label = words.in_sentence(freeze.label) if freeze else row["freeze"]
    label = f"{label} ({row['track']})" if row["track"] else label
    text = following.met(label, row["release"])
    if row["word"] == "at-risk":
        text = following.at_risk(
            label, row["release"], row["failed"], row["first_missing"]
        )
    place = f"{row['track']}/{row['freeze']}"
    change = Change(
        at=row["at"],
        kind=following.VERDICT,
        key=row["key"] or "",
        title=row["title"] or "",
        text=text,
        new=row["word"],
        release=row["release"],
        sig=row["sig"],
        source="checks",
    )
    names = (row["enhancement_id"], row["release_id"], place, row["word"])
    key = " ".join(("verdict", *map(str, names), row["at"].isoformat()))
    return _Found(key, change, row, place)


# --- Whom it concerns -----------------------------------------------------------------


def _headlines(setting: Setting, found: Sequence[_Found]) -> list[Headline]:
    if not found:
        return []
    ids = {one.row["enhancement_id"] for one in found} - {None}
    rows = sql.rows(_PLANNED, {"ids": sorted(ids)})
    planned = {row["enhancement_id"]: row["releases"] for row in rows}
    sigs = dict(Sig.objects.filter(project=setting.id).values_list("name", "pk"))
    before = min(one.change.at for one in found)
    views = followed_views.finding(setting, ids, before)
    return [_headline(setting, one, planned, sigs, views) for one in found]


def _headline(
    setting: Setting,
    found: _Found,
    planned: Mapping[int, Sequence[int]],
    sigs: Mapping[str, int],
    views: Mapping[int, Sequence[int]],
) -> Headline:
    change, row = found.change, found.row
    about = [one.id for one in setting.releases if one.name == change.release]
    # An entry that goes from one release to another concerns both.
    moved = {change.old, change.new} if change.kind == "target" else set()
    named = {change.release, *moved}
    releases = {one.id for one in setting.releases if one.name in named}
    releases.update(planned.get(row["enhancement_id"], ()))
    names = {change.sig, *(row.get("participating_sigs") or ())}
    if row.get("field") in ("sig", "participating_sigs"):
        names |= {change.old, change.new}
    return Headline(
        project_id=setting.id,
        key=found.key,
        enhancement_id=row["enhancement_id"],
        release_id=row.get("release_id") or next(iter(about), None),
        sig_id=row.get("sig_id"),
        place=found.place,
        sigs=_ids(sigs.get(one or "") for one in names),
        releases=sorted(releases),
        views=[row["view"]] if "view" in row else views.get(row["enhancement_id"], []),
        trigger=following.trigger_of(change.kind),
        kind=change.kind,
        title=change.title,
        name=change.key,
        text=change.text,
        old=change.old,
        new=change.new,
        subject=change.subject,
        source=change.source,
        evidence=change.evidence or "",
        by=_by(change, row),
        at=change.at,
        made_at=setting.at,
    )


def _ids(found: Iterable[int | None]) -> list[int]:
    return sorted({one for one in found if one is not None})


def _by(change: Change, row: Mapping[str, Any]) -> str:
    """Who did it, where a person did."""
    if change.source.startswith("@"):
        return plain(change.source)
    return plain(row.get("by") or "")
