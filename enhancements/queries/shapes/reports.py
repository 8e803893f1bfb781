"""What the reports show: a chart, tables, and sentences with numbers in them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from enhancements.policy.plots import Bars, Columns
from enhancements.policy.reports import Report
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import Page
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A page of ours: route, what stands in its address, and its query."""

    route: str
    args: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its value for files, its text for people."""

    value: Any
    """Something that JSON knows; None for what is unknown."""
    text: str = ""
    """Empty where the value says it itself."""
    link: Link | None = None

    @property
    def said(self) -> str:
        """What people read; a hyphen where nothing is known."""
        if self.text:
            return self.text
        return "-" if self.value is None else str(self.value)


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """A column: its name in files, its label on the page."""

    key: str
    label: str
    is_number: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table; each of a page's can be had as a file by its key."""

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    """What stands in place of it without rows."""
    note: str = ""
    """A sentence below its title."""
    pages: Page | None = None
    """Where the rows are only a part of all."""
    is_twin: bool = False
    """It says what a chart draws."""

    @staticmethod
    def beside(
        row: Sequence[Cell], starts: Sequence[str]
    ) -> Iterator[tuple[str, Cell]]:
        """The cells of a row but its first, each with what its column begins with."""
        return zip(starts, row[1:], strict=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a form's field."""

    value: str
    label: str
    is_on: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of the form that narrows a report."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the page of a report shows."""

    frame: Frame
    report: Report
    scope: str
    """What it is about: "v1.8 to v1.10, SIG compute"."""
    said: tuple[str, ...]
    """Its numbers in sentences, the most important first."""
    unknown: tuple[str, ...]
    """What nothing proves, in sentences."""
    charts: tuple[Bars | Columns, ...]
    tables: tuple[Table, ...]
    fields: tuple[Field, ...]
    is_narrowed: bool
    others: tuple[Report, ...]

    def table(self, key: str) -> Table | None:
        """The table of this key; the first for an empty one."""
        if not key:
            return self.tables[0] if self.tables else None
        return next((one for one in self.tables if one.key == key), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ReportsPage:
    """The list of all reports."""

    frame: Frame
    reports: tuple[Report, ...]
    sigs: tuple[str, ...]
    years: tuple[int, ...]
    """In which a release came out, the latest first."""
    releases: tuple[str, ...]
    """Whose notes can be drafted: those with an enhancements freeze or out, latest
    first."""


@dataclasses.dataclass(frozen=True, slots=True)
class AnnualPage:
    """What a SIG did in a year."""

    frame: Frame
    sig: str
    year: int
    releases: tuple[str, ...]
    """That came out in that year by the moment."""
    said: tuple[str, ...]
    unknown: tuple[str, ...]
    charts: tuple[Bars | Columns, ...]
    tables: tuple[Table, ...]
    markdown: str
    years: tuple[int, ...]

    def table(self, key: str) -> Table | None:
        """The table of this key; the first for an empty one."""
        if not key:
            return self.tables[0] if self.tables else None
        return next((one for one in self.tables if one.key == key), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """An entry in the draft of a release's notes."""

    key: str
    number: int | None
    title: str
    sig: str | None
    stage: str
    stage_label: str
    summary: str
    """The sentence in which its document says what it is; empty when it has none."""
    gates: tuple[str, ...]
    issue_url: str
    document_url: str
    proof_url: str
    proof: str
    """The tag that proves it; empty when a person said so."""
    docs: tuple[tuple[str, str], ...]
    """Documentation pull requests: (name, address)."""
    is_shipped: bool


@dataclasses.dataclass(frozen=True, slots=True)
class NotesPage:
    """The draft of a release's notes."""

    frame: Frame
    week: Week
    release: str
    shipped: tuple[Note, ...]
    """By stage, the furthest first, then by SIG."""
    unproven: tuple[Note, ...]
    """Committed or planned, and nothing proves that it shipped."""
    said: str
    is_out: bool
    markdown: str

    @property
    def by_stage(self) -> tuple[tuple[Note, tuple[tuple[Note, ...], ...]], ...]:
        """What shipped by stage, each with its first note and its notes by SIG."""
        found = []
        for _, group in itertools.groupby(self.shipped, key=lambda one: one.stage):
            notes = tuple(group)
            sigs = itertools.groupby(notes, key=lambda one: one.sig)
            found.append((notes[0], tuple(tuple(mine) for _, mine in sigs)))
        return tuple(found)
