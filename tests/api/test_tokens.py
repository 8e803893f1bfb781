"""Tokens: whom a program is taken for, and when it is not."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from enhancements.actions import accounts, projects, tokens
from enhancements.api import bearer
from enhancements.models import Token

pytestmark = pytest.mark.django_db
PROJECTS = "/api/v1/projects/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def made():
    projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    now = timezone.now()
    return tokens.make(
        account=accounts.sign_in(github_id=7, login="ann", name=""),
        name="report",
        scopes=["read"],
        expires_at=now + DAY,
        by="ann",
        now=now,
    )


def ask(client, secret: str, path: str = PROJECTS):
    return client.get(path, headers={"Authorization": f"Bearer {secret}"})


def refused(answer) -> str:
    """The sentence of a refusal, which must be a whole one."""
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["title"] == "Unauthorized"
    return str(answer.json()["detail"])


def test_token_reads_what_everybody_may(client, made):
    read = ask(client, made.secret).json()["items"]
    basic = client.get(PROJECTS, headers={"Authorization": "Basic eA=="})

    assert [one["project"] for one in read] == ["demo"]
    assert client.get(PROJECTS).json()["items"] == read
    assert basic.status_code == 200


def test_token_costs_one_statement(client, made, django_assert_num_queries):
    ask(client, made.secret)
    client.get(PROJECTS)
    with django_assert_num_queries(1):
        client.get(PROJECTS)
    with django_assert_num_queries(2):
        ask(client, made.secret)


@pytest.mark.parametrize(
    "secret", ["", "trk_", "trk_x", "x" * 5000, "trk_" + "a" * 43, "trk_\u00e9 x"]
)
def test_what_is_no_token_is_refused(client, made, secret):
    del made
    assert "There is no such token." in refused(ask(client, secret))


def test_token_in_another_scheme_is_told_how(client, made):
    answer = client.get(PROJECTS, headers={"Authorization": f"token {made.secret}"})
    assert "Authorization: Bearer" in refused(answer)


def test_refusal_holds_everywhere_below_the_api(client, made):
    del made
    for path in ("/api/v1/openapi.json", "/api/v1/projects/demo/", "/api/nowhere"):
        refused(ask(client, "trk_wrong", path))


def test_revoked_token_ends_at_once(client, made):
    tokens.revoke(token=made.token, by="ann", now=timezone.now())
    assert "revoked" in refused(ask(client, made.secret))


def test_token_ends_by_itself(client, made):
    with time_machine.travel(made.token.expires_at, tick=False):
        assert "ended on" in refused(ask(client, made.secret))


def test_token_of_an_ended_account_ends_at_once(client, made):
    accounts.end(account=made.token.account, by="olga", reason="asked for")
    assert "ended by an operator" in refused(ask(client, made.secret))


def test_token_of_a_deleted_account_is_unknown(client, made):
    accounts.delete(account=made.token.account, by="ann")
    assert "There is no such token." in refused(ask(client, made.secret))


def test_last_use_is_kept_to_the_minute(client, made):
    start = timezone.now() + dt.timedelta(hours=1)
    seen = []
    for seconds in (0, 30, 61):
        with time_machine.travel(start + dt.timedelta(seconds=seconds), tick=False):
            ask(client, made.secret)
        used = Token.objects.get().last_used_at
        seen.append((used - start).total_seconds())
    assert seen == [0, 0, 61]


def test_views_learn_whose_token_it_is(made):
    headers = {"Authorization": f"bearer  {made.secret} "}
    request = RequestFactory().get(PROJECTS, headers=headers)
    forged = RequestFactory().get(PROJECTS, headers={"tracker.token": "7"})

    assert bearer.admit(request) is None
    token = bearer.of(request)
    assert token is not None
    assert (token.account.login, token.scopes) == ("ann", ["read"])
    assert bearer.admit(forged) is None
    assert bearer.of(forged) is None


def test_secret_is_in_no_words_about_it(made):
    assert made.secret not in f"{made} {made!r} {made.token}"
