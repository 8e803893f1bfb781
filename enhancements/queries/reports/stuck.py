"""What is stuck: longer in its stage than the time box, or missed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext
from enhancements.policy import plots, reports
from enhancements.policy.plots import Part
from enhancements.policy.reports import MISSES, STUCK, TWICE
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, slips, stages, survival, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.reports.stages import Rows
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

_STUCK = f"""
WITH {stages.SHIPPED.strip()}, {slips.RUNS.strip()}, waiting AS (
  SELECT step.*, (SELECT count(*) FROM frozen
                   WHERE frozen.place > step.place AND frozen.out_at <= %(at)s)
           AS waited,
         boxed.most
    FROM step
    JOIN unnest(%(boxed)s::text[], %(most)s::int[]) AS boxed(stage, most) USING (stage)
   WHERE after IS NULL AND coalesce(status, '') <> ALL(%(final)s::text[])
)
SELECT (SELECT json_agg(one) FROM (
          SELECT *, count(*) OVER () AS total FROM waiting WHERE waited > most
           ORDER BY waited - most DESC, sig NULLS LAST, number NULLS LAST, key, track
           LIMIT %(size)s OFFSET %(skipped)s) one) AS boxed,
       (SELECT json_agg(one) FROM (
          SELECT sig, stage, waited > most AS is_over, count(*) AS number FROM waiting
           GROUP BY 1, 2, 3) one) AS waits,
       (SELECT json_agg(one) FROM (
          SELECT run.*, count(*) OVER () AS total FROM run
           WHERE times >= %(twice)s AND came IS NULL
           ORDER BY times DESC, sig NULLS LAST, number NULLS LAST, key, track
           LIMIT %(size)s OFFSET %(skipped)s) one) AS missed,
       (SELECT json_agg(one) FROM (
          SELECT sig, count(*) AS number FROM run
           WHERE times >= %(twice)s AND came IS NULL GROUP BY 1) one) AS missing
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """What is stuck, in one SQL statement beside the setting's two."""
    boxes = [
        (one.key, one.time_box[1]) for one in setting.profile.stages if one.time_box
    ]
    if asked.stages:
        boxes = [one for one in boxes if one[0] in asked.stages]
    counts, row = stages.read(
        setting,
        asked,
        _STUCK,
        boxed=[key for key, _ in boxes],
        most=[most for _, most in boxes],
        misses=[str(word) for word in MISSES],
        twice=TWICE,
        final=[one.key for one in setting.profile.statuses if one.final],
    )
    boxed, waits = row["boxed"] or [], row["waits"] or []
    missed, missing = row["missed"] or [], row["missing"] or []
    return ReportPage(
        frame=setting.frame,
        report=STUCK,
        scope=asking.scope(setting, asked),
        said=tuple(_stuck_said(setting, boxes, waits, missing)),
        unknown=tuple(survival.unknown(setting, counts)),
        charts=_stuck_charts(waits, missing),
        tables=(
            _stuck_sigs(waits, missing),
            _boxed_table(setting, asked, boxed, given),
            _missed_table(setting, asked, missed, given),
        ),
        fields=asking.fields(
            setting, STUCK, asked, {one.sig for one in counts if one.sig}
        ),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def _stuck_said(
    setting: Setting, boxes: Sequence[tuple[str, int]], waits: Rows, missing: Rows
) -> list[str]:
    found = []
    for key, most in boxes:
        mine = [row for row in waits if row["stage"] == key]
        label = asking.stage_label(setting, key)
        over = sum(row["number"] for row in mine if row["is_over"])
        number = sum(row["number"] for row in mine)
        if number:
            found.append(
                ngettext(
                    "Of %(of)s in %(stage)s by what shipped, %(over)s have been there"
                    " for more than %(num)s release, the time box.",
                    "Of %(of)s in %(stage)s by what shipped, %(over)s have been there"
                    " for more than %(num)s releases, the time box.",
                    most,
                    of=grouped(number),
                    stage=label,
                    over=grouped(over),
                )
            )
    if not found:
        found.append(gettext("Nothing that shipped is in a stage with a time box."))
    number = sum(row["number"] for row in missing)
    found.append(
        ngettext(
            "%(num)s stage was committed and missed at least twice, and not shipped"
            " since.",
            "%(num)s stages were committed and missed at least twice, and not shipped"
            " since.",
            number,
        )
    )
    return found


def _stuck_numbers(
    waits: Rows, missing: Rows
) -> list[tuple[str | None, int, int, int]]:
    """By SIG: in a boxed stage, of these over the box, missed twice."""
    names = {row["sig"] for row in (*waits, *missing)}
    found = []
    for sig in sorted(names, key=lambda sig: (sig is None, sig or "")):
        mine = [row for row in waits if row["sig"] == sig]
        over = sum(row["number"] for row in mine if row["is_over"])
        twice = sum(row["number"] for row in missing if row["sig"] == sig)
        found.append((sig, sum(row["number"] for row in mine), over, twice))
    return found


def _stuck_charts(waits: Rows, missing: Rows) -> tuple[plots.Bars, ...]:
    lines = [
        (
            sig or tables.no_sig(),
            gettext(
                "%(over)s over the time box, %(twice)s missed twice",
                over=over,
                twice=twice,
            ),
            [
                Part("late", over, gettext("over the time box")),
                Part("lost", twice, gettext("missed twice")),
            ],
        )
        for sig, _, over, twice in _stuck_numbers(waits, missing)
        if over or twice
    ]
    if not lines:
        return ()
    return (
        plots.bars(
            gettext("Stuck by SIG"),
            gettext("A bar for each SIG with anything stuck."),
            lines,
        ),
    )


def _stuck_sigs(waits: Rows, missing: Rows) -> Table:
    heads = (
        Head("sig", gettext_noop("SIG")),
        Head("boxed", gettext_noop("In a stage with a time box"), is_number=True),
        Head("over", gettext_noop("Over it"), is_number=True),
        Head("missed_twice", gettext_noop("Missed twice"), is_number=True),
    )
    rows = tuple(
        (Cell(sig, sig or tables.no_sig()), *(Cell(one) for one in numbers))
        for sig, *numbers in _stuck_numbers(waits, missing)
    )
    empty = gettext("Nothing is known to have shipped, or to have been missed twice.")
    return Table("sigs", gettext("By SIG"), heads, rows, empty, is_twin=True)


def _boxed_table(setting: Setting, asked: Asked, rows: Rows, given: Given) -> Table:
    heads = (
        *tables.ENTRY_HEADS,
        Head("since", gettext_noop("Shipped in")),
        Head("waited", gettext_noop("Releases since"), is_number=True),
        Head("time_box", gettext_noop("Time box"), is_number=True),
    )
    made = tuple(
        (
            *tables.entry(setting, row),
            tables.release(setting, row["name"]),
            Cell(row["waited"]),
            Cell(row["most"]),
        )
        for row in rows
    )
    total = rows[0]["total"] if rows else 0
    return Table(
        "over-time-box",
        gettext("Longer than the time box"),
        heads,
        made,
        empty=gettext("Nothing that shipped is longer in its stage than its time box."),
        pages=asking.pages(asked, total, given),
    )


def _missed_table(setting: Setting, asked: Asked, rows: Rows, given: Given) -> Table:
    heads = (
        *tables.ENTRY_HEADS,
        Head("missed", gettext_noop("Missed")),
        Head("times", gettext_noop("Times"), is_number=True),
        Head("next", gettext_noop("Promised for")),
    )
    made = tuple(
        (
            *tables.entry(setting, row),
            slips.missed(setting, row["slips"]),
            Cell(row["times"]),
            _promised(setting, row),
        )
        for row in rows
    )
    total = rows[0]["total"] if rows else 0
    return Table(
        "missed-twice",
        gettext("Missed twice"),
        heads,
        made,
        empty=gettext("No stage is known to have been committed and missed twice."),
        pages=asking.pages(asked, total, given),
    )


def _promised(setting: Setting, row: Mapping[str, Any]) -> Cell:
    if row["goes"] is None:
        return Cell(None, gettext("no later release named"))
    return tables.release(setting, setting.releases[row["goes"]].name)
