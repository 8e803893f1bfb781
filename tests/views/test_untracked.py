"""Merged work without an enhancement: what is listed, and what people say of it."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction

from enhancements.models import Claim, Event, Exempt
from tests.support.merging import Merging, own
from tests.support.parts import play
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.9/untracked/"


def merge(hub, number, text="", label="kind/feature", at=None, **more):
    """A merged pull request on code with a label."""
    item = hub.code_pull(number, text, **more)
    hub.event(item, "labeled", day(4), label)
    item.merged_at = at or day(5)
    hub.event(item, "merged", at or day(5))
    return item


@pytest.fixture
def hub(demo):
    """Four were merged; two of them nobody claims."""
    found = Merging(demo)
    merge(found, 7, title="Entry 10: warm, at last", author=found.person("pia"))
    merge(found, 8, own(10))
    merge(found, 9, label="kind/bug")
    merge(found, 20, own(99), at=day(6))
    merge(found, 21, base_ref="release-1.8")
    found.code_pull(22)
    found.settled()
    return found


def text(answer):
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def listed(client, **query):
    rows = client.get(PAGE, {"format": "json", **query}).json()["rows"]
    return [row["pull_request"].partition("#")[2] for row in rows]


@pytest.mark.usefixtures("hub")
def test_lists_what_nobody_claims(client):
    shown = text(client.get(PAGE))
    assert "2 pull requests without a VEP, of 3 merged" in shown
    assert listed(client) == ["20", "7"]
    assert "It names #99, which is no VEP here." in shown
    assert "by @pia" in shown
    assert "no SIG label" in shown
    assert listed(client, as_of=day(5, 23).isoformat()) == ["7"]
    assert "Attribute" not in shown


@pytest.mark.usefixtures("hub")
def test_suggests_what_its_words_mean(client):
    rows = client.get(PAGE, {"format": "json"}).json()["rows"]
    assert rows[1]["suggested"] == []
    lines = client.get(PAGE, {"format": "csv"}).content.decode().splitlines()
    assert len(lines) == 4


def test_attributed_by_hand_and_undone(hub, client, monkeypatch):
    play(client, monkeypatch, "release-shadow")
    item = hub.code.items.get(number=7)
    given = {"item": item.pk, "key": "#10", "reason": "The author says so."}
    assert client.post(f"{PAGE}attribute", given).status_code == 303
    hub.settled()
    assert listed(client) == ["20"]
    claim = Claim.objects.get(series__source="person")
    assert (claim.value, claim.by, claim.reason) == (10, "player", given["reason"])
    page = client.get("/demo/10/").content.decode()
    assert "code#7" in page
    assert "demo/code#7 belongs to" in text(client.get(PAGE))
    gate = client.get(
        "/api/v1/projects/demo/releases/v1.9/approved/", {"pr": "demo/code/7"}
    ).json()
    assert gate["enhancements"][0]["attributed_by"] == "person"
    again = client.post(f"{PAGE}attribute", {**given, "key": "11"})
    assert again.status_code == 400

    assert client.post(f"{PAGE}undo", {"claim": claim.pk}).status_code == 303
    assert client.post(f"{PAGE}undo", {"claim": claim.pk}).status_code == 400
    hub.settled()
    assert listed(client) == ["20", "7"]
    subjects = Event.objects.filter(kind="drift-mended").values_list("subject", "by")
    assert sorted(subjects) == [
        ("demo/code#7 attributed", "player"),
        ("demo/code#7 attribution undone", "player"),
    ]


@pytest.mark.parametrize("key", ["", "99", "x" * 200, "\x00"])
def test_only_to_an_enhancement_that_there_is(hub, client, monkeypatch, key):
    play(client, monkeypatch, "release-shadow")
    item = hub.code.items.get(number=7)
    answer = client.post(f"{PAGE}attribute", {"item": item.pk, "key": key})
    assert answer.status_code == 400
    assert not Claim.objects.filter(series__source="person").exists()


def test_needs_none_with_a_reason_and_back(hub, client, monkeypatch):
    play(client, monkeypatch, "release-shadow")
    item = hub.code.items.get(number=7)
    post = f"{PAGE}exempt"
    assert client.post(post, {"item": item.pk, "reason": " "}).status_code == 400
    given = {"item": item.pk, "reason": "A flag of the builder only."}
    assert client.post(post, given).status_code == 303
    assert client.post(post, given).status_code == 400
    assert listed(client, state="open") == ["20"]
    shown = text(client.get(PAGE))
    assert "@player said on" in shown
    assert "A flag of the builder only." in shown
    undo = {"item": item.pk, "do": "undo"}
    assert client.post(post, undo).status_code == 303
    assert client.post(post, undo).status_code == 400
    assert listed(client, state="open") == ["20", "7"]
    row = Exempt.objects.get()
    assert row.ended_by == "player"
    with pytest.raises(IntegrityError), transaction.atomic():
        Exempt.objects.filter(pk=row.pk).update(reason="Another.")


def test_leads_give_to_their_own_and_exempt_nothing(hub, client, monkeypatch):
    item = hub.code.items.get(number=7)
    play(client, monkeypatch, "sig-lead", where={"sig-lead": "network"})
    given = {"item": item.pk, "key": "10", "reason": "Ours."}
    assert client.post(f"{PAGE}attribute", given).status_code == 403
    assert client.post(f"{PAGE}exempt", given).status_code == 403
    play(client, monkeypatch, "sig-lead", where={"sig-lead": "compute"})
    assert client.post(f"{PAGE}attribute", given).status_code == 303


def test_page_takes_a_fixed_number_of_statements(
    hub, client, django_assert_num_queries
):
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    for number in range(30, 34):
        merge(hub, number)
    hub.settled()
    with django_assert_num_queries(5):
        assert "6 pull requests without" in text(client.get(PAGE))


def test_empty_pages_say_why(demo, client):
    hub = Merging(demo)
    assert "Nothing was merged yet" in text(client.get(PAGE))
    hub.project.repositories.update(synced_at=None)
    assert "Not read yet" in text(client.get(PAGE))
    assert client.get("/demo/v9.9/untracked/").status_code == 404
