"""Concerns about enhancements, as pages, files and queues show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import sentences
from enhancements.policy.waiting import Asked, answering
from enhancements.queries import event_words, words
from enhancements.queries.change_words import Told
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import HistoryItem
from enhancements.queries.shapes.concerns import ConcernRow

CHANGE = "concern"
"""Kind of a line of what changed."""
REASON = "concern"
"""What an open concern waits for in the queue (`policy.waiting.Wait.reason`)."""
_DID: Mapping[str, str] = {
    "concern-raised": gettext_noop("Concern “%(name)s” raised"),
    "concern-resolved": gettext_noop("Concern “%(name)s” resolved"),
    "concern-reopened": gettext_noop("Concern “%(name)s” opened again"),
}
KINDS = tuple(_DID)
"""Kinds of the events that tell of concerns."""
COLUMN = """
  (SELECT jsonb_agg(to_jsonb(one) ORDER BY one.since, one.id)
     FROM (SELECT concern.id, concern.name, concern.text, concern.raised_by,
                  concern.raised_at, concern.by, concern.reason, concern.since,
                  concern.until, concern.resolved_by, concern.resolution,
                  release.name AS release
             FROM enhancements_concern concern
             JOIN enhancements_enhancement own ON own.id = concern.enhancement_id
             LEFT JOIN enhancements_release release
               ON release.id = concern.release_id
            WHERE record.enhancement_id IN (own.id, own.merged_into_id)
              AND concern.since <= %(at)s) one) AS concerns"""
"""Of a record, for a statement that has `record` and `at`: the concerns about it and
about those that were merged into it, oldest first, resolved ones too."""
OPEN = """
SELECT coalesce(own.merged_into_id, own.id) AS enhancement_id, concern.release_id,
       concern.id, concern.name, concern.text, concern.by, concern.since
  FROM enhancements_concern concern
  JOIN enhancements_enhancement own ON own.id = concern.enhancement_id
 WHERE own.project_id = %(project)s AND concern.since <= %(at)s
   AND (concern.until IS NULL OR concern.until > %(at)s)
   AND (concern.release_id IS NULL OR concern.release_id = ANY(%(releases)s))
"""
"""Concerns that are open, of a project and of these releases or of none."""


def rows(setting: Setting, found: Any) -> tuple[ConcernRow, ...]:
    """Concerns of COLUMN, as it was parsed: open ones first, then the newest."""
    # Two enhancements that turned out to be one may have an open one of a name each.
    latest = {one["name"].casefold(): one["id"] for one in found or ()}
    shown = [
        _row(setting, one, is_latest=latest[one["name"].casefold()] == one["id"])
        for one in reversed(found or ())
    ]
    return tuple(sorted(shown, key=lambda one: not one.is_open))


def _row(setting: Setting, one: Mapping[str, Any], *, is_latest: bool) -> ConcernRow:
    until = words.moment(one["until"])
    is_open = until is None or until > setting.at
    return ConcernRow(
        id=one["id"],
        name=one["name"],
        text=one["text"],
        release=one["release"] or "",
        raised_by=one["raised_by"],
        raised_at=words.at(one["raised_at"]),
        by=one["by"],
        reason=one["reason"],
        since=words.at(one["since"]),
        until=None if is_open else until,
        resolved_by="" if is_open else one["resolved_by"],
        resolution="" if is_open else one["resolution"],
        is_latest=is_latest,
    )


def history(found: Iterable[ConcernRow]) -> Iterator[HistoryItem]:
    """Lines of an enhancement's history."""
    for one in found:
        yield HistoryItem(
            at=one.since,
            kind="person",
            title=_began(one),
            detail=one.reason or one.text,
        )
        if one.until is not None:
            yield HistoryItem(
                at=one.until,
                kind="person",
                title=gettext(
                    "@%(by)s resolved the concern “%(name)s”",
                    by=one.resolved_by,
                    name=one.name,
                ),
                detail=one.resolution,
            )


def _began(one: ConcernRow) -> str:
    """Who raised a concern or opened it again, and about which release."""
    named = {"by": one.by, "name": one.name}
    if one.reason and one.release:
        return gettext(
            "@%(by)s opened the concern again “%(name)s” about %(release)s",
            release=one.release,
            **named,
        )
    if one.reason:
        return gettext("@%(by)s opened the concern again “%(name)s”", **named)
    if one.release:
        return gettext(
            "@%(by)s raised the concern “%(name)s” about %(release)s",
            release=one.release,
            **named,
        )
    return gettext("@%(by)s raised the concern “%(name)s”", **named)


def as_data(one: ConcernRow) -> dict[str, Any]:
    """A concern as the API gives it."""
    return {
        "name": one.name,
        "text": one.text,
        "release": one.release or None,
        "is_open": one.is_open,
        "raised_by": one.raised_by,
        "raised_at": iso(one.raised_at),
        "opened_by": one.by,
        "opened_because": one.reason,
        "since": iso(one.since),
        "until": iso(one.until) if one.until else None,
        "resolved_by": one.resolved_by,
        "resolution": one.resolution,
    }


def told(row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS."""
    event = row["event"]
    did = _DID[event["kind"]]
    return event_words.told(
        row,
        f"concern {event['new']['concern']} {event['kind']}",
        kind=CHANGE,
        text=gettext(did, name=event["new"]["name"]),
    )


# --- Waiting --------------------------------------------------------------------------


def asked(found: Any, owners: Sequence[str], sig: str) -> tuple[Asked, ...]:
    """What open concerns ask of the owners of an entry; of its SIG where nobody owns
    it. `found` are rows of OPEN as JSON.
    """
    whom = answering(owners, sig)
    return tuple(
        Asked(
            reason=REASON,
            ask=gettext("Answer the concern “%(name)s”", name=one["name"]),
            why=f"@{one['by']}: {sentences.shortened(one['text'])}",
            whom=whom,
            since=words.at(one["since"]),
        )
        for one in found or ()
    )
