"""The list of everything that could not be read or does not fit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext, npgettext
from enhancements.policy.sentences import listed
from enhancements.queries import deadlines, facets, paging, places, problem_rows, sql
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import (
    Deadline,
    DeadlineDate,
    FacetGroup,
    ProblemRow,
    ProblemSection,
    ProblemsPage,
)

PAGE_SIZE = 100
_DEADLINE, _FILE = gettext_noop("Deadline"), gettext_noop("File")

_RECORDS = """
SELECT record.key, record.title, record.sig, record.problems, record.since
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND jsonb_array_length(record.problems) > 0
 ORDER BY record.number NULLS LAST, record.key
"""

# Schedules and rosters: their claims carry their problems themselves.
_FILES = """
SELECT coalesce(release.name, sig.name, '') AS subject, series.field, series.source,
       claim.raw, claim.problem, claim.line, claim.since, version.path, version.commit
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_release release ON release.id = series.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND claim.retracted_at IS NULL AND claim.problem <> ''
   AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s)
 ORDER BY version.path, claim.line
"""


def page(
    setting: Setting, chosen: Mapping[str, Sequence[str]], *, number: int
) -> ProblemsPage:
    """Everything the page shows, in two SQL statements beside the setting's two."""
    parameters = {"as_of": setting.frame.moment.given, **chosen}
    kept, groups = matching(setting, chosen, parameters)
    shown = paging.paged(parameters, number=number, total=len(kept), size=PAGE_SIZE)
    return ProblemsPage(
        frame=setting.frame,
        rows=(rows := shown.of(kept)),
        sections=_sections(rows, kept),
        page=shown,
        facets=groups,
        scope=_scope(kept),
    )


def matching(
    setting: Setting,
    chosen: Mapping[str, Sequence[str]],
    parameters: Mapping[str, object] | None = None,
) -> tuple[list[ProblemRow], tuple[FacetGroup, ...]]:
    """Every problem that meets the filters, and the filters with their counts."""
    rows = find(setting)
    filters: list[Filter[ProblemRow]] = [
        Filter(
            "sig",
            gettext("SIG"),
            lambda row: [row.sig or "none"],
            labels={"none": gettext("No SIG")},
        ),
        Filter(
            "where",
            gettext("Source"),
            lambda row: [row.where],
            tuple((place.key, gettext(place.title)) for place in places.EVERY),
        ),
        Filter(
            "field",
            gettext("Field"),
            lambda row: [row.name],
            labels={row.name: row.label for row in rows},
        ),
    ]
    return facets.apply(rows, filters, chosen, parameters or {})


def find(setting: Setting) -> list[ProblemRow]:
    """Every problem at the moment, place by place; those of enhancements first."""
    parameters = {"project": setting.id, "at": setting.at}
    found = [
        problem_rows.row(setting, record, problem, since=record["since"])
        for record in sql.rows(_RECORDS, parameters)
        for problem in sql.parsed(record["problems"])
    ]
    found.extend(_file_row(setting, row) for row in sql.rows(_FILES, parameters))
    found.extend(_disputes(setting))
    return sorted(found, key=lambda row: places.KEYS.index(row.where))


def _disputes(setting: Setting) -> Iterator[ProblemRow]:
    """Deadlines that schedules give at two moments, one row for each that loses."""
    for release in setting.releases:
        for deadline in release.deadlines:
            stands = deadlines.standing_date(deadline)
            if stands is None:
                continue
            for other in () if deadline.contested else deadline.disputed:
                yield _dispute(release.name, deadline, stands, other)


def _dispute(
    release: str, deadline: Deadline, stands: DeadlineDate, other: DeadlineDate
) -> ProblemRow:
    return ProblemRow(
        key="",
        title=release,
        where="schedules",
        field=deadline.field,
        label=gettext(_DEADLINE),
        name=_DEADLINE,
        raw=deadlines.in_words(other),
        message=gettext(
            "%(deadline)s: %(loser)s says %(lost)s, and %(winner)s says %(counts)s,"
            " which counts; mend one of them.",
            deadline=deadline.label,
            loser=other.place,
            lost=deadlines.in_words(other),
            winner=stands.place,
            counts=deadlines.in_words(stands),
        ),
        path=other.path,
        line=other.line,
        evidence=other.evidence,
        since=max(other.since, stands.since),
        stale=False,
    )


def _sections(
    rows: Sequence[ProblemRow], every: Sequence[ProblemRow]
) -> tuple[ProblemSection, ...]:
    """The rows of a page by their place, with how many there are on all pages."""
    totals = Counter(row.where for row in every)
    found = []
    for place in places.EVERY:
        here = tuple(row for row in rows if row.where == place.key)
        if here:
            said = (place.key, gettext(place.title), gettext(place.lead))
            found.append(ProblemSection(*said, total=totals[place.key], rows=here))
    return tuple(found)


def _file_row(setting: Setting, row: Mapping[str, Any]) -> ProblemRow:
    where = places.of_file(row["source"])
    name = _DEADLINE if row["field"].startswith("deadline:") else _FILE
    since: dt.datetime = row["since"]
    return ProblemRow(
        key="",
        title=row["subject"] or row["path"],
        where=where,
        field=row["field"],
        label=gettext(name),
        name=name,
        raw=row["raw"],
        message=row["problem"],
        path=row["path"] or "",
        line=row["line"],
        evidence=setting.evidence.url(row["path"], row["commit"], row["line"], where),
        since=since,
        stale=row["field"] == "document",
    )


def _scope(rows: Sequence[ProblemRow]) -> str:
    if not rows:
        return gettext("No problems")
    found = Counter(where for where, _ in {(row.where, row.path) for row in rows})
    issues, pulls = found["issues"], found["pulls"]
    files = found.total() - issues - pulls
    inside = [
        npgettext("in", "%(num)s file", "%(num)s files", files),
        npgettext("in", "%(num)s issue", "%(num)s issues", issues),
        npgettext("in", "%(num)s pull request", "%(num)s pull requests", pulls),
    ]
    numbers = (files, issues, pulls)
    named = listed(
        [said for said, number in zip(inside, numbers, strict=True) if number]
    )
    return ngettext(
        "%(num)s problem in %(places)s",
        "%(num)s problems in %(places)s",
        len(rows),
        places=named,
    )
