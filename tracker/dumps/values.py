"""Values of rows as JSON, and back into what COPY takes.

A time is ISO 8601 in UTC, bytes are Base64, an array is a list, a column of JSON is
that JSON as it is, and words for searching are PostgreSQL's own text of them. A column
that has no value is not in its row at all: `null` is a value of JSON.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

Column: TypeAlias = "models.Field[Any, Any]"


class NotARow(ValueError):
    """A line that is no row of its table; a few words for people."""


def expression(column: Column) -> str | Combinable:
    """What is asked of the database for a column: JSON as its text."""
    if isinstance(column, models.JSONField):
        return Cast(column.attname, models.TextField())
    return column.attname


def writer(columns: Sequence[Column]) -> Callable[[Sequence[Any]], str]:
    """A function from a row, as `expression` has it, to a line without its end."""
    heads = [f"{json.dumps(column.attname)}:" for column in columns]
    tails = [_as_it_is if _is_json(column) else _text for column in columns]
    parts = list(zip(heads, tails, strict=True))

    def line(row: Sequence[Any]) -> str:
        told = zip(parts, row, strict=True)
        return f"{{{','.join(h + t(v) for (h, t), v in told if v is not None)}}}"

    return line


def reader(
    columns: Sequence[Column], absent: Sequence[Column]
) -> Callable[[bytes], list[Any]]:
    """A function from a line to the values of these columns, as COPY takes them; then
    of those that the dump does not have, each with its default.

    It raises NotARow.
    """
    known = {column.attname: _parser(column) for column in columns}

    def row(line: bytes) -> list[Any]:
        told = _told(line)
        if unknown := told.keys() - known.keys():
            raise NotARow(f"it has a column “{min(unknown)}” that is not announced")
        return [*_values(told, known), *(default(column) for column in absent)]

    return row


def default(column: Column) -> Any:
    """What a column gets that a dump does not have. Raises NotARow if it needs one."""
    if not has_default(column):
        raise NotARow(f"it lacks the column “{column.attname}”")
    value = column.get_default() if _needs_no_server(column) else column.db_default
    return json.dumps(value) if value is not None and _is_json(column) else value


def has_default(column: Column) -> bool:
    """Whether a row can do without a value of its own there."""
    is_text = isinstance(column, models.CharField | models.TextField)
    return (
        column.null
        or column.has_default()
        or not _needs_no_server(column)
        or (is_text and column.blank)
    )


def _needs_no_server(column: Column) -> bool:
    """Whether it is not PostgreSQL alone that knows its default."""
    return column.has_default() or column.db_default is models.NOT_PROVIDED


def _is_json(column: Column) -> bool:
    return isinstance(column, models.JSONField)


def _as_it_is(value: Any) -> str:
    return str(value)


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.astimezone(dt.UTC).isoformat()
    elif isinstance(value, dt.date):
        value = value.isoformat()
    elif isinstance(value, uuid.UUID):
        value = str(value)
    elif isinstance(value, bytes | bytearray | memoryview):
        value = base64.b64encode(value).decode("ascii")
    return json.dumps(value, ensure_ascii=False)


def _told(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotARow("it is no JSON") from error
    if not isinstance(told, dict):
        raise NotARow("it is no JSON object")
    return told


def _values(
    told: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]]
) -> Iterator[Any]:
    for name, parse in known.items():
        if name not in told:
            yield None
            continue
        try:
            yield parse(told[name])
        except (TypeError, ValueError) as error:
            raise NotARow(f"its column “{name}” cannot be read") from error


def _parser(column: Column) -> Callable[[Any], Any]:
    if _is_json(column):
        return json.dumps
    if isinstance(column, models.BinaryField):
        return _bytes
    if isinstance(column, ArrayField):
        return _list
    return _plain


def _bytes(value: Any) -> bytes:
    return base64.b64decode(value, validate=True)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [_plain(one) for one in value]


def _plain(value: Any) -> Any:
    if isinstance(value, list | dict):
        raise TypeError(value)
    return value
