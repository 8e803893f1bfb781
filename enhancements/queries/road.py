"""The marks of the roadmap: what is and was targeted where, and what became of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.policy import kinds
from enhancements.policy.records import LATEST_MILESTONE, MAIN_TRACK
from enhancements.queries import words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import StageRef
from enhancements.queries.shapes.roadmap import RoadMark

STANDING = frozenset({"planned", "committed", "shipped"})
"""States of a mark that is planned at the moment."""


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """An entry of the enhancement, as the statement gives it."""

    release: str
    track: str
    stage: str
    since: dt.datetime
    until: dt.datetime | None
    spoken_since: dt.datetime
    moved_to: str
    kind: str
    merged: bool = True
    """Whether something that was merged says so: nothing else commits."""
    shown: str = ""
    """What the release's tag, or a person, shows: `shipped`, `absent` or nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What the record of an enhancement says at the moment."""

    worked: tuple[str, ...]
    """Releases that the profile counts as planned."""
    targets: Mapping[tuple[str, str], str]
    """(track, stage) to the release that its target names."""


class Marks:
    """Makes marks from promises and targets, for one setting."""

    def __init__(self, setting: Setting) -> None:
        self.at = setting.at
        self.releases = {release.name: release for release in setting.releases}
        self.names = {release.id: release.name for release in setting.releases}
        self.stages = {
            stage.key: words.stage_of(setting.profile, stage.key)
            for stage in setting.profile.stages
        }
        self.by_targets = setting.profile.planned_by == LATEST_MILESTONE

    def stage(self, key: str) -> StageRef:
        """A stage as shown; one that the profile no longer knows keeps its key."""
        return self.stages.get(key) or StageRef(key, key.capitalize(), "other")

    def promise(self, row: Sequence[Any]) -> Promise:
        """A promise from a row of the statement."""
        release, track, stage, since, until, *rest = row
        spoken, moved_to, kind, merged, shown = rest
        return Promise(
            self.names[release],
            track,
            stage,
            dt.datetime.fromisoformat(since),
            dt.datetime.fromisoformat(until) if until else None,
            dt.datetime.fromisoformat(spoken),
            moved_to,
            kind,
            merged,
            shown or "",
        )

    def of(self, promises: Iterable[Promise], said: Said) -> list[RoadMark]:
        """Marks of an enhancement, by release and stage; equal tracks as one."""
        groups: dict[tuple[str, str, str], list[Promise]] = {}
        for one in promises:
            groups.setdefault((one.release, one.track, one.stage), []).append(one)
        found = [self._mark(group, said) for group in groups.values()]
        if self.by_targets:
            found += self._named(groups, said)
        found.sort(key=lambda m: (versions.sort_key(m.release), m.stage.rank, m.track))
        return _joined(found)

    def _mark(self, group: Sequence[Promise], said: Said) -> RoadMark:
        """What became of a stage in a release, from all the times it was promised."""
        last = max(group, key=lambda one: one.since)
        release = self.releases[last.release]
        frozen_at = release.frozen_at
        target = said.targets.get((last.track, last.stage))
        named = self.by_targets and target == last.release
        ahead = named and _is_ahead(last.release, said)
        planned = ahead or any(self._holds(one) for one in group)
        committed = frozen_at is not None and any(
            one.merged
            and one.since <= frozen_at
            and (one.until is None or one.until > frozen_at)
            for one in group
        )
        spoke = frozen_at is not None and any(
            one.spoken_since <= frozen_at for one in group
        )
        if last.shown:
            state = "shipped" if last.shown == "shipped" else "slipped"
        elif planned:
            state = "committed" if committed else "planned"
        else:
            state = self._left(last, release, said)
        return RoadMark(
            stage=self.stage(last.stage),
            release=last.release,
            state=state,
            was_committed=committed,
            is_late=planned and spoke and last.merged and not committed,
            moved_to=last.moved_to if state not in STANDING else "",
            track=last.track,
        )

    def _holds(self, one: Promise) -> bool:
        return one.until is None or one.until > self.at

    def _left(self, last: Promise, release: Dates, said: Said) -> str:
        """Why it is no longer planned there (`queries.entries` says the same)."""
        here = versions.sort_key(last.release)
        if last.moved_to:
            if release.out_at and last.until and last.until > release.out_at:
                return "late-record"
            return "slipped" if versions.sort_key(last.moved_to) > here else "moved"
        later = any(versions.sort_key(one) > here for one in said.worked)
        stands = said.targets.get((last.track, last.stage)) == last.release
        if later and (stands or last.kind == kinds.SAME_STAGE):
            return "on"
        return "dropped"

    def _named(
        self, groups: Mapping[tuple[str, str, str], Any], said: Said
    ) -> list[RoadMark]:
        """Targets for which there never was an entry.

        Those after the release that is worked for are plans, those before it say
        where the work came from.
        """
        promised = {(release, stage) for release, _, stage in groups}
        return [
            RoadMark(
                stage=self.stage(stage),
                release=release,
                state="planned" if _is_ahead(release, said) else "on",
                track=track,
            )
            for (track, stage), release in said.targets.items()
            if (release, stage) not in promised
        ]


def _is_ahead(release: str, said: Said) -> bool:
    """Whether a release comes after the one that is worked for."""
    worked = max(map(versions.sort_key, said.worked), default=(0, 0))
    return versions.sort_key(release) > worked


def said(row: Mapping[str, Any], tracks: Iterable[Mapping[str, Any]]) -> Said:
    """What a record says, from its releases and its tracks."""
    targets = {
        ("" if track["name"] == MAIN_TRACK else track["name"], stage): release
        for track in tracks
        for stage, release in track["targets"].items()
        if release
    }
    return Said(tuple(row["releases"]), targets)


def _joined(marks: Sequence[RoadMark]) -> list[RoadMark]:
    """Marks that differ only in their track become one without a track's name."""
    tracks: dict[RoadMark, list[RoadMark]] = {}
    for mark in marks:
        tracks.setdefault(dataclasses.replace(mark, track=""), []).append(mark)
    every = {mark.track for mark in marks}
    return [
        plain if len(group) > 1 or len(every) == 1 else group[0]
        for plain, group in tracks.items()
    ]
