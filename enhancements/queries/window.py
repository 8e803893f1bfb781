"""Reading `since` and `until`: the days whose changes are asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from enhancements.languages import gettext
from enhancements.queries.moments import MomentRefused

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK = 7
_DAY = dt.timedelta(days=1)
LONGEST = 366
"""Days that can be asked for at once."""


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """Whole days in UTC, `first` to `last`; the last one may still be running."""

    first: dt.date
    last: dt.date
    at: dt.datetime
    """The moment of the page: nothing later is shown."""

    @property
    def after(self) -> dt.datetime:
        """Changes at this moment or later belong to it."""
        return _midnight(self.first)

    @property
    def before(self) -> dt.datetime:
        """Changes from this moment on do not."""
        return min(_midnight(self.last) + _DAY, self.at + dt.timedelta(microseconds=1))

    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def earlier(self) -> dict[str, str]:
        """Parameters of the window of the same length just before."""
        return self._moved(-self.days())

    def later(self) -> dict[str, str]:
        """Parameters of the window just after; empty when that is still to come."""
        if self.last >= self.at.astimezone(dt.UTC).date():
            return {}
        return self._moved(self.days())

    def _moved(self, days: int) -> dict[str, str]:
        try:
            first = self.first + days * _DAY
            last = min(self.last + days * _DAY, self.at.astimezone(dt.UTC).date())
            _midnight(first)
        except OverflowError:
            return {}
        return {"since": first.isoformat(), "until": last.isoformat()}


def read(since: str, until: str, *, at: dt.datetime) -> Window:
    """The days that `since` and `until` name, both counted in, in UTC.

    Without them the seven days that end with the day of `at`. Raises MomentRefused for
    what is no date, is still to come, is the wrong way round or too long.
    """
    today = at.astimezone(dt.UTC).date()
    last = _date("until", until) if until.strip() else None
    first = _date("since", since) if since.strip() else None
    for name, date in (("since", first), ("until", last)):
        if date is not None and date > today:
            message = gettext(
                "%(name)s=%(date)s is after the moment shown, %(today)s. Give a date up"
                " to that one.",
                name=name,
                date=date.isoformat(),
                today=today.isoformat(),
            )
            raise MomentRefused(message)
    last = last or today
    first = first or max(dt.date.min, _week_to(last))
    if first > last:
        message = gettext(
            "since=%(first)s comes after until=%(last)s. Give the earlier date as"
            " since.",
            first=first.isoformat(),
            last=last.isoformat(),
        )
        raise MomentRefused(message)
    if (last - first).days >= LONGEST:
        message = gettext(
            "From %(first)s to %(last)s is too long for one list. Ask for at most"
            " %(most)s days.",
            first=first.isoformat(),
            last=last.isoformat(),
            most=LONGEST,
        )
        raise MomentRefused(message)
    return Window(first, last, at)


def _week_to(last: dt.date) -> dt.date:
    try:
        return last - (_WEEK - 1) * _DAY
    except OverflowError:
        return dt.date.min


def _date(name: str, text: str) -> dt.date:
    given = text.strip()
    if _DATE.fullmatch(given):
        try:
            return dt.date.fromisoformat(given)
        except ValueError:
            pass
    message = gettext(
        "%(name)s=“%(given)s” is no date. Give one such as 2026-04-30.",
        name=name,
        given=given,
    )
    raise MomentRefused(message)


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), dt.UTC)
