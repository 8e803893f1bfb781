"""One's own page: tokens, signing out everywhere, deleting the account."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import accounts, tokens
from enhancements.models import Account, Event, Token

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def account():
    return accounts.sign_in(github_id=7, login="ann", name="Ann Archer")


@pytest.fixture
def mine(client, account):
    client.force_login(account)
    return client


def made(client, **given: str):
    told = {"name": "report", "scope": "read", "days": "30"} | given
    return client.post("/me/tokens/", told)


def secret_in(answer) -> str:
    [secret] = set(re.findall(r"trk_[A-Za-z0-9_-]{43}", answer.content.decode()))
    return str(secret)


def test_page_is_for_who_is_signed_in(client, account):
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    for word in ("tokens/", "tokens/1/revoke/", "sign-out/", "delete/"):
        assert client.get(f"/me/{word}").status_code == 405
        assert client.post(f"/me/{word}", {"login": "ann"}).status_code == 403
    assert Account.objects.get() == account
    assert client.get("/me/anything/").status_code == 404


def test_page_says_who_one_is_and_invents_no_role(mine):
    answer = mine.get("/me/")
    text = answer.content.decode()

    assert "Ann Archer" in text
    assert 'href="https://github.com/ann"' in text
    assert "Your roles" not in text
    assert "no-store" in answer["Cache-Control"]


def test_operator_is_named_by_number_in_the_settings(mine, settings):
    settings.OPERATORS = frozenset({7})
    assert "This installation" in mine.get("/me/").content.decode()


def test_token_is_shown_once_and_only_its_hash_is_kept(mine, caplog):
    with caplog.at_level("DEBUG"):
        secret = secret_in(made(mine, scope="write"))

    token = Token.objects.get()
    assert token.digest == tokens.digest(secret)
    assert token.scopes == ["read", "write"]
    assert secret.startswith(token.prefix)
    assert dt.timedelta(0) <= token.expires_at - token.created_at - 30 * DAY < DAY
    page = mine.get("/me/").content.decode()
    assert token.prefix in page
    event = Event.objects.filter(kind=Event.Kind.TOKEN_MADE).values().get()
    for place in (page, str(event), str(Token.objects.values()), caplog.text):
        assert secret not in place
    assert event["by"] == "ann"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "  "}, "what the token is for"),
        ({"name": "x" * 81}, "what the token is for"),
        ({"name": "a\x00b"}, "what the token is for"),
        ({"scope": "admin"}, "what the token may do"),
        ({"days": "366"}, "at most a year"),
        ({"days": "-1"}, "at most a year"),
        ({"days": "soon"}, "at most a year"),
    ],
)
def test_token_that_cannot_be_is_refused_in_a_sentence(mine, given, sentence):
    answer = made(mine, **given)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Token.objects.count() == 0


def test_there_is_a_limit_of_living_tokens(mine, account):
    now = timezone.now()
    for number in range(tokens.AT_MOST):
        tokens.make(
            account=account,
            name=str(number),
            scopes=["read"],
            expires_at=now + DAY,
            by="ann",
            now=now,
        )
    assert made(mine).status_code == 400
    mine.post(f"/me/tokens/{Token.objects.first().pk}/revoke/")
    assert made(mine).status_code == 200


def test_token_is_revoked_by_its_owner_alone(mine):
    made(mine)
    token = Token.objects.get()
    other = Client()
    other.force_login(accounts.sign_in(github_id=8, login="bob", name=""))

    assert other.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert token.prefix not in other.get("/me/").content.decode()
    mine.post(f"/me/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert token.prefix not in mine.get("/me/").content.decode()
    assert Event.objects.filter(kind=Event.Kind.TOKEN_REVOKED, by="ann").count() == 1


def test_signing_out_everywhere_ends_every_session_at_once(mine, account):
    elsewhere = Client()
    elsewhere.force_login(account)
    made(mine)

    mine.post("/me/sign-out/")

    for client in (mine, elsewhere):
        assert client.get("/me/").status_code == 302
    assert Token.objects.get().revoked_at is None
    again = Client()
    again.force_login(Account.objects.get())
    assert again.get("/me/").status_code == 200


def test_former_key_keeps_people_signed_in(mine, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key of at least fifty letters, " * 2
    assert mine.get("/me/").status_code == 200


def test_deleting_wants_the_login_typed(mine):
    answer = mine.post("/me/delete/", {"login": "anne"})

    assert answer.status_code == 400
    assert "Type “ann” to delete the account." in answer.content.decode()
    assert Account.objects.count() == 1


def test_deleting_leaves_the_login_in_the_history_and_nothing_else(mine, account):
    elsewhere = Client()
    elsewhere.force_login(account)
    made(mine)

    answer = mine.post("/me/delete/", {"login": " Ann "})

    assert answer["Location"] == "/"
    assert Account.objects.count() == Token.objects.count() == 0
    assert [client.get("/me/").status_code for client in (mine, elsewhere)] == [302] * 2
    kinds = Event.objects.order_by("pk").values_list("kind", "by", "subject")
    assert list(kinds) == [
        ("account-joined", "ann", "ann"),
        ("token-made", "ann", "ann"),
        ("account-deleted", "ann", "ann"),
    ]


def test_who_comes_again_after_deleting_begins_anew(mine, account):
    made(mine)
    mine.post("/me/delete/", {"login": "ann"})

    fresh = accounts.sign_in(github_id=7, login="ann", name="Ann Archer")

    assert fresh.pk != account.pk
    assert Token.objects.count() == 0
    assert mine.get("/me/").status_code == 302


@pytest.mark.parametrize("what", ["is_staff", "is_superuser", "password", "email"])
def test_account_has_no_such_thing(account, what):
    assert getattr(account, what, None) is None
