"""The contract of `manage.py query`, and of the API after it.

One enhancement is a dictionary: `key, number, title, sig, participating_sigs,
status, stage, stage_from, targets, tracks, authors, reviewers, approvers,
feature_gates, document, problems, drift`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from enhancements.documents import versions
from enhancements.queries import filters as filters_
from enhancements.queries import sql
from enhancements.queries.evidence import Evidence
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.frame import Setting

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
    "feature_gates",
    "document",
    "problems",
    "drift",
)

_COLUMNS = """
 record.key, record.number, record.title, record.sig, record.participating_sigs,
 record.status, record.stage, record.stage_from_target, record.targets, record.tracks,
 record.authors, record.reviewers, record.approvers, record.feature_gates,
 record.path, record.commit, record.merged_at, record.problems, record.drift,
 record.releases
"""


def _natural(key: str) -> tuple[int, int, str]:
    """Numbers by their size, before the keys that are names."""
    return (0, int(key), "") if key.isdigit() else (1, 0, key.casefold())


def _latest(row: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The latest release that a target names, as a version."""
    named = [
        versions.sort_key(release)
        for track in row["tracks"]
        for release in track["targets"].values()
        if release
    ]
    return max(named, default=None)


SORTS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "key": lambda row: _natural(row["key"]),
    "number": lambda row: row["number"],
    "title": lambda row: row["title"].casefold(),
    "sig": lambda row: row["sig"],
    "status": lambda row: row["status"],
    "stage": lambda row: row["stage"],
    "release": _latest,
    "merged_at": lambda row: row["document"]["merged_at"],
    "problems": lambda row: len(row["problems"]),
    "drift": lambda row: len(row["drift"]),
}


def find(
    setting: Setting, filters: Filters, *, sort: str = "key"
) -> list[dict[str, Any]]:
    """Enhancements of the setting's moment that meet the filters.

    `sort` is a field, with a minus before it for the other way round; what has
    no value comes last either way. Raises FilterRefused for an unknown field.
    """
    name = sort.removeprefix("-")
    if name not in SORTS:
        known = ", ".join(SORTS)
        message = f"“{name}” cannot be sorted by. Sort by one of: {known}."
        raise FilterRefused("sort", message)
    conditions, parameters = filters_.conditions(filters)
    statement = (
        f"SELECT {_COLUMNS} FROM enhancements_record record"
        " WHERE record.project_id = %(project)s AND record.since <= %(at)s"
        " AND (record.until IS NULL OR record.until > %(at)s)"
        f" AND {filters_.joined(conditions.values())}"
    )
    rows = sql.rows(statement, {"project": setting.id, "at": setting.at, **parameters})
    found = [as_data(row, setting) for row in rows]
    found.sort(key=lambda one: _natural(one["key"]))
    by = SORTS[name]
    if name == "stage":
        rank = {stage.key: stage.rank for stage in setting.profile.stages}
        by = lambda row: rank.get(row["stage"])  # noqa: E731 - one of SORTS' kind
    return _sorted(found, by, reverse=sort.startswith("-"))


def as_data(row: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """A record as the contract gives it."""
    evidence = setting.evidence
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
        "targets": _ordered(setting, sql.parsed(row["targets"])),
        "tracks": [
            {
                "name": track["name"],
                "gate": track["gate"],
                "targets": _ordered(setting, track["targets"]),
                "stage": track["stage"],
            }
            for track in sql.parsed(row["tracks"])
        ],
        "authors": list(row["authors"]),
        "reviewers": list(row["reviewers"]),
        "approvers": list(row["approvers"]),
        "feature_gates": list(row["feature_gates"]),
        "document": {
            "path": row["path"],
            "url": evidence.url(row["path"], row["commit"]),
            "commit": row["commit"],
            "merged_at": _iso(row["merged_at"]),
        },
        "problems": [
            _problem(problem, evidence) for problem in sql.parsed(row["problems"])
        ],
        "drift": [_drift(one, evidence) for one in sql.parsed(row["drift"])],
    }
    return data


def _ordered(setting: Setting, said: Mapping[str, str | None]) -> dict[str, str | None]:
    """Targets in the order of the stages."""
    rank = {stage.key: stage.rank for stage in setting.profile.stages}
    return dict(sorted(said.items(), key=lambda item: rank.get(item[0], 0)))


def _problem(problem: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    found = {
        "field": problem["field"],
        "raw": problem["raw"],
        "message": problem["message"],
        "evidence": _evidence(problem, evidence),
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
                "since": _iso(dt.datetime.fromisoformat(claim["since"])),
                "evidence": _evidence(claim, evidence),
            }
            for claim in one["claims"]
        ],
    }
    if one["track"]:
        found["track"] = one["track"]
    return found


def _evidence(claim: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    return {
        "path": claim["path"],
        "line": claim["line"] or None,
        "commit": claim["commit"],
        "url": evidence.url(claim["path"], claim["commit"], claim["line"]),
    }


def _iso(at: dt.datetime) -> str:
    """A moment as ISO text in UTC: 2026-05-01T12:00:00Z."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _sorted(
    rows: list[dict[str, Any]],
    by: Callable[[Mapping[str, Any]], Any],
    *,
    reverse: bool,
) -> list[dict[str, Any]]:
    with_value = [row for row in rows if by(row) is not None]
    without = [row for row in rows if by(row) is None]
    with_value.sort(key=by, reverse=reverse)
    return [*with_value, *without]


def flat(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A row for a table or CSV: (column, text), nested values joined in words."""
    for field in FIELDS:
        value = row[field]
        if field == "targets":
            text = " ".join(f"{k}={v}" for k, v in value.items() if v)
        elif field == "tracks":
            text = " ".join(track["name"] for track in value) if len(value) > 1 else ""
        elif field == "document":
            text = value["path"]
        elif field in ("problems", "drift"):
            text = " ".join(one["field"] for one in value)
        elif isinstance(value, list):
            text = " ".join(str(item) for item in value)
        else:
            text = "" if value is None else str(value)
        yield field, text
