"""What a cell of a file holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

# What begins a formula for a spreadsheet (OWASP, CSV injection), full-width forms too.
_FORMULA = "=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20"


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    start = text.lstrip(" ")[:1]
    return f"'{text}" if start and start in _FORMULA else text


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
