"""What the pages of projects, releases and SIGs show."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.facts import (
    Deadline,
    EnhancementRow,
    EntryRow,
    ReleaseSummary,
    SigCount,
)
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup, Page
from enhancements.queries.shapes.sig_desk import SigDesk
from enhancements.queries.shapes.timeline import Timeline
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything the page of a release shows."""

    frame: Frame
    summary: ReleaseSummary
    entries: tuple[EntryRow, ...]
    """After the filters, sorted as asked; by SIG, then number."""
    total: int
    """Entries before the filters."""
    facets: tuple[FacetGroup, ...]
    sigs: tuple[SigCount, ...]
    scope: str
    """One sentence: "37 entries of SIG compute in v1.9, committed"."""
    week: Week
    freeze: Deadline | None
    """The enhancements freeze, when the release has one."""
    previous: str = ""
    following: str = ""
    filtered: bool = False
    timeline: Timeline | None = None
    """None when fewer than two dates are known."""
    losses: tuple[EntryRow, ...] = ()
    """Every entry that was committed and is no longer planned, before the filters."""
    comparison: Comparison[EntryRow] | None = None
    visited_at: dt.datetime | None = None
    """The end of the reader's last visit, to compare with."""
    outcomes: tuple[tuple[str, str, int], ...] = ()
    """What became of how many: (word, label, number), of those that are not open."""

    @property
    def unproven(self) -> int:
        """How many nothing shows anything of."""
        return sum(number for word, _, number in self.outcomes if word == "not-proven")


@dataclasses.dataclass(frozen=True, slots=True)
class SigRow:
    """A SIG in the list of SIGs."""

    name: str
    title: str
    chairs: tuple[str, ...]
    enhancements: int
    current: int
    """Entries planned for the current release."""
    following: int
    drift: int
    problems: int
    listed: bool = True
    """Whether a roster names it; False when only documents do."""


@dataclasses.dataclass(frozen=True, slots=True)
class SigPage:
    """Everything the page of a SIG shows."""

    frame: Frame
    name: str
    title: str
    chairs: tuple[str, ...]
    leads: tuple[str, ...]
    approvers: tuple[str, ...]
    contact: tuple[tuple[str, str], ...]
    """(label, address or text): mailing list, chat, meeting notes."""
    release: ReleaseSummary | None
    """The current release, or the one chosen with `?release=`."""
    entries: tuple[EntryRow, ...]
    following: ReleaseSummary | None
    next_entries: tuple[EntryRow, ...]
    unplanned: tuple[EnhancementRow, ...]
    """Enhancements of the SIG with no entry in either release."""
    participates: tuple[EnhancementRow, ...]
    unlisted: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """How many there are beside those listed: of `unplanned` as `rest`, and of
    `participates` as `beside`."""
    listed: bool = True
    every: tuple[EntryRow, ...] = ()
    """Entries of `release` before the filters."""
    facets: tuple[FacetGroup, ...] = ()
    scope: str = ""
    """What the entries of both releases are, in one sentence."""
    total: int = 0
    """Entries of both releases before the filters."""
    filtered: bool = False
    comparison: Comparison[Any] | None = None
    """All its lists compared with another moment; `comparisons` has each by name."""
    comparisons: Mapping[str, Comparison[Any]] = dataclasses.field(default_factory=dict)
    desk: SigDesk | None = None
    """What a SIG works through in a meeting."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A line of "what changed": a source changed the record."""

    at: dt.datetime
    kind: str
    """`target`, `stage`, `status`, `people`, `added`, `removed`, `moved`, `text`,
    `deadline`, `problem`, `drift`, `decision`, `concern`, `dependency`, `asking`,
    `letter`, `exception`, `release` or `other`."""
    key: str
    title: str
    text: str
    old: str = ""
    new: str = ""
    evidence: str | None = None
    release: str = ""
    sig: str | None = None
    """The SIG that owns the enhancement, or whose roster it is."""
    source: str = ""
    """Which source says so, or who."""
    subject: str = ""
    """First line of the commit message, or a person's reason."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the list of what changed shows."""

    frame: Frame
    about: str
    """`sig`, `release`, or empty for the whole project."""
    name: str
    """Name of that SIG or release."""
    changes: tuple[Change, ...]
    page: Page
    facets: tuple[FacetGroup, ...]
    scope: str
    first: dt.date
    last: dt.date
    """Days in UTC, both counted in."""
    earlier: str
    """Query string of the days before, of the same length."""
    later: str
    """The same for the days after; empty when they are still to come."""
    everything: str
    """Query string without the filters."""
    unfiltered: int
    """Changes before the filters."""
    hidden: tuple[tuple[str, str], ...]
    """Parameters that the form of dates has to carry along."""
    week: Week | None = None
    """Of a release's changes: where it stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home page of a project shows."""

    frame: Frame
    summary: str
    """One sentence: what stands, what burns."""
    releases: tuple[ReleaseSummary, ...]
    """The releases in work, the nearest first."""
    past: tuple[ReleaseSummary, ...]
    sigs: tuple[SigRow, ...]
    changes: tuple[Change, ...]
    enhancements: int
    problems: int
    drift: int
    lead: str = ""
    """A sentence before the summary that is set bold: the next deadline."""
