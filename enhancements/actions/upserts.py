"""Many told rows into a table at once, in one statement, writing only what differs.

A row that says nothing new is not even locked. A row that is older than what is stored
changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from enhancements.policy.storable import clean

Row = Mapping[str, Any]
_ESCAPED = re.compile(r"\\u0000|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and what becomes of a told row in it.

    `columns` maps what is told to its SQL type; rows are the same by `key`. `kept`
    are the columns that differ without being news: the time of fetching, say.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    kept: tuple[str, ...] = ()
    once: Mapping[str, str] = field(default_factory=dict)
    """Columns that only a new row gets, with their values as SQL."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Columns that a changed row gets, with their values as SQL of `old` and `new`."""
    resets: Mapping[str, str] = field(default_factory=dict)
    """Like `sets`, for columns whose other value is news by itself."""
    condition: str = ""
    """What else must hold to change a row, as SQL of `old` and `new`."""
    has_versions: bool = False
    """Whether rows have an `updated_at` by GitHub's clock."""


def newer_sql() -> str:
    """The condition that a told row is not older than the stored one: ties count.

    GitHub tells whole seconds, so what is told later with the same time may be newer.
    """
    return "new.updated_at >= old.updated_at"


def upsert(table: Table, rows: Sequence[Row], *, returning: str = "id") -> list[Any]:
    """Insert new rows, change those that differ. One column of the rows written.

    Rows have the columns of the table, and no two the same key (see `unique`).
    """
    return [row[0] for row in _upsert(table, rows, returning)]


def upsert_new(table: Table, rows: Sequence[Row]) -> dict[int, bool]:
    """The same; ids of the rows written, and whether each is new."""
    return dict(_upsert(table, rows, "id, (xmax = 0)"))


def _upsert(table: Table, rows: Sequence[Row], returning: str) -> list[Any]:
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{_upsert_sql(table)} RETURNING {returning}", [as_json(rows)])
        rows_written: list[Any] = cursor.fetchall()
        return rows_written


def insert(table: Table, rows: Sequence[Row], *, returning: str = "id") -> list[Any]:
    """Insert rows whose key is new, and leave all others alone.

    Returns one column of the new rows.
    """
    if not rows:
        return []
    statement = (
        f"INSERT INTO {table.name} ({', '.join(_all_quoted(table))})"
        f" SELECT {', '.join(_values(table))} FROM {_told(table)}"
        f" LEFT JOIN {table.name} AS old USING ({', '.join(_quoted(table.key))})"
        f" WHERE old.id IS NULL ORDER BY {_order(table)}"
        f" ON CONFLICT DO NOTHING RETURNING {returning}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_json(rows)])
        return [row[0] for row in cursor.fetchall()]


def unique(rows: Iterable[Row], key: Sequence[str], order: str = "") -> list[Row]:
    """One row for each key, sorted by it: the last, or the highest by `order`."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        place = tuple(row[name] for name in key)
        before = found.get(place)
        if before is None or not order or row[order] >= before[order]:
            found[place] = row
    return [found[place] for place in sorted(found)]


def as_json(value: Any) -> str:
    """JSON of rows, with moments as ISO 8601, fit for PostgreSQL.

    U+0000 and lone surrogates, which it cannot hold, become U+FFFD.
    """
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    if _ESCAPED.search(text):
        text = json.dumps(clean(json.loads(text)), ensure_ascii=False)
    return text


def _plain(value: object) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    message = f"{type(value).__name__} is not told by GitHub"
    raise TypeError(message)


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _all_quoted(table: Table) -> list[str]:
    return _quoted([*table.columns, *table.resets, *table.once])


def _values(table: Table) -> list[str]:
    told = [f'new."{name}"' for name in table.columns]
    return [*told, *table.resets.values(), *table.once.values()]


def _order(table: Table) -> str:
    """Two workers who write the same rows wait for each other, never in a circle."""
    return ", ".join(f'new."{name}"' for name in table.key)


def _told(table: Table) -> str:
    types = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
    return f"json_to_recordset(%s::json) AS new({types})"


def _upsert_sql(table: Table) -> str:
    """Reads as: of what is told, what is new or differs; and so if another comes first.

    Inside `ON CONFLICT` PostgreSQL calls the told row `excluded`.
    """
    compared = [
        name
        for name in table.columns
        if name not in table.key and name not in table.kept
    ]
    differs = " OR ".join(
        [f'old."{name}" IS DISTINCT FROM new."{name}"' for name in compared]
        + [f'old."{name}" IS DISTINCT FROM {sql}' for name, sql in table.resets.items()]
    )
    changes = f"({differs})"
    if table.condition:
        changes += f" AND {table.condition}"
    if table.has_versions:
        changes += f" AND {newer_sql()}"
    sets = {name: f'new."{name}"' for name in (*compared, *table.kept)}
    sets |= {**table.resets, **table.sets}
    assignments = ", ".join(f'"{name}" = {sql}' for name, sql in sets.items())
    key = ", ".join(_quoted(table.key))
    statement = (
        f"INSERT INTO {table.name} AS old ({', '.join(_all_quoted(table))})"
        f" SELECT {', '.join(_values(table))} FROM {_told(table)}"
        f" LEFT JOIN {table.name} AS old USING ({key})"
        f" WHERE old.id IS NULL OR ({changes}) ORDER BY {_order(table)}"
        f" ON CONFLICT ({key}) DO UPDATE SET "
    )
    conflict = f"{assignments} WHERE {changes}".replace("new.", "excluded.")
    return statement + conflict
