"""Migrations that the version before survives, and that lock nothing for long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres import operations as postgres
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from enhancements import models as ours
from tests.support import migrating
from tests.support.migrating import BIG, troubles

ROOT = Path(__file__).resolve().parent.parent
HELD_SINCE = 60
"""The number of the first migration that comes after something was deployed; those
before made the tables, or were written for a release that nobody ran yet.
"""
EXCEPTIONS: dict[tuple[str, int], str] = {}
"""By migration and place of the operation in it, from 0: why it may break a rule. Write
down what keeps it from locking long or from breaking the version that runs, such as
that the column was out of use for a release.
"""
_LOADER = MigrationLoader(None, ignore_no_migrations=True)
HELD = sorted(
    name
    for app, name in _LOADER.disk_migrations
    if app == "enhancements" and int(name[:4]) >= HELD_SINCE
)


def found_in(name: str) -> list[str]:
    """What a migration does wrong and no exception allows."""
    migration = _LOADER.disk_migrations["enhancements", name]
    state = _LOADER.project_state(("enhancements", name), at_end=False)
    made: set[str] = set()
    wrong = []
    for place, operation in enumerate(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name.lower())
        if (name, place) not in EXCEPTIONS:
            wrong += [
                f"{name}, operation {place}: {operation.describe()} {trouble}"
                for trouble in troubles(
                    operation, state, made, is_atomic=migration.atomic
                )
            ]
        operation.state_forwards("enhancements", state)
    return wrong


def test_migrations_lock_nothing_for_long_and_break_nobody():
    assert [trouble for name in HELD for trouble in found_in(name)] == []


def test_rules_find_what_earlier_migrations_did():
    names = sorted(
        name for app, name in _LOADER.disk_migrations if app == "enhancements"
    )
    found = {name for name in names[:12] if found_in(name)}

    # The first one makes the tables; a later one gave them columns.
    assert "0001_initial" not in found
    assert found


def test_every_exception_is_of_an_operation_and_has_a_reason():
    for (name, place), reason in EXCEPTIONS.items():
        assert int(name[:4]) >= HELD_SINCE
        assert place < len(_LOADER.disk_migrations["enhancements", name].operations)
        assert len(reason.split()) > 5


def test_big_tables_are_tables():
    assert {name.lower() for name in vars(ours) if name[:1].isupper()} >= BIG


def state() -> ProjectState:
    """A project with an item, which is big, and a project, which is not."""
    made = ProjectState()
    for name in ("item", "project"):
        made.add_model(
            ModelState(
                "enhancements",
                name,
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("title", models.CharField(max_length=80)),
                    ("note", models.TextField(null=True)),
                ],
            )
        )
    return made


def told(operation: Operation, *, is_atomic: bool = True, made: Any = ()) -> list[str]:
    return list(troubles(operation, state(), set(made), is_atomic=is_atomic))


INDEX = models.Index(fields=("title",), name="item_title")
CHECK = models.CheckConstraint(condition=~Q(title=""), name="item_titled")

WRONG: list[tuple[Operation, str]] = [
    (migrations.RemoveField("item", "title"), "still reads"),
    (migrations.DeleteModel("project"), "still reads"),
    (migrations.RenameField("item", "title", "name"), "renames"),
    (migrations.RenameModel("project", "body"), "renames"),
    (migrations.AlterModelTable("project", "bodies"), "renames"),
    (migrations.AddField("item", "mark", models.TextField(default="")), "db_default"),
    (migrations.AddField("project", "mark", models.TextField()), "db_default"),
    (
        migrations.AddField("item", "mark", models.TextField(null=True, db_index=True)),
        "AddIndexConcurrently",
    ),
    (migrations.AlterField("item", "note", models.TextField()), "NOT NULL"),
    (migrations.AlterField("item", "title", models.IntegerField()), "another type"),
    (
        migrations.AlterField("item", "title", models.CharField(max_length=40)),
        "shorter",
    ),
    (
        migrations.AlterField(
            "project", "title", models.CharField(max_length=80, unique=True)
        ),
        "an index is made",
    ),
    (migrations.AddIndex("item", INDEX), "AddIndexConcurrently"),
    (
        migrations.AddIndex("item", GinIndex(fields=("title",), name="x")),
        "Concurrently",
    ),
    (migrations.AddConstraint("item", CHECK), "ValidateConstraint"),
    (postgres.AddIndexConcurrently("item", INDEX), "atomic = False"),
    (migrations.RunSQL("ALTER TABLE x DROP  COLUMN y"), "DROP COLUMN"),
    (migrations.RunSQL(["SELECT 1", "alter table x rename to y"]), "RENAME TO"),
    (migrations.RunSQL([("LOCK TABLE x", None)]), "LOCK TABLE"),
    (migrations.RunSQL("CREATE INDEX a ON enhancements_item (b)"), "CONCURRENTLY"),
    (
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RemoveField("item", "title")]
        ),
        "still reads",
    ),
]
RIGHT: list[Operation] = [
    migrations.AddField("item", "mark", models.TextField(null=True)),
    migrations.AddField("item", "mark", models.TextField(db_default="")),
    migrations.AlterField("item", "title", models.CharField(max_length=120)),
    migrations.AlterField("item", "title", models.CharField(max_length=80, null=True)),
    migrations.AddIndex("project", INDEX),
    migrations.AddConstraint("project", CHECK),
    postgres.AddConstraintNotValid("item", CHECK),
    postgres.ValidateConstraint("item", "item_titled"),
    migrations.RemoveIndex("item", "item_title"),
    migrations.RunSQL("CREATE INDEX CONCURRENTLY a ON enhancements_item (b)"),
    migrations.RunSQL("CREATE INDEX a ON enhancements_project (b)"),
    migrations.RunSQL("SELECT 1 -- DROP COLUMN would be wrong"),
    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("item", "title")]
    ),
]


@pytest.mark.parametrize(
    ("operation", "says"), WRONG, ids=[f"{one.describe()}"[:60] for one, _ in WRONG]
)
def test_operation_that_breaks_a_rule_is_named(operation, says):
    [trouble] = told(operation)

    assert says in trouble


@pytest.mark.parametrize("operation", RIGHT, ids=lambda one: f"{one.describe()}"[:60])
def test_operation_that_breaks_nobody_passes(operation):
    assert told(operation) == []


def test_concurrent_index_passes_outside_of_a_transaction():
    assert told(postgres.AddIndexConcurrently("item", INDEX), is_atomic=False) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("item", INDEX),
        migrations.AddConstraint("item", CHECK),
        migrations.AddField("item", "mark", models.TextField()),
        migrations.RunSQL("CREATE INDEX a ON enhancements_item (b)"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_nobody_minds_what_happens_to_a_table_that_is_new(operation):
    assert told(operation, made={"item"}) == []


def test_operations_tell_the_rules():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.partition("\n## Changing what is deployed\n")[2].partition("\n## ")[
        0
    ]

    for word in ("AddIndexConcurrently", "AddConstraintNotValid", "db_default"):
        assert word in section
    assert re.search(r"tests/test_migrations\.py", section)
    assert migrating.__doc__
    assert "Changing what is deployed" in migrating.__doc__
