"""When changes land: commits that change documents, by days around a freeze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext
from enhancements.policy import plots, reports
from enhancements.policy.plots import Part
from enhancements.policy.reports import LANDING
from enhancements.queries import sql
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, burn_days
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

AROUND = 28
"""Days before and after a freeze that are looked at."""
LAST_DAYS = 3
"""What is called the last days before it, with the freeze's own."""
_STATEMENT = """
WITH passed AS (
  SELECT * FROM unnest(%(places)s::int[], %(ends)s::timestamptz[])
    AS passed(place, ends)
), record AS MATERIALIZED (
  SELECT DISTINCT ON (enhancement_id) enhancement_id, sig
    FROM enhancements_record
   WHERE project_id = %(project)s AND since <= %(at)s
   ORDER BY enhancement_id, since DESC
), landed AS MATERIALIZED (
  SELECT DISTINCT version.commit, version.merged_at
    FROM enhancements_version version
    JOIN enhancements_document document ON document.id = version.document_id
    JOIN enhancements_source source ON source.id = document.source_id
    JOIN enhancements_enhancement own ON own.id = document.enhancement_id
    LEFT JOIN record
      ON record.enhancement_id = coalesce(own.merged_into_id, own.id)
   WHERE source.project_id = %(project)s AND version.retracted_at IS NULL
     AND version.merged_at <= %(at)s
     AND (%(sigs)s::text[] IS NULL
          OR coalesce(record.sig, 'none') = ANY(%(sigs)s::text[]))
)
SELECT passed.place,
       ceil(extract(epoch FROM landed.merged_at - passed.ends) / 86400)::int - 1 AS day,
       count(*) AS number
  FROM passed
  JOIN landed ON landed.merged_at > passed.ends - %(around)s * interval '1 day'
             AND landed.merged_at <= passed.ends + %(around)s * interval '1 day'
 GROUP BY 1, 2 ORDER BY 1, 2
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in two SQL statements beside the setting's two."""
    ends = [
        (setting.releases.index(one), one.name, asking.ends_at(one, asked.freeze))
        for one in asked.releases
    ]
    dated = [(place, name, end) for place, name, end in ends if end is not None]
    rows = sql.rows(
        _STATEMENT,
        {
            "project": setting.id,
            "at": setting.at,
            "places": [place for place, _, _ in dated],
            "ends": [end for _, _, end in dated],
            "around": AROUND,
            "sigs": list(asked.sigs) or None,
        },
    )
    label = asking.freeze_label(setting, asked.freeze)
    undated = [name for _, name, end in ends if end is None]
    coming = [name for _, name, end in dated if end > setting.at]
    names = [(place, name) for place, name, _ in dated]
    return ReportPage(
        frame=setting.frame,
        report=LANDING,
        scope=f"{asking.scope(setting, asked)}, {label}",
        said=tuple(_said(rows, names, label)),
        unknown=tuple(_unknown(undated, coming, label)),
        charts=(_chart(rows, label),) if rows else (),
        tables=(_table(rows, names), _days(rows)),
        fields=asking.fields(setting, LANDING, asked, burn_days.sigs(setting)),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


Rows = Sequence[Mapping[str, Any]]


def _number(rows: Rows, first: int, last: int, place: int | None = None) -> int:
    return sum(
        row["number"]
        for row in rows
        if first <= row["day"] <= last and place in (None, row["place"])
    )


def _said(rows: Rows, names: Sequence[tuple[int, str]], label: str) -> list[str]:
    number = _number(rows, -AROUND, AROUND)
    if not names:
        text = gettext_noop(
            "No schedule gives these releases a date for the %(freeze)s."
        )
        return [gettext(text, freeze=label)]
    if not number:
        text = gettext_noop(
            "No document was merged within four weeks of the %(freeze)s."
        )
        return [gettext(text, freeze=label)]
    before = _number(rows, -AROUND, -1)
    last = _number(rows, -LAST_DAYS, -1)
    late = ngettext(
        "Of %(num)s commit in the four weeks before, %(last)s landed in the last three"
        " days.",
        "Of %(num)s commits in the four weeks before, %(last)s landed in the last three"
        " days.",
        before,
        last=grouped(last),
    )
    after = ngettext(
        "%(num)s commit landed in the four weeks after it.",
        "%(num)s commits landed in the four weeks after it.",
        _number(rows, 0, AROUND),
    )
    return [late, after]


def _unknown(undated: Sequence[str], coming: Sequence[str], label: str) -> list[str]:
    found = []
    if undated:
        found.append(
            gettext(
                "No date of the %(freeze)s is known for %(releases)s.",
                freeze=label,
                releases=", ".join(undated),
            )
        )
    if coming:
        found.append(
            gettext(
                "The %(freeze)s of %(releases)s is still to come; what lands later is"
                " not counted yet.",
                freeze=label,
                releases=", ".join(coming),
            )
        )
    return found


def _chart(rows: Rows, label: str) -> plots.Columns:
    lines = []
    for day in range(-AROUND, AROUND):
        number = _number(rows, day, day)
        tone, said = ("late", gettext("after it"))
        if day < 0:
            tone, said = ("kept", gettext("before the freeze"))
        parts = [Part(tone, number, said)]
        commits = ngettext("%(num)s commit", "%(num)s commits", number)
        lines.append((_day(day), commits, parts))
    ticks = [(day + AROUND, _day(day)) for day in (-28, -14, -1, 13, 27)]
    return plots.columns(
        gettext("Commits by days from the freeze"),
        gettext("A column for each day: how many commits changed documents."),
        lines,
        ticks=ticks,
        marks=[(AROUND, label)],
    )


def _day(day: int) -> str:
    """The last 24 hours before the freeze are day -1, the first after it day +1."""
    return gettext("%(num)s d", num=day if day < 0 else f"+{day + 1}")


def _table(rows: Rows, names: Sequence[tuple[int, str]]) -> Table:
    heads = (
        Head("release", gettext_noop("Release")),
        Head("before", gettext_noop("28 to 4 days before"), is_number=True),
        Head("last_days", gettext_noop("Last 3 days"), is_number=True),
        Head("first_days", gettext_noop("First 3 days after"), is_number=True),
        Head("after", gettext_noop("4 to 28 days after"), is_number=True),
    )
    made = []
    for place, name in reversed(names):
        spans = ((-AROUND, -4), (-3, -1), (0, 2), (3, AROUND))
        numbers = [Cell(_number(rows, *one, place)) for one in spans]
        made.append((Cell(name), *numbers))
    empty = gettext("No release asked for has a date of this freeze.")
    return Table("releases", gettext("By release"), heads, tuple(made), empty)


def _days(rows: Rows) -> Table:
    heads = (
        Head("day", gettext_noop("Day")),
        Head("commits", gettext_noop("Commits"), is_number=True),
    )
    known = sorted({row["day"] for row in rows})
    made = tuple(
        (Cell(day if day < 0 else day + 1, _day(day)), Cell(_number(rows, day, day)))
        for day in known
    )
    empty = gettext("No document was merged around this freeze.")
    return Table("days", gettext("Day by day"), heads, made, empty, is_twin=True)
