"""What every page of a project needs: the project, its sources, its releases."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.conf import settings

from enhancements import profiles
from enhancements.actions import freshness
from enhancements.profiles.schema import Profile
from enhancements.queries import deadlines, sql
from enhancements.queries.deadlines import Dates
from enhancements.queries.evidence import Evidence
from enhancements.queries.shapes import Frame, Moment, ProjectRef, SourceState

_STATEMENT = """
SELECT project.id, project.name, project.profile,
       (SELECT jsonb_agg(jsonb_build_object('name', name, 'profile', profile)
                         ORDER BY name)
          FROM enhancements_project) AS projects,
       (SELECT jsonb_agg(to_jsonb(source) ORDER BY source.kind)
          FROM enhancements_source source
         WHERE source.project_id = project.id) AS sources,
       (SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name, 'host', host,
                 'polled_at', polled_at, 'synced_at', synced_at, 'error', error,
                 'error_at', error_at, 'first', CASE WHEN synced_at IS NULL THEN
                 (SELECT jsonb_build_array(done, total) FROM enhancements_job job
                   WHERE job.repository_id = repository.id AND job.name = 'full-sync'
                     AND finished_at IS NULL AND dead_at IS NULL) END)
                 ORDER BY is_main DESC, name)
          FROM enhancements_repository repository
         WHERE project_id = project.id AND removed_at IS NULL) AS repositories
  FROM enhancements_project project
 WHERE %(name)s::text IS NULL OR project.name = %(name)s
 ORDER BY project.name
"""
GITHUB = "github"
"""Kind of a source that is a repository on GitHub, read through its API."""
# A source is stale when it was not read well for this many intervals.
_INTERVALS = 3


class ProjectUnknown(LookupError):
    """No project of that name is tracked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """A project at a moment, as the query functions need it."""

    id: int
    profile: Profile
    frame: Frame
    releases: tuple[Dates, ...]
    """Every release in order of version."""
    evidence: Evidence

    @property
    def at(self) -> dt.datetime:
        """The moment."""
        return self.frame.moment.at

    def release(self, name: str) -> Dates | None:
        """The release of that name."""
        return next((one for one in self.releases if one.name == name), None)


def load(name: str, moment: Moment, *, now: dt.datetime) -> Setting:
    """Load a project and its releases in two SQL statements.

    Raises ProjectUnknown.
    """
    found = _settings(name, moment, now)
    if not found:
        raise ProjectUnknown(name)
    return found[0]


def load_all(moment: Moment, *, now: dt.datetime) -> tuple[Setting, ...]:
    """Every project by name, with its releases, in two SQL statements."""
    return _settings(None, moment, now)


def _settings(
    name: str | None, moment: Moment, now: dt.datetime
) -> tuple[Setting, ...]:
    rows = sql.rows(_STATEMENT, {"name": name})
    known = {}
    for row in rows:
        row["sources"] = sql.parsed(row["sources"]) or []
        places = {source["kind"]: source["location"] for source in row["sources"]}
        known[row["id"]] = (profiles.load(row["profile"]), Evidence(places))
    if not known:
        return ()
    dates = deadlines.of_projects(known, at=moment.at)
    return tuple(
        _setting(row, *known[row["id"]], dates[row["id"]], moment=moment, now=now)
        for row in rows
    )


def _setting(
    row: dict[str, Any],
    profile: Profile,
    evidence: Evidence,
    releases: list[Dates],
    *,
    moment: Moment,
    now: dt.datetime,
) -> Setting:
    frame = Frame(
        project=ProjectRef(row["name"], profile.title),
        projects=tuple(
            ProjectRef(one["name"], profiles.load(one["profile"]).title)
            for one in sql.parsed(row["projects"])
        ),
        word=profile.word,
        words=profile.words,
        moment=moment,
        sources=(
            *_states(row["sources"], now),
            *_repositories(sql.parsed(row["repositories"]) or [], now),
        ),
        releases=tuple(release.name for release in reversed(releases)),
        current=current(releases, moment.at),
        now=now,
    )
    return Setting(row["id"], profile, frame, tuple(releases), evidence)


def current(releases: list[Dates], at: dt.datetime) -> str:
    """Name of the release being worked on: the first that is not out yet.

    A release without a release date counts as not out when it comes after every
    one that is; without any dates, the latest one is meant.
    """
    out = [n for n, r in enumerate(releases) if r.out_at is not None and r.out_at <= at]
    after = releases[out[-1] + 1 :] if out else releases
    dated = [release for release in after if release.out_at is not None]
    if dated:
        return dated[0].name
    if out:
        return after[0].name if after else releases[-1].name
    return releases[-1].name if releases else ""


def _states(
    sources: list[dict[str, object]], now: dt.datetime
) -> tuple[SourceState, ...]:
    looked = freshness.looked(int(str(source["id"])) for source in sources)
    limit = dt.timedelta(seconds=_INTERVALS * settings.SYNC_SECONDS + 60)
    states = []
    for source in sources:
        stored = _moment(source["read_at"])
        seen = looked.get(int(str(source["id"])))
        checked = max((at for at in (stored, seen) if at), default=None)
        error = str(source["error"])
        stale = bool(error) or checked is None or now - checked > limit
        states.append(
            SourceState(
                kind=str(source["kind"]),
                location=str(source["location"]),
                checked_at=checked,
                error=error,
                error_at=_moment(source["error_at"]),
                stale=stale,
            )
        )
    return tuple(states)


def _repositories(
    rows: list[dict[str, Any]], now: dt.datetime
) -> tuple[SourceState, ...]:
    polled = freshness.polled(int(row["id"]) for row in rows)
    limit = dt.timedelta(seconds=_INTERVALS * settings.POLL_SECONDS + 60)
    states = []
    for row in rows:
        moments = (_moment(row["polled_at"]), polled.get(int(row["id"])))
        checked = max((at for at in moments if at), default=None)
        # What has not been read whole yet is not fresh, however lately it was asked.
        is_late = checked is None or now - checked > limit or not row["synced_at"]
        states.append(
            SourceState(
                kind=GITHUB,
                location=str(row["name"]),
                checked_at=checked,
                error=str(row["error"]),
                error_at=_moment(row["error_at"]),
                stale=bool(row["error"]) or is_late,
                first=None if row["synced_at"] else tuple(row["first"] or (0, 0)),
            )
        )
    return tuple(states)


def _moment(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(str(text)) if text else None
