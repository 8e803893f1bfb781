"""How Farwharf's schedules write a deadline; the forms are those of Kubernetes'."""

from __future__ import annotations

from datetime import date, timedelta

LINK = "https://everytimezone.example/s/"


def day(when: date) -> str:
    """`Friday 14th February 2025`."""
    return f"{when:%A} {when.day}{_ordinal(when.day)} {when:%B %Y}"


def at_two_utc(when: date, *, is_named_wrong: bool = False) -> str:
    """The night after a day, as until v1.28: in UTC, and on the clocks of California.

    `is_named_wrong` names the zone of the other half of the year, as often happens;
    the hour in UTC is right all the same.
    """
    is_summer = _is_summer(when)
    hour = 19 if is_summer else 18
    zone = "PDT" if is_summer != is_named_wrong else "PST"
    night = day(when + timedelta(days=1))
    text = f"02:00 UTC {night} / {hour}:00 {zone} {day(when)}"
    return f"[{text}]({LINK}{when.toordinal():x})"


def anywhere_on_earth(when: date) -> str:
    """The end of a day Anywhere on Earth, as from v1.29 on."""
    return f"{day(when)} (AoE) / {day(when + timedelta(days=1))}, 12:00 UTC"


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:  # noqa: PLR2004 - eleventh to thirteenth, and on
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _is_summer(when: date) -> bool:
    """Whether California's clocks show summer time on the evening of a day.

    From the second Sunday of March to the first one of November (since 2007).
    """
    return _sunday(when.year, 3, 2) <= when < _sunday(when.year, 11, 1)


def _sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
