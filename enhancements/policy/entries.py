"""The entries of an enhancement: what was promised for which release, and when.

Pure. What is planned at a moment are the entries that hold then; what is
committed are those that held at the release's enhancements freeze.

The profile says what plans an enhancement: every release that a target names, or
the one release that its document works for now (`latest-milestone`). With the latter
an entry ends when the work goes on to the next release; only when the target of its
stage has moved as well was the promise broken.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from enhancements.policy import kinds
from enhancements.policy.records import (
    LATEST_MILESTONE,
    RELEASE,
    STRUCTURED,
    TARGET,
    UNSTAGED,
    Stretch,
)
from enhancements.policy.resolve import Choice
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class EntrySpan:
    """A track promised for a release at a stage, while it held."""

    track: str
    stage: str
    kind: str
    """As its targets said last while it held."""
    release: str
    since: dt.datetime
    until: dt.datetime | None
    spoken_since: dt.datetime
    source: str
    version: int | None
    line: int
    url: str = ""
    """Evidence on GitHub, where nothing that was merged says so."""
    moved_from: str = ""
    moved_to: str = ""


Place: TypeAlias = tuple[str, str]
"""(track, stage)."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    """A promise as a stretch makes it."""

    release: str
    kind: str
    target: str | None
    """The release that the target of its stage names."""
    winner: Span | None


def entries(stretches: Iterable[Stretch], profile: Profile) -> list[EntrySpan]:
    """The promises of a record: each (track, stage, release) while it held."""
    book = _Promises()
    spoken: dt.datetime | None = None
    for stretch in stretches:
        if spoken is None and _speaks(stretch, profile):
            spoken = stretch.since
        book.turn(stretch, _said(stretch, profile))
    return book.spans(spoken) if spoken else []


def _speaks(stretch: Stretch, profile: Profile) -> bool:
    """Whether any claim speaks of what is planned, also by leaving it blank.

    A metadata file has a place for it: one that names no release plans none.
    """
    if profile.planned_by == LATEST_MILESTONE:
        claims = (one for choice in stretch.held.values() for one in choice.claims)
        planned = stretch.held.get(("", RELEASE))
        if planned is not None and planned.winner is not None:
            return True
        return any(claim.source in STRUCTURED for claim in claims)
    fields = (field for _, field in stretch.held)
    return any(field.startswith(TARGET) or field == "target" for field in fields)


def _said(stretch: Stretch, profile: Profile) -> dict[Place, _Said]:
    """What the stretch promises."""
    targets: dict[str, dict[str, str | None]] = {}
    for (track, field), choice in stretch.held.items():
        if field.startswith(TARGET) and not choice.is_silent:
            stage = field.removeprefix(TARGET)
            targets.setdefault(track, {})[stage] = choice.value
    if profile.planned_by == LATEST_MILESTONE:
        return _latest(stretch, targets.get("", {}), profile)
    found = {}
    for track, said in targets.items():
        for stage, release in said.items():
            if release:
                kind = kinds.kind(stage, release, said, profile)
                winner = stretch.held[(track, f"{TARGET}{stage}")].winner
                found[(track, stage)] = _Said(release, kind, release, winner)
    return found


def _latest(
    stretch: Stretch, targets: Mapping[str, str | None], profile: Profile
) -> dict[Place, _Said]:
    choice: Choice | None = stretch.held.get(("", RELEASE))
    if choice is None or not choice.value:
        return {}
    release = str(choice.value)
    stage = stretch.state.stage or _reached(release, targets, profile)
    kind = kinds.kind(stage, release, targets, profile)
    said = _Said(release, kind, targets.get(stage), choice.winner)
    return {("", stage): said}


def _reached(release: str, targets: Mapping[str, str | None], profile: Profile) -> str:
    """The furthest stage that a target names this release for; else UNSTAGED."""
    ranks = {stage.key: stage.rank for stage in profile.stages}
    named = [stage for stage, one in targets.items() if one == release]
    return max(named, key=lambda stage: ranks.get(stage, 0), default=UNSTAGED)


class _Promises:
    """Promises while the stretches are turned over."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.open: dict[Place, dict[str, Any]] = {}
        self.last: dict[Place, dict[str, Any]] = {}

    def turn(self, stretch: Stretch, said: Mapping[Place, _Said]) -> None:
        for place in list(self.open):
            row = self.open[place]
            if (
                place not in said
                or said[place].release != row["release"]
                or _is_merged(said[place]) != (row["version"] is not None)
                or (row["until"] is not None and row["until"] < stretch.since)
            ):
                self.last[place] = self.open.pop(place)
        for place, promise in said.items():
            if place in self.open:
                self.open[place] |= {"until": stretch.until, "kind": promise.kind}
            else:
                self._begin(stretch, place, promise)

    def _begin(self, stretch: Stretch, place: Place, promise: _Said) -> None:
        before = self.last.get(place)
        moved_from = ""
        if before and _is_broken(before, promise):
            moved_from = before["release"]
            before["moved_to"] = promise.release
        self.open[place] = {
            "track": place[0],
            "stage": place[1],
            "kind": promise.kind,
            "release": promise.release,
            "since": stretch.since,
            "until": stretch.until,
            "source": promise.winner.source if promise.winner else "",
            "version": promise.winner.version if promise.winner else None,
            "line": promise.winner.line if promise.winner else 0,
            "url": promise.winner.url if promise.winner else "",
            "moved_from": moved_from,
            "moved_to": "",
        }
        self.rows.append(self.open[place])

    def spans(self, spoken: dt.datetime) -> list[EntrySpan]:
        return [EntrySpan(**row, spoken_since=spoken) for row in self.rows]


def _is_merged(promise: _Said) -> bool:
    """Whether something that was merged makes the promise: only that can commit."""
    return promise.winner is not None and promise.winner.version is not None


def _is_broken(before: Mapping[str, Any], promise: _Said) -> bool:
    """Whether the promise that was made before went elsewhere, and did not just end.

    Work that goes on at a stage already reached breaks no promise.
    """
    if before["release"] == promise.release or before["kind"] == kinds.SAME_STAGE:
        return False
    return bool(promise.target != before["release"])
