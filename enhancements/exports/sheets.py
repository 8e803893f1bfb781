"""A list as CSV or JSON, line by line, so that a long one is never held whole."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from enhancements.exports import cells

Row = TypeVar("Row")
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """A kind of list: the name of its files, and its columns in order.

    A column is its name and what it takes from a row: something that JSON knows.
    """

    name: str
    columns: tuple[tuple[str, Callable[[Row], Any]], ...]

    def names(self) -> list[str]:
        """Names of the columns."""
        return [name for name, _ in self.columns]

    def values(self, row: Row) -> list[Any]:
        """A row's values in the order of the columns."""
        return [value(row) for _, value in self.columns]


def lines(
    form: str, sheet: Sheet[Row], rows: Iterable[Row], *, address: str, as_of: str
) -> Iterator[str]:
    """The file in pieces. `address` is where the list is read, `as_of` its moment.

    CSV begins with a comment that names the address, and no cell of it is a formula
    (`cells.plain` gives back what was written); JSON is an object with
    `address`, `as_of`, `columns` and `rows`.
    """
    if form == "csv":
        # One cell, whatever is in the address: the next could begin a formula.
        yield cells.line([f"# {address}"])
        return (yield from _csv(sheet, rows))
    head = {"address": address, "as_of": as_of, "columns": sheet.names()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    return (yield from _json(sheet, rows))


def _csv(sheet: Sheet[Row], rows: Iterable[Row]) -> Iterator[str]:
    yield cells.line(map(cells.safe, sheet.names()))
    for row in rows:
        yield cells.line([cells.safe(cells.text(value)) for value in sheet.values(row)])


def _json(sheet: Sheet[Row], rows: Iterable[Row]) -> Iterator[str]:
    names = sheet.names()
    between = "\n"
    for row in rows:
        data = dict(zip(names, sheet.values(row), strict=True))
        yield between + json.dumps(data, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"
