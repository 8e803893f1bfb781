"""Deadlines that have passed and of which there is no snapshot yet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from enhancements.queries import deadlines, frame, sql
from enhancements.queries.deadlines import PREFIX, RELEASE, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, Moment

# What releases have been asked for at any time: a freeze that lost its last check was
# one for as long as it had some.
_KNOWN = """
SELECT project.id, project.created_at,
       (SELECT jsonb_agg(jsonb_build_array(criteria.release_id, asked ->> 'deadline'))
          FROM enhancements_releasecriteria criteria
          JOIN enhancements_release release ON release.id = criteria.release_id
          CROSS JOIN jsonb_array_elements(criteria.freezes) asked
         WHERE release.project_id = project.id) AS freezes,
       (SELECT jsonb_agg(jsonb_build_array(release_id, snapshot.freeze,
                                           extract(epoch FROM moment)))
          FROM enhancements_snapshot snapshot
          JOIN enhancements_release release ON release.id = snapshot.release_id
         WHERE release.project_id = project.id) AS made
  FROM enhancements_project project
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Passed:
    """A deadline that ended, as it stood when it did."""

    project: str
    release: int
    """Id of the release."""
    name: str
    """Name of the release."""
    freeze: str
    """Key of the deadline."""
    label: str
    moment: dt.datetime


def passed(*, now: dt.datetime, ever: bool = False) -> list[Passed]:
    """Freezes and release dates that have passed without a snapshot, oldest first.

    Only those that ended while their project was tracked here; with `ever` also those
    from before. A date counts that stood when it passed, by what the schedule said
    until then: one that was published or corrected afterwards never passed. Four SQL
    statements, and one for each deadline that may be one of them.
    """
    known = {row["id"]: row for row in sql.rows(_KNOWN, {})}
    found = []
    for setting in frame.load_all(Moment(now), now=now):
        row = known.get(setting.id)
        if row is None:
            continue  # Tracked only just now.
        since = None if ever else row["created_at"]
        found += [
            one for one in _candidates(setting, row, since) if _stood(setting, one)
        ]
    return sorted(found, key=lambda one: (one.moment, one.project, one.release))


def freezes_of(setting: Setting) -> tuple[str, ...]:
    """Keys of the deadlines that have snapshots by the profile."""
    keys = [one.deadline for one in setting.profile.criteria.freezes]
    return (*keys, RELEASE.removeprefix(PREFIX))


def _candidates(
    setting: Setting, row: Mapping[str, Any], since: dt.datetime | None
) -> Iterator[Passed]:
    made = {(one[0], one[1], float(one[2])) for one in sql.parsed(row["made"]) or ()}
    asked: dict[int, set[str]] = {}
    for release, freeze in sql.parsed(row["freezes"]) or ():
        asked.setdefault(release, set()).add(freeze)
    for release in setting.releases:
        keys = {*freezes_of(setting), *asked.get(release.id, ())}
        for deadline, moment in ends(release, keys):
            is_made = (release.id, _key(deadline), moment.timestamp()) in made
            is_known = since is None or since <= moment
            if moment <= setting.at and is_known and not is_made:
                yield Passed(
                    setting.frame.project.name,
                    release.id,
                    release.name,
                    _key(deadline),
                    deadline.label,
                    moment,
                )


def _key(deadline: Deadline) -> str:
    return deadline.field.removeprefix(PREFIX)


def ends(
    release: Dates, keys: Collection[str]
) -> Iterator[tuple[Deadline, dt.datetime]]:
    """When the deadlines with these keys end by each date that they had and that still
    stands then, each once.
    """
    for deadline in release.deadlines:
        if _key(deadline) not in keys:
            continue
        moments = {
            one.ends_at
            for one in deadline.dates
            if one.since <= one.ends_at
            and (one.until is None or one.until > one.ends_at)
        }
        yield from ((deadline, end) for end in sorted(moments))


def _stood(setting: Setting, one: Passed) -> bool:
    """Whether that was the deadline's date at its moment, whoever said so."""
    then = deadlines.of_project(
        project=setting.id,
        profile=setting.profile,
        at=one.moment,
        evidence=setting.evidence,
    )
    release = next(dates for dates in then if dates.id == one.release)
    deadline = release.deadline(f"{PREFIX}{one.freeze}")
    return (
        deadline is not None and not deadline.is_gone and deadline.ends_at == one.moment
    )
