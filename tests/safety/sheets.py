"""Files of lists as a spreadsheet reads them, and what of them would run."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from enhancements.exports import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.safety.crawling import Answer

# What begins a formula in Excel, LibreOffice or Google Sheets once blanks are gone.
BEGINS = tuple("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
_BLANKS = " \u00a0\u200b\ufeff\u3000"


def rows(text: str) -> list[list[str]]:
    """The cells of a file, as any reader of CSV has them."""
    return list(csv.reader(io.StringIO(text, newline="")))


def dangers(text: str) -> list[str]:
    """Cells that a spreadsheet would calculate."""
    return [
        cell[:80]
        for line in rows(text)
        for cell in line
        if cell.startswith(BEGINS) or cell.lstrip(_BLANKS).startswith(BEGINS)
    ]


def differences(sheet: str, data: str) -> Iterator[str]:
    """Where a CSV and the JSON of the same list differ, read by the documented rule."""
    told = json.loads(data)
    _, head, *lines = rows(sheet)
    names = [cells.plain(one) for one in head]
    if names != told["columns"]:
        yield f"columns {names}"
    if len(lines) != len(told["rows"]):
        yield f"{len(lines)} rows, {len(told['rows'])} in JSON"
    for line, row in zip(lines, told["rows"], strict=False):
        for cell, name in zip(line, told["columns"], strict=True):
            if cells.plain(cell) != cells.text(row[name]):
                yield f"{name}: {cell[:60]!r}, {cells.text(row[name])[:60]!r} in JSON"


def pairs(answers: Iterable[Answer]) -> list[tuple[Answer, Answer]]:
    """The CSV and the JSON of each list that was asked for."""
    files = {one.address: one for one in answers if "format=" in one.address}
    return [
        (one, files[twin])
        for address, one in files.items()
        if one.kind.startswith("text/csv")
        and (twin := address.replace("format=csv", "format=json")) in files
    ]
