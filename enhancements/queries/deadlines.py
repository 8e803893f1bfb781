"""Deadlines of releases as they stood at a moment, with every date they had."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import dates as in_language
from enhancements.policy import deadlines as policy
from enhancements.profiles.schema import Profile
from enhancements.queries import deadline_history, sql
from enhancements.queries.deadline_history import Said, Told
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
   AND (%(only)s::bigint[] IS NULL OR release.id = ANY(%(only)s))
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
    dates: dict[int, list[Dates]] = {project: [] for project in projects}
    for (project, id_), (name, fields) in _said(list(projects), at).items():
        profile, evidence = projects[project]
        dates[project].append(
            Dates(id_, name, _deadlines(fields, profile, at, evidence))
        )
    return dates


def over_time(
    *, project: int, profile: Profile, releases: Sequence[int]
) -> dict[int, list[tuple[dt.datetime, Dates]]]:
    """By release the dates as they stood from each moment on at which one of them was
    said, moved or over, oldest first; in one SQL statement, without evidence.

    A release that no source gave a date has none.
    """
    found: dict[int, list[tuple[dt.datetime, Dates]]] = {}
    for (_, id_), (name, fields) in _said([project], _LATEST, releases).items():
        found[id_] = [
            (at, Dates(id_, name, _deadlines(_until(fields, at), profile, at, _NONE)))
            for at in _moments(fields)
        ]
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Ever:
    """A deadline that was said once, whether it still stands or was taken back."""

    release: str
    field: str
    kind: str
    label: str
    date: dt.date
    """The last one that it had."""
    ends_at: dt.datetime
    has_hour: bool
    """Whether an hour was given; else it ends with its date Anywhere on Earth."""
    is_cancelled: bool
    """Taken back before it passed."""
    changed_at: dt.datetime
    """When anything of it was said or taken back last."""
    changes: int
    """How often since it was said first: it grows with each."""


def ever_said(*, project: int, profile: Profile, at: dt.datetime) -> tuple[Ever, ...]:
    """Every deadline of a project that was said by a moment, in order of release and
    end, in one SQL statement.
    """
    found = (
        _ever(name, field, rows, profile, at)
        for name, fields in _said([project], at).values()
        for field, rows in fields.items()
    )
    return tuple(one for one in found if one is not None)


def _ever(
    release: str,
    field: str,
    rows: Sequence[dict[str, Any]],
    profile: Profile,
    at: dt.datetime,
) -> Ever | None:
    told = _told(field, rows, profile, at, _NONE)
    if told is None:
        return None
    moments = [one for row in rows for one in (row["since"], row["until"])]
    passed = [one for one in moments if one is not None and one <= at]
    return Ever(
        release=release,
        field=field,
        kind=told.deadline.kind,
        label=told.deadline.label,
        date=told.deadline.date,
        ends_at=told.deadline.ends_at,
        has_hour=told.deadline.at is not None,
        is_cancelled=told.at(at) is None,
        changed_at=max(passed),
        changes=len(passed) - 1,
    )


_LATEST = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_NONE = Evidence({})
_Fields = dict[str, list[dict[str, Any]]]
"""What is said of each deadline, oldest first."""


def _said(
    projects: Sequence[int], at: dt.datetime, only: Sequence[int] | None = None
) -> dict[tuple[int, int], tuple[str, _Fields]]:
    """By project and release its name and what had been said by then."""
    found: dict[tuple[int, int], tuple[str, _Fields]] = {}
    given = {
        "projects": list(projects),
        "at": at,
        "only": None if only is None else list(only),
    }
    for row in sql.rows(_STATEMENT, given):
        place = (row["project_id"], row["id"])
        _, fields = found.setdefault(place, (row["name"], {}))
        if row["field"] is not None and row["value"] is not None:
            fields.setdefault(row["field"], []).append(row)
    return found


def _until(fields: _Fields, at: dt.datetime) -> _Fields:
    """What had been said by then."""
    kept = {
        name: [row for row in rows if row["since"] <= at]
        for name, rows in fields.items()
    }
    return {name: rows for name, rows in kept.items() if rows}


def _moments(fields: _Fields) -> list[dt.datetime]:
    """When a date was said or said no more, and when one was over."""
    found: set[dt.datetime] = set()
    for rows in fields.values():
        for row in rows:
            value = sql.parsed(row["value"])
            hour = dt.datetime.fromisoformat(value["at"]) if value.get("at") else None
            end = policy.ends_at(dt.date.fromisoformat(value["date"]), hour)
            found.update(filter(None, (row["since"], row["until"])))
            found.add(max(end, row["since"]))
    return sorted(found)


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
        key=lambda one: (one.ends_at, one.kind == OTHER, one.label),
    )
    following = next((d for d in dated if not d.is_past and d.kind != OTHER), None)
    return tuple(
        dataclasses.replace(one, is_next=True) if one is following else one
        for one in dated
    )


def _deadline(
    field: str,
    rows: Sequence[dict[str, Any]],
    profile: Profile,
    at: dt.datetime,
    evidence: Evidence,
) -> Deadline | None:
    found = _told(field, rows, profile, at, evidence)
    return found.at(at) if found is not None else None


def _told(
    field: str,
    rows: Sequence[dict[str, Any]],
    profile: Profile,
    at: dt.datetime,
    evidence: Evidence,
) -> Told | None:
    kind = field.removeprefix(PREFIX).partition(":")[0]
    known = profile.deadline(kind)
    label = known.label if known and kind != OTHER else ""
    said = tuple([_said_by(row, at) for row in rows])
    return deadline_history.told(field, kind, label, evidence.schedules, said)


def _said_by(row: Mapping[str, Any], at: dt.datetime) -> Said:
    until = row["until"]
    return Said(
        *(row["source"], row["value"], row["since"]),
        until if until is not None and until <= at else None,
        *(row["line"] or 0, row["by"] or "", row["reason"] or ""),
        *(row["path"] or "", row["commit"] or ""),
    )


def in_words(date: DeadlineDate) -> str:
    """A date with its end: "13 Feb 2025 AoE", or "14 Feb 2025, 02:00 UTC"."""
    day = in_language.day(date.date)
    return f"{day}, {date.at:%H:%M} UTC" if date.at else f"{day} AoE"


def standing_date(deadline: Deadline) -> DeadlineDate | None:
    """The date of the schedule that stands, with its place and evidence."""
    return next(
        (
            one
            for one in reversed(deadline.dates)
            if one.until is None and one.ends_at == deadline.ends_at
        ),
        None,
    )
