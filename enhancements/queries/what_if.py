"""What moving a deadline would change, before it is moved: nothing here is stored.

Entries are judged as they stood, or stand, at the end of the freeze by either date; of
a freeze to come nobody knows that, so they are judged as they are at the moment.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from enhancements.models import Project
from enhancements.policy import deadlines as ends
from enhancements.policy import planning, verdict_stretches
from enhancements.policy.checks.judge import Verdict, judge
from enhancements.policy.checks.outcome import FAILED, UNKNOWN, Outcome
from enhancements.policy.exception_phases import Phase
from enhancements.policy.exceptions import ends_with
from enhancements.policy.gathering.look import View, moments
from enhancements.policy.gathering.told import EntryOf, Told
from enhancements.policy.planning import Length
from enhancements.policy.verdict_stretches import Dated
from enhancements.profiles.schema import Profile
from enhancements.queries import (
    entries,
    exceptions,
    judged,
    opening,
    releases,
    rules,
    told,
)
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, EntryRow
from enhancements.queries.shapes.exceptions import ExceptionRow

MET = "met"
START, RELEASE = "start", "release"


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """An entry at a freeze, by the date that stands and by the one asked about."""

    entry: EntryRow
    freeze: str
    """Its label."""
    old: str
    """A word of verdicts: `met`, `at-risk` or `unknown`."""
    new: str
    missing: tuple[Outcome, ...]
    """What is not met then, by the new date; by the old one where that is met."""


@dataclasses.dataclass(frozen=True, slots=True)
class Excepted:
    """An exception for the freeze that would be moved, and what comes of it."""

    row: ExceptionRow
    ends_at: dt.datetime | None
    """When its extra time ends, or would by what is asked for; None where nobody
    knows."""
    is_needless: bool | None
    """Whether the freeze would end no earlier than that; None where nobody knows."""
    more: dt.timedelta = dt.timedelta(0)
    """By how much its time would end after the freeze; nothing where it is needless."""


@dataclasses.dataclass(frozen=True, slots=True)
class WhatIf:
    """What moving a deadline would change."""

    kind: str
    label: str
    stands: Deadline | None
    """The date that stands; None when the release has none."""
    date: dt.date
    """The day asked about, which ends Anywhere on Earth."""
    ends_at: dt.datetime
    wrong: tuple[str, ...]
    """A sentence for each deadline that would be out of order."""
    lengths: tuple[Length, ...]
    total: int
    """Entries that are judged; 0 where no check hangs on the date."""
    gained: tuple[Turn, ...] = ()
    """Met by the new date, and not by the one that stands."""
    lost: tuple[Turn, ...] = ()
    """Met by the date that stands, and not by the new one."""
    open: tuple[Turn, ...] = ()
    """Met by neither."""
    met: tuple[Turn, ...] = ()
    """Met by both."""
    excepted: tuple[Excepted, ...] = ()
    """Whoever has more time at this freeze, or has asked for it, those first whose
    exception the date makes needless."""
    is_over: bool = False
    """The deadline passed: what was judged then stays, whatever date it gets."""
    ends_now: bool = False
    """It is to come, and the date asked about is past: it ends when it is moved."""
    is_guess: bool = False
    """Both dates are to come, so all are judged as they are now."""

    @property
    def days(self) -> int:
        """By how many days it would be later; negative for earlier, 0 if undated."""
        if self.stands is None:
            return 0
        return (self.date - planning.aoe_day(self.stands.ends_at)).days

    @property
    def short(self) -> tuple[Length, ...]:
        """Phases that would be shorter than they were in each of the last releases."""
        return tuple(one for one in self.lengths if one.is_changed and one.is_short)


def load(setting: Setting, release: Dates, kind: str, date: dt.date) -> WhatIf:
    """What moving it to the end of that day would change.

    A fixed number of SQL statements, two where no check hangs on the date. Raises
    OverflowError for the last day that there is.
    """
    stands = release.deadline(f"{PREFIX}{kind}")
    ends_at = ends.ends_at(date)
    known = setting.profile.deadline(kind)
    dates = {**opening.days(release), kind: date}
    found = WhatIf(
        kind=kind,
        label=known.label if known else kind,
        stands=stands,
        date=date,
        ends_at=ends_at,
        wrong=tuple(planning.out_of_order(setting.profile.deadlines, dates)),
        lengths=_lengths(setting, release, kind, ends_at),
        total=0,
    )
    turns = _turns(setting, release, kind, ends_at)
    is_over = stands is not None and stands.is_past
    return dataclasses.replace(
        found,
        total=len({turn.entry.place for turn in turns}),
        gained=tuple(one for one in turns if one.new == MET != one.old),
        lost=tuple(one for one in turns if one.old == MET != one.new),
        open=tuple(one for one in turns if MET not in (one.old, one.new)),
        met=tuple(one for one in turns if one.old == one.new == MET),
        excepted=tuple(_excepted(setting, release, kind, ends_at)),
        is_over=is_over,
        ends_now=not is_over and ends_at <= setting.at,
        is_guess=not is_over and ends_at > setting.at,
    )


def _excepted(
    setting: Setting, release: Dates, kind: str, ends_at: dt.datetime
) -> list[Excepted]:
    """Requests for the freeze that are still about something; two SQL statements."""
    known = exceptions.freezes(setting, release)
    rows = [
        row
        for row in exceptions.of_release(setting, release, known)
        if kind in {one.key for one in row.freezes}
        and (row.phase in _STANDING or row.has_no_end)
    ]
    found = [_moved_past(row, _time_of(row), ends_at) for row in rows]
    return sorted(found, key=lambda one: one.is_needless is not True)


_STANDING = (Phase.PENDING, Phase.RUNNING, Phase.OVER)


def _time_of(row: ExceptionRow) -> dt.datetime | None:
    """Until when it was granted, or would be as it is asked for."""
    if row.phase is not Phase.PENDING:
        return row.granted_until
    return ends_with(row.asks_until) if row.asks_until else None


def _moved_past(
    row: ExceptionRow, until: dt.datetime | None, ends_at: dt.datetime
) -> Excepted:
    if until is None:
        return Excepted(row, None, None)
    is_needless = until <= ends_at
    more = dt.timedelta(0) if is_needless else until - ends_at
    return Excepted(row, until, is_needless, more)


def _lengths(
    setting: Setting, release: Dates, kind: str, ends_at: dt.datetime
) -> tuple[Length, ...]:
    old = releases.stretches(setting, release)
    place = setting.releases.index(release)
    before = [one for one in reversed(setting.releases[:place]) if one.deadlines]
    earlier = before[: opening.LAST_RELEASES]
    begins = releases.code_freeze(before[0]) if before else None
    now = {
        one.kind: one.ends_at
        for one in release.deadlines
        if one.field == f"{PREFIX}{one.kind}"
    }
    new = releases.planned(setting, {**now, kind: ends_at}, begins=begins)
    last = [(one.name, releases.stretches(setting, one)) for one in earlier]
    return tuple(planning.lengths(old, new, last))


def _moved(dated: Dated, kind: str, ends_at: dt.datetime) -> Dated:
    return dataclasses.replace(
        dated,
        ends={**dated.ends, kind: ends_at},
        starts_at=ends_at if kind == START else dated.starts_at,
        out_at=ends_at if kind == RELEASE else dated.out_at,
    )


def _turns(
    setting: Setting, release: Dates, kind: str, ends_at: dt.datetime
) -> list[Turn]:
    """Every entry at every freeze whose verdict hangs on the date, both ways."""
    criteria = rules.criteria_at(
        release=release.id, profile=setting.profile, at=setting.at
    )
    stands = rules.dated(release)
    sides = (stands, _moved(stands, kind, ends_at))
    # When a cycle starts is asked by checks of every freeze.
    freezes = [
        [
            (asked, at)
            for asked, at in verdict_stretches.freezes(criteria, dated)
            if kind in (at.key, START)
        ]
        for dated in sides
    ]
    if not freezes[1]:
        return []
    rows = entries.of_releases(setting, [release])[release.id]
    known = told.of_enhancements(
        project=Project.objects.get(pk=setting.id),
        profile=setting.profile,
        evidence=setting.evidence,
        ids=sorted({row.enhancement for row in rows}),
    )
    decided = rules.decided(sorted(known), release=release.id)
    known = decided.told(known)
    looks = {id_: _Looks(one, setting.profile) for id_, one in known.items()}
    found: list[Turn] = []
    for row in rows:
        mine = decided.waivers.get((release.id, row.enhancement, row.track), ())
        waived = [one.value for one in mine if one.holds(setting.at)]
        both: list[dict[str, tuple[str, Verdict]]] = []
        for dated, listed in zip(sides, freezes, strict=True):
            entry = EntryOf(
                release.name, row.track, row.stage.key, row.kind, dated.starts_at
            )
            words: dict[str, tuple[str, Verdict]] = {}
            for asked, at in listed:
                when = min(setting.at, at.ends_at or setting.at)
                seen = looks[row.enhancement].at(when).see(entry, at)
                verdict = judge(seen, asked, judged.of_freeze(waived, at.key))
                words[at.key] = (at.label, verdict)
            both.append(words)
        found += _paired(row, both[0], both[1])
    return found


class _Looks:
    """Views of one enhancement; of moments between which nothing changed, one."""

    def __init__(self, told: Told, profile: Profile) -> None:
        self._told = told
        self._profile = profile
        self._views: dict[dt.datetime, View] = {}

    def at(self, moment: dt.datetime) -> View:
        """The view at a moment."""
        known = self._views.get(moment)
        if known is None:
            known = self._views[moment] = self._like(moment)
        return known

    def _like(self, moment: dt.datetime) -> View:
        if not self._views:
            return View(self._told, self._profile, moment)
        every = moments(self._told)
        begins = bisect.bisect_right(every, moment)
        for other, view in self._views.items():
            if bisect.bisect_right(every, other) == begins:
                return view.later(moment)
        return View(self._told, self._profile, moment)


def _paired(
    row: EntryRow,
    old: Mapping[str, tuple[str, Verdict]],
    new: Mapping[str, tuple[str, Verdict]],
) -> list[Turn]:
    """The freezes of either side; one without a date by now was not judged."""
    turns = []
    for key, (label, verdict) in new.items():
        was = old.get(key)
        before = was[1] if was else None
        blamed = verdict if verdict.word != MET or before is None else before
        turns.append(
            Turn(
                row,
                label,
                before.word if before else UNKNOWN,
                verdict.word,
                _missing(blamed.outcomes),
            )
        )
    return turns


def _missing(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What failed, then what cannot be told; advice is no part of the verdict."""
    asked = [
        one
        for one in outcomes
        if one.counts and one.is_asked and one.state in (FAILED, UNKNOWN)
    ]
    return tuple(sorted(asked, key=lambda one: one.state != FAILED))
