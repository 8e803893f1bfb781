"""Filters, columns and pages of long lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

from enhancements.policy.boards import Status
from enhancements.policy.waiting import Whom
from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.facts import EnhancementRow
from enhancements.queries.shapes.found import Lacking, Shown
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.saved_views import ViewRow

Row = TypeVar("Row")


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter: its value, label, count, and whether it is on.

    `query` is the query string of the page with this choice switched.
    """

    value: str
    label: str
    count: int
    on: bool
    query: str
    canonical: str = ""
    """For stages: which rungs to draw."""


@dataclasses.dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter: name of its parameter, title, choices."""

    name: str
    title: str
    facets: tuple[Facet, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page of a long list."""

    number: int
    size: int
    total: int
    previous_query: str = ""
    next_query: str = ""

    @property
    def first(self) -> int:
        """Position of the first row shown, counted from 1; 0 when empty."""
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Position of the last row shown."""
        return min(self.number * self.size, self.total)

    def of(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows of the whole list that stand on it."""
        start = (self.number - 1) * self.size
        return tuple(rows[start : start + self.size])


@dataclasses.dataclass(frozen=True, slots=True)
class SortColumn:
    """A column head: its parameter value, label, direction if sorted, link."""

    name: str
    label: str
    direction: str
    """`ascending`, `descending` or empty."""
    query: str
    """Empty for what cannot be ordered by."""
    numeric: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that a list can show, and the query strings that change whether and
    where it does; empty where that cannot be.
    """

    name: str
    label: str
    meaning: str
    on: bool = False
    switch: str = ""
    before: str = ""
    """With it one place further to the front."""
    behind: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands at the freeze that is worked for."""

    release: str
    track: str
    status: Status
    text: str
    """The status as a word."""
    freeze: str
    """The freeze within a sentence; empty when there is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class RowFacts:
    """What columns show of an enhancement beyond its row, as far as they were asked."""

    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    updated_at: dt.datetime | None = None
    """When anything about it changed."""
    standings: tuple[Standing, ...] = ()
    """Of its entries in the releases in work."""
    whom: tuple[Whom, ...] = ()
    """On whose next step those wait, the most urgent first."""


@dataclasses.dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of a list that have something in common, as far as a page shows them."""

    title: str
    total: int
    """On all pages."""
    rows: tuple[EnhancementRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class BrowsePage:
    """Everything the list of enhancements shows."""

    frame: Frame
    rows: tuple[EnhancementRow, ...]
    page: Page
    facets: tuple[FacetGroup, ...]
    columns: tuple[SortColumn, ...]
    scope: str
    text: str
    """The words searched for."""
    tokens: tuple[tuple[str, str], ...]
    """What is filtered: (words, query string without it)."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Parameters a form has to carry along: (name, value)."""
    comparison: Comparison[EnhancementRow] | None = None
    found: Shown | None = None
    """Where the words of a search were found; None without words."""
    marked: tuple[tuple[str, bool], ...] = ()
    """Of a search that cannot be meant its text in pieces, and which are in trouble."""
    troubles: tuple[str, ...] = ()
    """What is wrong with those pieces, and what to do, in their order."""
    groups: tuple[RowGroup, ...] = ()
    """The rows by what the list is grouped by; none where it is not."""
    facts: Mapping[int, RowFacts] = dataclasses.field(default_factory=dict)
    """By id of enhancement, where columns ask for them."""
    column_choices: tuple[ColumnChoice, ...] = ()
    group_choices: tuple[tuple[str, str, bool], ...] = ()
    """What the list can be grouped by: (label, query string, whether it is)."""
    address: tuple[tuple[str, str], ...] = ()
    """All parameters of the list itself, for forms that save it: (name, value)."""
    views: tuple[ViewRow, ...] = ()
    """The saved views that the reader may see, where none is open."""
    lacking: Lacking = dataclasses.field(default_factory=Lacking)
    """Of a list whose filters nothing meets; says nothing of others."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something a source says that could not be read or does not fit."""

    key: str
    """Key of the enhancement; empty for a release's, a roster's or a file's."""
    title: str
    where: str
    """One of `places.KEYS`."""
    field: str
    label: str
    raw: str
    message: str
    path: str
    line: int
    evidence: str | None
    since: dt.datetime | None
    sig: str | None = None
    stale: bool = False
    """The text could not be read as a whole; earlier values still stand."""
    name: str = ""
    """The label in English, which addresses ask for in every language."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemSection:
    """The problems of one kind of place on one page."""

    where: str
    title: str
    lead: str
    total: int
    """On all pages."""
    rows: tuple[ProblemRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Everything the list of problems shows."""

    frame: Frame
    rows: tuple[ProblemRow, ...]
    sections: tuple[ProblemSection, ...]
    """The same rows by their place."""
    page: Page
    facets: tuple[FacetGroup, ...]
    scope: str
