"""The roadmap: enhancements by releases, from what was to what is planned ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.queries import filters as filters_
from enhancements.queries import paging, road, road_facets, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.road_facets import Chosen
from enhancements.queries.shapes.roadmap import Column, RoadmapPage, RoadMark, RoadRow

PAGE_SIZE = 100
EVERY = 1_000_000
"""A size of page that holds every row."""
WIDEST = 12
"""Releases that are shown beside each other."""
_IN_MEMORY = ("sig", "stage", "status", "release", "has")

# Entries of the releases asked for, and records that have one or name a target there.
_STATEMENT = """
WITH said AS (
  SELECT entry.enhancement_id, jsonb_agg(jsonb_build_array(
           entry.release_id, entry.track, entry.stage, entry.since, entry.until,
           entry.spoken_since, entry.moved_to, entry.kind,
           entry.version_id IS NOT NULL,
           CASE WHEN closed.value = 'shipped' THEN 'shipped'
                WHEN closed.value IS NOT NULL THEN ''
                WHEN proof.word = 'proven' THEN 'shipped' ELSE proof.word END)
           ORDER BY entry.since, entry.id) AS promises
    FROM enhancements_entry entry
    LEFT JOIN enhancements_proof proof ON proof.tagged_at <= %(at)s
          AND (proof.release_id, proof.enhancement_id, proof.track, proof.stage)
              = (entry.release_id, entry.enhancement_id, entry.track, entry.stage)
    LEFT JOIN enhancements_decision closed ON closed.kind = 'outcome'
          AND closed.since <= %(at)s
          AND (closed.until IS NULL OR closed.until > %(at)s)
          AND (closed.release_id, closed.enhancement_id, closed.track)
              = (entry.release_id, entry.enhancement_id, entry.track)
   WHERE entry.release_id = ANY(%(releases)s) AND entry.since <= %(at)s
   GROUP BY 1
)
SELECT record.key, record.number, record.title, record.sig, record.status,
       record.tracks, record.releases, said.promises,
       jsonb_array_length(record.problems) AS problems,
       jsonb_array_length(record.drift) AS drift
  FROM enhancements_record record
  LEFT JOIN said ON said.enhancement_id = record.enhancement_id
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND {conditions}
   AND (said.enhancement_id IS NOT NULL OR %(by_targets)s AND EXISTS (
     SELECT FROM jsonb_array_elements(record.tracks) AS track,
                 jsonb_each_text(track -> 'targets') AS target
      WHERE string_to_array(substring(target.value from 2), '.')::int[]
              >= %(start)s::int[]))
 ORDER BY record.sig NULLS LAST, record.number NULLS LAST, record.key
"""


def page(
    setting: Setting,
    filters: Filters,
    *,
    states: Sequence[str] = (),
    start: str = "",
    end: str = "",
    number: int = 1,
    size: int = PAGE_SIZE,
) -> RoadmapPage:
    """Everything the page shows, in one SQL statement beside the setting's two.

    `start` and `end` are the first and last release shown; without them it goes
    from the release before the one in work to the furthest that is planned. A stage,
    a release and a state that are asked for are met by one and the same mark.
    `number` counts pages from 1. Raises FilterRefused for a range that cannot be.
    """
    chosen = Chosen(
        filters.sigs,
        filters.statuses,
        filters.needs,
        filters.stages,
        filters.releases,
        tuple(states),
    )
    first, last = _asked("from", start), _asked("to", end)
    low = first or _default_start(setting, last)
    if low and last and versions.sort_key(low) > versions.sort_key(last):
        message = gettext(
            "%(low)s comes after %(last)s. Give the earlier release as “from”.",
            low=low,
            last=last,
        )
        raise FilterRefused("from", message)
    found = _load(setting, filters, low) if low else []
    names = _names(setting, found, low, last, is_chosen=bool(end))
    rows = _rows(setting, found, names)
    parameters = _parameters(setting, filters, states, first, last)
    kept, groups = road_facets.apply(setting, rows, names, chosen, parameters)
    shown = paging.paged(parameters, number=number, total=len(kept), size=size)
    earlier, later = _shifted(setting, names, parameters)
    return RoadmapPage(
        frame=setting.frame,
        columns=tuple(_column(setting, name, kept) for name in names),
        rows=shown.of(kept),
        page=shown,
        total=len(rows),
        facets=groups if rows else (),
        scope=road_facets.scope(setting, kept, names, chosen, filters),
        text=filters.text,
        start=names[0] if names else "",
        end=names[-1] if names else "",
        earlier_query=earlier,
        later_query=later,
        hidden=paging.carried(parameters, "text"),
        range_hidden=paging.carried(parameters, "from", "to"),
        filtered=any(value for name, value in parameters.items() if name not in _RANGE),
        ranged=bool(first or last),
    )


_RANGE = ("from", "to", "as_of")


def _asked(name: str, text: str) -> str:
    """A release of the range as its name; empty when none is asked for."""
    if not text.strip():
        return ""
    release = versions.parse_release(text)
    if release is None:
        message = gettext(
            "“%(text)s” is no release. Write one such as v1.9.", text=text
        )
        raise FilterRefused(name, message)
    return release


def _default_start(setting: Setting, last: str) -> str:
    """The release before the one in work; no later than the last one asked for."""
    names = [release.name for release in setting.releases]
    if not names:
        return last
    current = setting.frame.current
    place = names.index(current) if current in names else 0
    low = names[max(0, place - 1)]
    return min(filter(None, (low, last)), key=versions.sort_key)


def _load(setting: Setting, filters: Filters, low: str) -> list[dict[str, Any]]:
    conditions, parameters = filters_.conditions(filters)
    asked = [text for name, text in conditions.items() if name not in _IN_MEMORY]
    statement = _STATEMENT.format(conditions=filters_.joined(asked))
    return sql.rows(
        statement,
        {
            **parameters,
            "project": setting.id,
            "at": setting.at,
            "releases": [
                release.id
                for release in setting.releases
                if versions.sort_key(release.name) >= versions.sort_key(low)
            ],
            "by_targets": road.Marks(setting).by_targets,
            "start": list(versions.sort_key(low)),
        },
    )


def _names(
    setting: Setting,
    found: Sequence[dict[str, Any]],
    low: str,
    last: str,
    *,
    is_chosen: bool,
) -> list[str]:
    """Names of the columns, in order; marks are put into the rows found."""
    marks = road.Marks(setting)
    for row in found:
        promises = [marks.promise(one) for one in sql.parsed(row["promises"]) or []]
        row["marks"] = marks.of(promises, road.said(row, sql.parsed(row["tracks"])))
    standing = {
        mark.release
        for row in found
        for mark in row["marks"]
        if mark.state in road.STANDING
    }
    known = {release.name for release in setting.releases}
    known |= {mark.release for row in found for mark in row["marks"]}
    ends = {*standing, setting.frame.current, low} - {""}
    high = last or max(ends, key=versions.sort_key, default="")
    if not low or not high:
        return []
    bounds = versions.sort_key(low), versions.sort_key(high)
    names = sorted(
        (one for one in known if bounds[0] <= versions.sort_key(one) <= bounds[1]),
        key=versions.sort_key,
    )
    if is_chosen and len(names) > WIDEST:
        message = gettext(
            "From %(low)s to %(high)s are %(number)s releases; %(widest)s fit beside"
            " each other. Choose a shorter range.",
            low=low,
            high=high,
            number=len(names),
            widest=WIDEST,
        )
        raise FilterRefused("to", message)
    return names[:WIDEST]


def _rows(
    setting: Setting, found: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[RoadRow]:
    """Rows that have a mark in one of the columns."""
    rows = []
    for row in found:
        cells: dict[str, list[RoadMark]] = {name: [] for name in names}
        for mark in row["marks"]:
            if mark.release in cells:
                cells[mark.release].append(mark)
        if any(cells.values()):
            rows.append(
                RoadRow(
                    key=row["key"],
                    number=row["number"],
                    title=row["title"],
                    sig=row["sig"],
                    status=row["status"],
                    status_label=words.status_label(setting.profile, row["status"]),
                    problems=row["problems"],
                    drift=row["drift"],
                    cells=tuple(tuple(cell) for cell in cells.values()),
                )
            )
    return rows


def _column(setting: Setting, name: str, rows: Sequence[RoadRow]) -> Column:
    release: Dates | None = setting.release(name)
    deadline = release.deadline("deadline:release") if release else None
    out_at = release.out_at if release else None
    return Column(
        name=name,
        date=deadline.date if deadline else None,
        is_now=name == setting.frame.current,
        is_out=out_at is not None and out_at <= setting.at,
        planned=sum(
            any(m.release == name and m.state in road.STANDING for m in row.marks)
            for row in rows
        ),
    )


def _parameters(
    setting: Setting, filters: Filters, states: Sequence[str], first: str, last: str
) -> dict[str, Any]:
    """The page's parameters as they stand, for links that change one of them."""
    return {
        **filters_.parameters(filters),
        "state": list(states),
        "from": first,
        "to": last,
        "as_of": setting.frame.moment.given,
    }


def _shifted(
    setting: Setting, names: Sequence[str], parameters: Mapping[str, Any]
) -> tuple[str, str]:
    """Queries of the page one release earlier and one later; empty at the ends."""
    known = [release.name for release in setting.releases]
    if not names or names[0] not in known:
        return "", ""
    start, width = known.index(names[0]), len(names)

    def at(place: int) -> str:
        shown = known[place : place + width]
        return words.query({**parameters, "from": shown[0], "to": shown[-1]})

    earlier = at(start - 1) if start else ""
    later = at(start + 1) if start + width < len(known) else ""
    return earlier, later
