"""A project at a moment without its releases: all that a plain list needs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Protocol

from enhancements import profiles
from enhancements.profiles.schema import Profile
from enhancements.queries import sql
from enhancements.queries.evidence import Evidence
from enhancements.queries.frame import ProjectUnknown
from enhancements.queries.shapes import Moment

_STATEMENT = """
SELECT project.id, project.profile,
       (SELECT jsonb_object_agg(source.kind, source.location)
          FROM enhancements_source source
         WHERE source.project_id = project.id) AS locations
  FROM enhancements_project project
 WHERE project.name = %(name)s
"""


class Place(Protocol):
    """What lists ask of a Scope and of a page's Setting alike."""

    @property
    def id(self) -> int:
        """Row of the project."""

    @property
    def profile(self) -> Profile:
        """The project's process."""

    @property
    def evidence(self) -> Evidence:
        """Makes addresses of evidence."""

    @property
    def at(self) -> dt.datetime:
        """The moment, UTC."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """A project at a moment."""

    id: int
    name: str
    profile: Profile
    evidence: Evidence
    moment: Moment

    @property
    def at(self) -> dt.datetime:
        """The moment, UTC."""
        return self.moment.at


def load(name: str, moment: Moment) -> Scope:
    """Load a project in one SQL statement. Raises ProjectUnknown."""
    found = sql.rows(_STATEMENT, {"name": name})
    if not found:
        raise ProjectUnknown(name)
    row = found[0]
    return Scope(
        id=row["id"],
        name=name,
        profile=profiles.load(row["profile"]),
        evidence=Evidence(sql.parsed(row["locations"]) or {}),
        moment=moment,
    )
