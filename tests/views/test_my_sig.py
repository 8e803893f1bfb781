"""The way to the SIG of whoever asks."""

from __future__ import annotations

import pytest

from enhancements.policy.permissions import OWNER
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import roles
from tests.support.parts import play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
ADDRESS = "/sample/sigs/mine"


def led_to(client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 302
    return answer["Location"]


def test_lead_of_one_sig_comes_to_its_page(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    assert led_to(client) == "/sample/sigs/compute/"


def test_lead_of_several_comes_to_the_list(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    (one,) = roles.held()
    several = (one, type(one)(SIG_LEAD, "network", "a test"))
    monkeypatch.setattr(roles, "held", lambda **_: several)
    assert led_to(client) == "/sample/sigs/"


def test_who_leads_none_comes_to_the_list(client, monkeypatch):
    assert led_to(client) == "/sample/sigs/"
    play(client, monkeypatch, OWNER)
    assert led_to(client) == "/sample/sigs/"


def test_past_moment_is_carried_along(client):
    assert led_to(client, f"{ADDRESS}?as_of=2026-05-01") == (
        "/sample/sigs/?as_of=2026-05-01"
    )


def test_menu_of_who_is_signed_in_leads_there(client, monkeypatch):
    assert ADDRESS not in client.get("/sample/").content.decode()
    play(client, monkeypatch, OWNER)
    page = client.get("/sample/").content.decode()
    assert f'<a href="{ADDRESS}" data-nav="my-sig">My SIG</a>' in page
