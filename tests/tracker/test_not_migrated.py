"""A command on a database without tables says what to do, and nothing else does."""

from __future__ import annotations

import django.core.management
import pytest
from django.db import ProgrammingError
from psycopg import errors

import manage


def run(monkeypatch, cause: Exception) -> None:
    def fail(_: list[str]) -> None:
        raise ProgrammingError(str(cause)) from cause

    monkeypatch.setattr(django.core.management, "execute_from_command_line", fail)
    monkeypatch.setattr("sys.argv", ["manage.py", "version"])
    manage.main()


@pytest.mark.parametrize("cause", [errors.UndefinedTable, errors.UndefinedColumn])
def test_missing_tables_are_explained(monkeypatch, cause):
    with pytest.raises(SystemExit, match=r"no such thing\nThe database is not set up"):
        run(monkeypatch, cause("no such thing"))


def test_other_failures_are_not_explained_away(monkeypatch):
    with pytest.raises(ProgrammingError, match="what else"):
        run(monkeypatch, errors.SyntaxError("what else"))
