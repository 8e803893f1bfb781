"""Every table has its decision, and a load can put one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from enhancements import models as m
from tests.support import filled
from tracker.dumps import tables
from tracker.dumps.tables import NEVER, TABLES

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "dump.md"
SECRET = {m.Token, m.FeedAddress, m.Mailbox, m.Mail, m.Channel, m.Sending}
KINDS = [
    pytest.param(None, False, id="all"),
    pytest.param(None, True, id="all with secrets"),
    pytest.param(1, False, id="a project"),
    pytest.param(1, True, id="a project with secrets"),
]


def test_every_model_is_dumped_or_has_its_reason_why_not():
    named = [table.model._meta.label for table in TABLES] + list(NEVER)

    assert sorted(named) == sorted(model._meta.label for model in apps.get_models())
    assert [label for label, why in NEVER.items() if not why] == []


def test_table_comes_after_all_that_its_rows_name():
    places = {table.model: place for place, table in enumerate(TABLES)}
    wrong = [
        f"{table.name}.{field.name}"
        for place, table in enumerate(TABLES)
        for field in table.columns
        if field.related_model in places and places[field.related_model] > place
    ]

    assert wrong == []


def test_secrets_are_what_only_a_dump_with_secrets_has():
    plain = tables.chosen(project=None, secrets=False)
    with_them = tables.chosen(project=None, secrets=True)

    assert {t.model for t in with_them} - {t.model for t in plain} == SECRET
    assert with_them == list(TABLES)
    account = next(table for table in plain if table.model is m.Account)
    assert "stamp" not in {
        c.name for c in tables.columns(account, plain, secrets=False)
    }
    assert "stamp" in {c.name for c in tables.columns(account, plain, secrets=True)}


@pytest.mark.parametrize(("project", "secrets"), KINDS)
def test_what_is_left_out_of_a_row_has_a_default(project, secrets):
    chosen = tables.chosen(project=project, secrets=secrets)
    for table in chosen:
        there = tables.columns(table, chosen, secrets=secrets)
        for column in set(table.columns) - set(there):
            has_default = column.null or column.has_default() or column.blank
            assert has_default, f"{table.name}.{column.name}"


@pytest.mark.parametrize(("project", "secrets"), KINDS)
def test_no_row_names_one_that_is_not_in_the_dump(project, secrets):
    chosen = tables.chosen(project=project, secrets=secrets)
    there = {table.model for table in chosen}
    named = {
        column.related_model
        for table in chosen
        for column in tables.columns(table, chosen, secrets=secrets)
    }

    assert named - there == {None}


@pytest.mark.django_db
def test_rows_of_a_project_are_its_own():
    """Two projects with a row in every table: each row is of the one it belongs to."""
    filled.fill()
    ours = m.Project.objects.get()
    other = m.Project.objects.create(name="other", profile="sample")
    mixed = {m.Account, m.Blob, m.Reading, m.Person}  # Several projects may have them.
    for table in TABLES:
        everything = set(table.rows(None).values_list("pk", flat=True))
        of_ours = set(table.rows(ours.pk).values_list("pk", flat=True))
        of_other = set(table.rows(other.pk).values_list("pk", flat=True))
        expected = {other.pk} if table.model is m.Project else set()
        assert of_other == expected, table.name
        if table.of is None:
            assert of_ours == set(), table.name
        elif table.model is m.Event:
            nobodys = m.Event.objects.filter(project=None).values_list("pk", flat=True)
            assert of_ours == everything - set(nobodys)
        elif table.model not in mixed:
            assert of_ours == everything - of_other, table.name
        else:
            assert of_ours, table.name


def test_document_names_what_no_dump_has():
    section = DOCUMENT.read_text(encoding="utf-8").partition("\n## Not in a dump\n")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE))
    ours = {k.removeprefix("enhancements."): v for k, v in NEVER.items() if "enh" in k}
    secret = {model.__name__ for model in SECRET}

    assert {name: why for name, why in rows.items() if name not in secret} == ours
    assert secret <= set(rows)
