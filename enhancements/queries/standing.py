"""Where an enhancement stands, in one sentence and in three facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements import languages
from enhancements.documents import versions
from enhancements.languages import dates, gettext, gettext_noop
from enhancements.policy import deadlines
from enhancements.policy import ladder as policy
from enhancements.queries import clauses, proven, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.ladders import Entry
from enhancements.queries.shapes import Deadline, Target

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
        when = dates.day(deadlines.day_of(release.frozen_at))
        said = gettext("at the %(freeze)s of %(day)s", freeze=_named(freeze), day=when)
        found.append((_target(setting, entry), said))
    return tuple(dict.fromkeys(found))


def _facts(setting: Setting, entries: Sequence[Entry]) -> Facts:
    return tuple(
        dict.fromkeys(
            (
                _target(setting, entry),
                gettext(
                    "%(source)s, since %(day)s",
                    source=words.source_words(entry.source),
                    day=dates.day(entry.since),
                ),
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
            (gettext("Removed."), True),
            (f" {_removed(row, removed_at)}", False),
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
    release = last.promise.release
    target = gettext("%(stage)s in %(release)s", stage=label, release=release)
    if last.promise.stage == "unstaged":
        target = gettext("%(release)s, no stage named", release=release)
    fate = _fate(setting, last)
    pieces = [(target, True), (f", {fate}" if fate else ".", False)]
    slipped = _slips(entries, last)
    if slipped:
        pieces.append((f" {slipped}", False))
    return (*_status(setting, row), *pieces, *_drift(setting, row))


def _removed(row: Mapping[str, Any], at: dt.datetime) -> str:
    if not row["path"]:
        return gettext(
            "Its tracking issue is gone from GitHub since %(day)s.", day=dates.day(at)
        )
    return gettext(
        "Its document was taken out of the repository on %(day)s.", day=dates.day(at)
    )


def _drift(setting: Setting, row: Mapping[str, Any]) -> Pieces:
    """On which targets its sources disagree."""
    fields = [
        words.field_label(setting.profile, one["field"], one["track"])
        for one in row["drift"]
        if one["field"].startswith("target.")
    ]
    if not fields:
        return ()
    named = clauses.together([_field(one) for one in fields])
    said = gettext("Sources disagree on %(fields)s.", fields=named)
    return ((f" {said}", True),)


def _field(label: str) -> str:
    """A field within a sentence: "the target of beta"."""
    is_source = languages.current().is_source
    named = f"{label[0].lower()}{label[1:]}" if is_source else label
    return gettext("the %(field)s", field=named)


def _status(setting: Setting, row: Mapping[str, Any]) -> Pieces:
    known = setting.profile.status(row["status"]) if row["status"] else None
    if known is None or known.key in ("implementable", "provisional"):
        return ()
    return ((f"{known.label}.", True), (" ", False))


def _nothing(setting: Setting, entries: Sequence[Entry]) -> Pieces:
    if not entries:
        said = gettext("No source names a release for it.")
        return ((gettext("No target."), True), (f" {said}", False))
    last = _ordered(entries)[-1]
    label = words.stage_of(setting.profile, last.promise.stage).label
    named = {"stage": label, "release": last.promise.release}
    said = gettext("%(stage)s was planned for %(release)s.", **named)
    if last.until:
        until = dates.day(last.until)
        said = gettext(
            "%(stage)s was planned for %(release)s until %(day)s.", day=until, **named
        )
    return ((gettext("No target."), True), (f" {said}", False))


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


def _named(freeze: Deadline | None) -> str:
    """A freeze within a sentence."""
    return words.within(freeze.label) if freeze else gettext("freeze")


def _fate(setting: Setting, entry: Entry) -> str:
    """What becomes of what is planned, as a clause with its end; empty for nothing."""
    if entry.promise.shipped or entry.promise.absent:
        return _shown(entry)
    release = setting.release(entry.promise.release)
    if release is None or release.frozen_at is None:
        freeze = release.deadline("deadline:enhancements-freeze") if release else None
        if freeze is None:
            return _without_freeze(setting, release)
        return _before(entry, _named(freeze), dates.day(freeze.date))
    freeze = release.deadline("deadline:enhancements-freeze")
    label = _named(freeze)
    if entry.promise.committed:
        if release.out_at is not None and release.out_at <= setting.at:
            return gettext(
                "committed at the %(freeze)s; nothing proves yet that it shipped.",
                freeze=label,
            )
        return gettext("committed at the %(freeze)s.", freeze=label)
    return _after(entry, release.frozen_at, label)


def _shown(entry: Entry) -> str:
    """What the release itself, or a person, shows of it."""
    if entry.promise.shipped:
        whose = proven.by_whom(entry.shown, entry.closed)
        return gettext("shipped: %(whose)s.", whose=whose)
    if entry.shown is None:
        return ""
    return gettext(
        "but %(evidence)s; %(admitted)s.",
        evidence=proven.evidence(entry.shown),
        admitted=proven.admitted(entry.shown),
    )


def _before(entry: Entry, freeze: str, date: str) -> str:
    if entry.unmerged:
        return gettext(
            "planned by its %(source)s; to be committed, a merged document must name it"
            " by the %(freeze)s of %(day)s.",
            source=words.source_words(entry.source),
            freeze=freeze,
            day=date,
        )
    return gettext("planned; the %(freeze)s is on %(day)s.", freeze=freeze, day=date)


def _after(entry: Entry, frozen_at: dt.datetime, label: str) -> str:
    """Why what is planned is not committed."""
    if entry.unmerged:
        source = words.source_words(entry.source)
        return gettext(
            "planned by its %(source)s alone: no document was merged that says so.",
            source=source,
        )
    if entry.spoken_since > frozen_at:
        return gettext(
            "planned; no source spoke of it before the %(freeze)s.", freeze=label
        )
    return gettext("planned only after the %(freeze)s had passed.", freeze=label)


def _without_freeze(setting: Setting, release: Dates | None) -> str:
    if release and release.out_at and release.out_at <= setting.at:
        return gettext(
            "planned; that release is out, and no schedule gave it a freeze."
        )
    return gettext("planned; that release has no freeze date yet.")


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
    said = {
        1: gettext_noop("It was first planned for %(release)s and slipped once."),
        2: gettext_noop("It was first planned for %(release)s and slipped twice."),
    }
    often = gettext_noop(
        "It was first planned for %(release)s and slipped %(number)s times."
    )
    text = said.get(len(moved), often)
    return gettext(text, release=first, number=len(moved))
