"""One click to be somebody of the sample: in the demo, and nowhere else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import accounts
from enhancements.models import Account, Person
from enhancements.sample.cast import CAST
from enhancements.sample.farwharf import people as farwharf
from enhancements.sample.people import PEOPLE

pytestmark = pytest.mark.django_db
PLACE = "/accounts/demo/"
HUB = "http://127.0.0.1:21080"
ODA = {"login": "oda-vintermark", "next": "/sample/"}


@pytest.fixture
def demo(settings):
    settings.DEMO_PEOPLE = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.GITHUB_URL = HUB
    Person.objects.bulk_create(
        Person(
            host=f"{HUB}/api/v3", github_id=n, login=one.login, told_at=timezone.now()
        )
        for n, one in enumerate(CAST[:-1], 1000)
    )


def here(client, method: str, told: object = None):
    return getattr(client, method)(PLACE, told, headers={"host": "localhost:8000"})


def test_it_is_not_there_without_its_switch(client):
    assert here(client, "get").status_code == 404
    assert here(client, "post", ODA).status_code == 404
    assert Account.objects.count() == 0


@pytest.mark.usefixtures("demo")
def test_it_is_not_there_for_who_comes_from_elsewhere(client):
    for host in ("tracker.example.org", "localhost.example.org", "10.0.0.7", "[::2]"):
        headers = {"host": host}
        assert client.get(PLACE, headers=headers).status_code == 404
        assert client.post(PLACE, ODA, headers=headers).status_code == 404
    for host in ("127.0.0.1:8000", "[::1]:8000", "localhost"):
        assert client.get(PLACE, headers={"host": host}).status_code == 200


@pytest.mark.usefixtures("demo")
def test_one_click_makes_one_of_them(client):
    answer = here(client, "post", ODA)

    assert answer["Location"] == "/sample/"
    account = Account.objects.get()
    number = Person.objects.get(login="oda-vintermark").github_id
    assert (account.login, account.github_id) == ("oda-vintermark", number)
    assert "This is you" in here(client, "get").content.decode()
    here(client, "post", {"login": "cato-ferrenby"})
    assert client.get("/me/").context is None
    assert "Cato Ferrenby" in client.get("/me/").content.decode()
    assert Account.objects.count() == 2


@pytest.mark.usefixtures("demo")
def test_who_has_no_number_yet_and_strangers_are_nobody(client):
    assert "not known yet" in here(client, "get").content.decode()
    for login in (CAST[-1].login, "hollis-brandt", ""):
        assert here(client, "post", {"login": login}).status_code == 400
    assert here(client, "post", ODA | {"next": "//evil.example"})["Location"] == "/"


@pytest.mark.usefixtures("demo")
def test_ended_one_stays_ended(client):
    here(client, "post", ODA)
    accounts.end(account=Account.objects.get(), by="olga", reason="to see")

    assert here(client, "post", ODA).status_code == 403


@pytest.mark.usefixtures("demo")
def test_sign_in_leads_there_at_once(client):
    answer = client.get("/accounts/login/?next=/sample/", headers={"host": "localhost"})
    assert answer["Location"] == f"{PLACE}?next=/sample/"


def test_cast_is_of_the_samples():
    known = {**PEOPLE, **farwharf.PEOPLE}
    assert {one.name for one in CAST} == {known[one.login].name for one in CAST}
    chairs = {team.chairs[0] for team in farwharf.SIGS.values()}
    assert chairs | {farwharf.RELEASE_LEAD} <= {one.login for one in CAST}
