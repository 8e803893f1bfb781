"""`manage.py snapshot` makes up for what was missed, and checks what is kept."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from enhancements.models import Event, Snapshot
from tests.support import kept


@pytest.fixture
def told(demo):
    kept.tell(demo)
    return demo


def run(capsys, *words):
    call_command("snapshot", *words)
    return capsys.readouterr().out


@pytest.mark.usefixtures("told")
def test_it_makes_every_snapshot_that_is_missing(capsys):
    text = run(capsys, "demo", "1.9")
    made = Snapshot.objects.order_by("moment")
    assert [one.freeze for one in made] == [
        "enhancements-freeze",
        "code-freeze",
        "release",
    ]
    assert f"VEP freeze (2025-01-11 12:00 UTC): {made[0].digest}" in text
    assert Event.objects.filter(kind=Event.Kind.SNAPSHOT_MADE).count() == 3
    assert "Nothing to make" in run(capsys, "demo", "v1.9")


@pytest.mark.usefixtures("told")
def test_it_makes_only_that_of_one_freeze(capsys):
    run(capsys, "demo", "v1.9", "--freeze", "code-freeze")
    assert Snapshot.objects.get().freeze == "code-freeze"


@pytest.mark.usefixtures("told")
def test_it_finds_a_snapshot_that_is_not_what_its_digest_says(capsys):
    run(capsys, "demo", "v1.9")
    assert "3 snapshots are what their digests say." in run(capsys, "--verify")
    # Nobody can do so but who may take the guard away.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE enhancements_snapshot DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE enhancements_snapshot SET content = replace(content, 'T', 't')"
            " WHERE enhancements_snapshot.freeze = 'code-freeze'"
        )
        cursor.execute("ALTER TABLE enhancements_snapshot ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match=r"not what their digest says: demo v1\.9"):
        call_command("snapshot", "--verify")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing", "v1.9"), "“nothing” is not tracked"),
        (("demo",), "Name a project and a release"),
    ],
)
@pytest.mark.usefixtures("told")
def test_it_refuses_in_words(words, message):
    with pytest.raises(CommandError, match=message):
        call_command("snapshot", *words)
