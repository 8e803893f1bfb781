"""Time in stage: between the releases in which the stages of a track shipped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext
from enhancements.policy import plots, reports
from enhancements.policy.plots import Part
from enhancements.policy.reports import TIME, Spread
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, facts, survival, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

# The first release that shipped each stage of a track, and the stage before it.
SHIPPED = """
shipped AS (
  SELECT enhancement_id, track, stage, rank, min(place) AS place,
         (array_agg(name ORDER BY place))[1] AS name,
         (array_agg(out_at ORDER BY place))[1] AS out_at,
         (array_agg(key ORDER BY place DESC))[1] AS key,
         (array_agg(title ORDER BY place DESC))[1] AS title,
         (array_agg(sig ORDER BY place DESC))[1] AS sig,
         (array_agg(number ORDER BY place DESC))[1] AS number,
         (array_agg(status ORDER BY place DESC))[1] AS status
    FROM fact JOIN level USING (stage)
   WHERE outcome = 'shipped' AND stage = ANY(%(ladder)s::text[])
   GROUP BY 1, 2, 3, 4
), step AS (
  SELECT shipped.*, lag(stage) OVER track AS before,
         lag(name) OVER track AS before_name,
         place - lag(place) OVER track AS releases,
         (out_at::date - (lag(out_at) OVER track)::date) AS days,
         lead(stage) OVER track AS after
    FROM shipped
  WINDOW track AS (PARTITION BY enhancement_id, track ORDER BY rank)
)
"""
_STEPS = f"""
WITH {SHIPPED.strip()}
SELECT (SELECT json_agg(one) FROM (
          SELECT before, stage, releases, days, count(*) AS number FROM step
           WHERE before IS NOT NULL AND place BETWEEN %(lowest)s AND %(highest)s
           GROUP BY 1, 2, 3, 4) one) AS spread,
       (SELECT json_agg(one) FROM (
          SELECT step.*, count(*) OVER () AS total FROM step
           WHERE before IS NOT NULL AND place BETWEEN %(lowest)s AND %(highest)s
           ORDER BY releases DESC, days DESC, sig NULLS LAST, number NULLS LAST, key,
                    track, rank
           LIMIT %(size)s OFFSET %(skipped)s) one) AS listed,
       (SELECT json_agg(one) FROM (
          SELECT stage, count(*) AS number, count(after) AS followed FROM step
           GROUP BY 1) one) AS stages
"""
Rows = list[dict[str, Any]]


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """Time in stage, in one SQL statement beside the setting's two."""
    counts, row = read(setting, asked, _STEPS)
    spread, listed = row["spread"] or [], row["listed"] or []
    moves = _moves(setting, spread)
    return ReportPage(
        frame=setting.frame,
        report=TIME,
        scope=asking.scope(setting, asked),
        said=tuple(_time_said(setting, moves, row["stages"] or [])),
        unknown=tuple(survival.unknown(setting, counts)),
        charts=_time_charts(moves, spread),
        tables=(
            _move_table(moves),
            _step_table(setting, asked, listed, given),
        ),
        fields=asking.fields(
            setting, TIME, asked, {one.sig for one in counts if one.sig}
        ),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def read(
    setting: Setting, asked: Asked, listed: str, **more: Any
) -> tuple[list[Count], dict[str, Any]]:
    """Counts of the releases asked for, and a row about all releases."""
    places = [setting.releases.index(one) for one in asked.releases]
    lowest, highest = min(places, default=0), max(places, default=-1)
    ladder = [one.key for one in setting.profile.stages if one.ladder]
    # A stage is narrowed to only what a row ends with; both ends have to be read.
    every = dataclasses.replace(asked, releases=setting.releases, stages=())
    given = {
        "ladder": ladder,
        "lowest": lowest,
        "highest": highest,
        **facts.window(asked),
        **more,
    }
    if asked.stages:
        listed = listed.replace("before IS NOT NULL", "before = ANY(%(asked)s::text[])")
        given["asked"] = list(asked.stages)
    counts, (row,) = facts.counted(
        setting,
        every,
        listed,
        between=[lowest, highest],
        counted=list(asked.stages) or None,
        **given,
    )
    return counts["sig"], row


@dataclasses.dataclass(frozen=True, slots=True)
class _Move:
    """A step between two stages, with how long it took."""

    names: tuple[str, str]
    """What the two stages are called."""
    releases: Spread
    days: Spread
    before: str
    stage: str

    @property
    def label(self) -> str:
        """Both in words."""
        return gettext("%(first)s to %(last)s", first=self.names[0], last=self.names[1])


def _moves(setting: Setting, spread: Rows) -> list[_Move]:
    ranks = {one.key: one.rank for one in setting.profile.stages}
    pairs = sorted(
        {(row["before"], row["stage"]) for row in spread},
        key=lambda pair: (ranks[pair[0]], ranks[pair[1]]),
    )
    found = []
    for before, stage in pairs:
        mine = [r for r in spread if (r["before"], r["stage"]) == (before, stage)]
        releases = [row["releases"] for row in mine for _ in range(row["number"])]
        days = [
            row["days"]
            for row in mine
            for _ in range(row["number"])
            if row["days"] is not None
        ]
        named = asking.stage_label(setting, before), asking.stage_label(setting, stage)
        made = _Move(
            named, reports.spread(releases), reports.spread(days), before, stage
        )
        found.append(made)
    return found


def _time_said(setting: Setting, moves: Sequence[_Move], stages: Rows) -> list[str]:
    if not moves:
        shipped = sum(row["number"] for row in stages)
        if not shipped:
            return [gettext("No stage of any release is proven to have shipped yet.")]
        only = ngettext(
            "%(num)s stage is proven to have shipped, and none after another of its"
            " track.",
            "%(num)s stages are proven to have shipped, and none after another of its"
            " track.",
            shipped,
        )
        return [only]
    said = [
        ngettext(
            "%(move)s: %(num)s case; releases between: %(spread)s.",
            "%(move)s: %(num)s cases; releases between: %(spread)s.",
            one.releases.count,
            move=one.label,
            spread=one.releases.said,
        )
        for one in moves
    ]
    ranks = {one.key: one.rank for one in setting.profile.stages}
    for row in sorted(stages, key=lambda row: ranks.get(row["stage"], 0)):
        profile_stage = setting.profile.stage(row["stage"])
        if profile_stage is not None and profile_stage.time_box:
            said.append(
                gettext(
                    "Of %(of)s shipped as %(stage)s, %(number)s have shipped a later"
                    " stage.",
                    of=grouped(row["number"]),
                    stage=profile_stage.label,
                    number=grouped(row["followed"]),
                )
            )
    return said


def _time_charts(moves: Sequence[_Move], spread: Rows) -> tuple[plots.Bars, ...]:
    lines, groups = [], []
    for move in moves:
        mine = [r for r in spread if (r["before"], r["stage"]) == _pair(move)]
        for after in sorted({row["releases"] for row in mine}):
            number = sum(row["number"] for row in mine if row["releases"] == after)
            label = ngettext("%(num)s release later", "%(num)s releases later", after)
            lines.append(
                (label, str(number), [Part("kept", number, gettext("shipped"))])
            )
            groups.append(move.label)
    if not lines:
        return ()
    words = gettext(
        "A bar for each number of releases between two stages that shipped."
    )
    return (
        plots.bars(
            gettext("Releases from stage to stage"), words, lines, groups=groups
        ),
    )


def _pair(move: _Move) -> tuple[str, str]:
    return move.before, move.stage


def _move_table(moves: Sequence[_Move]) -> Table:
    heads = (
        Head("from_stage", gettext_noop("From")),
        Head("to_stage", gettext_noop("To")),
        Head("cases", gettext_noop("Cases"), is_number=True),
        Head("releases", gettext_noop("Releases between")),
        Head("days", gettext_noop("Days between")),
    )
    rows = tuple(
        (
            Cell(one.before, one.names[0]),
            Cell(one.stage, one.names[1]),
            Cell(one.releases.count),
            Cell(one.releases.said),
            Cell(one.days.said),
        )
        for one in moves
    )
    empty = gettext("No track is proven to have shipped two stages.")
    return Table(
        "moves", gettext("From stage to stage"), heads, rows, empty, is_twin=True
    )


def _step_table(setting: Setting, asked: Asked, listed: Rows, given: Given) -> Table:
    heads = (
        *tables.ENTRY_HEADS[:3],
        Head("from_stage", gettext_noop("From")),
        Head("from_release", gettext_noop("shipped in")),
        Head("to_stage", gettext_noop("To")),
        Head("to_release", gettext_noop("shipped in")),
        Head("releases", gettext_noop("Releases"), is_number=True),
        Head("days", gettext_noop("Days"), is_number=True),
    )
    rows = tuple(
        (
            *tables.entry(setting, row)[:3],
            Cell(row["before"], asking.stage_label(setting, row["before"])),
            tables.release(setting, row["before_name"]),
            Cell(row["stage"], asking.stage_label(setting, row["stage"])),
            tables.release(setting, row["name"]),
            Cell(row["releases"]),
            Cell(row["days"]),
        )
        for row in listed
    )
    total = listed[0]["total"] if listed else 0
    return Table(
        "steps",
        gettext("Every step"),
        heads,
        rows,
        empty=gettext(
            "No track is proven to have shipped two stages in these releases."
        ),
        pages=asking.pages(asked, total, given),
    )
