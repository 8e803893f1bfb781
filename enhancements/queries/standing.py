"""Where an enhancement stands, in one sentence and in three facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.policy import deadlines
from enhancements.policy import ladder as policy
from enhancements.queries import proven, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.ladders import Entry, day
from enhancements.queries.shapes import Target

Pieces = tuple[tuple[str, bool], ...]
Facts = tuple[tuple[Target, str], ...]


def planned(setting: Setting, entries: Sequence[Entry]) -> Facts:
    """What is promised now, with the words of its evidence."""
    return _facts(setting, [entry for entry in entries if entry.promise.planned])


def committed(setting: Setting, entries: Sequence[Entry]) -> Facts:
    """What stood at a freeze, with the freeze."""
    found = []
    for entry in _ordered([e for e in entries if e.promise.committed]):
        release = setting.release(entry.promise.release)
        if release is None or release.frozen_at is None:
            continue
        freeze = release.deadline("deadline:enhancements-freeze")
        label = words.in_sentence(freeze.label) if freeze else "freeze"
        when = day_of(deadlines.day_of(release.frozen_at))
        found.append((_target(setting, entry), f"at the {label} of {when}"))
    return tuple(dict.fromkeys(found))


def _facts(setting: Setting, entries: Sequence[Entry]) -> Facts:
    return tuple(
        dict.fromkeys(
            (
                _target(setting, entry),
                f"{words.source_words(entry.source)}, since {day(entry.since)}",
            )
            for entry in _ordered(entries)
        )
    )


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: versions.sort_key(entry.promise.release))


def _target(setting: Setting, entry: Entry) -> Target:
    stage = words.stage_of(setting.profile, entry.promise.stage)
    return Target(stage, entry.promise.release)


def sentence(
    setting: Setting,
    entries: Sequence[Entry],
    row: Mapping[str, Any],
    removed_at: dt.datetime | None,
) -> Pieces:
    """The sentence of standing in pieces: (text, is it bold)."""
    if removed_at is not None:
        return (
            ("Removed.", True),
            (_removed(row, removed_at), False),
        )
    standing = _ordered([entry for entry in entries if entry.promise.planned])
    if not standing:
        return (
            *_status(setting, row),
            *_nothing(setting, entries),
            *_drift(setting, row),
        )
    last = _nearest(setting, standing)
    label = words.stage_of(setting.profile, last.promise.stage).label
    target = f"{label} in {last.promise.release}"
    if last.promise.stage == "unstaged":
        target = f"{last.promise.release}, no stage named"
    pieces = [(target, True), (_fate(setting, last), False)]
    slipped = _slips(entries, last)
    if slipped:
        pieces.append((slipped, False))
    return (*_status(setting, row), *pieces, *_drift(setting, row))


def _removed(row: Mapping[str, Any], at: dt.datetime) -> str:
    if not row["path"]:
        return f" Its tracking issue is gone from GitHub since {day(at)}."
    return f" Its document was taken out of the repository on {day(at)}."


def _drift(setting: Setting, row: Mapping[str, Any]) -> Pieces:
    """On which targets its sources disagree."""
    fields = [
        words.field_label(setting.profile, one["field"], one["track"])
        for one in row["drift"]
        if one["field"].startswith("target.")
    ]
    if not fields:
        return ()
    named = " and ".join(f"the {field[0].lower()}{field[1:]}" for field in fields)
    return ((f" Sources disagree on {named}.", True),)


def _status(setting: Setting, row: Mapping[str, Any]) -> Pieces:
    known = setting.profile.status(row["status"]) if row["status"] else None
    if known is None or known.key in ("implementable", "provisional"):
        return ()
    return ((f"{known.label}.", True), (" ", False))


def _nothing(setting: Setting, entries: Sequence[Entry]) -> Pieces:
    if not entries:
        return (("No target.", True), (" No source names a release for it.", False))
    last = _ordered(entries)[-1]
    label = words.stage_of(setting.profile, last.promise.stage).label
    ended = f" until {day(last.until)}" if last.until else ""
    return (
        ("No target.", True),
        (f" {label} was planned for {last.promise.release}{ended}.", False),
    )


def _nearest(setting: Setting, standing: Sequence[Entry]) -> Entry:
    """The promise of the release in work, else the next one, else the last."""
    now = setting.frame.current
    if now:
        later = [
            entry
            for entry in standing
            if versions.sort_key(entry.promise.release) >= versions.sort_key(now)
        ]
        if later:
            return later[0]
    return standing[-1]


def _fate(setting: Setting, entry: Entry) -> str:
    if entry.promise.shipped or entry.promise.absent:
        return _shown(entry)
    release = setting.release(entry.promise.release)
    if release is None or release.frozen_at is None:
        freeze = release.deadline("deadline:enhancements-freeze") if release else None
        if freeze is None:
            return _without_freeze(setting, release)
        return _before(entry, words.in_sentence(freeze.label), day_of(freeze.date))
    freeze = release.deadline("deadline:enhancements-freeze")
    label = words.in_sentence(freeze.label) if freeze else "freeze"
    if entry.promise.committed:
        end = ", committed at the " + label
        if release.out_at is not None and release.out_at <= setting.at:
            return f"{end}; nothing proves yet that it shipped."
        return f"{end}."
    return _after(entry, release.frozen_at, label)


def _shown(entry: Entry) -> str:
    """What the release itself, or a person, shows of it."""
    if entry.promise.shipped:
        return f", shipped: {proven.by_whom(entry.shown, entry.closed)}."
    if entry.shown is None:
        return "."
    shown = entry.shown
    return f", but {proven.evidence(shown)}; {proven.admitted(shown)}."


def _before(entry: Entry, freeze: str, date: str) -> str:
    if entry.unmerged:
        return (
            f", planned by its {words.source_words(entry.source)}; to be committed, a"
            f" merged document must name it by the {freeze} of {date}."
        )
    return f", planned; the {freeze} is on {date}."


def _after(entry: Entry, frozen_at: dt.datetime, label: str) -> str:
    """Why what is planned is not committed."""
    if entry.unmerged:
        source = words.source_words(entry.source)
        return f", planned by its {source} alone: no document was merged that says so."
    if entry.spoken_since > frozen_at:
        return f", planned; no source spoke of it before the {label}."
    return f", planned only after the {label} had passed."


def _without_freeze(setting: Setting, release: Dates | None) -> str:
    if release and release.out_at and release.out_at <= setting.at:
        return ", planned; that release is out, and no schedule gave it a freeze."
    return ", planned; that release has no freeze date yet."


def day_of(date: dt.date) -> str:
    """A date in words: "30 Apr 2026"."""
    return f"{date.day} {date:%b %Y}"


def _slips(entries: Sequence[Entry], last: Entry) -> str:
    promised = policy.merged(
        entry.promise for entry in entries if entry.track == last.track
    )
    moved = [
        move
        for move in policy.moves(promised)
        if move.kind == "slip" and move.start.stage == last.promise.stage
    ]
    if not moved:
        return ""
    first = moved[0].start.release
    times = {1: "once", 2: "twice"}.get(len(moved), f"{len(moved)} times")
    return f" It was first planned for {first} and slipped {times}."
