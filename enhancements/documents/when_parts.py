"""The days and hours that a text names, before anybody decides what they mean.

The forms are those of kubernetes/sig-release (`releases/release-1.N/README.md`):
"Friday 14th February 2025", "Tuesday, January 28", "Mon August 23, 2021",
"2026-06-24", ranges such as "Monday 10th - Thursday 13th November 2025", and hours
such as "02:00 UTC", "10:00am PDT", "EOD PST".
"""

from __future__ import annotations

import calendar
import dataclasses
import re
from collections.abc import Sequence

LONGEST = 400
"""Characters; nobody writes a longer day."""
MIDNIGHT = 24 * 60
"""The end of a day, in minutes."""
_HOUR = 60
_NOON = 12

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,7}[,.]?\s+"
_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TO = r"\s*[-\u2013\u2014]\s*"
_YEAR = r"(?:,?\s+(?P<year>[0-9]{4})(?![0-9]))?"
_FORMS = (
    re.compile(
        rf"(?<![\w.:/-])(?P<weekday>{_WEEKDAY})?(?P<day>{_NUMBER})"
        rf"(?:{_TO}(?:{_WEEKDAY})?{_NUMBER})?(?:\s+of)?\s+(?P<month>{_MONTH}){_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?P<weekday>{_WEEKDAY})?(?P<month>{_MONTH})\s+(?P<day>{_NUMBER})"
        rf"(?![\d:])(?:{_TO}{_NUMBER}(?![\d:]))?{_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\w./-])(?P<weekday>)(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\3"
        r"(?P<day>[0-9]{1,2})(?![0-9/.-])"
    ),
)
_RANGE = re.compile(rf"{_TO}|\s+to\s+", re.IGNORECASE)
_CHOICE = re.compile(
    rf"(?<![\w:]){_NUMBER},?\s+(?:or|and|&)\s+(?:{_WEEKDAY})?{_NUMBER}(?![\w:])",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"(?:{_WEEKDAY}|{_MONTH}|[0-9])", re.IGNORECASE)
_ZONE = (
    r"(?i:anywhere\s+on\s+earth|aoe|(?:utc|gmt)(?:[+\-\u2212][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|p[sd]?t|m[sd]t|c[sd]t|e[sd]t|cest|cet|z)(?![A-Za-z])|[A-Z]{2,5}(?![A-Za-z])"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::[0-9]{2})?)?(?![\d:])"
    rf"\s*(?P<half>(?i:[ap]\.?m\b\.?))?\s*\(?(?P<zone>{_ZONE})?"
)
_END = re.compile(
    rf"(?i:\b(?:eod|end\s+of\s+(?:the\s+)?day))[,\s]*\(?(?P<zone>{_ZONE})?"
)
_AOE = re.compile(r"\bAoE\b|anywhere\s+on\s+earth", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = tuple(name.casefold() for name in calendar.month_abbr)


@dataclasses.dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as written; it need not exist, and its year may be missing."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    """0 is Monday; None when it is not said."""
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Clock:
    """An hour as written."""

    minutes: int
    """Since midnight; 1440 is the end of the day."""
    zone: str
    """The name of its zone; empty when none is said."""
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What stands between two slashes."""

    text: str
    days: tuple[WrittenDay, ...]
    """One for a range: its first day."""
    clock: Clock | None
    says_aoe: bool
    is_choice: bool
    """Whether it leaves the day open: "9 or 16 June"."""


_BRACKET = re.compile(r"\(([^()]*[0-9]:[0-9]{2}[^()]*)\)")
_SLASH = re.compile(r"\s+/\s*|\s*/\s+")


def parts_of(text: str) -> list[Part]:
    """The parts of a text that names one moment in several zones.

    Parts are set off by slashes, or an hour in brackets by these.
    """
    text = _BRACKET.sub(r" / \1 ", text[:LONGEST])
    return [_part(piece.strip()) for piece in _SLASH.split(text) if piece.strip()]


def days_of(text: str) -> list[WrittenDay]:
    """The days a text names in order, a range by its first day."""
    found = sorted(
        (match for form in _FORMS for match in form.finditer(text)),
        key=lambda match: (match.start(), -match.end()),
    )
    days: list[WrittenDay] = []
    end = 0
    for match in found:
        if match.start() < end:
            continue
        between = text[end : match.start()]
        day = _day(match)
        if days and _RANGE.fullmatch(between):
            days[-1] = _begun(days[-1], day)
        else:
            days.append(day)
        end = match.end()
    return days


def begins_with_a_day(text: str) -> bool:
    """Whether a text begins as a day or an hour does."""
    return _BEGINS.match(text) is not None


def clock_of(text: str) -> Clock | None:
    """The hour that a text names; one with its zone before one without."""
    ends = _END.search(text)
    if ends is not None and ends["zone"]:
        return Clock(MIDNIGHT, ends["zone"], ends[0].strip(" ("))
    clocks = [clock for match in _CLOCK.finditer(text) if (clock := _clock(match))]
    return next((clock for clock in clocks if clock.zone), None) or next(
        iter(clocks), None
    )


def _part(text: str) -> Part:
    return Part(
        text=text,
        days=tuple(days_of(text)),
        clock=clock_of(text),
        says_aoe=_AOE.search(text) is not None,
        is_choice=_CHOICE.search(text) is not None,
    )


def _day(match: re.Match[str]) -> WrittenDay:
    month = match["month"].casefold()
    weekday = (match["weekday"] or "")[:3].casefold()
    return WrittenDay(
        day=int(match["day"].rstrip("stndrhSTNDRH")),
        month=int(month) if month.isdigit() else _MONTHS.index(month[:3]),
        year=int(match["year"]) if match["year"] else None,
        weekday=_WEEKDAYS.index(weekday) if weekday else None,
        text=match[0].strip(),
    )


def _begun(first: WrittenDay, last: WrittenDay) -> WrittenDay:
    """The first day of a range, with the year that only its last day tells."""
    year = first.year
    if year is None and last.year is not None:
        year = last.year - (first.month > last.month)
    return dataclasses.replace(first, year=year, text=f"{first.text} - {last.text}")


def _clock(match: re.Match[str]) -> Clock | None:
    if match["minute"] is None and match["half"] is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + _NOON * (match["half"][0] in "pP")
    minutes = 60 * hour + minute
    if minute >= _HOUR or minutes > MIDNIGHT:
        return None
    return Clock(minutes, match["zone"] or "", match[0].strip(" ("))


def written(days: Sequence[WrittenDay]) -> list[tuple[int, int]]:
    """(year, month) of those days whose year is said."""
    return [(day.year, day.month) for day in days if day.year is not None]
