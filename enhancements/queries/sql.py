"""Running one statement and reading its rows by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection


def rows(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run one SQL statement; each row as a dictionary by column name."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rows_by_index(
    statement: str, parameters: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """As `rows`, for a statement that looks for words in texts.

    PostgreSQL keeps what is long apart from its table, and its planner takes the table
    alone for what has to be read: of many texts it would rather read every one than
    ask the index of their words, which takes hundreds of times as long. So it is told
    to read no table as a whole where an index will do, for this statement only; and
    that what is found of a large project may be sorted in memory.
    """
    with connection.cursor() as cursor:
        # In one go, so that nothing else ever runs by it.
        cursor.execute(f"{_BY_INDEX} {statement}; {_AS_USUAL}", parameters)
        cursor.nextset()
        cursor.nextset()
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB';"
_AS_USUAL = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL work_mem = DEFAULT"


def winner(row: str) -> str:
    """The id of the enhancement that counts for a row of a statement: its own, or the
    one into which that was merged.

    Looked up row by row: a join would read all enhancements there are. The index has
    only those that were merged.
    """
    return (
        "coalesce((SELECT own.merged_into_id FROM enhancements_enhancement own"
        f" WHERE own.id = {row}.enhancement_id AND own.merged_into_id IS NOT NULL),"
        f" {row}.enhancement_id)"
    )


def escaped(text: str) -> str:
    """Text with the signs that LIKE gives a meaning taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_CHUNK = 1000


def stream(statement: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """As `rows`, but read chunk by chunk while they are used: for long lists."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        names: list[str] = []
        while found := cursor.fetchmany(_CHUNK):
            # A cursor of the server knows its columns once it was read from.
            names = names or [column.name for column in cursor.description or ()]
            for row in found:
                yield dict(zip(names, row, strict=True))


def parsed(value: Any) -> Any:
    """A jsonb column of a raw statement, which Django hands on as text."""
    return json.loads(value) if isinstance(value, str) else value


def parse_all(
    rows: Sequence[dict[str, Any]], names: Sequence[str]
) -> Sequence[dict[str, Any]]:
    """Parse these jsonb columns, never NULL, of every row in place and in one go.

    A page of a list has hundreds of small values, and a call for each of them would
    take longer than reading the rows.
    """
    texts = ",".join([row[name] for row in rows for name in names])
    values = iter(json.loads(f"[{texts}]"))
    for row in rows:
        for name in names:
            row[name] = next(values)
    return rows
