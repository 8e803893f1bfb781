"""The contract of `manage.py query`, and of the API after it.

One enhancement is a dictionary: `key, number, title, sig, participating_sigs,
status, stage, stage_from, targets, tracks, authors, reviewers, approvers, owners,
feature_gates, document, issue, problems, drift`. `document` is null while none was
merged, `issue` while no tracking issue is known. Where words are searched for it has
`match`, too: how well it meets them, and where they were found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.policy.search import excerpts
from enhancements.queries import cursors, orders, sql, written
from enhancements.queries import filters as filters_
from enhancements.queries.evidence import Evidence
from enhancements.queries.filters import Filters
from enhancements.queries.scope import Place
from enhancements.queries.search import lines, ranking
from enhancements.queries.shapes.found import Line

FIELDS = (
    "key",
    "number",
    "title",
    "sig",
    "participating_sigs",
    "status",
    "stage",
    "targets",
    "tracks",
    "authors",
    "reviewers",
    "approvers",
    "owners",
    "feature_gates",
    "document",
    "issue",
    "problems",
    "drift",
)

_COLUMNS = """
 record.key, record.number, record.title, record.sig, record.participating_sigs,
 record.status, record.stage, record.stage_from_target, record.targets, record.tracks,
 record.authors, record.reviewers, record.approvers, record.feature_gates,
 record.path, record.commit, record.problems, record.drift, record.owners,
 record.issue, record.issue_url,
 to_char(record.merged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
   AS merged_at
"""


def find(
    place: Place, filters: Filters, *, sort: str = orders.DEFAULT
) -> list[dict[str, Any]]:
    """Every enhancement of the moment that meets the filters, in one SQL statement.

    `sort` is a field, with a minus before it for the other way round; what has
    no value comes last either way. Raises FilterRefused for an unknown field. Where
    words are searched for each has `match`, which takes two statements more.
    """
    rows = _rows(place, filters, sort)
    matches = _matches(place, filters, rows)
    found = _all_data(rows, place)
    if not matches:
        return found
    return [one | match for one, match in zip(found, matches, strict=True)]


def page(
    place: Place,
    filters: Filters,
    *,
    sort: str,
    limit: int,
    after: Sequence[Any] | None = None,
) -> cursors.Page:
    """So many of what `find` gives, from the start or after a cursor's row.

    Where words are searched for each has `match`, which takes two statements more.
    """
    rows = _rows(place, filters, sort, limit=limit + 1, after=after)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        row = (last["sorted_by"], last["natural"], last["enhancement_id"])
        following = cursors.Cursor(place.at, sort, row)
    form = (place.profile.name, *sorted(place.evidence.locations.items()))
    rows = rows[:limit]
    text = written.rows(
        rows,
        form,
        lambda some: _all_data(some, place),
        beside=_matches(place, filters, rows),
    )
    return cursors.Page(text, following)


def _matches(
    place: Place, filters: Filters, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Of each row how it meets the words of the search; empty without words."""
    if filters.ranked is None:
        return []
    found = lines.of(place, filters.ranked, [row["enhancement_id"] for row in rows])
    return [
        {"match": _match(row["rank"], found.get(row["enhancement_id"]))} for row in rows
    ]


def _match(rank: int | None, line: Line | None) -> dict[str, Any]:
    if line is None:
        line = Line("name", ())
    return {
        "rank": rank,
        "found_in": line.kind,
        "name": line.name or line.path,
        "text": excerpts.plain(line.pieces),
        "words": [text for text, is_found in line.pieces if is_found],
        "by": line.author,
        "at": iso(line.at) if line.at else None,
        "url": line.url or None,
    }


def _rows(
    place: Place,
    filters: Filters,
    sort: str,
    *,
    limit: int | None = None,
    after: Sequence[Any] | None = None,
) -> list[dict[str, Any]]:
    order = orders.read(sort, filters)
    found, parameters = filters_.conditions(filters)
    begin, rank, source = "", "NULL", f"{_SOURCE} AND {filters_.joined(found.values())}"
    if filters.ranked:
        begin, source = ranking.listed(filters.ranked, source)
        rank = ranking.PLACE
    if after is not None:
        condition, more = order.after(after)
        source = f"{source} AND {condition}"
        parameters |= more
    statement = (
        f"{begin} SELECT {_COLUMNS}, {order.columns}, {written.VERSION},"
        f" {rank} AS rank {source} ORDER BY {order.clause} LIMIT %(limit)s"
    )
    parameters |= {"project": place.id, "at": place.at, "limit": limit}
    read = sql.rows_by_index if filters.ranked else sql.rows
    return read(statement, parameters | orders.parameters(place.profile))


_SOURCE = (
    "FROM enhancements_record record"
    " WHERE record.project_id = %(project)s AND record.since <= %(at)s"
    " AND (record.until IS NULL OR record.until > %(at)s)"
)
JSON_COLUMNS = ("targets", "tracks", "problems", "drift")


def _all_data(rows: Sequence[dict[str, Any]], place: Place) -> list[dict[str, Any]]:
    stages = _Stages(place)
    for row in sql.parse_all(rows, JSON_COLUMNS):
        # As `iso` writes it; reading hundreds of them as moments first takes longer.
        if row["merged_at"] is not None:
            row["merged_at"] = row["merged_at"].replace(".000000Z", "Z")
    return [_data(row, place.evidence, stages) for row in rows]


def as_data(row: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """A record, its JSON parsed, as the contract gives it."""
    merged_at = row["merged_at"]
    row = {**row, "merged_at": iso(merged_at) if merged_at else None}
    return _data(row, place.evidence, _Stages(place))


class _Stages:
    """Puts targets in the order of the stages; most rows name the same ones."""

    def __init__(self, place: Place) -> None:
        self.ranks = {stage.key: stage.rank for stage in place.profile.stages}
        self.known: dict[tuple[str, ...], list[str]] = {}

    def ordered(self, said: Mapping[str, str | None]) -> dict[str, str | None]:
        """Targets in the order of the stages."""
        named = tuple(said)
        order = self.known.get(named)
        if order is None:
            order = sorted(named, key=lambda key: self.ranks.get(key, 0))
            self.known[named] = order
        return {key: said[key] for key in order}


def _data(
    row: Mapping[str, Any], evidence: Evidence, stages: _Stages
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": row["key"],
        "number": row["number"],
        "title": row["title"],
        "sig": row["sig"],
        "participating_sigs": list(row["participating_sigs"]),
        "status": row["status"],
        "stage": row["stage"],
    }
    if row["stage_from_target"]:
        data["stage_from"] = "target"
    data |= {
        "targets": stages.ordered(row["targets"]),
        "tracks": [
            {
                "name": track["name"],
                "gate": track["gate"],
                "targets": stages.ordered(track["targets"]),
                "stage": track["stage"],
            }
            for track in row["tracks"]
        ],
        "authors": list(row["authors"]),
        "reviewers": list(row["reviewers"]),
        "approvers": list(row["approvers"]),
        "owners": list(row["owners"]),
        "feature_gates": list(row["feature_gates"]),
        "document": _document(row, evidence),
        "issue": {"number": row["issue"], "url": row["issue_url"]}
        if row["issue"] is not None
        else None,
        "problems": [_problem(problem, evidence) for problem in row["problems"]],
        "drift": [_drift(one, evidence) for one in row["drift"]],
    }
    return data


def _document(row: Mapping[str, Any], evidence: Evidence) -> dict[str, Any] | None:
    if not row["path"]:
        return None
    return {
        "path": row["path"],
        "url": evidence.url(row["path"], row["commit"]),
        "commit": row["commit"],
        "merged_at": row["merged_at"],
    }


def _problem(problem: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    found = {
        "field": problem["field"],
        "raw": problem["raw"],
        "message": problem["message"],
        "evidence": place_of(problem, evidence),
    }
    if problem["track"]:
        found["track"] = problem["track"]
    return found


def _drift(one: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    found: dict[str, Any] = {
        "field": one["field"],
        "claims": [
            {
                "source": claim["source"],
                "value": claim["value"],
                "raw": claim["raw"],
                "since": iso(dt.datetime.fromisoformat(claim["since"])),
                "evidence": place_of(claim, evidence),
            }
            for claim in one["claims"]
        ],
    }
    if one["track"]:
        found["track"] = one["track"]
    if "third" in one:
        found["third"] = one["third"]
    return found


def place_of(
    claim: Mapping[str, Any], evidence: Evidence, kind: str = "documents"
) -> dict[str, Any]:
    """Where something is said: path, line, commit and the address of all three.

    What is said on GitHub has an address and neither path nor commit.
    """
    return {
        "path": claim["path"] or None,
        "line": claim["line"] or None,
        "commit": claim["commit"] or None,
        "url": evidence.of(claim, kind),
    }


def iso(at: dt.datetime) -> str:
    """A moment as ISO text in UTC: 2026-05-01T12:00:00Z."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def flat(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A row for a table or CSV: (column, text), nested values joined in words."""
    for field in FIELDS:
        value = row[field]
        if field == "targets":
            text = " ".join(f"{k}={v}" for k, v in value.items() if v)
        elif field == "tracks":
            text = " ".join(track["name"] for track in value) if len(value) > 1 else ""
        elif field == "document":
            text = value["path"] if value else ""
        elif field == "issue":
            text = str(value["number"]) if value else ""
        elif field in ("problems", "drift"):
            text = " ".join(one["field"] for one in value)
        elif isinstance(value, list):
            text = " ".join(str(item) for item in value)
        else:
            text = "" if value is None else str(value)
        yield field, text
