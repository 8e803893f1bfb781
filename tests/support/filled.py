"""A row of every table of a dump, for tests of what must hold for all of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import Value

from enhancements import models as m
from tracker.dumps.tables import TABLES, Table

NOW = dt.datetime(2026, 4, 1, 12, 30, 15, 123456, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=90)
TEXT = 'Ünï “cøde”, a "quote", a \\ and\na line\u2028more\ttab'
ODD: dict[str, Any] = {
    "text": TEXT,
    "no": None,
    "list": [1, -2.5, True, [], {}],
    "big": 2**60,
}
"""JSON that is not easily kept."""


def _of(model: type[models.Model]) -> Callable[[], models.Model]:
    return lambda: _one(model)


def _another() -> m.Enhancement:
    project = m.Project.objects.order_by("pk")[0]
    return m.Enhancement.objects.create(project=project)


# What constraints ask for, beyond a value of the right sort.
_GIVEN: dict[type[models.Model], dict[str, Any]] = {
    m.Project: {"name": "filled"},
    m.Token: {"scopes": ["read"], "created_at": NOW, "expires_at": LATER},
    m.Repository: {"is_main": True, "github_id": 2**40},
    m.Item: {"kind": "issue", "labels": ["a", TEXT], "assignees": [2**40, 7]},
    m.Claim: {"by": "lea"},
    m.Decision: {"kind": "note"},
    m.Ask: {"expires_at": LATER},
    m.HelpWanted: {"kind": "code"},
    m.Mail: {"kind": "verify"},
    m.Channel: {"kind": "webhook", "secret": "whsec"},
    m.SavedView: {"audience": "private", "account": _of(m.Account)},
    m.Subscription: {
        "view": _of(m.SavedView),
        "triggers": ["x"],
        "channel": _of(m.Channel),
    },
    m.Notice: {"subscriptions": [1], "rhythm": "daily", "mail": _of(m.Mail)},
    m.Headline: {"sigs": [], "views": [5]},
    m.ExceptionState: {"state": "pending"},
    m.Proof: {"word": "proven"},
    m.Document: {"role": "main", "enhancement": _of(m.Enhancement)},
    m.Version: {"change": "added", "blob": _of(m.Blob)},
    m.GateLink: {"how": "person", "by": "lea", "reason": TEXT},
    m.Enhancement: {"owed_since": NOW},
    m.Record: {"tracks": [ODD], "targets": {}, "problems": [ODD], "drift": []},
    m.Dependency: {"needs": _another},
    m.Event: {"project": _of(m.Project), "kind": "decided", "old": ODD},
}


def fill() -> None:
    """Put a row into every table that has none, and rows of odd values into some."""
    for table in TABLES:
        if not table.model._base_manager.exists():
            row(table.model)
    # One that names a later row of its own table.
    first = m.Enhancement.objects.order_by("pk")[0]
    first.merged_into = _another()
    first.save()
    project = first.project
    series = m.Series.objects.create(project=project, source="person", field="odd")
    # No value, and the value `null` of JSON, are not the same.
    values = (ODD, None, Value(None, models.JSONField()), "", 0.1, TEXT)
    for place, value in enumerate(values):
        since = NOW + dt.timedelta(days=place)
        until = since + dt.timedelta(days=1)
        row(m.Claim, series=series, value=value, since=since, until=until)
    m.Blob.objects.create(oid="odd", content=bytes(range(256)))
    row(m.Event, project=None, kind="account-joined")


def row(model: type[models.Model], **given: Any) -> models.Model:
    """A row with something in each column that needs it."""
    told = _GIVEN.get(model, {}) | given
    said: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in told:
            value = told[field.name]
            said[field.name] = value() if callable(value) else value
        elif _is_needed(field):
            said[field.name] = _value(field)
    return model._base_manager.create(**said)


def state(table: Table, *leave_out: str) -> list[str]:
    """Every row of a table as PostgreSQL writes it, but for some columns."""
    names = [c.column for c in table.columns if c.attname not in leave_out]
    quoted = ", ".join(connection.ops.quote_name(str(name)) for name in names)
    # A row's own text tells no value from an empty one, and JSON's `null` from both.
    statement = f"SELECT row({quoted})::text FROM {table.stored} ORDER BY 1"  # noqa: S608 - our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [text for (text,) in cursor.fetchall()]


def _is_needed(field: models.Field[Any, Any]) -> bool:
    is_given = field.has_default() or field.db_default is not models.NOT_PROVIDED
    is_auto = isinstance(field, models.AutoField) or getattr(field, "auto_now_add", 0)
    return not (field.null or is_given or is_auto or (field.blank and _is_text(field)))


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField)


_BY_SORT: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (SearchVectorField, SearchVector(Value(TEXT), config="english")),
    (ArrayField, []),
    (models.DateTimeField, NOW),
    (models.DateField, NOW.date()),
    (models.JSONField, ODD),
    (models.BinaryField, bytes(range(256))),
    (models.BooleanField, True),
    (models.IntegerField, 1),
)


def _value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return _one(field.related_model)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if _is_text(field):
        choices = field.flatchoices
        return choices[0][0] if choices else field.name[: field.max_length or 100]
    return next(value for sort, value in _BY_SORT if isinstance(field, sort))


def _one(model: Any) -> models.Model:
    """The first row of a model; made where there is none."""
    found = model._base_manager.order_by("pk").first()
    return found or row(model)
