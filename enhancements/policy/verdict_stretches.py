"""The verdicts of an entry over time: which word stood from when to when.

Pure. A verdict can only change when a source says something else, when the entry, the
criteria, a waiver or a date changes, and when a freeze ends; so it is judged at those
moments and at no other. The end of a freeze is known beforehand: the stretch that
begins with it is given under the assumption that nothing changes until then, so that
nothing has to be judged anew by the clock.

An entry is judged while it is there, and until its release is out; what was said last
stands afterwards.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from enhancements.policy.checks import standing, stored
from enhancements.policy.checks.criteria import Criteria, FreezeCriteria
from enhancements.policy.checks.judge import Verdict, judge
from enhancements.policy.checks.outcome import Outcome, Waiver, as_plain
from enhancements.policy.checks.seen import FreezeAt, Moment, Seen
from enhancements.policy.checks.standing import Standing
from enhancements.policy.gathering.look import View, moments
from enhancements.policy.gathering.told import EntryOf, Told
from enhancements.profiles.schema import Profile

T = TypeVar("T")

EVER: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Since when a release's first criteria are in force."""
_NEXT: Final = dt.timedelta(microseconds=1)
"""A freeze ends with its moment; the next one that there is comes after it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    """Something while it was in force: from `since` up to but not including `until`."""

    value: T
    since: dt.datetime
    until: dt.datetime | None = None

    def holds(self, at: dt.datetime) -> bool:
        """Whether it was in force at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclasses.dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a release as they stood from a moment on."""

    ends: Mapping[str, dt.datetime]
    """Key of a deadline to the moment it ends."""
    starts_at: Moment = None
    """When the release's cycle began."""
    out_at: Moment = None
    is_whole: bool = False
    """Whether a freeze without a date is none: others have dates, and it is known when
    the release is out."""


_UNDATED: Final = Dated({})


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """By what the entries of a release are judged, over time."""

    release: str
    """`v1.9`."""
    criteria: Sequence[Term[Criteria]]
    dates: Sequence[Term[Dated]]
    """Without a gap; the last is open."""

    @property
    def out_at(self) -> Moment:
        """When the release is out, as far as is known by now."""
        return self.dates[-1].value.out_at if self.dates else None


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """How a track is promised for a release."""

    stage: str
    kind: str


@dataclasses.dataclass(frozen=True, slots=True)
class Waived:
    """A waiver of one criterion of a freeze."""

    freeze: str
    waiver: Waiver


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A verdict while it stood."""

    since: dt.datetime
    until: dt.datetime | None
    verdict: Verdict
    standing: Standing

    def as_json(self) -> list[dict[str, Any]]:
        """The outcomes as `stored` writes them, each with `stands_since`: since when
        its state is what it is, and with its `sentences`.
        """
        since = {key: one.since for key, one in self.standing.checks.items()}
        rows = stored.as_json(self.verdict)["checks"]
        return [
            {
                **row,
                "stands_since": as_plain(since[one.check]),
                "sentences": stored.sentences(one),
            }
            for row, one in zip(rows, self.verdict.outcomes, strict=True)
        ]


def freezes(criteria: Criteria, dated: Dated) -> list[tuple[FreezeCriteria, FreezeAt]]:
    """The freezes of a release with their moments; those that it has no date for too.

    One that a release with other dates never had is not judged there.
    """
    return [
        (one, FreezeAt(one.deadline, one.label, dated.ends.get(one.deadline)))
        for one in criteria.freezes
        if one.deadline in dated.ends or not dated.is_whole
    ]


class Views:
    """Views of one enhancement, each made once for all its entries."""

    def __init__(self, told: Told, profile: Profile) -> None:
        self.profile = profile
        self.moments = moments(told)
        self._told = told
        self._views: dict[dt.datetime, View] = {}

    def at(self, moment: dt.datetime) -> View:
        """The view at a moment."""
        if moment not in self._views:
            self._views[moment] = View(self._told, self.profile, moment)
        return self._views[moment]


def stretches(
    views: Views,
    *,
    rules: Rules,
    track: str,
    promises: Sequence[Term[Promise]],
    waivers: Sequence[Term[Waived]] = (),
) -> dict[str, list[Stretch]]:
    """The verdicts of one entry by freeze, oldest first.

    `promises` are how the track is promised for the release over time; of several at
    once the furthest stage counts. Of two stretches that meet, the verdicts differ.
    """
    found: dict[str, _Line] = {}
    for run in _runs(promises, views.profile):
        for at, promise in _turns(run, rules, waivers, views.moments):
            said = _freezes_at(rules, at)
            dated = _value(rules.dates, at)
            starts_at = dated.starts_at if dated is not None else None
            entry = EntryOf(
                rules.release, track, promise.stage, promise.kind, starts_at
            )
            seen = views.at(at).see(entry, FreezeAt("", ""))
            for key, line in found.items():
                if key not in {freeze.key for _, freeze in said}:
                    line.end(at)
            for criteria, freeze in said:
                line = found.setdefault(freeze.key, _Line())
                waived = tuple(
                    one.value.waiver
                    for one in waivers
                    if one.value.freeze == freeze.key and one.holds(at)
                )
                line.judge(dataclasses.replace(seen, freeze=freeze), criteria, waived)
        if run[-1].until is not None:
            for line in found.values():
                line.end(run[-1].until)
    return {key: line.stretches for key, line in found.items() if line.stretches}


def _freezes_at(rules: Rules, at: dt.datetime) -> list[tuple[FreezeCriteria, FreezeAt]]:
    criteria = _value(rules.criteria, at)
    if criteria is None:
        return []
    return freezes(criteria, _value(rules.dates, at) or _UNDATED)


def _value(terms: Sequence[Term[T]], at: dt.datetime) -> T | None:
    """What was in force at a moment; `terms` are in order."""
    place = bisect.bisect_right(terms, at, key=lambda one: one.since) - 1
    if place < 0 or not terms[place].holds(at):
        return None
    return terms[place].value


def _runs(
    promises: Sequence[Term[Promise]], profile: Profile
) -> list[list[Term[Promise]]]:
    """Times in which the entry was there without a break, as what it was promised."""
    bounds = sorted(
        {one.since for one in promises}
        | {one.until for one in promises if one.until is not None}
    )
    runs: list[list[Term[Promise]]] = []
    for since, until in zip(bounds, [*bounds[1:], None], strict=True):
        held = [one.value for one in promises if one.holds(since)]
        if not held:
            continue
        term = Term(max(held, key=lambda one: _rank(one.stage, profile)), since, until)
        if runs and runs[-1][-1].until == since:
            runs[-1].append(term)
        else:
            runs.append([term])
    return runs


def _rank(stage: str, profile: Profile) -> int:
    known = profile.stage(stage)
    return known.rank if known is not None else -1


def _turns(
    run: Sequence[Term[Promise]],
    rules: Rules,
    waivers: Sequence[Term[Waived]],
    known: Iterable[dt.datetime],
) -> Iterable[tuple[dt.datetime, Promise]]:
    """The moments at which an answer may change while the entry was there, in order,
    with what it was promised then; the first is its beginning.
    """
    begins, ends = run[0].since, run[-1].until
    found = {*known, *_bounds(waivers), *_bounds(rules.criteria), *_bounds(rules.dates)}
    for one in rules.dates:
        found.update(end + _NEXT for end in one.value.ends.values())
    found.update(one.since for one in run)
    out_at = rules.out_at
    for at in sorted(found):
        is_there = begins <= at and (ends is None or at < ends)
        is_open = out_at is None or at <= out_at + _NEXT or at == begins
        if is_there and is_open:
            promise = _value(run, at)
            if promise is not None:
                yield at, promise


def _bounds(terms: Iterable[Term[Any]]) -> Iterable[dt.datetime]:
    for one in terms:
        yield one.since
        if one.until is not None:
            yield one.until


class _Line:
    """The verdicts of one freeze while the moments pass."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self._seen: Seen | None = None
        self._by: tuple[FreezeCriteria, tuple[Waiver, ...]] | None = None

    def judge(
        self, seen: Seen, criteria: FreezeCriteria, waivers: tuple[Waiver, ...]
    ) -> None:
        """Judge at the moment of `seen`, unless nothing changed since the last one."""
        by = (criteria, waivers)
        if self._seen is not None and self._by == by and _alike(self._seen, seen):
            return
        is_first = self._seen is None
        self._seen, self._by = seen, by
        verdict = judge(seen, criteria, waivers)
        last = None if is_first else self.stretches[-1]
        stands = standing.follow(last.standing if last else None, verdict, seen.at)
        if last is not None and _content(last.verdict) == _content(verdict):
            return
        if last is not None:
            self._close(seen.at)
        self.stretches.append(Stretch(seen.at, None, verdict, stands))

    def end(self, at: dt.datetime) -> None:
        """Say no more from that moment on."""
        if self._seen is not None:
            self._close(at)
        self._seen = None

    def _close(self, at: dt.datetime) -> None:
        self.stretches[-1] = dataclasses.replace(self.stretches[-1], until=at)


_LOOKED_AT = [one.name for one in dataclasses.fields(Seen) if one.name != "at"]


def _alike(one: Seen, other: Seen) -> bool:
    """Whether two moments look the same to every check."""
    return one.is_over == other.is_over and all(
        getattr(one, name) == getattr(other, name) for name in _LOOKED_AT
    )


# What is said follows from the sentences: one of the two is compared.
_NOT_COMPARED = ("looked_at", "sentences")
_SAID = [
    one.name for one in dataclasses.fields(Outcome) if one.name not in _NOT_COMPARED
]


def _content(verdict: Verdict) -> list[Any]:
    """What is kept of a verdict, so that two compare as their JSON would."""
    return [[getattr(one, name) for name in _SAID] for one in verdict.outcomes]
