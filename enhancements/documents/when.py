"""Which moment a schedule means by what it wrote.

A day without an hour ends Anywhere on Earth. An hour in UTC counts before all others
beside it: zone names are wrong too often ("14:00 PST" in June). Nothing is guessed:
a day without a year that its surroundings tell, or an hour without a zone, is a
problem.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence

from enhancements.documents import fields
from enhancements.documents.when_parts import (
    MIDNIGHT,
    Clock,
    Part,
    WrittenDay,
    days_of,
    parts_of,
    written,
)
from enhancements.documents.when_zones import Zone, zone_of

FIRST_YEAR, LAST_YEAR = 2000, 2199
_NEAR = 5
"""Months within which a day's year is told by a neighbour that says its own."""
_YEAR = re.compile(r"(?<![\w.])[0-9]{4}(?![\w.])")
_AOE_END = dt.timedelta(days=1, hours=12)


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """A moment as read: a bare day, or a day with the exact moment."""

    date: dt.date | None = None
    """The day; with `at` its day in UTC."""
    at: dt.datetime | None = None
    """In UTC, when an hour is given that is not the end of `date` AoE."""
    problem: str = ""
    """Sentences that say what is wrong and what to write."""


@dataclasses.dataclass(frozen=True, slots=True)
class Years:
    """What a text tells of its years, for days that leave theirs out."""

    known: frozenset[tuple[int, int]] = frozenset()
    """(year, month) of every day that says its year."""
    stated: frozenset[int] = frozenset()
    """Years that headings name."""

    @classmethod
    def of_text(cls, lines: Iterable[str], headings: Iterable[str]) -> Years:
        """What the lines and headings of a text tell."""
        known = {place for line in lines for place in written(days_of(line[:4000]))}
        stated = {int(year) for text in headings for year in _YEAR.findall(text)}
        return cls(
            frozenset(p for p in known if FIRST_YEAR <= p[0] <= LAST_YEAR),
            frozenset(y for y in stated if FIRST_YEAR <= y <= LAST_YEAR),
        )

    def year_of(self, day: WrittenDay) -> int | None:
        """The one year that the day can be in; None when it is not clear."""
        if day.year is not None:
            return day.year
        found = {
            year
            for known, month in self.known
            for year in (known - 1, known, known + 1)
            if abs(12 * (year - known) + day.month - month) <= _NEAR
        }
        found = found or set(self.stated)
        if len(found) > 1 and day.weekday is not None:
            found = {year for year in found if _weekday(day, year) == day.weekday}
        return found.pop() if len(found) == 1 else None


def read_when(text: str, *, years: Years, hour: str = "") -> When:
    """The moment that a text names.

    `hour` is a text beside it that may name the hour, where the text itself names
    none: sig-release wrote "Begin Code Freeze (18:00 PST)" in one column and the day
    in the next.
    """
    parts = parts_of(text)
    days = [day for part in parts for day in part.days]
    if not days:
        return When(problem="" if text and fields.is_undecided(text) else _no_day(text))
    if any(len(part.days) > 1 or part.is_choice for part in parts):
        return When(problem=f"{fields.quoted(text)} names several days; keep one.")
    if hour and not any(part.clock or part.says_aoe for part in parts):
        parts += [part for part in parts_of(hour) if part.clock]
    dates: dict[WrittenDay, dt.date] = {}
    problems: list[str] = []
    for day in dict.fromkeys(days):
        date, problem = _date(day, years)
        if date is None:
            return When(problem=problem)
        dates[day] = date
        problems += [problem] if problem else []
    found = _decided(parts, dates)
    if found.at is None and _is_open(parts, dates):
        return When(problem=f"{fields.quoted(text)} names several days; keep one.")
    problems += [found.problem] if found.problem else []
    return dataclasses.replace(found, problem=" ".join(problems))


def _is_open(parts: Sequence[Part], dates: dict[WrittenDay, dt.date]) -> bool:
    """Whether several days stand there and no hour or AoE says which one counts."""
    told = any(part.says_aoe or part.clock for part in parts)
    return len(set(dates.values())) > 1 and not told


def _no_day(text: str) -> str:
    if not text.strip():
        return "The day is missing; write one such as Thursday 5th March 2026."
    return (
        f"{fields.quoted(text)} is no day; write one such as Thursday 5th March 2026."
    )


def _weekday(day: WrittenDay, year: int) -> int | None:
    try:
        return dt.date(year, day.month, day.day).weekday()
    except ValueError:
        return None


def _date(day: WrittenDay, years: Years) -> tuple[dt.date | None, str]:
    year = years.year_of(day)
    if year is None:
        return None, f"{fields.quoted(day.text)} names no year; write it behind."
    try:
        date = dt.date(year, day.month, day.day)
    except ValueError:
        return None, f"There is no {fields.quoted(day.text)}; write a day that exists."
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, f"{fields.quoted(day.text)} is no year of a release; mend it."
    if day.weekday is not None and date.weekday() != day.weekday:
        return date, (
            f"{_day_text(date)} is a {date:%A}, and {fields.quoted(day.text)} says "
            "another weekday; mend one of them."
        )
    return date, ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    """An hour with its day and zone, and the moment it stands for."""

    text: str
    day: dt.date
    clock: Clock
    zone: Zone
    at: dt.datetime | None


def _decided(parts: Sequence[Part], dates: dict[WrittenDay, dt.date]) -> When:
    day = next(dates[part.days[0]] for part in parts if part.days)
    said = _said(parts, dates, day)
    strange = _strange(parts)
    universal = next((one for one in said if one.zone.is_utc), None)
    aoe = _aoe_day(parts, dates, day)
    if universal is not None and universal.at is not None:
        return _by_utc(universal.at, aoe, said)
    if aoe is not None:
        end = dt.datetime.combine(aoe, dt.time(), tzinfo=dt.UTC) + _AOE_END
        return When(aoe, None, _misfits(end, said))
    first = next((one for one in said if one.at is not None), None)
    if first is not None and first.at is not None:
        problem = _misfits(first.at, [one for one in said if one is not first])
        problem = " ".join(filter(None, (_out_of_season(first), problem)))
        return When(first.at.date(), first.at, problem)
    return When(day, None, strange)


def _by_utc(at: dt.datetime, aoe: dt.date | None, said: Sequence[_Said]) -> When:
    problem = _misfits(at, said)
    if aoe is None:
        return When(at.date(), at, problem)
    end = dt.datetime.combine(aoe, dt.time(), tzinfo=dt.UTC) + _AOE_END
    if end == at:
        return When(aoe, None, problem)
    wrong = (
        f"{_day_text(aoe)} AoE ends at {_moment_text(end)}, not at {_moment_text(at)}, "
        "which counts; mend one of them."
    )
    return When(at.date(), at, " ".join(filter(None, (wrong, problem))))


def _said(
    parts: Sequence[Part], dates: dict[WrittenDay, dt.date], day: dt.date
) -> list[_Said]:
    """The hours with a zone that we know; one without a day is that of `day`, or the
    nearest to an hour that has a day.
    """
    found: list[_Said] = []
    for part in sorted(parts, key=lambda part: not part.days):
        zone = zone_of(part.clock.zone) if part.clock else None
        if part.clock is None or zone is None or (zone.is_aoe and _is_end(part.clock)):
            continue
        own = dates[part.days[0]] if part.days else day
        at = zone.moment(own, part.clock.minutes)
        anchor = next((one.at for one in found if one.at is not None), None)
        if not part.days and at is not None and anchor is not None:
            away = round((anchor - at) / dt.timedelta(days=1))
            own += dt.timedelta(days=away)
            at += dt.timedelta(days=away)
        found.append(_Said(part.text, own, part.clock, zone, at))
    return found


def _is_end(clock: Clock) -> bool:
    """Whether an hour is the end of its day, as authors write it."""
    return clock.minutes in (MIDNIGHT, MIDNIGHT - 1)


def _aoe_day(
    parts: Sequence[Part], dates: dict[WrittenDay, dt.date], day: dt.date
) -> dt.date | None:
    """The day of which a part says that it ends Anywhere on Earth."""
    for part in parts:
        zone = zone_of(part.clock.zone) if part.clock and part.clock.zone else None
        hour = part.clock is not None and not (zone and zone.is_aoe)
        another = zone is not None and zone.is_aoe and not _is_end(_some(part.clock))
        if part.says_aoe and not another and not (hour and zone is not None):
            return dates[part.days[0]] if part.days else day
    return None


def _some(clock: Clock | None) -> Clock:
    assert clock is not None  # noqa: S101 - a zone was read from it
    return clock


def _strange(parts: Sequence[Part]) -> str:
    """What is wrong with hours that stand for no moment."""
    for part in parts:
        if part.clock is None:
            continue
        hour = fields.quoted(part.clock.text)
        if not part.clock.zone:
            return f"{hour} names no time zone; write the hour in UTC: 02:00 UTC."
        zone = zone_of(part.clock.zone)
        if zone is None:
            return f"{hour} names no time zone that we know; write the hour in UTC."
        if zone.is_shared:
            return f"{zone.name} is the name of several zones; write {hour} in UTC."
    return ""


def _misfits(at: dt.datetime, said: Sequence[_Said]) -> str:
    """A sentence for each hour that is not what its zone's clocks show then."""
    found = []
    for one in said:
        local = one.zone.local(at)
        if local is None or one.zone.is_utc:
            continue
        clock = dt.datetime.combine(one.day, dt.time()) + dt.timedelta(
            minutes=one.clock.minutes
        )
        name = local.tzname() or one.zone.name
        fits = clock == local.replace(tzinfo=None)
        if fits and (not one.zone.is_seasonal or name == one.zone.name):
            continue
        name = name if one.zone.is_seasonal else one.zone.name
        found.append(
            f"{fields.quoted(one.text)} does not fit {_moment_text(at)}, which counts; "
            f"write {local:%H:%M} {name} {local:%A} {_day_text(local.date())}."
        )
    return " ".join(found)


def _out_of_season(one: _Said) -> str:
    """What is wrong with PST in summer, where no hour in UTC stands beside it."""
    if one.at is None or not one.zone.is_seasonal:
        return ""
    local = one.zone.local(one.at)
    name = local.tzname() if local else None
    if name is None or name == one.zone.name:
        return ""
    return (
        f"{one.zone.name} is not in use on {_day_text(one.day)}: read as "
        f"{_moment_text(one.at)}. Write {name} if that is meant, or the hour in UTC."
    )


def _day_text(date: dt.date) -> str:
    return f"{date.day} {date:%B} {date.year}"


def _moment_text(at: dt.datetime) -> str:
    return f"{at:%H:%M} UTC {at:%A} {_day_text(at.date())}"
