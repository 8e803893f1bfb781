"""What a cell of a file holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable
from typing import Any

# What begins a formula (OWASP, CSV injection), and the full-width forms of that.
_FORMULA = "=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20"
# What may be taken away from the front of a cell: blanks, and what is not seen.
_UNSEEN = re.compile(
    r"\A[ \u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]*"
)
_MARK = "'"


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it.

    So is text that looks as if it had one already, so that `plain` knows which it was.
    """
    rest = text.lstrip(_MARK)
    start = _UNSEEN.sub("", rest, count=1)[:1]
    return f"{_MARK}{text}" if start and start in _FORMULA else text


def plain(cell: str) -> str:
    """What was written into a cell: the text that `safe` made it of.

    >>> plain(safe("=1+1"))
    '=1+1'
    >>> plain("'tis")
    "'tis"
    """
    text = cell.removeprefix(_MARK)
    return text if text != cell and safe(text) == cell else cell


def text(value: Any) -> str:
    """A value as a cell of CSV: lists joined by commas, nothing where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text(one)}" for key, one in value.items())
    return str(value)


def iso(value: dt.datetime | dt.date | None) -> str | None:
    """A moment as ISO text in UTC, a date as such: 2026-05-01T12:00:00Z."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if value else None


def line(values: Iterable[str]) -> str:
    """A line of CSV with its end. A value with an end of a line in it is quoted, also
    with a bare carriage return, which many readers take for one.
    """
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue().removesuffix("\r\n") + "\n"
