"""For what somebody is wanted: said by leads and owners, read by contributors."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from enhancements.models import Event, HelpWanted
from enhancements.policy.permissions import OWNER
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support.answers import words
from tests.support.boards import days, fill
from tests.support.parts import OTHERS, play

pytestmark = pytest.mark.django_db
PAGE = "/demo/1/help/"
LIST = "/demo/help/"
PLACE = {SIG_LEAD: "compute", OWNER: "1"}


@pytest.fixture(scope="module")
def told(shared):
    """SIGs compute and network with two entries each."""
    fill(shared, 4)
    shared.begin()
    return shared


def seek(client, kind="docs", text="Write the user guide.", seen=0, page=PAGE, **more):
    return client.post(page, {"kind": kind, "text": text, "seen": str(seen), **more})


def standing(kind: str = "docs") -> HelpWanted:
    return HelpWanted.objects.get(until=None, kind=kind)


@pytest.mark.usefixtures("told")
def test_stranger_reads_that_nobody_is_wanted(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        text = words(client.get(PAGE))
    assert "Nobody said that help is wanted" in text
    assert "Sign in first" in text
    with django_assert_num_queries(3):
        assert "Nobody said that help is wanted" in words(client.get(LIST))
    assert client.get("/demo/99/help/").status_code == 404
    assert seek(client).status_code == 403
    assert not HelpWanted.objects.exists()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("role", [SIG_LEAD, OWNER])
def test_lead_and_owner_say_it_and_that_somebody_is_found(client, monkeypatch, role):
    play(client, monkeypatch, role, where=PLACE)
    answer = seek(client)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert seek(client, "code", "A test is missing.").status_code == 303
    for page in (PAGE, LIST, "/demo/1/", "/demo/sigs/compute/"):
        assert "Write the user guide." in words(client.get(page))
    assert "Write the user guide." not in words(client.get("/demo/sigs/network/"))

    first = standing()
    assert seek(client, text="Write it all.", seen=first.pk).status_code == 303
    assert seek(client, seen=standing().pk, found="yes").status_code == 303
    assert [one.kind for one in HelpWanted.objects.filter(until=None)] == ["code"]
    text = words(client.get(PAGE))
    assert "Docs. Write it all." in text
    # Undone by wanting the same again, which the form has in it.
    assert 'value="Write it all."' in client.get(PAGE).content.decode()
    assert seek(client, text="Write it all.").status_code == 303
    kinds = Event.objects.filter(kind__startswith="help-", subject="docs")
    assert [one.kind for one in kinds.order_by("pk")] == [
        *("help-sought", "help-sought", "help-found", "help-sought")
    ]


@pytest.mark.usefixtures("told")
def test_somebody_who_was_quicker_is_not_overwritten(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    seek(client)
    for late in (seek(client, text="Mine."), seek(client, seen=0, found="yes")):
        assert late.status_code == 409
        assert "player changed it meanwhile." in words(late)
    assert standing().text == "Write the user guide."
    # Pressed twice, it is said once.
    assert seek(client, seen=standing().pk).status_code == 303
    assert HelpWanted.objects.count() == 1
    seek(client, seen=standing().pk, found="yes")
    assert seek(client, found="yes").status_code == 303


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("tea", "Make it.", "Choose what is wanted"),
        ("docs", "  ", "Say in a sentence what there is to do."),
        ("docs", "x" * 501, "Say it in at most 500 characters."),
    ],
)
def test_what_cannot_be_said_is_refused(client, monkeypatch, kind, text, said):
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    answer = seek(client, kind, text)
    assert answer.status_code == 400
    assert said in words(answer)
    assert not HelpWanted.objects.exists()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("role", "where"), [(RELEASE_LEAD, None), (SIG_LEAD, OTHERS), (OWNER, OTHERS)]
)
def test_who_may_not_reads_why(client, monkeypatch, role, where):
    play(client, monkeypatch, role, where=where)
    assert "f-docs" not in client.get(PAGE).content.decode()
    assert seek(client).status_code == 403
    assert not HelpWanted.objects.exists()


@pytest.mark.usefixtures("told")
def test_list_is_narrowed_and_a_file(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    seek(client, text="=1+1")
    seek(client, "code", page="/demo/3/help/")
    rows = json.loads(client.get(f"{LIST}?format=json").content)["rows"]
    assert [(one["key"], one["kind"]) for one in rows] == [("3", "code"), ("1", "docs")]
    (row,) = json.loads(client.get(f"{LIST}?kind=docs&format=json").content)["rows"]
    assert (row["key"], row["by"], row["sig"]) == ("1", "player", "compute")
    assert ",=1+1" not in client.get(f"{LIST}?format=csv").content.decode()
    assert "Nothing meets this" in words(client.get(f"{LIST}?sig=network"))


@pytest.mark.usefixtures("told")
def test_past_shows_what_stood(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    seek(client)
    then = f"?as_of={days(-1):%Y-%m-%dT%H:%M:%SZ}"
    for page in (PAGE, LIST, "/demo/1/", "/demo/sigs/compute/"):
        assert "Write the user guide." not in words(client.get(f"{page}{then}"))
    assert "f-docs" not in client.get(f"{PAGE}{then}").content.decode()


@pytest.mark.usefixtures("told")
def test_database_holds_one_of_a_kind_and_changes_none(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD, where=PLACE)
    seek(client)
    row = standing()
    same = {"enhancement_id": row.enhancement_id, "kind": "docs", "by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpWanted.objects.create(since=days(1), text="y", **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpWanted.objects.filter(pk=row.pk).update(text="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
