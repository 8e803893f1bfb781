"""The list of everybody whom documents and rosters name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enhancements.queries import facets, paging, sql, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.person import ROLES, SIG_ROLES
from enhancements.queries.shapes import SortColumn
from enhancements.queries.shapes.people import Name, PeoplePage, PeopleRow, SigRole

PAGE_SIZE = 100
EVERY = 1_000_000
"""A size of page that holds every row."""
FILTERS = ("role", "kind", "sig")
"""Parameters that narrow the list, beside `text`."""
KINDS = (("person", "Person"), ("team", "Team"))
DUTIES = (
    ("chairs", "Chairs a SIG"),
    ("leads", "Leads a SIG"),
    ("approvers", "Approves for a SIG"),
    ("reviewers", "Reviews for a SIG"),
)
_COLUMNS = (
    ("name", "Handle"),
    ("owns", "Owns"),
    ("reviews", "Reviews"),
    ("approves", "Approves"),
)
_DEFAULT_SORT = "name"

_STATEMENT = """
WITH said AS (
  SELECT one.handle, one.role, record.sig
    FROM enhancements_record record
   CROSS JOIN LATERAL (
     SELECT DISTINCT unnest(record.authors || record.owners), 'author'
     UNION ALL SELECT unnest(record.reviewers), 'reviewer'
     UNION ALL SELECT unnest(record.approvers), 'approver') AS one(handle, role)
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
  UNION ALL
  SELECT one.handle, series.field, coalesce(sig.name, '')
    FROM enhancements_series series
    JOIN enhancements_claim claim ON claim.series_id = series.id
    LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
   CROSS JOIN LATERAL jsonb_array_elements_text(claim.value) AS one(handle)
   WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
     AND series.release_id IS NULL AND series.source LIKE 'roster:%%'
     AND series.field = ANY(%(duties)s)
     AND claim.retracted_at IS NULL AND claim.since <= %(at)s
     AND (claim.until IS NULL OR claim.until > %(at)s)
     AND jsonb_typeof(claim.value) = 'array'
)
SELECT mode() WITHIN GROUP (ORDER BY handle) AS login,
       count(*) FILTER (WHERE role = 'author') AS owns,
       count(*) FILTER (WHERE role = 'reviewer') AS reviews,
       count(*) FILTER (WHERE role = 'approver') AS approves,
       array_agg(DISTINCT sig) FILTER (WHERE sig <> '') AS around,
       jsonb_agg(DISTINCT jsonb_build_array(sig, role))
         FILTER (WHERE role = ANY(%(duties)s)) AS duties
  FROM said
 GROUP BY lower(handle)
 ORDER BY lower(handle)
"""


def page(
    setting: Setting,
    chosen: Mapping[str, Sequence[str]],
    *,
    text: str = "",
    sort: str = "",
    number: int = 1,
    size: int = PAGE_SIZE,
) -> PeoplePage:
    """Everything the list shows, in one SQL statement beside the setting's two.

    `chosen` maps `role`, `kind` and `sig` to the values that are on; `text` is a
    part of a handle; `sort` a column, with a minus for the other way round. A page
    has `size` rows.
    """
    found = sql.rows(
        _STATEMENT,
        {"project": setting.id, "at": setting.at, "duties": list(SIG_ROLES)},
    )
    part = plain(text)
    rows = [_row(one) for one in found if part in plain(one["login"])]
    kept_query = {
        "text": text,
        **chosen,
        "sort": "" if sort == _DEFAULT_SORT else sort,
        "as_of": setting.frame.moment.given,
    }
    kept, groups = facets.apply(rows, _filters(), chosen, kept_query)
    _sort(kept, sort)
    shown = paging.paged(kept_query, number=number, total=len(kept), size=size)
    return PeoplePage(
        frame=setting.frame,
        rows=shown.of(kept),
        page=shown,
        facets=groups if found else (),
        columns=tuple(
            _column(name, label, sort, kept_query) for name, label in _COLUMNS
        ),
        scope=_scope(len(kept), text, chosen),
        text=text,
        hidden=paging.carried(kept_query, "text"),
        filtered=bool(text) or any(chosen.values()),
    )


def _row(row: Mapping[str, Any]) -> PeopleRow:
    duties: dict[str, list[str]] = {}
    for sig, role in sql.parsed(row["duties"]) or []:
        duties.setdefault(sig, []).append(role)
    sigs = tuple(
        SigRole(sig, sig, tuple(role for role in SIG_ROLES if role in held))
        for sig, held in sorted(duties.items(), key=lambda item: (not item[0], item[0]))
    )
    return PeopleRow(
        name=Name(row["login"]),
        owns=row["owns"],
        reviews=row["reviews"],
        approves=row["approves"],
        sigs=sigs,
        around=tuple(row["around"] or ()),
    )


def _filters() -> list[Filter[PeopleRow]]:
    return [
        Filter("role", "Role", _roles, (*ROLES, *DUTIES)),
        Filter(
            "kind",
            "Kind",
            lambda row: ["team" if row.name.is_team else "person"],
            KINDS,
        ),
        Filter("sig", "SIG", lambda row: row.around),
    ]


def _roles(row: PeopleRow) -> list[str]:
    counted = {"author": row.owns, "reviewer": row.reviews, "approver": row.approves}
    held = {role for one in row.sigs for role in one.roles}
    return [role for role, count in counted.items() if count] + sorted(held)


_SORTS: dict[str, Callable[[PeopleRow], int]] = {
    "owns": lambda row: row.owns,
    "reviews": lambda row: row.reviews,
    "approves": lambda row: row.approves,
}


def _sort(rows: list[PeopleRow], sort: str) -> None:
    """Sort in place; rows come by name, which also decides between equals."""
    name = sort.removeprefix("-")
    if by := _SORTS.get(name):
        rows.sort(key=by, reverse=sort.startswith("-"))
    elif sort == f"-{_DEFAULT_SORT}":
        rows.reverse()


def _column(name: str, label: str, sort: str, kept: Mapping[str, Any]) -> SortColumn:
    """A column head; numbers begin with the largest."""
    direction = ""
    if (sort.removeprefix("-") or _DEFAULT_SORT) == name:
        direction = "descending" if sort.startswith("-") else "ascending"
    turned = {"": "-" if name in _SORTS else "", "ascending": "-", "descending": ""}
    wanted = f"{turned[direction]}{name}"
    query = words.query({**kept, "sort": "" if wanted == _DEFAULT_SORT else wanted})
    return SortColumn(name, label, direction, query, numeric=name in _SORTS)


def _scope(count: int, text: str, chosen: Mapping[str, Sequence[str]]) -> str:
    """One sentence that says what the list holds."""
    kinds = chosen.get("kind", ())
    one, many = ("team", "teams") if list(kinds) == ["team"] else ("person", "people")
    if not kinds:
        many = "people and teams"
    parts = [f"{count:,} {one if count == 1 else many}"]
    known = dict((*ROLES, *DUTIES))
    if roles := [known[role] for role in chosen.get("role", ()) if role in known]:
        named = " or ".join(f"{role[0].lower()}{role[1:]}" for role in roles)
        parts.append(f"with the role “{named}”")
    if sigs := chosen.get("sig"):
        parts.append(f"around SIG {' or '.join(sigs)}")
    if text:
        parts.append(f"whose handle holds “{text}”")
    return " ".join(parts) + ", as documents and rosters name them"
