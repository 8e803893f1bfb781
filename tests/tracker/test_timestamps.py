"""Times as they come from PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DataError, connection
from psycopg.postgres import types
from psycopg.pq import Format

from tracker.timestamps import UtcLoader

pytestmark = pytest.mark.django_db


def read(text: str) -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        (found,) = cursor.fetchone()
    return found


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-22 08:30+00", dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)),
        (
            "2026-11-22 08:30:00.25+02",
            dt.datetime(2026, 11, 22, 6, 30, 0, 250_000, tzinfo=dt.UTC),
        ),
        (
            "2026-11-22 08:30:00.000001-11:30",
            dt.datetime(2026, 11, 22, 20, 0, 0, 1, tzinfo=dt.UTC),
        ),
        ("0001-01-01 00:00+00", dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
        (
            "9999-12-31 23:59:59.999999+00",
            dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
        ),
    ],
)
def test_time_is_read_in_utc(text, at):
    assert read(text) == at
    assert read(text).tzinfo is dt.UTC


@pytest.mark.parametrize("text", ["infinity", "-infinity", "0044-03-15 12:00+00 BC"])
def test_what_python_has_no_time_for_is_refused(text):
    with pytest.raises(DataError):
        read(text)


def test_django_leaves_our_loader_in_place():
    with connection.cursor() as cursor:
        loader = cursor.cursor.adapters.get_loader(
            types["timestamptz"].oid, Format.TEXT
        )
    assert loader is UtcLoader
