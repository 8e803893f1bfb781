"""Filters, columns and pages of long lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.facts import EnhancementRow
from enhancements.queries.shapes.found import Shown
from enhancements.queries.shapes.frame import Frame

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
    numeric: bool = False


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
