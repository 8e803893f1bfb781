"""Burn-up to a freeze by pull requests: how much of the code was done, and added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.languages import dates, gettext, gettext_noop, grouped, ngettext
from enhancements.policy import burn, deadlines, plots, reports
from enhancements.policy.burn import Day, Stretch
from enhancements.policy.plots import Part
from enhancements.policy.reports import BURN_UP_PULLS
from enhancements.queries import merge_pulls, pull_fields, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, burn_days
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

_CLOSED = "CASE WHEN item.merged_at IS NULL THEN item.closed_at END"
# A row for each stretch in which an enhancement was planned for the release and a claim
# attributed a pull request to it. One named in passing says so in its claim's words.
_STATEMENT = f"""
WITH {burn_days.DAY}, planned AS MATERIALIZED (
  SELECT entry.enhancement_id, entry.since, entry.until
    FROM enhancements_entry entry
    JOIN LATERAL (
      SELECT sig FROM enhancements_record record
       WHERE record.enhancement_id = entry.enhancement_id AND record.since <= %(at)s
       ORDER BY record.since DESC LIMIT 1
    ) record ON true
   WHERE entry.release_id = %(release)s AND entry.since <= %(at)s
     AND (%(sigs)s::text[] IS NULL
          OR coalesce(record.sig, 'none') = ANY(%(sigs)s::text[]))
     AND (%(only)s::text[] IS NULL OR entry.stage = ANY(%(only)s::text[]))
), said AS MATERIALIZED (
  SELECT {pull_fields.HOME} AS home, {pull_fields.NUMBER} AS number,
         greatest(claim.since, planned.since) AS since,
         least(claim.until, planned.until) AS until
    FROM planned
    JOIN enhancements_enhancement own
      ON own.id = planned.enhancement_id OR own.merged_into_id = planned.enhancement_id
    JOIN enhancements_series series
      ON series.enhancement_id = own.id AND series.field LIKE 'pull:%%#%%'
    JOIN enhancements_claim claim
      ON claim.series_id = series.id AND claim.retracted_at IS NULL
     AND claim.value IS NOT NULL AND claim.since <= %(at)s
     AND NOT (series.source = 'pull'
              AND split_part(claim.raw, ':', 1) = ANY(%(passing)s))
   WHERE greatest(claim.since, planned.since)
       < coalesce(least(claim.until, planned.until), 'infinity')
)
SELECT DISTINCT item.id AS pull, item.base_ref,
       {burn_days.place_of("greatest(said.since, item.created_at)")} AS first,
       {burn_days.place_of(f"least(said.until, item.gone_at, {_CLOSED})")} AS until,
       {burn_days.place_of("item.merged_at")} AS merged
  FROM said
 CROSS JOIN day
  JOIN enhancements_repository repository
    ON repository.project_id = %(project)s AND repository.removed_at IS NULL
   AND repository.name = ANY(%(repositories)s)
   AND lower(repository.name) = said.home
  JOIN enhancements_item item
    ON item.repository_id = repository.id AND item.kind = 'pull'
   AND item.number = said.number AND item.created_at <= %(at)s
   AND (item.merged_at IS NULL OR item.merged_at > %(begins)s)
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in two SQL statements beside the setting's two."""
    release = asked.releases[0] if asked.releases else None
    ends = burn_days.days(setting, release, asked.freeze) if release else []
    read = _read(setting, release, asked, ends) if release else []
    days = burn.days(read, len(ends))
    label = asking.freeze_label(setting, asked.freeze)
    is_empty = not any(one.known for one in days)
    return ReportPage(
        frame=setting.frame,
        report=BURN_UP_PULLS,
        scope=_scope(asking.scope(setting, asked), label)
        if release
        else asking.scope(setting, asked),
        said=tuple(_said(release, days, ends, asked.freeze, label)),
        unknown=tuple(_unknown(setting)),
        charts=() if is_empty else (_chart(days, ends),),
        tables=(_table([], []) if is_empty else _table(days, ends),),
        fields=asking.fields(setting, BURN_UP_PULLS, asked, burn_days.sigs(setting)),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def _scope(scope: str, label: str) -> str:
    return gettext("%(scope)s, %(freeze)s, pull requests", scope=scope, freeze=label)


def _read(
    setting: Setting, release: Dates, asked: Asked, ends: Sequence[dt.datetime]
) -> list[Stretch]:
    """The release's pull requests on code, on branches that releases are built from.

    What was merged by the first day is work of an earlier release.
    """
    if not ends:
        return []
    rules = setting.profile.merge_gate
    given = {
        "project": setting.id,
        "release": release.id,
        "at": setting.at,
        "begins": ends[0],
        "ends": list(ends),
        "repositories": merge_pulls.code_repositories(setting),
        "passing": list(rules.passing),
        "sigs": list(asked.sigs) or None,
        "only": list(asked.stages) or None,
    }
    rows = sql.rows(_STATEMENT, given)
    branches = {row["base_ref"] for row in rows}
    ours = {branch for branch in branches if rules.is_of_branch(branch)}
    return [
        Stretch(row["pull"], row["first"], row["until"], row["merged"])
        for row in rows
        if row["base_ref"] in ours
    ]


def _said(
    release: Dates | None,
    days: Sequence[Day],
    ends: Sequence[dt.datetime],
    freeze: str,
    label: str,
) -> list[str]:
    if release is None or not days:
        return [burn_days.nothing(release, freeze, label)]
    first, last = days[0], days[-1]
    if not any(one.known for one in days):
        return [
            gettext(
                "No pull request on code is known for %(release)s in these weeks.",
                release=release.name,
            )
        ]
    is_over = burn_days.is_over(release, freeze, ends)
    return [_merged(last, label if is_over else ""), _came(first, last, days, ends[0])]


def _merged(last: Day, label: str) -> str:
    """How much was merged when a freeze ended, at the moment shown without a label."""
    given = {"of": grouped(last.known), "freeze": words.within(label)}
    if label:
        return ngettext(
            "When the %(freeze)s ended, of %(of)s pull requests, %(num)s was merged.",
            "When the %(freeze)s ended, of %(of)s pull requests, %(num)s were merged.",
            last.merged,
            **given,
        )
    return ngettext(
        "At the moment shown, of %(of)s pull requests, %(num)s was merged.",
        "At the moment shown, of %(of)s pull requests, %(num)s were merged.",
        last.merged,
        **given,
    )


def _came(first: Day, last: Day, days: Sequence[Day], begins: dt.datetime) -> str:
    known = ngettext(
        "%(num)s was known on %(day)s.",
        "%(num)s were known on %(day)s.",
        first.known,
        day=dates.day(deadlines.day_of(begins)),
    )
    since = ngettext(
        "Since then %(added)s of those known in the end came in, and %(num)s was closed"
        " or taken out on the way.",
        "Since then %(added)s of those known in the end came in, and %(num)s were"
        " closed or taken out on the way.",
        sum(one.left for one in days),
        added=grouped(last.added),
    )
    return f"{known} {since}"


def _unknown(setting: Setting) -> list[str]:
    if not merge_pulls.code_repositories(setting):
        return [gettext("No repository with code is read on GitHub.")]
    unread = merge_pulls.unread_code(setting)
    return [unread] if unread else []


def _chart(days: Sequence[Day], ends: Sequence[dt.datetime]) -> plots.Columns:
    lines = [
        (
            burn_days.day(at),
            gettext("%(number)s known", number=day.known),
            [
                Part("kept", day.old_merged, gettext("known on the first day, merged")),
                Part(
                    "kept-3",
                    day.old_open,
                    gettext("known on the first day, not merged"),
                ),
                Part("late", day.added_merged, gettext("added since, merged")),
                Part("late-2", day.added_open, gettext("added since, not merged")),
            ],
        )
        for day, at in zip(days, ends, strict=True)
    ]
    about = gettext(
        "A column for each day: the pull requests known then, by whether they had been"
        " known from the first day on or came since, and by whether they were merged."
    )
    title = gettext("Known and merged, day by day")
    return plots.columns(title, about, lines, ticks=burn_days.ticks(ends))


def _table(days: Sequence[Day], ends: Sequence[dt.datetime]) -> Table:
    heads = (
        Head("day", gettext_noop("Day")),
        Head("known", gettext_noop("Known"), is_number=True),
        Head("merged", gettext_noop("Merged"), is_number=True),
        Head("added_since", gettext_noop("Added since the first day"), is_number=True),
        Head("added", gettext_noop("Added that day"), is_number=True),
        Head("removed", gettext_noop("Closed or taken out that day"), is_number=True),
    )
    rows = tuple(
        (
            Cell(deadlines.day_of(at).isoformat(), burn_days.day(at)),
            Cell(day.known),
            Cell(day.merged),
            Cell(day.added),
            Cell(day.came),
            Cell(day.left),
        )
        for day, at in zip(reversed(days), reversed(ends), strict=True)
    )
    empty = gettext("There is no pull request to show.")
    return Table("pulls", gettext("Day by day"), heads, rows, empty, is_twin=True)
