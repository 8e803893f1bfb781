"""The list of everybody whom documents and rosters name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext, npgettext, pgettext
from enhancements.queries import facets, paging, sql, words
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.person import SIG_ROLES
from enhancements.queries.person_words import roles
from enhancements.queries.shapes import SortColumn
from enhancements.queries.shapes.people import Name, PeoplePage, PeopleRow, SigRole

PAGE_SIZE = 100
EVERY = 1_000_000
"""A size of page that holds every row."""
FILTERS = ("role", "kind", "sig")
"""Parameters that narrow the list, beside `text`."""
_KINDS = (("person", gettext_noop("Person")), ("team", gettext_noop("Team")))
_DUTIES = (
    ("chairs", gettext_noop("Chairs a SIG")),
    ("leads", gettext_noop("Leads a SIG")),
    ("approvers", gettext_noop("Approves for a SIG")),
    ("reviewers", gettext_noop("Reviews for a SIG")),
)
_COLUMNS = ("name", "owns", "reviews", "approves")
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
        columns=tuple(_column(name, sort, kept_query) for name in _COLUMNS),
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
        Filter("role", gettext("Role"), _roles, _role_choices()),
        Filter(
            "kind",
            gettext("Kind"),
            lambda row: ["team" if row.name.is_team else "person"],
            [(key, gettext(label)) for key, label in _KINDS],
        ),
        Filter("sig", "SIG", lambda row: row.around),
    ]


def _role_choices() -> list[tuple[str, str]]:
    """Roles in enhancements, and those in rosters."""
    return [*roles(), *((key, gettext(label)) for key, label in _DUTIES)]


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


def _column(name: str, sort: str, kept: Mapping[str, Any]) -> SortColumn:
    """A column head; numbers begin with the largest."""
    label = {
        "name": gettext("Handle"),
        "owns": pgettext("duty", "Owns"),
        "reviews": pgettext("duty", "Reviews"),
        "approves": pgettext("duty", "Approves"),
    }[name]
    direction = ""
    if (sort.removeprefix("-") or _DEFAULT_SORT) == name:
        direction = "descending" if sort.startswith("-") else "ascending"
    turned = {"": "-" if name in _SORTS else "", "ascending": "-", "descending": ""}
    wanted = f"{turned[direction]}{name}"
    query = words.query({**kept, "sort": "" if wanted == _DEFAULT_SORT else wanted})
    return SortColumn(name, label, direction, query, numeric=name in _SORTS)


def _scope(count: int, text: str, chosen: Mapping[str, Sequence[str]]) -> str:
    """One sentence that says what the list holds."""
    parts = [_counted(count, chosen.get("kind", ()))]
    known = dict(_role_choices())
    either = gettext("or")
    between = f" {either} "
    if held := [known[role] for role in chosen.get("role", ()) if role in known]:
        named = between.join(f"{role[0].lower()}{role[1:]}" for role in held)
        parts.append(gettext("with the role “%(role)s”", role=named))
    if sigs := chosen.get("sig"):
        parts.append(gettext("around SIG %(sigs)s", sigs=between.join(sigs)))
    if text:
        parts.append(gettext("whose handle holds “%(text)s”", text=text))
    said = " ".join(parts)
    return gettext("%(people)s, as documents and rosters name them", people=said)


def _counted(count: int, kinds: Sequence[str]) -> str:
    """How many there are of what is looked for: "12 people and teams"."""
    if list(kinds) == ["team"]:
        return ngettext("%(num)s team", "%(num)s teams", count)
    if kinds:
        return ngettext("%(num)s person", "%(num)s people", count)
    return npgettext("or team", "%(num)s person", "%(num)s people and teams", count)
