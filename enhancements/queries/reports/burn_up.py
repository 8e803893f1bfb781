"""Burn-up to a freeze: how a release filled up, and how much was added late."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import dates, gettext, gettext_noop, grouped, ngettext
from enhancements.policy import deadlines, plots, reports
from enhancements.policy.plots import Part
from enhancements.policy.reports import BURN_UP
from enhancements.queries import sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, burn_days, burn_pulls
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

_HELD = ""
"""Stands for a verdict's word where it is told whether an entry was planned at all."""
# An entry is a track: planned at a moment when any of its stages is. It met the freeze
# when its verdict said so then; what no verdict speaks of was not judged. Of each only
# the days are told at whose end there were more of them or fewer.
_STATEMENT = f"""
WITH {burn_days.DAY}, promise AS MATERIALIZED (
  SELECT entry.enhancement_id, entry.track,
         range_agg(int4range({burn_days.place_of("entry.since")},
                             {burn_days.place_of("entry.until")})) AS days
    FROM enhancements_entry entry
    JOIN LATERAL (
      SELECT sig FROM enhancements_record record
       WHERE record.enhancement_id = entry.enhancement_id AND record.since <= %(at)s
       ORDER BY record.since DESC LIMIT 1
    ) record ON true
    CROSS JOIN day
   WHERE entry.release_id = %(release)s AND entry.since <= %(at)s
     AND (%(sigs)s::text[] IS NULL
          OR coalesce(record.sig, 'none') = ANY(%(sigs)s::text[]))
     AND (%(only)s::text[] IS NULL OR entry.stage = ANY(%(only)s::text[]))
   GROUP BY entry.enhancement_id, entry.track
), piece AS (
  SELECT '{_HELD}' AS word, NOT days @> 0 AS added, days FROM promise
  UNION ALL
  SELECT verdict.word, NOT days @> 0,
         days * int4range({burn_days.place_of("verdict.since")},
                          {burn_days.place_of("verdict.until")})::int4multirange
    FROM promise
    JOIN enhancements_verdict verdict
      ON verdict.release_id = %(release)s AND verdict.freeze = %(freeze)s
     AND verdict.enhancement_id = promise.enhancement_id
     AND verdict.track = promise.track
    CROSS JOIN day
), turn AS (
  SELECT word, added, lower(one) AS place, 1 AS change FROM piece, unnest(days) AS one
  UNION ALL
  SELECT word, added, upper(one), -1 FROM piece, unnest(days) AS one
)
SELECT word, added, place, change, count(*) AS number
  FROM turn GROUP BY word, added, place, change
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in two SQL statements beside the setting's two."""
    if asked.by == asking.PULLS:
        return burn_pulls.page(setting, asked, given)
    release = asked.releases[0] if asked.releases else None
    days = burn_days.days(setting, release, asked.freeze) if release else []
    rows = _read(setting, release, asked, days) if release and days else []
    label = asking.freeze_label(setting, asked.freeze)
    known = burn_days.sigs(setting)
    return ReportPage(
        frame=setting.frame,
        report=BURN_UP,
        scope=asking.scope(setting, asked) + (f", {label}" if release else ""),
        said=tuple(_said(setting, release, rows, days, asked.freeze)),
        unknown=tuple(_unknown(rows)),
        charts=(_chart(rows, days),) if rows else (),
        tables=(_table(rows, days),),
        fields=asking.fields(setting, BURN_UP, asked, known),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def _read(
    setting: Setting, release: Dates, asked: Asked, days: Sequence[dt.datetime]
) -> list[dict[str, Any]]:
    """A row for every day."""
    given = {
        "release": release.id,
        "at": setting.at,
        "ends": list(days),
        "freeze": asked.freeze,
        "sigs": list(asked.sigs) or None,
        "only": list(asked.stages) or None,
    }
    turns = sql.rows(_STATEMENT, given)
    running = {
        (word, added): _running(turns, word, len(days), added=added)
        for word in {_HELD, "met", "unknown", *(row["word"] for row in turns)}
        for added in (False, True)
    }
    came, left = _turned(turns, 1), _turned(turns, -1)
    return [
        {
            **_numbers({key: counts[place] for key, counts in running.items()}),
            "came": came[place] if place else 0,
            "left": left[place],
        }
        for place in range(len(days))
    ]


def _numbers(now: Mapping[tuple[str, bool], int]) -> dict[str, int]:
    """The numbers of a day, by word and whether the entries were added since the first
    day.
    """
    planned = now[_HELD, False] + now[_HELD, True]
    judged = sum(number for (word, _), number in now.items() if word != _HELD)
    return {
        "planned": planned,
        "old_met": now["met", False],
        "old": now[_HELD, False] - now["met", False],
        "added_met": now["met", True],
        "added": now[_HELD, True] - now["met", True],
        "unjudged": planned - judged,
        "unknown": now["unknown", False] + now["unknown", True],
    }


def _running(
    turns: Sequence[Mapping[str, Any]], word: str, number: int, *, added: bool
) -> list[int]:
    """Of how many entries a word holds at the end of each of so many days."""
    changes = [0] * (number + 1)
    for row in turns:
        if (row["word"], row["added"]) == (word, added):
            changes[row["place"]] += row["change"] * row["number"]
    return list(itertools.accumulate(changes))


def _turned(turns: Sequence[Mapping[str, Any]], change: int) -> Counter[int]:
    """How many entries came to be planned, or were no more, by day."""
    found: Counter[int] = Counter()
    for row in turns:
        if (row["word"], row["change"]) == (_HELD, change):
            found[row["place"]] += row["number"]
    return found


def _said(
    setting: Setting,
    release: Dates | None,
    rows: Sequence[Mapping[str, Any]],
    days: Sequence[dt.datetime],
    freeze: str,
) -> list[str]:
    label = asking.freeze_label(setting, freeze)
    if release is None or not rows:
        return [burn_days.nothing(release, freeze, label)]
    first, last = rows[0], rows[-1]
    is_over = burn_days.is_over(release, freeze, days)
    planned = ngettext(
        "%(num)s entry was planned on %(day)s.",
        "%(num)s entries were planned on %(day)s.",
        first["planned"],
        day=dates.day(deadlines.day_of(days[0])),
    )
    since = ngettext(
        "Since then %(added)s of those planned in the end came in, and %(num)s was"
        " taken out on the way.",
        "Since then %(added)s of those planned in the end came in, and %(num)s were"
        " taken out on the way.",
        sum(row["left"] for row in rows),
        added=grouped(last["added"] + last["added_met"]),
    )
    return [_met(last, label if is_over else ""), f"{planned} {since}"]


def _met(last: Mapping[str, Any], label: str) -> str:
    """How much was met when a freeze ended, at the moment shown without a label."""
    given = {
        "number": grouped(last["old_met"] + last["added_met"]),
        "of": grouped(last["planned"]),
    }
    if label:
        return gettext(
            "When the %(freeze)s ended, of %(of)s planned entries, %(number)s met its"
            " checks.",
            freeze=words.within(label),
            **given,
        )
    return gettext(
        "At the moment shown, of %(of)s planned entries, %(number)s met its checks.",
        **given,
    )


def _unknown(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    number = rows[-1]["unjudged"] if rows else 0
    if number:
        found.append(
            ngettext(
                "%(num)s planned entry was not judged for this freeze on the last day.",
                "%(num)s planned entries were not judged for this freeze on the last"
                " day.",
                number,
            )
        )
    number = rows[-1]["unknown"] if rows else 0
    if number:
        found.append(
            ngettext(
                "%(num)s planned entry: some checks could not be answered on the last"
                " day.",
                "%(num)s planned entries: some checks could not be answered on the last"
                " day.",
                number,
            )
        )
    return found


def _chart(
    rows: Sequence[Mapping[str, Any]], days: Sequence[dt.datetime]
) -> plots.Columns:
    lines = []
    for row, at in zip(rows, days, strict=True):
        parts = [
            Part("kept", row["old_met"], gettext("planned on the first day, met")),
            Part(
                "kept-3",
                row["old"],
                gettext("planned on the first day, not met or unknown"),
            ),
            Part("late", row["added_met"], gettext("added since, met")),
            Part("late-2", row["added"], gettext("added since, not met or unknown")),
        ]
        lines.append(
            (
                burn_days.day(at),
                gettext("%(number)s planned", number=row["planned"]),
                parts,
            )
        )
    about = gettext(
        "A column for each day: what was planned then, by whether it had been planned"
        " from the first day on or was added since, and by whether it met the checks."
    )
    return plots.columns(
        gettext("Planned and met, day by day"),
        about,
        lines,
        ticks=burn_days.ticks(days),
    )


def _table(rows: Sequence[Mapping[str, Any]], days: Sequence[dt.datetime]) -> Table:
    heads = (
        Head("day", gettext_noop("Day")),
        Head("planned", gettext_noop("Planned"), is_number=True),
        Head("met", gettext_noop("Met"), is_number=True),
        Head("unknown", gettext_noop("Unknown"), is_number=True),
        Head("added_since", gettext_noop("Added since the first day"), is_number=True),
        Head("added", gettext_noop("Added that day"), is_number=True),
        Head("removed", gettext_noop("Taken out that day"), is_number=True),
        Head("unjudged", gettext_noop("Not judged"), is_number=True),
    )
    made = tuple(
        (
            Cell(deadlines.day_of(at).isoformat(), burn_days.day(at)),
            Cell(row["planned"]),
            Cell(row["old_met"] + row["added_met"]),
            Cell(row["unknown"]),
            Cell(row["added"] + row["added_met"]),
            Cell(row["came"]),
            Cell(row["left"]),
            Cell(row["unjudged"]),
        )
        for row, at in zip(reversed(rows), reversed(days), strict=True)
    )
    empty = gettext("There is no day to show yet.")
    return Table("days", gettext("Day by day"), heads, made, empty, is_twin=True)
