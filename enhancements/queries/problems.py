"""The list of everything that could not be read or does not fit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.policy.sentences import counted, listed
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
    filters: list[Filter[ProblemRow]] = [
        Filter(
            "sig", "SIG", lambda row: [row.sig or "none"], labels={"none": "No SIG"}
        ),
        Filter(
            "where",
            "Source",
            lambda row: [row.where],
            tuple((place.key, place.title) for place in places.EVERY),
        ),
        Filter("field", "Field", lambda row: [row.label]),
    ]
    return facets.apply(find(setting), filters, chosen, parameters or {})


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
        label="Deadline",
        raw=deadlines.in_words(other),
        message=(
            f"{deadline.label}: {other.place} says {deadlines.in_words(other)}, and "
            f"{stands.place} says {deadlines.in_words(stands)}, which counts; mend one"
            " of them."
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
            said = (place.key, place.title, place.lead)
            found.append(ProblemSection(*said, total=totals[place.key], rows=here))
    return tuple(found)


def _file_row(setting: Setting, row: Mapping[str, Any]) -> ProblemRow:
    where = places.of_file(row["source"])
    label = "Deadline" if row["field"].startswith("deadline:") else "File"
    since: dt.datetime = row["since"]
    return ProblemRow(
        key="",
        title=row["subject"] or row["path"],
        where=where,
        field=row["field"],
        label=label,
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
        return "No problems"
    files = Counter(
        _NAMES.get(where, "file") for where, _ in {(r.where, r.path) for r in rows}
    )
    order = ("file", *_NAMES.values())
    inside = [counted(files[name], name) for name in order if files[name]]
    return f"{counted(len(rows), 'problem')} in {listed(inside)}"


_NAMES = {"issues": "issue", "pulls": "pull request"}
