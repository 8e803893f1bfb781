"""What somebody may have changed, read at once: the matrix asks thousands of times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from enhancements.models import (
    AskingLadder,
    Channel,
    Claim,
    Concern,
    Decision,
    Dependency,
    ExceptionState,
    ExceptionVote,
    GateLink,
    HelpWanted,
    Release,
    ReleaseCriteria,
    ReleaseLetter,
    SavedView,
    Series,
    SigOutreach,
    TakeOver,
)

if TYPE_CHECKING:
    from django.db.models import Model


def _rows(model: type[Model], *columns: str) -> str:
    """These columns of every row, as a part of a statement."""
    told = f"jsonb_agg(jsonb_build_array({', '.join(columns)}) ORDER BY id)"
    return f"(SELECT {told} FROM {model._meta.db_table})"  # noqa: S608 - our own words


def _number(model: type[Model], where: str = "true") -> str:
    """How many rows there are, as a part of a statement."""
    return f"(SELECT count(*) FROM {model._meta.db_table} one WHERE {where})"  # noqa: S608 - the same


_CORRECTIONS = f"SELECT id FROM {Series._meta.db_table} WHERE source = 'person'"  # noqa: S608 - the same
_PARTS = (
    _rows(Decision, "id", "value", "until"),
    _number(ReleaseCriteria, "one.by <> 'profile'"),
    _number(Claim, f"one.series_id IN ({_CORRECTIONS})"),
    _number(Release, "NOT (one.opened_by = '' AND one.closed_by = '')"),
    _rows(ExceptionState, "id", "until"),
    _rows(Concern, "id", "until"),
    _rows(TakeOver, "id", "until"),
    _rows(Dependency, "id", "until"),
    _rows(SavedView, "id", "name", "ended_at"),
    *map(_number, (ExceptionVote, GateLink, HelpWanted, ReleaseLetter, SigOutreach)),
    _number(AskingLadder),
    _number(Channel),
)
_STATEMENT = f"SELECT {', '.join(_PARTS)}"


def state() -> tuple[object, ...]:
    """Everything that a cell of the matrix may change, in one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT)
        return tuple(cursor.fetchone())
