"""The days of a burn-up, and what both kinds of it share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.languages import dates, gettext
from enhancements.policy import deadlines
from enhancements.queries import releases, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking

_DAY = dt.timedelta(days=1)
_LONGEST = 120
"""Days before the freeze that are shown at most."""
_USUAL = 56
"""How many are shown where nothing says when the cycle began."""
# From one SIG's records to the next one's, which the index on them begins with: there
# are few SIGs, and there may be very many records.
_SIGS = """
WITH RECURSIVE known AS (
  SELECT min(sig) AS sig FROM enhancements_record WHERE project_id = %(project)s
  UNION ALL
  SELECT (SELECT min(record.sig) FROM enhancements_record record
           WHERE record.project_id = %(project)s AND record.sig > known.sig)
    FROM known WHERE known.sig IS NOT NULL
)
SELECT sig FROM known
 WHERE EXISTS (
   SELECT FROM enhancements_record record
    WHERE record.project_id = %(project)s AND record.sig = known.sig
      AND record.since <= %(at)s AND (record.until IS NULL OR record.until > %(at)s))
"""


def sigs(setting: Setting) -> list[str]:
    """Every SIG of a record at the moment, in one SQL statement."""
    found = sql.rows(_SIGS, {"project": setting.id, "at": setting.at})
    return [row["sig"] for row in found]


def days(setting: Setting, release: Dates, freeze: str) -> list[dt.datetime]:
    """The ends of the days to show, the freeze's own last; none after the moment."""
    end = asking.ends_at(release, freeze)
    if end is None:
        return []
    begins = [one.start for one in releases.stretches(setting, release)]
    start = min(begins, default=end - _USUAL * _DAY)
    count = min(max((end - start) // _DAY, 1), _LONGEST)
    days = [end - place * _DAY for place in range(count, -1, -1)]
    passed = [one for one in days if one <= setting.at]
    is_going_on = 0 < len(passed) < len(days)
    return [*passed, setting.at] if is_going_on else passed


DAY = "day AS (SELECT %(ends)s::timestamptz[] AS ends)"
"""What `place_of` rests on; a statement joins it wherever it asks for a place."""


def place_of(moment: str) -> str:
    """SQL for the place, from 0, of the first of `day.ends` not before a moment; how
    many there are where none is, or no moment.
    """
    before = f"width_bucket({moment} - interval '1 microsecond', day.ends)"
    return f"coalesce({before}, cardinality(day.ends))"


def day(at: dt.datetime) -> str:
    """A day as the axis and the table name it, such as "9 Jul"."""
    return dates.day(deadlines.day_of(at), with_year=False)


def ticks(ends: Sequence[dt.datetime]) -> list[tuple[int, str]]:
    """Some of the days for the axis, the last among them: (place, label)."""
    step = max(1, len(ends) // 4)
    found = [
        (place, day(ends[place])) for place in range(0, len(ends) - step // 2, step)
    ]
    if found[-1][0] != len(ends) - 1:
        found.append((len(ends) - 1, day(ends[-1])))
    return found


def is_over(release: Dates, freeze: str, ends: Sequence[dt.datetime]) -> bool:
    """Whether the last day tells of the freeze's end, not of the moment shown."""
    end = asking.ends_at(release, freeze)
    return end is not None and ends[-1] >= end


def nothing(release: Dates | None, freeze: str, label: str) -> str:
    """Why there is no day to show, in a sentence."""
    if release is None:
        return gettext("No release is known yet.")
    named = {"freeze": words.within(label), "release": release.name}
    if asking.ends_at(release, freeze) is None:
        return gettext(
            "No schedule gives %(release)s a date for its %(freeze)s.", **named
        )
    return gettext(
        "The weeks before the %(freeze)s of %(release)s have not begun.", **named
    )
