"""The page about sources, and trying again what was given up."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from enhancements.actions import accounts, dirt, projects
from enhancements.actions.dirt import Mark
from enhancements.models import Delivery, Dirty, Event, Repository

HOST = "https://api.github.com"


@pytest.fixture
def repository(db):  # noqa: ARG001 - the tables
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    rows = projects.track_repositories(
        project=project, host=HOST, names=["acme/plans", "acme/code"], by="tester"
    )
    return rows[0]


@pytest.fixture
def dead(repository):
    now = timezone.now()
    marks = [Mark("poll", number=number) for number in (7, 8)]
    dirt.mark(repository=repository, marks=marks, now=now)
    Dirty.objects.filter(number=7).update(dead_at=now, attempts=5, error="It broke.")
    return Dirty.objects.get(number=7)


def test_page_tells_what_waits_and_what_was_given_up(
    client, dead, django_assert_num_queries
):
    Repository.objects.filter(pk=dead.repository_id).update(
        error="The token has expired. Set a new one.", error_at=timezone.now()
    )

    with django_assert_num_queries(5):
        text = client.get("/demo/sources/").content.decode()

    assert "The token has expired. Set a new one." in text
    assert "acme/plans#7" in text
    assert "It broke." in text
    assert "manage.py retry demo --all" in text
    assert "Try the chosen again" not in text


def test_page_without_repositories_says_how_to_add_one(client, db):  # noqa: ARG001 - the tables
    projects.track(name="demo", profile="kubevirt", locations={}, by="tester")

    text = client.get("/demo/sources/").content.decode()

    assert "manage.py track demo --github OWNER/REPOSITORY" in text
    assert "Nothing was given up" in text


def test_strangers_may_not_try_again(client, dead):
    answer = client.post("/demo/sources/retry/", {"place": f"object:{dead.pk}"})

    assert answer.status_code == 403
    dead.refresh_from_db()
    assert dead.dead_at is not None


@pytest.fixture
def operator(client, settings, db):  # noqa: ARG001 - the tables
    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    settings.OPERATORS = frozenset({7})
    client.force_login(account)


def test_who_is_signed_in_is_no_operator_yet(client, dead):
    client.force_login(accounts.sign_in(github_id=8, login="rolf", name=""))

    answer = client.post("/demo/sources/retry/", {"place": f"object:{dead.pk}"})

    assert answer.status_code == 403


@pytest.mark.usefixtures("operator")
def test_operators_try_again(client, dead):

    assert "Try the chosen again" in client.get("/demo/sources/").content.decode()
    answer = client.post("/demo/sources/retry/", {"place": f"object:{dead.pk}"})

    assert answer.status_code == 302
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    event = Event.objects.get(kind=Event.Kind.RETRIED)
    assert (event.by, event.subject) == ("olga", f"object:{dead.pk}")


@pytest.mark.usefixtures("operator")
@pytest.mark.parametrize(
    "place",
    ["object:x", "object:²", f"object:{'9' * 5000}", "delivery:\0", "nothing:1", ""],
)
def test_place_of_nothing_is_refused(client, dead, place):

    answer = client.post("/demo/sources/retry/", {"place": place})

    assert answer.status_code == 400
    assert dead.dead_at is not None


def test_command_lists_then_tries_all_again(dead, capsys):
    Delivery.objects.create(
        delivery_id="d-1", event="issues", received_at=timezone.now(), body=b"x",
        dead_at=timezone.now(), error="Its body is no JSON.",
    )  # fmt: skip
    call_command("retry", "demo")
    listed = capsys.readouterr().out
    call_command("retry", "demo", "--all")

    assert f"object:{dead.pk}  acme/plans#7: It broke." in listed
    assert "delivery:d-1  issues of: Its body is no JSON." not in listed
    assert "delivery:d-1" in listed
    assert capsys.readouterr().out == "2 will be tried again.\n"
    assert not Dirty.objects.filter(dead_at__isnull=False).exists()
    assert not Delivery.objects.filter(dead_at__isnull=False).exists()


def test_command_tries_more_than_a_page_shows_again(dead, capsys, client):
    now = timezone.now()
    marks = [Mark("poll", number=number) for number in range(100, 220)]
    dirt.mark(repository=dead.repository, marks=marks, now=now)
    Dirty.objects.update(dead_at=now, error="It broke.")
    text = client.get("/demo/sources/").content.decode()
    assert "122 things were given up" in text
    assert "the latest 100." in text

    call_command("retry", "demo", "--all")

    assert capsys.readouterr().out == "122 will be tried again.\n"
    assert not Dirty.objects.filter(dead_at__isnull=False).exists()
