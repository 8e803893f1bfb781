"""The frame of every page: project, sources, moment."""

from __future__ import annotations

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """The moment a page is about: now, or a past one asked for by `as_of`."""

    at: dt.datetime
    given: str = ""
    """The text of `as_of` as the reader gave it; empty for now."""

    @property
    def is_past(self) -> bool:
        """Whether a past moment was asked for."""
        return bool(self.given)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceState:
    """One source of a project: when it was last read well, and what went wrong."""

    kind: str
    """`documents`, `schedules` or `rosters`; `github` for a repository read there."""
    location: str
    checked_at: dt.datetime | None
    """Last time the source was read without an error."""
    error: str = ""
    """The last error as a sentence; empty while all is well."""
    error_at: dt.datetime | None = None
    stale: bool = False
    """True when it failed last time or was not read for several intervals."""
    first: tuple[int, int] | None = None
    """Of GitHub, while it is read for the first time: how many issues and pull requests
    are read, of how many; 0 while that is unknown. None once it was read whole."""
    good_until: dt.datetime | None = None
    """Until when a page may go on saying so although only the cache knows of later
    looks at the source: never later than the moment at which it would be stale
    without one. None where the rows of the source alone say how reading goes."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project in a link: name (slug of its URL) and title."""

    name: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a project needs around its content."""

    project: ProjectRef
    projects: tuple[ProjectRef, ...]
    word: str
    """The project's word for an enhancement, e.g. "VEP"."""
    words: str
    moment: Moment
    sources: tuple[SourceState, ...]
    releases: tuple[str, ...]
    """Names of all releases that are known, newest version first."""
    current: str = ""
    """Name of the release being worked on at the moment; may be empty."""
    now: dt.datetime | None = None
    """The true time, for "in 12 days" and "6 min ago"."""

    @property
    def checked_at(self) -> dt.datetime | None:
        """The oldest last success of the sources: "data as of"."""
        moments = [source.checked_at for source in self.sources]
        return min((at for at in moments if at), default=None)

    @property
    def failing(self) -> tuple[SourceState, ...]:
        """Sources that failed last time or are stale; not what is read just now."""
        return tuple(
            source
            for source in self.sources
            if source.stale and (source.error or source.first is None)
        )

    @property
    def first_read(self) -> tuple[SourceState, ...]:
        """Repositories that are being read for the first time."""
        return tuple(
            source
            for source in self.sources
            if source.first is not None and not source.error
        )
