"""The stage ladders of an enhancement, from its entries at a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import dates, gettext, gettext_noop
from enhancements.policy import fates
from enhancements.policy import ladder as policy
from enhancements.policy.ladder import Promise
from enhancements.queries import proven, words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Arrow, Ladder, Lane, Mark, StageRef
from enhancements.queries.shapes.outcome import Shown


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the enhancement with what is known of it at the moment."""

    track: str
    promise: Promise
    since: dt.datetime
    until: dt.datetime | None
    source: str
    evidence: str | None
    spoken_since: dt.datetime
    """Since when any source spoke of the enhancement's targets."""
    unmerged: bool = False
    """Only an issue or its milestone says so, nothing that was merged."""
    shown: Shown | None = None
    """What the release's tag shows of it."""
    closed: Mapping[str, Any] | None = None
    """What a person closed it as: `value`, `by`, `reason`, `since`."""


def promises(
    setting: Setting, rows: Sequence[Mapping[str, Any]], record: Mapping[str, Any]
) -> list[Entry]:
    """Every promise ever made up to the moment, oldest first.

    `record` says what holds now: its `targets` and `releases`.
    """
    found = []
    for row in rows:
        since = dt.datetime.fromisoformat(row["since"])
        until = dt.datetime.fromisoformat(row["until"]) if row["until"] else None
        holds = until is None or until > setting.at
        release = setting.release(row["release"])
        frozen_at = release.frozen_at if release else None
        committed = (
            frozen_at is not None
            and row["version_id"] is not None
            and since <= frozen_at
            and (until is None or until > frozen_at)
        )
        shown, closed = proven.shown(setting, row), row["closed"]
        promise = Promise(
            release=row["release"],
            stage=row["stage"],
            planned=holds,
            committed=committed,
            shipped=proven.is_shipped(shown, closed),
            absent=proven.is_absent(shown, closed),
            **({} if holds else _lost(setting, row, record, until)),
        )
        found.append(
            Entry(
                track=row["track"],
                promise=promise,
                since=since,
                until=None if holds else until,
                source=row["source"],
                evidence=setting.evidence.of(row),
                spoken_since=dt.datetime.fromisoformat(row["spoken_since"]),
                unmerged=row["version_id"] is None,
                shown=shown,
                closed=closed,
            )
        )
    return found


def _lost(
    setting: Setting,
    row: Mapping[str, Any],
    record: Mapping[str, Any],
    until: dt.datetime | None,
) -> dict[str, Any]:
    """What became of a promise that is no longer made."""
    release = setting.release(row["release"])
    went_on = fates.went_on(
        setting.profile,
        release=row["release"],
        stage=row["stage"],
        kind=row["kind"],
        moved_to=row["moved_to"],
        targets=record["targets"],
        releases=record["releases"],
    )
    out_at = release.out_at if release else None
    rests = not went_on and fates.rests(
        setting.profile,
        release=row["release"],
        stage=row["stage"],
        targets=record["targets"],
        until=until,
        out_at=out_at,
    )
    late = fates.is_late_record(until, out_at) and not (went_on or rests)
    return {
        "moved_to": row["moved_to"],
        "late_record": late,
        "went_on": went_on,
        "rests": rests,
    }


def build(setting: Setting, entries: Sequence[Entry]) -> tuple[Ladder, ...]:
    """A ladder per track that ever had a target."""
    tracks = sorted({entry.track for entry in entries})
    return tuple(
        _ladder(setting, track, [entry for entry in entries if entry.track == track])
        for track in tracks
    )


def _ladder(setting: Setting, track: str, entries: Sequence[Entry]) -> Ladder:
    promised = policy.merged(entry.promise for entry in entries)
    rungs = _rungs(setting, promised)
    places = {
        rung.key: 100 * (2 * n + 1) / (2 * len(rungs)) for n, rung in enumerate(rungs)
    }
    names = sorted({promise.release for promise in promised}, key=versions.sort_key)
    lanes = tuple(_lane(setting, name, promised, entries, places) for name in names)
    arrows = tuple(
        Arrow(
            kind=move.kind,
            x1=round(places[move.start.stage], 2),
            lane1=names.index(move.start.release),
            x2=round(places[move.end.stage], 2),
            lane2=names.index(move.end.release),
        )
        for move in policy.moves(promised)
    )
    return Ladder(track, rungs, lanes, arrows, summary(setting, promised))


def _rungs(setting: Setting, promised: Sequence[Promise]) -> tuple[StageRef, ...]:
    """The ladder's stages and those that were promised, in order of rank."""
    said = {promise.stage for promise in promised}
    ladder = [stage.key for stage in setting.profile.stages if stage.ladder]
    if not said & set(ladder):
        ladder = []
    keys = dict.fromkeys([*ladder, *said])
    refs = [words.stage_of(setting.profile, key) for key in keys]
    return tuple(sorted(refs, key=lambda ref: ref.rank))


def _lane(
    setting: Setting,
    name: str,
    promised: Sequence[Promise],
    entries: Sequence[Entry],
    places: Mapping[str, float],
) -> Lane:
    here = [promise for promise in promised if promise.release == name]
    release = setting.release(name)
    out = release.deadline("deadline:release") if release else None
    lead, said = _said(setting, name, here, entries)
    return Lane(
        release=name,
        date=out.date if out else None,
        is_now=name == setting.frame.current,
        marks=tuple(
            Mark(
                stage=words.stage_of(setting.profile, promise.stage),
                kind=promise.mark,
                x=round(places[promise.stage], 2),
            )
            for promise in here
        ),
        said=said,
        lead=lead,
    )


def _said(
    setting: Setting, name: str, here: Sequence[Promise], entries: Sequence[Entry]
) -> tuple[str, str]:
    """A lane in words: what is set bold, and the rest."""
    promise = max(
        here, key=lambda p: (p.planned, words.stage_of(setting.profile, p.stage).rank)
    )
    label = words.stage_of(setting.profile, promise.stage).label
    entry = next(
        e
        for e in reversed(entries)
        if e.promise.release == name and e.promise.stage == promise.stage
    )
    if promise.shipped or promise.absent:
        return proven.said(promise, entry, label)
    if not promise.planned:
        return _gone(promise, entry, label, entries)
    return _planned(setting, promise, entry, label)


def _planned(
    setting: Setting, promise: Promise, entry: Entry, label: str
) -> tuple[str, str]:
    """A promise that is made, in words."""
    release = setting.release(promise.release)
    since = day(entry.since)
    if promise.committed:
        lead = gettext("%(stage)s committed", stage=label)
        return lead, gettext("and still planned, since %(day)s.", day=since)
    frozen_at = release.frozen_at if release else None
    if entry.unmerged:
        said = gettext(
            "since %(day)s, by its %(source)s alone: nothing merged says so.",
            day=since,
            source=words.source_words(entry.source),
        )
    elif frozen_at is None:
        said = gettext("since %(day)s.", day=since)
    elif entry.spoken_since > frozen_at:
        said = gettext("; no source spoke of it before the freeze.")
    else:
        said = gettext("since %(day)s, after the freeze.", day=since)
    return gettext("%(stage)s planned", stage=label), said


def _gone(
    promise: Promise, entry: Entry, label: str, entries: Sequence[Entry]
) -> tuple[str, str]:
    """What became of a promise that is no longer made, in words."""
    ended = day(entry.until) if entry.until else ""
    if promise.went_on or promise.rests:
        return _went_on(promise, label, ended)
    stood = _BEFORE[promise.committed]
    before = gettext(stood, stage=label)
    if promise.late_record:
        text = _LATE[bool(promise.moved_to)]
        said = gettext(text, before=before, release=promise.moved_to, day=ended)
        return gettext("Recorded late."), said
    if promise.moved_to:
        slip = fates.is_slip(promise.release, promise.moved_to)
        verb = gettext("Slipped.") if slip else gettext("Moved.")
        return verb, gettext(
            "%(before)s; it moved to %(release)s on %(day)s.",
            before=before,
            release=promise.moved_to,
            day=_moved_on(promise, entry, entries) or ended,
        )
    return gettext("Dropped."), gettext(
        "%(before)s until %(day)s; no other release is named.",
        before=before,
        day=ended,
    )


# By whether it was committed.
_BEFORE = (
    gettext_noop("%(stage)s was planned"),
    gettext_noop("%(stage)s was committed"),
)
# By whether another release is named.
_LATE = (
    gettext_noop(
        "%(before)s; taken back on %(day)s, after the release was out, so it may have"
        " shipped."
    ),
    gettext_noop(
        "%(before)s; moved to %(release)s on %(day)s, after the release was out, so it"
        " may have shipped."
    ),
)


def _went_on(promise: Promise, label: str, ended: str) -> tuple[str, str]:
    """A promise whose target stands, though its work is no longer there."""
    lead = gettext("%(stage)s planned", stage=label)
    if promise.committed:
        lead = gettext("%(stage)s committed", stage=label)
    if not promise.went_on:
        return lead, gettext("until %(day)s; its target stands.", day=ended)
    return lead, gettext(
        "until %(day)s; its target stands, and the work went on to %(release)s.",
        day=ended,
        release=promise.went_on,
    )


def _moved_on(promise: Promise, entry: Entry, entries: Sequence[Entry]) -> str:
    """The day on which the promise was made for the release it moved to."""
    for one in entries:
        place = one.promise.release, one.promise.stage
        if place == (promise.moved_to, promise.stage) and one.since >= (
            entry.until or one.since
        ):
            return day(one.since)
    return ""


def day(at: dt.datetime) -> str:
    """A date in words, UTC: "30 Apr 2026"."""
    return dates.day(at.astimezone(dt.UTC).date())


def summary(setting: Setting, promised: Sequence[Promise]) -> str:
    """The ladder in one sentence."""
    parts = []
    for promise in promised:
        label = words.stage_of(setting.profile, promise.stage).label
        text = _in_short(promise)
        other = promise.moved_to or promise.went_on
        parts.append(gettext(text, stage=label, release=promise.release, other=other))
    sentence = "; ".join(parts) or gettext("No release was ever named")
    return f"{sentence}."


def _in_short(promise: Promise) -> str:
    """What became of a promise, to be said with its stage and its releases."""
    if promise.shipped:
        return gettext_noop("%(stage)s shipped in %(release)s")
    if promise.absent:
        return gettext_noop("%(stage)s was planned for %(release)s and is not in it")
    if promise.mark == "missed" and promise.moved_to:
        return gettext_noop("%(stage)s was planned for %(release)s, moved to %(other)s")
    if promise.mark == "on" and not promise.rests:
        return gettext_noop(
            "%(stage)s was planned for %(release)s and went on to %(other)s"
        )
    return _IN_SHORT[promise.mark]


_IN_SHORT = {
    "missed": gettext_noop("%(stage)s was planned for %(release)s, dropped"),
    "late": gettext_noop(
        "%(stage)s was planned for %(release)s and taken back only after it was out"
    ),
    "on": gettext_noop("%(stage)s was planned for %(release)s, and its target stands"),
    "committed": gettext_noop("%(stage)s is committed for %(release)s"),
    "planned": gettext_noop("%(stage)s is planned for %(release)s"),
}
