"""Deadlines of releases as they stood at a moment, with every date they had."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import deadlines as policy
from enhancements.policy.deadlines import Dated
from enhancements.profiles.schema import Profile
from enhancements.queries import sql
from enhancements.queries.evidence import Evidence
from enhancements.queries.shapes import Deadline, DeadlineDate

PREFIX = "deadline:"
FREEZE = f"{PREFIX}{policy.FREEZE}"
RELEASE = f"{PREFIX}release"
OTHER = "other"

_STATEMENT = """
SELECT release.project_id, release.id, release.name,
       series.source, series.field, claim.value,
       claim.since, claim.until, claim.line, claim.by, claim.reason,
       version.path, version.commit
  FROM enhancements_release release
  LEFT JOIN enhancements_series series
    ON series.release_id = release.id AND series.field LIKE 'deadline:%%'
  LEFT JOIN enhancements_claim claim
    ON claim.series_id = series.id AND claim.retracted_at IS NULL
   AND claim.since <= %(at)s
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
 WHERE release.project_id = ANY(%(projects)s)
 ORDER BY release.major, release.minor, series.field, claim.since, claim.id
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Dates:
    """A release with its deadlines at a moment."""

    id: int
    name: str
    deadlines: tuple[Deadline, ...]

    def deadline(self, field: str) -> Deadline | None:
        """The deadline of that field, e.g. `deadline:code-freeze`."""
        return next((one for one in self.deadlines if one.field == field), None)

    @property
    def frozen_at(self) -> dt.datetime | None:
        """The moment of the enhancements freeze, if it has passed."""
        freeze = self.deadline(FREEZE)
        return freeze.frozen_at if freeze else None

    @property
    def out_at(self) -> dt.datetime | None:
        """The moment its release date ends, if it has one."""
        release = self.deadline(RELEASE)
        return release.ends_at if release else None


def of_project(
    *, project: int, profile: Profile, at: dt.datetime, evidence: Evidence
) -> list[Dates]:
    """Every release of a project in order of version, in one SQL statement."""
    return of_projects({project: (profile, evidence)}, at=at)[project]


def of_projects(
    projects: Mapping[int, tuple[Profile, Evidence]], *, at: dt.datetime
) -> dict[int, list[Dates]]:
    """Every release of these projects by project, in one SQL statement."""
    found: dict[tuple[int, int], tuple[str, dict[str, list[dict[str, Any]]]]] = {}
    for row in sql.rows(_STATEMENT, {"projects": list(projects), "at": at}):
        place = (row["project_id"], row["id"])
        _, fields = found.setdefault(place, (row["name"], {}))
        if row["field"] is not None and row["value"] is not None:
            fields.setdefault(row["field"], []).append(row)
    dates: dict[int, list[Dates]] = {project: [] for project in projects}
    for (project, id_), (name, fields) in found.items():
        profile, evidence = projects[project]
        dates[project].append(
            Dates(id_, name, _deadlines(fields, profile, at, evidence))
        )
    return dates


def _deadlines(
    fields: Mapping[str, Sequence[dict[str, Any]]],
    profile: Profile,
    at: dt.datetime,
    evidence: Evidence,
) -> tuple[Deadline, ...]:
    built = [
        _deadline(field, rows, profile, at, evidence) for field, rows in fields.items()
    ]
    dated = sorted(
        (deadline for deadline in built if deadline is not None),
        key=lambda deadline: (deadline.date, deadline.kind == OTHER, deadline.label),
    )
    following = next((d for d in dated if not d.is_past and d.kind != OTHER), None)
    return tuple(
        dataclasses.replace(deadline, is_next=deadline is following)
        for deadline in dated
    )


def _deadline(
    field: str,
    rows: Sequence[dict[str, Any]],
    profile: Profile,
    at: dt.datetime,
    evidence: Evidence,
) -> Deadline | None:
    claims = [_claim(row, at) for row in rows]
    dates = policy.in_force([(rank, dated) for rank, dated, _ in claims])
    if not dates:
        return None
    standing = dates[-1]
    moment = policy.moment(dates)
    is_gone = standing.until is not None
    if is_gone and (moment is None or moment > at):
        return None
    kind = field.removeprefix(PREFIX).partition(":")[0]
    row = (
        next(row for row in reversed(rows) if row["source"] != "person")
        if any(row["source"] != "person" for row in rows)
        else rows[-1]
    )
    value = sql.parsed(row["value"])
    known = profile.deadline(kind)
    label = known.label if known and kind != OTHER else (value["name"] or field)
    return Deadline(
        field=field,
        kind=kind,
        label=label,
        note=value["name"],
        date=standing.date,
        ends_at=policy.ends_at(standing.date),
        is_past=policy.ends_at(standing.date) <= at,
        is_next=False,
        dates=_merged([view for _, _, view in claims], evidence, rows),
        is_gone=is_gone,
        contested=_contested([view for _, _, view in claims]),
        frozen_at=moment if moment is not None and moment <= at else None,
    )


def _contested(views: Sequence[DeadlineDate]) -> dt.date | None:
    """The schedule's date, when it said a third one after a correction."""
    standing = [view for view in views if view.until is None]
    said = next((view for view in standing if view.source == "person"), None)
    other = next((view for view in standing if view.source != "person"), None)
    if said is None or other is None or other.since < said.since:
        return None
    return other.date if other.date != said.date else None


def _claim(row: dict[str, Any], at: dt.datetime) -> tuple[int, Dated, DeadlineDate]:
    date = dt.date.fromisoformat(sql.parsed(row["value"])["date"])
    until = row["until"] if row["until"] is not None and row["until"] <= at else None
    person = row["source"] == "person"
    view = DeadlineDate(
        date=date,
        since=row["since"],
        until=until,
        source="person" if person else "schedule",
        reason=row["reason"] or "",
        by=row["by"] or "",
    )
    rank = 0 if person else 1 if row["source"] == "schedule" else 2
    return rank, Dated(date, row["since"], until), view


def _merged(
    views: Sequence[DeadlineDate], evidence: Evidence, rows: Sequence[dict[str, Any]]
) -> tuple[DeadlineDate, ...]:
    """Every date in order; a new wording of the same date is not a new date."""
    merged: list[DeadlineDate] = []
    pairs = sorted(zip(views, rows, strict=True), key=lambda pair: pair[0].since)
    for view, row in pairs:
        last = merged[-1] if merged else None
        if last and (last.date, last.source) == (view.date, view.source):
            merged[-1] = dataclasses.replace(last, until=view.until)
            continue
        url = evidence.url(row["path"], row["commit"], row["line"] or 0, "schedules")
        merged.append(dataclasses.replace(view, evidence=url))
    return tuple(merged)
