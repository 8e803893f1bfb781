"""Dates, ages and counts in words. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

from enhancements.languages import (
    current,
    dates,
    gettext,
    gettext_noop,
    grouped,
    ngettext,
    pgettext,
)
from enhancements.policy import deadlines
from enhancements.queries import words
from enhancements.queries.shapes import Change, Deadline, EntryRow, SourceState

_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)
_MINUTE = dt.timedelta(minutes=1)


def day(value: dt.date | dt.datetime, now: dt.datetime | None = None) -> str:
    """A date in words: "24 Jun", or "24 Jun 2025" when it is another year's."""
    date = value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value
    return dates.day(date, with_year=now is None or date.year != now.year)


weekday, moment, hour = dates.weekday, dates.moment, dates.hour


def when(deadline: Deadline, at: dt.datetime) -> str:
    """The end of a deadline in words: "24 Jun", or "14 Feb, 02:00 UTC" with an hour."""
    if not deadline.has_hour:
        return day(deadline.date, at)
    ends_at = deadline.ends_at.astimezone(dt.UTC)
    return f"{day(ends_at, at)}, {hour(ends_at)}"


def loss(entry: EntryRow, at: dt.datetime) -> str:
    """Why an entry that was committed is no longer planned, as a clause."""
    ended = day(entry.ended_at, at) if entry.ended_at else ""
    to = entry.moved_to
    if entry.went_on:
        said = _on(ended, _WENT_ON, to=entry.went_on)
    elif entry.rests:
        said = _on(ended, _RESTS)
    elif entry.late_record:
        said = _on(ended, _MOVED_LATE if to else _BACK_LATE, to=to)
    elif to:
        said = _on(ended, _SLIPPED if entry.slipped else _MOVED, to=to)
    else:
        said = _on(ended, _REMOVED if entry.removed else _BACK)
    return said


# Each with the day on which it happened, and without.
_WENT_ON = (
    gettext_noop("went on to %(to)s on %(day)s; its target here stands"),
    gettext_noop("went on to %(to)s; its target here stands"),
)
_RESTS = (
    gettext_noop("no release is named since %(day)s; its target here stands"),
    gettext_noop("no release is named since; its target here stands"),
)
_MOVED_LATE = (
    gettext_noop(
        "moved to %(to)s on %(day)s, after the release was out: recorded late"
    ),
    gettext_noop("moved to %(to)s, after the release was out: recorded late"),
)
_BACK_LATE = (
    gettext_noop("taken back on %(day)s, after the release was out: recorded late"),
    gettext_noop("taken back, after the release was out: recorded late"),
)
_SLIPPED = (
    gettext_noop("slipped to %(to)s on %(day)s"),
    gettext_noop("slipped to %(to)s"),
)
_MOVED = (gettext_noop("moved to %(to)s on %(day)s"), gettext_noop("moved to %(to)s"))
_REMOVED = (
    gettext_noop("its document was taken out on %(day)s"),
    gettext_noop("its document was taken out"),
)
_BACK = (
    gettext_noop("taken back on %(day)s; no other release is named"),
    gettext_noop("taken back; no other release is named"),
)


def _on(ended: str, texts: tuple[str, str], *, to: str | None = "") -> str:
    """One of two texts: with the day on which it ended, or without."""
    return gettext(texts[0 if ended else 1], day=ended, to=to)


def ago(value: dt.datetime, now: dt.datetime) -> str:
    """An age in words: "6 min ago", "3 h ago", "2 d ago", "5 months ago"."""
    age = now - value
    if age < _MINUTE:
        return gettext("just now")
    if age < _HOUR:
        return gettext("%(num)s min ago", num=age // _MINUTE)
    if age < 2 * _DAY:
        return gettext("%(num)s h ago", num=age // _HOUR)
    if age < 60 * _DAY:
        return gettext("%(num)s d ago", num=age.days)
    if age < 730 * _DAY:
        months = age.days // 30
        return ngettext("%(num)s month ago", "%(num)s months ago", months)
    years = age.days // 365
    return ngettext("%(num)s year ago", "%(num)s years ago", years)


def later(value: dt.datetime, moment: dt.datetime) -> str:
    """How long after a moment something was done: "within a minute", "3 h later"."""
    after = value - moment
    if after < _MINUTE:
        return gettext("within a minute")
    if after < _HOUR:
        return gettext("%(num)s min later", num=after // _MINUTE)
    if after < 2 * _DAY:
        return gettext("%(num)s h later", num=after // _HOUR)
    if after < 60 * _DAY:
        return gettext("%(num)s d later", num=after.days)
    if after < 730 * _DAY:
        months = after.days // 30
        return ngettext("%(num)s month later", "%(num)s months later", months)
    years = after.days // 365
    return ngettext("%(num)s year later", "%(num)s years later", years)


def age(value: dt.datetime, now: dt.datetime) -> str:
    """An age, short: "6 h", "2 d", "5 mo", "2 y"; under an hour "now"."""
    past = now - value
    if past < _HOUR:
        return gettext("now")
    if past < 2 * _DAY:
        return gettext("%(num)s h", num=past // _HOUR)
    if past < 60 * _DAY:
        return gettext("%(num)s d", num=past.days)
    if past < 730 * _DAY:
        return gettext("%(num)s mo", num=past.days // 30)
    return gettext("%(num)s y", num=past.days // 365)


def rel(value: dt.datetime, at: dt.datetime) -> str:
    """How far a deadline is: "in 12 days", "in 5 hours", "over"."""
    left = value - at
    if left <= dt.timedelta(0):
        return gettext("over")
    if left < _DAY:
        hours = max(1, left // _HOUR)
        return ngettext("in %(num)s hour", "in %(num)s hours", hours, num=hours)
    return ngettext("in %(num)s day", "in %(num)s days", left.days, num=left.days)


def left(value: dt.datetime, at: dt.datetime) -> str:
    """How much time is left, short: "19 h", "3 d"; under an hour in minutes."""
    rest = value - at
    if rest < _HOUR:
        return gettext("%(num)s min", num=max(1, rest // _MINUTE))
    if rest < 2 * _DAY:
        return gettext("%(num)s h", num=rest // _HOUR)
    return gettext("%(num)s d", num=rest.days)


def aoe(value: dt.datetime) -> str:
    """The end of something: "Tue 3 Mar 2026 AoE", or with its hour when it has one."""
    date = deadlines.day_of(value)
    if deadlines.ends_at(date) != value:
        return moment(value)
    named = {"weekday": weekday(date), "day": day(date)}
    return pgettext("date", "%(weekday)s %(day)s AoE", **named)


def aoe_day(value: dt.datetime, at: dt.datetime) -> str:
    """The day that ends then: "3 Mar", with the year when it is another one."""
    return day(deadlines.day_of(value), at)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 entry", "12 entries"."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{grouped(number)} {noun}"


def by_day(changes: Iterable[Change]) -> list[tuple[dt.date, list[list[Change]]]]:
    """Changes by UTC day in the order given; those that one thing underwent at one
    moment stand together.
    """

    def date(change: Change) -> dt.date:
        return change.at.astimezone(dt.UTC).date()

    def place(change: Change) -> tuple[str, str, dt.datetime]:
        return change.key, change.release, change.at

    return [
        (day_, [list(group) for _, group in itertools.groupby(ours, place)])
        for day_, ours in itertools.groupby(changes, date)
    ]


_SOURCES = {
    "document": gettext_noop("Document"),
    "front-matter": gettext_noop("Front matter"),
    "metadata": gettext_noop("Metadata file"),
    "readiness": gettext_noop("Readiness file"),
    "directory": gettext_noop("Directory"),
    "person": gettext_noop("Person"),
    "schedule": gettext_noop("Schedule"),
}


def source_name(source: str) -> str:
    """A source in words: "Document", or the file of a side document."""
    family, _, rest = source.partition(":")
    if family in words.ON_GITHUB:
        said = words.source_words(source)
        return said[:1].upper() + said[1:]
    known = _SOURCES.get(family)
    return rest or (gettext(known) if known else family)


_KINDS = {
    "documents": gettext_noop("Documents"),
    "schedules": gettext_noop("Schedules"),
    "rosters": gettext_noop("Rosters"),
    "gates": gettext_noop("Gates"),
    "github": "GitHub",
}


def kind_name(kind: str) -> str:
    """A kind of sources as a heading: "Documents"."""
    known = _KINDS.get(kind)
    return gettext(known) if known else kind.capitalize()


def kind_names(sources: Sequence[SourceState]) -> str:
    """Kinds of sources as the beginning of a sentence: "Documents and rosters"."""
    names = [kind_name(source.kind) for source in sources]
    if current().is_source:
        names[1:] = [source.kind for source in sources[1:]]
    if len(names) < 2:  # noqa: PLR2004 - the last two stand beside each other
        return "".join(names)
    *first, last = names
    return gettext("%(some)s and %(last)s", some=", ".join(first), last=last)
