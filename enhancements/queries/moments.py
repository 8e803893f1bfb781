"""Reading `as_of`: the moment a reader asks about."""

from __future__ import annotations

import datetime as dt
import re

from enhancements.languages import gettext
from enhancements.policy.deadlines import ends_at
from enhancements.queries.shapes import Moment

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class MomentRefused(ValueError):
    """A moment that cannot be read or is still to come; the text says what to do."""


def parse(text: str | None, *, now: dt.datetime) -> Moment:
    """The moment that `as_of` names; now when it is empty.

    Takes an ISO time with `Z` or an offset (a blank in place of `+`, as URLs
    make it, is tolerated), or a date, which is the end of that day Anywhere on
    Earth. Raises MomentRefused for anything else and for a future time.
    """
    given = (text or "").strip()
    if not given:
        return Moment(now)
    at = _date(given) or _time(given)
    if at is None:
        message = gettext(
            "“%(given)s” is no moment we can read. Give a date such as 2026-04-30, or a"
            " time with its zone such as 2026-05-01T12:00Z.",
            given=given,
        )
        raise MomentRefused(message)
    if at > now:
        message = gettext(
            "“%(given)s” ends at %(end)s UTC, which is still to come."
            " Choose an earlier moment, or leave it out for now.",
            given=given,
            end=f"{at:%Y-%m-%d %H:%M}",
        )
        raise MomentRefused(message)
    return Moment(at, given)


def _date(text: str) -> dt.datetime | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return ends_at(dt.date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _time(text: str) -> dt.datetime | None:
    joined = re.sub(r" (?=\d{2}:?\d{2}$)", "+", text)
    try:
        at = dt.datetime.fromisoformat(joined)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    try:
        return at.astimezone(dt.UTC)
    except OverflowError:
        return None
