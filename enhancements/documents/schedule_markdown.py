"""Reading the schedule of a release from the tables and lists of a Markdown page.

The forms are those of kubernetes/sig-release (`releases/release-1.N/README.md`):
since v1.19 a table "What | Who | When | Week | CI Signal", before that a column for
each month ("Oct | Nov | Dec") with days in it, and since v1.13 a list that sums the
table up: "- **Thursday 6th February 2025**: Week 4 - Production Readiness Freeze".
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from enhancements.documents import fields
from enhancements.documents.markdown import read_page
from enhancements.documents.markdown_tables import (
    Item,
    Row,
    Table,
    lists_of,
    tables_of,
)
from enhancements.documents.schedule import (
    OTHER,
    ScheduleEntry,
    ScheduleReading,
    slug_of,
    with_own_slugs,
)
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.when import Years, read_when
from enhancements.documents.when_parts import LONGEST, begins_with_a_day, days_of
from enhancements.profiles import Profile

REVISION = 2
"""Raised whenever the same text may give other entries than before."""

LONGEST_NAME = 300
MOST_MARKS = 5
"""Colons or dashes of an item at which its day may end."""
MOST_COLUMNS = 20
"""Columns in which days are looked for when none is called so."""

_WHAT = frozenset({"what", "event", "milestone", "deadline", "item", "activity"})
_WHO = frozenset({"who", "owner", "lead"})
_WHEN = frozenset({"when", "date", "day"})
_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+[0-9]{4})?",
    re.IGNORECASE,
)
_WEEK = re.compile(r"weeks?\s+[0-9]+\s*[-\u2013\u2014:,]+\s*", re.IGNORECASE)
_COLON = re.compile(r"\s*:\s+")
_DASH = re.compile(r"\s+[-\u2013\u2014]+\s+")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def read(data: bytes, *, profile: Profile, path: str) -> ScheduleReading:
    """Everything that one version of a page says of its release's dates.

    Entries of tables come first, in order, then those of lists. It never raises.
    """
    del path  # The release is told by ScheduleRules.release_of.
    try:
        text = decode(data)
    except Unreadable as error:
        return ScheduleReading(unreadable=f"The schedule cannot be read: {error}")
    page = read_page(text)
    years = Years.of_text(
        (line.text for line in page.lines if any(map(str.isdigit, line.text))),
        (heading.text for heading in page.headings),
    )
    reader = _Reader(profile, years)
    rows = [entry for table in tables_of(page.lines) for entry in reader.table(table)]
    items = [entry for items in lists_of(page.lines) for entry in reader.items(items)]
    told = _Told(rows)
    kept = [*rows, *(item for item in items if not told.says(item))]
    return ScheduleReading(entries=tuple(with_own_slugs(kept)))


class _Told:
    """What the tables say, to leave out what a list only says again.

    Deadlines are never left out: where a list says another hour, both are claimed.
    """

    def __init__(self, rows: Sequence[ScheduleEntry]) -> None:
        self.days: dict[object, list[str]] = {}
        for row in rows:
            self.days.setdefault((row.date, row.at), []).append(row.name.casefold())

    def says(self, item: ScheduleEntry) -> bool:
        if item.kind != OTHER or item.date is None or item.problem:
            return False
        name = item.name.casefold()
        return any(
            name in row or row in name
            for row in self.days.get((item.date, item.at), ())
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a table which fact stands."""

    what: int
    who: int | None
    when: int | None
    months: tuple[tuple[int, str], ...]

    def when_of(self, row: Row) -> str:
        """The day as the row has it, with the month that heads its column."""
        if not self.months:
            return row.cell(self.when)
        days = [(row.cell(index), month) for index, month in self.months]
        return " / ".join(f"{day} {month}" for day, month in days if day)


class _Reader:
    """Turns rows and items into entries, by the rules of a profile."""

    def __init__(self, profile: Profile, years: Years) -> None:
        self.profile = profile
        self.years = years

    def table(self, table: Table) -> Iterator[ScheduleEntry]:
        """The entries of a table that names days; nothing of any other."""
        columns = _columns(table)
        if columns is None:
            return
        for row in table.rows:
            name = row.cell(columns.what)[:LONGEST_NAME]
            who, text = row.cell(columns.who), columns.when_of(row)
            kind = self.kind(name, who)
            if text or kind != OTHER:
                entry = self.entry(name, text, row.line, who)
                yield dataclasses.replace(entry, slug=slug_of(_bare(name)))

    def items(self, items: Sequence[Item]) -> Iterator[ScheduleEntry]:
        """The entries of a list; none of a list without any day."""
        split = [(item, *self.split(item.text)) for item in items]
        if not any(days_of(text) for _, text, _ in split):
            return
        for item, text, name in split:
            known = self.kind(name, "") != OTHER or days_of(text)
            if text and name and (known or fields.is_undecided(text)):
                entry = self.entry(name, text, item.line)
                yield dataclasses.replace(entry, slug=slug_of("list", _bare(name)))

    def split(self, text: str) -> tuple[str, str]:
        """An item as (day, what is done then); blank where it has no such form."""
        found = self.divided(text, _COLON) or self.divided(text, _DASH)
        if found is None:
            return "", ""
        day, name = found
        return day, _WEEK.sub("", name, count=1)[:LONGEST_NAME]

    def divided(self, text: str, mark: re.Pattern[str]) -> tuple[str, str] | None:
        for match in itertools.islice(mark.finditer(text, 0, LONGEST), MOST_MARKS):
            left, right = text[: match.start()], text[match.end() :][:LONGEST]
            if _is_when(left):
                return left, right
            if _is_when(right) and self.kind(left, "") != OTHER:
                return right, left
            if mark is _COLON and self.kind(right, "") != OTHER:
                return left, right
        return None

    def entry(self, name: str, text: str, line: int, who: str = "") -> ScheduleEntry:
        """An entry, still without its slug."""
        hour = " / ".join(_BRACKETS.findall(name))
        found = read_when(text, years=self.years, hour=hour)
        return ScheduleEntry(
            kind=self.kind(name, who),
            slug="",
            name=name or text,
            date=found.date,
            raw=text,
            line=line,
            who=who,
            what=name,
            problem=f"Line {line}: {found.problem}" if found.problem else "",
            at=found.at,
        )

    def kind(self, name: str, who: str) -> str:
        """The kind of deadline; a page has one text for milestone and for work."""
        return self.profile.schedules.kind_of(milestone=name, what=name, who=who)


def _bare(name: str) -> str:
    """A name without what stands in brackets, such as an hour that may move."""
    return _BRACKETS.sub(" ", name)


def _is_when(text: str) -> bool:
    """Whether a piece of an item is its day, or says that there is none yet."""
    if fields.is_undecided(text.strip()):
        return bool(text.strip())
    return begins_with_a_day(text) and bool(days_of(text[:LONGEST]))


def _columns(table: Table) -> _Columns | None:
    """Where the facts stand; None for a table that is no schedule."""
    heads = [head.casefold() for head in table.head]
    months = tuple(
        (index, head) for index, head in enumerate(table.head) if _MONTH.fullmatch(head)
    )
    when = _first(heads, _WHEN)
    if not months and when is None:
        when = _dated(table)
    if not months and when is None:
        return None
    taken = {when, *(index for index, _ in months)}
    free = [index for index in range(len(heads)) if index not in taken]
    what = _first(heads, _WHAT)
    if what is None:
        what = next(iter(free), 0)
    return _Columns(what, _first(heads, _WHO), None if months else when, months)


def _first(heads: Sequence[str], words: frozenset[str]) -> int | None:
    return next((index for index, head in enumerate(heads) if head in words), None)


def _dated(table: Table) -> int | None:
    """The column with the most days, of a table that does not name it."""
    counts = [
        sum(bool(days_of(row.cell(index))) for row in table.rows)
        for index in range(min(len(table.head), MOST_COLUMNS))
    ]
    most = max(counts, default=0)
    return counts.index(most) if most else None
