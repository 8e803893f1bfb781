"""What every page of a project needs: the project, its sources, its releases."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from enhancements import profiles
from enhancements.actions import freshness
from enhancements.policy import lives
from enhancements.policy.lives import Life
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
         WHERE project_id = project.id AND removed_at IS NULL) AS repositories,
       (SELECT jsonb_object_agg(part, number)
          FROM enhancements_pulse
         WHERE project_id = project.id) AS pulses,
       (SELECT jsonb_agg(jsonb_build_object('release', release_id, 'kind', kind,
                 'at', happened_at, 'by', by, 'reason', reason)
                 ORDER BY happened_at, id)
          FROM enhancements_event
         WHERE project_id = project.id AND kind IN
               ('release-opened', 'release-unopened', 'release-closed',
                'release-reopened')) AS lives
  FROM enhancements_project project
 WHERE %(name)s::text IS NULL OR project.name = %(name)s
 ORDER BY project.name
"""
GITHUB = "github"
"""Kind of a source that is a repository on GitHub, read through its API."""
# A source is stale when it was not read well for this many intervals.
_INTERVALS = 3
# How exactly a page that is shown again says when its sources were read.
_FRESHNESS = dt.timedelta(minutes=10)


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
    lives: Mapping[int, Life] = dataclasses.field(default_factory=dict)
    """By release's id who opened and closed it by the moment."""
    pulses: tuple[tuple[str, int], ...] = ()
    """Those of `Begun`: what is read with the setting is at least as new."""

    @property
    def at(self) -> dt.datetime:
        """The moment."""
        return self.frame.moment.at

    def later(self, at: dt.datetime) -> Setting:
        """The same at a later moment, for rows that somebody else wrote meanwhile; what
        was read with the setting stays as it is.
        """
        moment = dataclasses.replace(self.frame.moment, at=at)
        return dataclasses.replace(
            self, frame=dataclasses.replace(self.frame, moment=moment)
        )

    def release(self, name: str) -> Dates | None:
        """The release of that name."""
        return next((one for one in self.releases if one.name == name), None)

    def life(self, release: Dates) -> Life:
        """Whether a release is open at the moment."""
        return self.lives.get(release.id, lives.NAMED)


@dataclasses.dataclass(frozen=True, slots=True)
class Begun:
    """A project as far as the first of the two statements knows it: enough to tell
    whether anything has changed since a page of it was made.
    """

    row: dict[str, Any]
    profile: Profile
    evidence: Evidence
    pulses: tuple[tuple[str, int], ...]
    """(part, number) of `models.Pulse`, read before anything that they count."""

    @property
    def id(self) -> int:
        """The project's."""
        return int(self.row["id"])

    @property
    def projects(self) -> tuple[str, ...]:
        """Name of every project that is tracked."""
        return tuple(str(one["name"]) for one in self.row["projects"])

    @property
    def reading(self) -> tuple[tuple[object, ...], ...]:
        """How reading goes as far as rows say it, to tell one state from another."""
        said = ("kind", "name", "location", "error", "error_at", "first")
        places = ("sources", "repositories")
        return tuple(
            (*(row.get(name) for name in said), "synced_at" in row and row["synced_at"])
            for place in places
            for row in self.row[place]
        )

    def sources(self, now: dt.datetime) -> tuple[SourceState, ...]:
        """How reading goes; asks the cache for looks that brought no news."""
        return (
            *_states(self.row["sources"], now),
            *_repositories(self.row["repositories"], now),
        )


def begin(name: str) -> Begun:
    """The first of the two statements of `load`. Raises ProjectUnknown."""
    found = _begun(name)
    if not found:
        raise ProjectUnknown(name)
    return found[0]


def load(
    name: str, moment: Moment, *, now: dt.datetime, begun: Begun | None = None
) -> Setting:
    """Load a project and its releases in two SQL statements; in one after `begin`.

    Raises ProjectUnknown.
    """
    (setting,) = _settings([begun or begin(name)], moment, now)
    return setting


def load_all(moment: Moment, *, now: dt.datetime) -> tuple[Setting, ...]:
    """Every project by name, with its releases, in two SQL statements."""
    return _settings(_begun(None), moment, now)


def _begun(name: str | None) -> list[Begun]:
    found = []
    for row in sql.rows(_STATEMENT, {"name": name}):
        for column in ("sources", "repositories", "projects", "lives"):
            row[column] = sql.parsed(row[column]) or []
        places = {source["kind"]: source["location"] for source in row["sources"]}
        pulses = tuple(sorted((sql.parsed(row["pulses"]) or {}).items()))
        profile = profiles.load(row["profile"])
        found.append(Begun(row, profile, Evidence(places), pulses))
    return found


def _settings(
    begun: list[Begun], moment: Moment, now: dt.datetime
) -> tuple[Setting, ...]:
    if not begun:
        return ()
    known = {one.id: (one.profile, one.evidence) for one in begun}
    dates = deadlines.of_projects(known, at=moment.at)
    return tuple(_setting(one, dates[one.id], moment=moment, now=now) for one in begun)


def _setting(
    begun: Begun, releases: list[Dates], *, moment: Moment, now: dt.datetime
) -> Setting:
    row, profile = begun.row, begun.profile
    frame = Frame(
        project=ProjectRef(row["name"], profile.title),
        projects=tuple(
            ProjectRef(one["name"], profiles.load(one["profile"]).title)
            for one in row["projects"]
        ),
        word=profile.word,
        words=profile.words,
        moment=moment,
        sources=begun.sources(now),
        releases=tuple(release.name for release in reversed(releases)),
        current=current(releases, moment.at),
        now=now,
    )
    told = lives.lives(row["lives"], moment.at)
    return Setting(
        begun.id,
        profile,
        frame,
        tuple(releases),
        begun.evidence,
        told,
        begun.pulses,
    )


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
                good_until=None if error else _holds(checked, now, limit),
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
                good_until=(
                    None
                    if row["error"] or not row["synced_at"]
                    else _holds(checked, now, limit)
                ),
            )
        )
    return tuple(states)


def _holds(
    checked: dt.datetime | None, now: dt.datetime, limit: dt.timedelta
) -> dt.datetime:
    """How long it may be said that a source was read well then, without looking again
    whether that is so still: not at all of a source that is late.
    """
    if checked is None or now - checked > limit:
        return now
    return checked + (_FRESHNESS if now - checked < _FRESHNESS < limit else limit)


def _moment(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(str(text)) if text else None
