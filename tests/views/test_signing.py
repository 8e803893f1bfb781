"""Signing in: who one is taken for, where it leads, and every way in which it fails."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.utils import timezone

from enhancements.actions import accounts
from enhancements.models import Account, Event
from tests.support import addresses, doors
from tracker.accounts import AccountAdapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(settings):
    """A GitHub that lets people in, and an OAuth App there."""
    settings.GITHUB_CLIENT_ID = "an-app"
    settings.GITHUB_CLIENT_SECRET = doors.SECRET
    with doors.opened() as opened:
        settings.GITHUB_URL = opened.url
        yield opened


def whom(client) -> str:
    """Login of who is signed in; empty for nobody."""
    request = client.get("/").wsgi_request
    return str(request.user) if request.user.is_authenticated else ""


def test_github_is_asked_with_pkce_and_for_no_right(client, door):
    query = doors.begin(client, door)

    assert query["code_challenge_method"] == "S256"
    assert "scope" not in query
    assert query["client_id"] == "an-app"
    assert query["redirect_uri"].endswith("/accounts/github/login/callback/")


@pytest.mark.usefixtures("door")
def test_scope_cannot_be_asked_for_by_an_address(client):
    place = "/accounts/github/login/?scope=repo&auth_params=login%3Dbob&process=connect"
    answer = client.post(place, {"next": "/"})

    assert "repo" not in answer["Location"]
    assert "login=" not in answer["Location"]


def test_who_comes_back_is_signed_in_where_they_were(client, door):
    answer = doors.sign_in(client, door, "/sample/?as_of=2026-01-01")

    assert answer["Location"] == "/sample/?as_of=2026-01-01"
    account = Account.objects.get()
    assert (account.github_id, account.login, account.name) == (7, "ann", "Ann Archer")
    assert whom(client) == "ann"
    assert Event.objects.get().kind == Event.Kind.ACCOUNT_JOINED


def test_nothing_else_of_github_is_kept(client, door, caplog):
    door.user |= {"email": "ann@example.org", "bio": "canary-bio"}
    with caplog.at_level(logging.DEBUG):
        doors.sign_in(client, door)

    for model in (SocialAccount, SocialToken, EmailAddress):
        assert model.objects.count() == 0
    session = Session.objects.get().get_decoded()
    for canary in (doors.TOKEN, doors.SECRET, "ann@example.org", "canary-bio"):
        assert canary not in f"{session} {caplog.text} {Event.objects.values()}"


def test_session_gets_another_name_at_sign_in(client, door):
    query = doors.begin(client, door)
    before = client.session.session_key
    doors.come_back(client, query)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_session_lasts_two_weeks_and_the_way_to_github_minutes(client, door):
    query = doors.begin(client, door)
    on_the_way = Session.objects.get().expire_date - timezone.now()
    doors.come_back(client, query)
    signed_in = Session.objects.get().expire_date - timezone.now()

    assert dt.timedelta(minutes=14) < on_the_way <= dt.timedelta(minutes=15)
    assert dt.timedelta(days=13.9) < signed_in <= dt.timedelta(days=14)


def test_renamed_login_keeps_its_account(client, door):
    doors.sign_in(client, door)
    door.user = {"id": 7, "login": "ann-archer-", "name": None}
    doors.sign_in(client, door)

    account = Account.objects.get()
    assert (account.login, account.name) == ("ann-archer-", "")
    renamed = Event.objects.get(kind=Event.Kind.ACCOUNT_RENAMED)
    assert (renamed.old, renamed.new) == ("ann", "ann-archer-")


def test_another_id_with_an_old_login_is_another_account(client, door):
    first = accounts.sign_in(github_id=3, login="Ann", name="The first")
    doors.sign_in(client, door)

    first.refresh_from_db()
    assert first.login == ""
    assert str(first) == "GitHub user 3"
    assert Account.objects.get(login="ann").github_id == 7


def test_who_is_signed_in_already_becomes_who_signs_in_now(client, door):
    client.force_login(accounts.sign_in(github_id=3, login="bob", name=""))
    doors.sign_in(client, door)

    assert whom(client) == "ann"


@pytest.mark.parametrize(
    "back",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x()"],
)
def test_nobody_is_led_elsewhere(client, door, back):
    assert doors.sign_in(client, door, back)["Location"] == "/"


def test_address_beside_the_code_leads_nowhere_else(client, door):
    query = doors.begin(client, door)
    answer = doors.come_back(client, query, code="x", next="//evil.example/")

    assert answer["Location"] == "/sample/"


def test_allauth_leads_to_our_pages_only():
    adapter = AccountAdapter()
    for text in ("//evil.example", "http://testserver/", "", None):
        assert not adapter.is_safe_url(text)
    assert adapter.is_safe_url("/sample/")
    assert not adapter.is_open_for_signup(None)


def test_cancelling_says_so_and_keeps_the_way_back(client, door):
    query = doors.begin(client, door)
    answer = doors.come_back(client, query, error="access_denied")

    assert answer.status_code == 200
    assert "You are not signed in" in answer.content.decode()
    assert 'href="/accounts/login/?next=/sample/"' in answer.content.decode()
    assert Account.objects.count() == 0


def test_way_back_holds_once_and_for_ten_minutes(client, door):
    used = doors.begin(client, door)
    doors.come_back(client, used)
    client.logout()
    old = doors.begin(client, door)

    again = doors.come_back(client, used)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11), tick=False):
        late = doors.come_back(client, old)
    nobody = client.get("/accounts/github/login/callback/?code=x&state=made-up")

    for answer in (again, late, nobody):
        assert answer.status_code == 401
        assert "That took too long" in answer.content.decode()
    assert whom(client) == ""


def test_code_of_another_browser_is_worth_nothing(client, door):
    query = doors.begin(client, door)
    thief = type(client)()

    assert doors.come_back(thief, query).status_code == 401
    assert whom(thief) == ""


@pytest.mark.parametrize(
    "user",
    [
        {},
        [],
        b"<html>",
        {"id": "7", "login": "ann"},
        {"id": True, "login": "ann"},
        {"id": -7, "login": "ann"},
        {"id": 2**63, "login": "ann"},
        {"id": 7},
        {"id": 7, "login": ""},
        {"id": 7, "login": "ann\nlog line"},
        {"id": 7, "login": "a/../b"},
    ],
)
def test_what_names_no_account_signs_nobody_in(client, door, user):
    door.user = user
    answer = doors.sign_in(client, door)

    assert answer.status_code == 502
    assert "GitHub did not say who you are" in answer.content.decode()
    assert Account.objects.count() == 0


@pytest.mark.parametrize("status", [302, 401, 500])
def test_failing_github_is_told(client, door, status):
    door.status = status
    assert doors.sign_in(client, door).status_code == 502


def test_refused_code_is_told(client, door):
    query = doors.begin(client, door)
    door.challenge = "that of somebody else"

    assert doors.come_back(client, query).status_code == 502


def test_wrong_app_names_what_github_says(client, door):
    query = doors.begin(client, door)
    answer = doors.come_back(client, query, error="redirect_uri_mismatch")
    strange = doors.come_back(client, doors.begin(client, door), error="<b>x</b>")

    assert "“redirect_uri_mismatch”" in answer.content.decode()
    assert answer.status_code == 502
    assert strange.status_code == 401


def test_name_is_text(client, door):
    door.user["name"] = "<script>\x00\u202eAnn</script>" + "n" * 500
    doors.sign_in(client, door)

    text = client.get("/me/").content.decode()
    assert "<script>\u202e" not in text
    assert "&lt;script&gt;Ann&lt;/script&gt;" in text
    assert len(Account.objects.get().name) == 200


def test_ended_account_is_refused_and_its_session_over_at_once(client, door):
    doors.sign_in(client, door)
    accounts.end(account=Account.objects.get(), by="olga", reason="asked for")

    assert whom(client) == ""
    stamp = Account.objects.get().stamp
    client.force_login(Account.objects.get())
    assert (whom(client), Account.objects.get().stamp) == ("", stamp)
    answer = doors.sign_in(client, door)
    assert answer.status_code == 403
    assert "This account was ended" in answer.content.decode()
    assert whom(client) == ""

    accounts.restore(account=Account.objects.get(), by="olga", reason="a mistake")
    doors.sign_in(client, door)
    assert whom(client) == "ann"


def test_signing_out_is_by_post_and_ends_the_session(client, door):
    doors.sign_in(client, door)
    key = client.session.session_key

    assert client.get("/accounts/logout/").status_code == 405
    assert whom(client) == "ann"
    answer = client.post("/accounts/logout/", {"next": "/sample/sigs/"})
    assert answer["Location"] == "/sample/sigs/"
    assert whom(client) == ""
    assert not Session.objects.filter(session_key=key).exists()


def test_page_of_signing_in_allows_only_that_github(client, door):
    answer = client.get("/accounts/login/?next=/sample/")

    assert f"form-action 'self' {door.url};" in answer["Content-Security-Policy"] + ";"
    assert "form-action 'self';" in client.get("/")["Content-Security-Policy"] + ";"
    assert 'name="next" value="/sample/"' in answer.content.decode()


@pytest.mark.usefixtures("door")
def test_forms_need_their_token():
    from django.test import Client  # noqa: PLC0415 - one with checks

    strict = Client(enforce_csrf_checks=True)
    for place in ("/accounts/github/login/", "/accounts/logout/", "/me/delete/"):
        answer = strict.post(place, {"next": "/"})
        assert answer.status_code == 403
        assert "The form could not be taken" in answer.content.decode()


def test_without_an_app_the_page_says_what_to_set(client, settings):
    settings.GITHUB_CLIENT_ID = settings.GITHUB_CLIENT_SECRET = ""
    text = client.get("/accounts/login/").content.decode()

    assert "TRACKER_GITHUB_CLIENT_ID" in text
    assert "TRACKER_GITHUB_CLIENT_SECRET" in text
    assert "http://testserver/accounts/github/login/callback/" in text
    assert 'method="post"' not in text.split("</main>")[0]
    assert "Sign in</a>" not in client.get("/").content.decode()
    for place in ("/accounts/github/login/", "/accounts/github/login/callback/"):
        answer = client.post(place) if place.endswith("login/") else client.get(place)
        assert answer["Location"] == "/accounts/login/"


@pytest.mark.usefixtures("door")
def test_github_in_the_clear_is_not_asked(client, settings):
    settings.GITHUB_URL = "http://github.example.org"

    assert "TRACKER_GITHUB_URL" in client.get("/accounts/login/").content.decode()
    answer = client.post("/accounts/github/login/")
    assert answer["Location"] == "/accounts/login/"


def test_only_these_pages_of_signing_in_exist(client):
    found = {
        f"/{one.route}"
        for one in addresses.every()
        if one.route.startswith(("accounts/", "me/"))
    }
    assert found == {
        "/accounts/language/",
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/demo/",
        "/accounts/github/login/",
        "/accounts/github/login/callback/",
        "/me/",
        "/me/mail/",
        "/me/mail/confirm/<str:token>/",
        "/me/mail/stop/<str:token>/",
        "/me/inbox/",
        "/me/following/",
        "/me/unfollow/<str:token>/",
        "/me/feeds/",
        "/me/tokens/",
        "/me/tokens/<int:pk>/revoke/",
        "/me/sign-out/",
        "/me/delete/",
    }
    for word in ("signup", "email", "password/reset", "password/change", "3rdparty"):
        assert client.get(f"/accounts/{word}/").status_code == 404
    assert client.get("/accounts/github/login/").status_code == 405


@pytest.mark.usefixtures("door")
def test_anonymous_readers_get_no_cookie_and_nothing_is_asked_for_them(
    client, django_assert_num_queries
):
    with django_assert_num_queries(1):
        answer = client.get("/")

    assert not answer.cookies
    assert "Cookie" in answer["Vary"]
    assert "private" not in answer.get("Cache-Control", "")
    assert 'href="/accounts/login/?next=/"' in answer.content.decode()


def test_who_is_signed_in_costs_two_statements(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(accounts.sign_in(github_id=7, login="ann", name=""))
    with django_assert_max_num_queries(4):  # One more each minute: the visit.
        client.get("/")
    with django_assert_num_queries(3):
        answer = client.get("/")

    assert "private" in answer["Cache-Control"]


def test_visits_are_kept_apart(client):
    account = accounts.sign_in(github_id=7, login="ann", name="")
    client.force_login(account)
    start = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    seen = []
    for minutes in (0, 0.5, 10, 200, 205):
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
            client.get("/")
        account.refresh_from_db()
        before = account.visited_at
        seen.append(
            (
                (account.seen_at - start).total_seconds() / 60,
                before and (before - start).total_seconds() / 60,
            )
        )
    assert seen == [(0, None), (0, None), (10, None), (200, 10), (205, 10)]


def test_page_that_cannot_note_a_visit_is_shown(client, monkeypatch):
    from django.db import OperationalError  # noqa: PLC0415 - only here

    def fail(**_: object) -> None:
        raise OperationalError("gone")

    client.force_login(accounts.sign_in(github_id=7, login="ann", name=""))
    monkeypatch.setattr("tracker.visits.accounts.visit", fail)
    assert client.get("/").status_code == 200
