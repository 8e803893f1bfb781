"""The drift list of a release, and its merged work without an enhancement."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy.drift import Difference, Write
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class DriftRow:
    """A field on which the sources of an entry disagree."""

    id: str
    """Names the difference as it is: another one has another id."""
    enhancement: int
    """Its id; 0 for a pull request that belongs to none."""
    key: str
    number: int | None
    title: str
    sig: str | None
    difference: Difference

    @property
    def write(self) -> Write | None:
        """What could be written from here."""
        return self.difference.write


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """Something that was put on its way to GitHub to mend drift, or to keep a label."""

    id: int
    place: str
    """`owner/name#12`."""
    url: str
    words: str
    by: str
    at: dt.datetime
    state: str
    """`only shown`, `waits`, `written` or `given up`."""
    note: str
    can_cancel: bool
    """Whether nobody has begun to write it."""


@dataclasses.dataclass(frozen=True, slots=True)
class DriftGroup:
    """The differences of one enhancement, or of a pull request without one."""

    key: str
    number: int | None
    title: str
    sig: str | None
    rows: tuple[DriftRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class DriftPage:
    """Everything the drift list shows."""

    frame: Frame
    week: Week
    groups: tuple[DriftGroup, ...]
    facets: tuple[FacetGroup, ...]
    total: int
    """Differences without any filter."""
    on_github: bool
    """Whether the project's issues are read at all."""
    unread: str
    """Why what GitHub says may be old or missing; empty when it is not."""
    sent: tuple[Sent, ...]
    writes: bool
    """Whether what is mended is really written; else it is only shown."""
    may: bool
    """Whether who looks may have anything mended here."""
    why_not: str

    @property
    def rows(self) -> tuple[DriftRow, ...]:
        """All that are shown, in order."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclasses.dataclass(frozen=True, slots=True)
class MendPage:
    """What would be written, before it is."""

    frame: Frame
    release: str
    rows: tuple[DriftRow, ...]
    left_out: tuple[tuple[str, str], ...]
    """(what, why) of those that cannot be mended so."""
    batch: str
    back: str
    writes: bool
    by: str


@dataclasses.dataclass(frozen=True, slots=True)
class WorkRow:
    """A merged pull request that no enhancement claims."""

    item: int
    name: str
    """`owner/name#12`."""
    title: str
    url: str
    author: str
    labels: tuple[str, ...]
    sigs: tuple[str, ...]
    """By its labels."""
    merged_at: dt.datetime
    branch: str
    milestone: str
    names: int | None
    """The number that its text names, where no enhancement has it."""
    suggested: tuple[tuple[str, str, str], ...]
    """(key, title, why) of enhancements that its text may mean, the likeliest first."""
    exempt_by: str = ""
    exempt_reason: str = ""
    exempt_since: dt.datetime | None = None

    @property
    def is_exempt(self) -> bool:
        """Whether somebody said that it needs none."""
        return self.exempt_since is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Attributed:
    """A pull request that a person gave to an enhancement here."""

    claim: int
    name: str
    url: str
    title: str
    key: str
    by: str
    reason: str
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class UntrackedPage:
    """Merged feature work of a release that no enhancement claims."""

    frame: Frame
    week: Week
    rows: tuple[WorkRow, ...]
    """Those that still ask for something."""
    exempt: tuple[WorkRow, ...]
    attributed: tuple[Attributed, ...]
    facets: tuple[FacetGroup, ...]
    since: dt.datetime | None
    """From when on what was merged is of the release; None for no beginning."""
    until: dt.datetime | None
    labels: tuple[str, ...]
    """The labels that ask for an enhancement; empty when the profile names none."""
    on_github: bool
    unread: str
    merged: int
    """Pull requests with such a label that are of the release, claimed or not."""
    may: bool
    why_not: str
