"""What a migration must not do while the version before it runs: rules, told apart.

See "Changing what is deployed" in docs/operations.md. A rule is about what PostgreSQL
locks for long, or what the code of before would stumble over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

BIG = frozenset(
    {
        *("blob", "version", "reading", "claim", "series", "event", "record", "entry"),
        *("verdict", "item", "comment", "timelineitem", "edit", "delivery", "snapshot"),
        *("wording", "activity", "registration"),
    }
)
"""Tables, by model, that may have a million rows: reading all of them takes long."""
_HARD = re.compile(
    r"\b(DROP\s+COLUMN|RENAME\s+(COLUMN|TO)|SET\s+NOT\s+NULL|LOCK\s+TABLE"
    r"|VACUUM\s+FULL|ALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE)\b",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)[^;]*?\bON\s+(?:ONLY\s+)?"
    r"(?:public\.)?enhancements_(\w+)",
    re.IGNORECASE | re.DOTALL,
)


def troubles(
    operation: Operation, state: ProjectState, made: set[str], *, is_atomic: bool
) -> Iterator[str]:
    """What is wrong with an operation; `state` is before it, `made` are the models that
    its own migration has made.
    """
    if isinstance(operation, migrations.RunSQL):
        yield from _of_sql(operation, made)
    elif isinstance(operation, migrations.SeparateDatabaseAndState):
        for one in operation.database_operations:
            yield from troubles(one, state, made, is_atomic=is_atomic)
    elif isinstance(operation, _TAKES_AWAY):
        yield "takes away what the version before still reads"
    elif isinstance(operation, _RENAMES):
        yield "renames what the version before still reads"
    elif isinstance(operation, migrations.AddField | migrations.AlterField):
        yield from _of_field(operation, state, made)
    else:
        yield from _of_big_table(operation, made, is_atomic=is_atomic)


_TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel)
_RENAMES = (
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def _of_big_table(
    operation: Operation, made: set[str], *, is_atomic: bool
) -> Iterator[str]:
    """What indexes and constraints lock."""
    match operation:
        case postgres.AddIndexConcurrently() | postgres.RemoveIndexConcurrently():
            if is_atomic:
                yield "is concurrent, so its migration must say `atomic = False`"
        case postgres.AddConstraintNotValid():
            return
        case migrations.AddIndex() if _is_big(operation.model_name, made):
            yield "locks a big table while an index is made: AddIndexConcurrently"
        case migrations.AddConstraint() if _is_big(operation.model_name, made):
            yield (
                "locks a big table while all its rows are looked at:"
                " AddConstraintNotValid, then ValidateConstraint"
            )


def _of_sql(operation: migrations.RunSQL, made: set[str]) -> Iterator[str]:
    text = _text(operation.sql)
    if found := _HARD.search(text):
        yield f"says {' '.join(found[0].upper().split())}"
    for index in _INDEX.finditer(text):
        if _is_big(index[2], made):
            yield "locks a big table while an index is made: CONCURRENTLY"


def _text(sql: Any) -> str:
    """SQL as RunSQL takes it: a text, or a list of them, perhaps with parameters."""
    if isinstance(sql, str):
        return re.sub(r"--[^\n]*", "", sql)
    return ";\n".join(_text(one[0] if isinstance(one, tuple) else one) for one in sql)


def _of_field(
    operation: migrations.AddField | migrations.AlterField,
    state: ProjectState,
    made: set[str],
) -> Iterator[str]:
    model, field = operation.model_name.lower(), operation.field
    if model in made:
        return
    is_new = isinstance(operation, migrations.AddField)
    if is_new:
        if not _may_be_left_out(field):
            yield (
                "adds a column that the version before does not fill: null=True, or"
                " a db_default"
            )
        if (field.unique or field.db_index) and _is_big(model, made):
            yield "locks a big table while an index is made: AddIndexConcurrently"
        return
    before = _field(state, model, operation.name)
    if before is None:
        return
    if before.null and not field.null:
        yield "enforces NOT NULL: a checked constraint that is validated apart"
    if before.get_internal_type() != field.get_internal_type():
        yield "writes the whole table anew for another type"
    elif (before.max_length or 0) > (field.max_length or 10**9):
        yield "writes the whole table anew for a shorter text"
    if (field.unique or field.db_index) and not (before.unique or before.db_index):
        yield "locks the table while an index is made"


def _may_be_left_out(field: models.Field[Any, Any]) -> bool:
    """Whether a row may be inserted without a word about it."""
    is_generated = isinstance(field, models.GeneratedField)
    return bool(
        field.null or field.has_db_default() or is_generated or field.many_to_many
    )


def _field(state: ProjectState, model: str, name: str) -> models.Field[Any, Any] | None:
    found = state.models.get(("enhancements", model))
    return found.fields.get(name) if found else None


def _is_big(model: str, made: set[str]) -> bool:
    return model.lower() in BIG and model.lower() not in made
