"""How often each choice of the filters of the list of enhancements would be met."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext, gettext_noop
from enhancements.profiles.schema import Profile
from enhancements.queries import facets, saved_views, sql
from enhancements.queries import filters as filters_
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.saved_views import Reader
from enhancements.queries.search import ranking
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.saved_views import ViewRow

# Name of the filter to its title.
_FACETS = {
    "sig": gettext_noop("SIG"),
    "release": gettext_noop("Planned for"),
    "stage": gettext_noop("Stage"),
    "status": gettext_noop("Status"),
    "has": gettext_noop("Needs a look"),
}
_COLUMNS = "sig, stage, status, releases"


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """What one look at the whole list tells."""

    groups: tuple[FacetGroup, ...]
    total: int
    first: tuple[int, ...] = ()
    """Ids of the records that are ranked; empty without words."""
    views: tuple[ViewRow, ...] = ()
    """The saved views that the reader may see."""


def count(
    setting: Setting,
    filters: Filters,
    conditions: Mapping[str, str],
    parameters: Mapping[str, Any],
    *,
    kept: Mapping[str, Any],
    source: str,
    reader: Reader | None = None,
) -> Counted:
    """Counts of every choice under the other filters, and the views that a reader may
    see, in one statement.

    `source` is FROM and WHERE of all records of the project, without filters; `kept`
    are the page's parameters, for links.
    """
    statement, given = saved_views.joined(
        _statement(filters, conditions, source), parameters, reader
    )
    views: tuple[ViewRow, ...] = ()
    counted: dict[str, dict[str, int]] = {name: {} for name in (*_FACETS, "total")}
    first: dict[int, int] = {}
    read = sql.rows_by_index if filters.ranked else sql.rows
    for row in read(statement, given):
        if row["name"] == saved_views.JOINED:
            views = saved_views.read(row["value"])
        elif row["name"] == "first":
            first[row["count"]] = int(row["value"])
        elif row["value"] is not None or row["name"] == "total":
            counted[row["name"]][row["value"] or ""] = row["count"]
    return Counted(
        _groups(setting, filters, counted, kept),
        counted["total"].get("", 0),
        tuple(first[place] for place in sorted(first)),
        views,
    )


def _statement(filters: Filters, conditions: Mapping[str, str], source: str) -> str:
    """Rows of (name, value, count); of `first` the value is the id of a record, and the
    count its place.

    Records are looked at once, and those that are alike are counted together: what
    follows reads some hundred rows, however many enhancements there are.
    """
    ours = {name: text for name, text in conditions.items() if name in _FACETS}
    others = [text for name, text in conditions.items() if name not in _FACETS]
    flags = "".join(f", ({text}) AS meets_{name}" for name, text in ours.items())
    every = filters_.joined(f"meets_{name}" for name in ours)
    alike = f"{_COLUMNS}, problems, drift{''.join(f', meets_{name}' for name in ours)}"
    tracks = "tracks, " if filters.releases or filters.stages else ""
    names = ""
    if filters.ranked:
        names = f"id, number, key, {filters.ranked.titled} AS titled, "
    parts = [*_counts(filters, tuple(ours))]
    parts.append(
        "SELECT 'total', NULL, coalesce(sum(count), 0)::bigint FROM matching"
        f" WHERE {every}"
    )
    if filters.ranked:
        best = ranking.first("record.titled", f"FROM found record WHERE {every}")
        parts.append(f"SELECT 'first', best.id::text, best.place FROM ({best}) best")
    return f"""
    WITH found AS {"MATERIALIZED" if filters.ranked else "NOT MATERIALIZED"} (
      SELECT {names}{tracks}{_COLUMNS},
             jsonb_array_length(problems) > 0 AS problems,
             jsonb_array_length(drift) > 0 AS drift{flags}
      {source} AND {filters_.joined(others)}
    ), matching AS MATERIALIZED (
      SELECT {tracks}{alike}, count(*) AS count FROM found GROUP BY {tracks}{alike}
    )
    {" UNION ALL ".join(parts)}
    """


def _counts(filters: Filters, names: Sequence[str]) -> list[str]:
    """A statement for each filter."""

    def counted(
        name: str, value: str, source: str = "matching", besides: tuple[str, ...] = ()
    ) -> str:
        rest = [f"meets_{other}" for other in names if other not in (name, *besides)]
        return (
            f"SELECT '{name}' AS name, {value} AS value, sum(count)::bigint AS count"
            f" FROM {source} WHERE {filters_.joined(rest)} GROUP BY 2"
        )

    stage = counted("stage", "coalesce(stage, 'none')")
    if filters.releases:
        stage = counted("stage", "one", _entries("stage", "release"))
    release = counted("release", "one", "matching, unnest(releases) AS one")
    if filters.stages:
        release = counted("release", "one", _entries("release", "stage"), ("stage",))
    return [
        counted("sig", "coalesce(sig, 'none')"),
        stage,
        counted("status", "coalesce(status, 'none')"),
        release,
        counted("has", "CASE WHEN problems THEN 'problem' END"),
        counted("has", "CASE WHEN drift THEN 'drift' END"),
    ]


def _entries(wanted: str, given: str) -> str:
    """The matching rows with one of the two, stage and release, of each entry that has
    one of the other that is chosen: both have to hold for the same entry.
    """
    return f"""matching AS record, LATERAL (
      SELECT DISTINCT entry.{wanted} AS one FROM {filters_.PAIRS}
       WHERE entry.{given} = ANY(%({given})s) AND entry.release IS NOT NULL) entries"""


def _groups(
    setting: Setting,
    filters: Filters,
    counted: Mapping[str, Mapping[str, int]],
    kept: Mapping[str, Any],
) -> tuple[FacetGroup, ...]:
    profile = setting.profile
    on = {
        "sig": filters.sigs,
        "stage": filters.stages,
        "status": filters.statuses,
        "release": filters.releases,
        "has": filters.needs,
    }
    return tuple(
        facets.group(
            name,
            gettext(title),
            _choices(profile, name, counted[name], on[name]),
            set(on[name]),
            kept,
            canonical={s.key: s.canonical for s in profile.stages}
            if name == "stage"
            else None,
        )
        for name, title in _FACETS.items()
    )


def _choices(
    profile: Profile, name: str, counted: Mapping[str, int], on: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Choices of a filter with labels, in their natural order."""
    known = {**dict.fromkeys(on, 0), **counted}
    if name == "stage":
        ordered = [
            stage.key for stage in profile.stages if stage.key in known or stage.ladder
        ]
        labels = {stage.key: stage.label for stage in profile.stages}
        labels["none"] = gettext("No stage")
    elif name == "status":
        ordered = [status.key for status in profile.statuses if status.key in known]
        labels = {status.key: status.label for status in profile.statuses}
        labels["none"] = gettext("No status")
    elif name == "release":
        ordered = sorted(known, key=versions.sort_key, reverse=True)
        labels = {}
    elif name == "has":
        ordered, labels = (
            ["problem", "drift"],
            {
                "problem": gettext("Has a problem"),
                "drift": gettext("Sources disagree"),
            },
        )
    else:
        ordered, labels = (
            sorted(one for one in known if one != "none"),
            {"none": gettext("No SIG")},
        )
    if "none" in known:
        ordered.append("none")
    return [(value, labels.get(value, value), known.get(value, 0)) for value in ordered]
