"""Concerns on the page of an enhancement and beside the board."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import accounts
from enhancements.models import Concern, Enhancement
from enhancements.policy.permissions import OWNER
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD
from tests.support.parts import play
from tests.support.planned import PAGE, text_of, told

__all__ = ("told",)
HOST = "https://api.github.com"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def raise_(client, **more):
    form = {"name": "upgrade path", "text": "It breaks\nupgrades."} | more
    return client.post(f"{PAGE}concerns/", form)


def a_concern(by="bea", name="upgrade path"):
    now = timezone.now()
    return Concern.objects.create(
        enhancement=Enhancement.objects.get(records__key="10"),
        name=name,
        text="It breaks upgrades.",
        raised_by=by,
        raised_at=now,
        by=by,
        since=now,
    )


def test_stranger_reads_and_is_told_to_sign_in(client, django_assert_num_queries):
    row = a_concern()
    with django_assert_num_queries(4):
        text = text_of(client)
    assert "It breaks upgrades." in text
    assert "Sign in to raise a concern" in text
    assert "Raise it" not in text
    assert raise_(client).status_code == 403
    answer = client.post(f"{PAGE}concerns/{row.pk}/resolve", {"how": "So."})
    assert answer.status_code == 403
    assert Concern.objects.filter(until=None).count() == 1


def test_journey_from_raised_to_opened_again(client, monkeypatch):
    play(client, monkeypatch, OWNER)
    answer = raise_(client, release="v1.9")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#concerns")
    row = Concern.objects.get()
    text = text_of(client)
    assert "1 open" in text
    assert "Resolve “upgrade path”" in text

    answer = client.post(f"{PAGE}concerns/{row.pk}/resolve", {"how": "Tested."})
    assert answer.status_code == 302
    text = text_of(client)
    assert "No concern is open" in text
    assert "1 resolved concern" in text
    assert "Resolved by @player" in text
    assert "@player resolved the concern “upgrade path”" in text

    answer = client.post(f"{PAGE}concerns/{row.pk}/reopen", {"reason": "Broke again."})
    assert answer.status_code == 302
    text = text_of(client)
    assert "opened again by @player" in text
    assert "Open “upgrade path” again" not in text


def test_owner_does_not_resolve_what_others_raised(client, monkeypatch):
    row = a_concern(by="bea")
    play(client, monkeypatch, OWNER)
    assert "Resolve “upgrade path”" not in text_of(client)
    answer = client.post(f"{PAGE}concerns/{row.pk}/resolve", {"how": "So."})
    assert answer.status_code == 403
    assert "resolves somebody else" in answer.content.decode()


@pytest.mark.parametrize("role", [RELEASE_LEAD, SIG_LEAD])
def test_leads_do(client, monkeypatch, role):
    row = a_concern()
    play(client, monkeypatch, role)
    assert "Resolve “upgrade path”" in text_of(client)
    answer = client.post(f"{PAGE}concerns/{row.pk}/resolve", {"how": "So."})
    assert answer.status_code == 302


def test_who_raised_it_resolves_it_without_a_role(client, monkeypatch):
    row = a_concern(by="Player")
    play(client, monkeypatch)
    assert "Raise it" not in text_of(client)
    answer = client.post(f"{PAGE}concerns/{row.pk}/resolve", {"how": "So."})
    assert answer.status_code == 302


def test_who_has_the_login_later_is_not_who_raised_it(client, monkeypatch):
    accounts.sign_in(github_id=7, login="player", name="", host=HOST)
    theirs = a_concern(by="player")
    accounts.sign_in(github_id=77, login="player", name="", host=HOST)
    play(client, monkeypatch)
    mine = [a_concern(by="player", name=f"load {number}") for number in (1, 2)]
    text = text_of(client)
    assert "Resolve “load 1”" in text
    assert "Resolve “upgrade path”" not in text
    where = f"{PAGE}concerns/{{}}/resolve"
    assert client.post(where.format(theirs.pk), {"how": "So."}).status_code == 403
    assert client.post(where.format(mine[0].pk), {"how": "So."}).status_code == 302


def test_what_is_refused_is_said_and_what_was_typed_stays(client, monkeypatch):
    a_concern()
    play(client, monkeypatch, OWNER)
    answer = raise_(client, name="Upgrade path", text="Mine.")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "is open already, raised by @bea" in text
    assert ">Mine.</textarea>" in text
    answer = raise_(client, name="")
    assert answer.status_code == 400


def test_concern_of_another_enhancement_is_not_found_here(client, monkeypatch):
    row = a_concern()
    play(client, monkeypatch, RELEASE_LEAD)
    for word in ("resolve", "reopen"):
        address = f"/demo/11/concerns/{row.pk}/{word}"
        answer = client.post(address, {"how": "So.", "reason": "So."})
        assert answer.status_code == 404
    assert client.post(f"/demo/77/concerns/{row.pk}/resolve").status_code == 404


def test_text_is_shown_as_text(client, monkeypatch):
    play(client, monkeypatch, OWNER)
    raise_(client, name="<b>x</b>", text="<script>alert(1)</script>")
    text = text_of(client)
    assert "<script>alert(1)" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_past_moment_offers_nothing(client, monkeypatch):
    a_concern()
    play(client, monkeypatch, RELEASE_LEAD)
    text = text_of(client, f"{PAGE}?as_of=2025-03-01")
    assert "No concern is open" in text
    assert "Raise it" not in text


def test_panel_of_the_board_lists_what_is_open_and_is_never_stale(client):
    board = "/demo/v1.9/board"
    before = client.get(f"{board}?item=10")
    assert "upgrade path" not in before.content.decode()
    row = a_concern()
    etag = before.get("ETag", "")
    again = client.get(f"{board}?item=10", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert f'/demo/10/#concern-{row.pk}"' in again.content.decode()


def test_queue_of_the_owner_leads_to_it(client):
    a_concern()
    text = text_of(client, "/demo/people/olga/")
    assert "Answer the concern “upgrade path”" in text
    assert '/demo/10/#concerns"' in text
