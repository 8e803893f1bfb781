"""The list of enhancements, with filters whose counts follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.policy.columns import BEST
from enhancements.policy.search import marking, saying
from enhancements.policy.search.grammar import Trouble
from enhancements.profiles.schema import Profile
from enhancements.queries import (
    browse_compare,
    browse_facts,
    browse_shown,
    comparing,
    facets,
    paging,
    saved_views,
    sql,
    words,
)
from enhancements.queries import filters as filters_
from enhancements.queries.browse_scope import scope
from enhancements.queries.browse_shown import PLAIN, Shown
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.saved_views import Reader
from enhancements.queries.search import ranking, showing
from enhancements.queries.shapes import (
    BrowsePage,
    EnhancementRow,
    FacetGroup,
)
from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.saved_views import ViewRow

PAGE_SIZE = 100
# Name of the filter to its column among the matching rows.
_FACETS = {
    "sig": "SIG",
    "release": "Planned for",
    "stage": "Stage",
    "status": "Status",
    "has": "Needs a look",
}

BASE = """
FROM enhancements_record record
WHERE record.project_id = %(project)s AND record.since <= %(at)s
  AND (record.until IS NULL OR record.until > %(at)s)
"""


def page(
    setting: Setting,
    filters: Filters,
    *,
    sort: str,
    number: int,
    compare: str = "",
    shown: Shown = PLAIN,
    more: Mapping[str, str] | None = None,
    reader: Reader | None = None,
) -> BrowsePage:
    """Everything the page shows, in two SQL statements beside the setting's two; words
    that are searched for take two more.

    `sort` is a column, with a minus before it for the other way round, or `best`; an
    unknown one is taken for the default. `number` counts pages from 1. `compare`
    names another moment, which takes two statements more; FilterRefused is raised
    for one that cannot be read. `shown` says which columns and groups; further columns
    take a statement or two more. `more` are parameters that links carry along. The
    saved views that `reader` may see take none.
    """
    other = comparing.read(setting, compare)
    conditions, parameters = filters_.conditions(filters)
    parameters |= {"project": setting.id, "at": setting.at}
    own = _own(filters, shown, sort)
    kept = {
        **own,
        "as_of": setting.frame.moment.given,
        "compare": other.given if other else "",
        **(more or {}),
    }
    groups, total, views = _facets(
        setting, filters, conditions, parameters, kept, reader=reader
    )
    place = paging.paged(kept, number=number, total=total, size=PAGE_SIZE)
    statement, given = _ordered(
        setting,
        filters,
        conditions,
        parameters,
        shown,
        sort=sort,
        last=place.number * PAGE_SIZE,
    )
    found = _of_page(statement, given, place.number)
    rows = tuple(
        words.enhancement_row(row, setting.profile, sql.parsed) for row in found
    )
    return BrowsePage(
        frame=setting.frame,
        rows=rows,
        page=place,
        facets=groups,
        columns=browse_shown.heads(shown, sort, kept, ranking.default(filters)),
        scope=scope(setting, filters, total),
        text=filters.text,
        tokens=_tokens(setting.profile, filters, kept),
        hidden=paging.carried(kept, "text", "page"),
        found=showing.page(setting, filters, rows, sort, kept),
        comparison=browse_compare.build(setting, other, rows, conditions, parameters)
        if other
        else None,
        groups=browse_shown.groups(setting.profile, shown, found, rows),
        facts=browse_facts.of(setting, [row.enhancement for row in rows], shown.names),
        column_choices=browse_shown.choices(shown, kept),
        group_choices=browse_shown.group_choices(shown, kept),
        address=paging.carried(own),
        views=views,
    )


def every(
    setting: Setting,
    filters: Filters,
    *,
    sort: str,
    compare: str = "",
    shown: Shown = PLAIN,
) -> tuple[Iterable[EnhancementRow], Comparison[EnhancementRow] | None]:
    """Every row of the list in its order, and how they differ at another moment.

    The rows are read from the database while they are used; compared with another
    moment they are read at once, since what differs has to be known for each.
    """
    other = comparing.read(setting, compare)
    conditions, parameters = filters_.conditions(filters)
    parameters |= {"project": setting.id, "at": setting.at}
    statement, given = _ordered(
        setting, filters, conditions, parameters, shown, sort=sort
    )
    rows = (
        words.enhancement_row(row, setting.profile, sql.parsed)
        for row in sql.stream(statement, given)
    )
    if other is None:
        return rows, None
    found = tuple(rows)
    return found, browse_compare.build(
        setting, other, found, conditions, parameters, most_gone=None
    )


def _own(filters: Filters, shown: Shown, sort: str) -> dict[str, Any]:
    """The list's own parameters, as an address holds them."""
    return {
        **filters_.parameters(filters),
        **browse_shown.parameters(shown),
        "sort": "" if sort == ranking.default(filters) else sort,
    }


def _facets(
    setting: Setting,
    filters: Filters,
    conditions: Mapping[str, str],
    parameters: Mapping[str, Any],
    kept: Mapping[str, Any],
    *,
    reader: Reader | None,
) -> tuple[tuple[FacetGroup, ...], int, tuple[ViewRow, ...]]:
    """Counts of every choice under the other filters, that of the list, and the views
    that a reader may see, in one statement.
    """
    ours = {name: conditions.get(name, "true") for name in _FACETS}
    others = [text for name, text in conditions.items() if name not in _FACETS]
    flags = ", ".join(f"({text}) AS meets_{name}" for name, text in ours.items())
    every = " AND ".join(f"meets_{name}" for name in ours)

    def count(
        name: str, value: str, source: str = "matching", besides: tuple[str, ...] = ()
    ) -> str:
        rest = [f"meets_{other}" for other in ours if other not in (name, *besides)]
        where = " AND ".join(rest)
        return (
            f"SELECT '{name}' AS name, {value} AS value, count(*) AS count"
            f" FROM {source} WHERE {where} GROUP BY 2"
        )

    stage = count("stage", "coalesce(stage, 'none')")
    if filters.releases:
        stage = count("stage", "one", _entries("stage", "release"))
    release = count("release", "one", "matching, unnest(releases) AS one")
    if filters.stages:
        release = count("release", "one", _entries("release", "stage"), ("stage",))

    statement = f"""
    WITH matching AS MATERIALIZED (
      SELECT record.sig, record.stage, record.status, record.releases,
             record.tracks, jsonb_array_length(record.problems) AS problems,
             jsonb_array_length(record.drift) AS drift, {flags}
      {BASE} AND {filters_.joined(others)}
    )
    {count("sig", "coalesce(sig, 'none')")}
    UNION ALL {stage}
    UNION ALL {count("status", "coalesce(status, 'none')")}
    UNION ALL {release}
    UNION ALL {count("has", "CASE WHEN problems > 0 THEN 'problem' END")}
    UNION ALL {count("has", "CASE WHEN drift > 0 THEN 'drift' END")}
    UNION ALL SELECT 'total', NULL, count(*) FROM matching WHERE {every}
    """
    statement, given = saved_views.joined(statement, parameters, reader)
    counted: dict[str, dict[str, int]] = {name: {} for name in (*_FACETS, "total")}
    views: tuple[ViewRow, ...] = ()
    for row in sql.rows(statement, given):
        if row["name"] == saved_views.JOINED:
            views = saved_views.read(row["value"])
        elif row["value"] is not None or row["name"] == "total":
            counted[row["name"]][row["value"] or ""] = row["count"]
    on = {
        "sig": filters.sigs,
        "stage": filters.stages,
        "status": filters.statuses,
        "release": filters.releases,
        "has": filters.needs,
    }
    groups = tuple(
        facets.group(
            name,
            title,
            _choices(setting, name, counted[name], on[name]),
            set(on[name]),
            kept,
            canonical={s.key: s.canonical for s in setting.profile.stages}
            if name == "stage"
            else None,
        )
        for name, title in _FACETS.items()
    )
    return groups, counted["total"].get("", 0), views


def _entries(wanted: str, given: str) -> str:
    """The matching rows with one of the two, stage and release, of each entry that has
    one of the other that is chosen: both have to hold for the same entry.
    """
    return f"""matching AS record, LATERAL (
      SELECT DISTINCT entry.{wanted} AS one FROM {filters_.PAIRS}
       WHERE entry.{given} = ANY(%({given})s) AND entry.release IS NOT NULL) entries"""


def refused(
    setting: Setting,
    given: Mapping[str, Sequence[str]],
    troubles: Sequence[Trouble],
    *,
    sort: str,
    shown: Shown = PLAIN,
    more: Mapping[str, str] | None = None,
) -> BrowsePage:
    """The page of a search that cannot be meant: its text, with its troubles marked.

    `given` are the parameters as `filters.read` takes them. Asks no statement.
    """
    text = " ".join(given.get("text", ())).strip()
    others = {**given, "text": []}
    own = _own(filters_.read(setting.profile, others), shown, sort)
    kept = {**own, "as_of": setting.frame.moment.given, **(more or {})}
    return BrowsePage(
        frame=setting.frame,
        rows=(),
        page=paging.paged(kept, number=1, total=0, size=PAGE_SIZE),
        facets=(),
        columns=(),
        scope="",
        text=text,
        tokens=(),
        hidden=paging.carried(kept, "text", "page"),
        marked=marking.marked(text, troubles),
        troubles=tuple(one.message for one in troubles),
    )


def _choices(
    setting: Setting, name: str, counted: Mapping[str, int], on: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Choices of a filter with labels, in their natural order."""
    profile = setting.profile
    known = {**dict.fromkeys(on, 0), **counted}
    if name == "stage":
        ordered = [
            stage.key for stage in profile.stages if stage.key in known or stage.ladder
        ]
        labels = {stage.key: stage.label for stage in profile.stages}
        labels["none"] = "No stage"
    elif name == "status":
        ordered = [status.key for status in profile.statuses if status.key in known]
        labels = {status.key: status.label for status in profile.statuses}
        labels["none"] = "No status"
    elif name == "release":
        ordered = sorted(known, key=versions.sort_key, reverse=True)
        labels = {}
    elif name == "has":
        ordered, labels = (
            ["problem", "drift"],
            {
                "problem": "Has a problem",
                "drift": "Sources disagree",
            },
        )
    else:
        ordered, labels = (
            sorted(one for one in known if one != "none"),
            {"none": "No SIG"},
        )
    if "none" in known:
        ordered.append("none")
    return [(value, labels.get(value, value), known.get(value, 0)) for value in ordered]


def _of_page(
    statement: str, given: Mapping[str, Any], number: int
) -> list[dict[str, Any]]:
    """The rows of one page of the list."""
    place = {"offset": (number - 1) * PAGE_SIZE}
    return sql.rows(
        f"{statement} LIMIT {PAGE_SIZE} OFFSET %(offset)s", {**given, **place}
    )


def _ordered(
    setting: Setting,
    filters: Filters,
    conditions: Mapping[str, str],
    parameters: Mapping[str, Any],
    shown: Shown,
    *,
    sort: str,
    last: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """The statement of the rows in the order asked for, and its parameters.

    It may give no more than the first `last` rows; a group tells of all that it has.
    """
    grouped, first = browse_shown.grouping(shown)
    source = f"{BASE} AND {filters_.joined(conditions.values())}"
    is_short = not shown.group and last is not None and last <= ranking.MOST
    if filters.ranked and sort == BEST and is_short:
        rank = filters.ranked.score
        source = ranking.candidates(filters.ranked, source)
    else:
        rank = ranking.expression(filters, source)
    order = browse_shown.order_by(sort, first, rank)
    statement = f"SELECT {words.ROW_COLUMNS}{grouped} {source} {order}"
    return statement, {**parameters, **browse_shown.orders(setting.profile)}


def _tokens(
    profile: Profile, filters: Filters, kept: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """Each filter that is on, with the query string without it."""
    found = []
    for part, others in saying.parts(filters.text):
        found.append((part, words.query({**kept, "text": others})))
    labels: dict[str, Callable[[str], str]] = {
        "sig": lambda v: "no SIG" if v == "none" else f"SIG {v}",
        "release": lambda v: f"planned for {v}",
        "stage": lambda v: (
            "no stage" if v == "none" else words.stage_of(profile, v).label
        ),
        "status": lambda v: (
            "no status" if v == "none" else words.status_label(profile, v)
        ),
        "has": lambda v: {"problem": "has a problem", "drift": "sources disagree"}[v],
        "author": lambda v: f"author @{v}",
        "approver": lambda v: f"approver @{v}",
        "participating-sig": lambda v: f"SIG {v} participates",
        "number": lambda v: f"number {v}",
    }
    for name, label in labels.items():
        for value in kept[name]:
            rest = [one for one in kept[name] if one != value]
            found.append((label(value), words.query({**kept, name: rest})))
    return tuple(found)
