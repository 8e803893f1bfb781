"""Somebody reads on in another language, and is answered in it from then on."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PLACE = "/accounts/language/"


@pytest.fixture(autouse=True)
def both(settings):
    """There is something to choose from."""
    settings.LANGUAGES_OFFERED = ["en", "de"]


def test_choice_leads_back_and_is_remembered(client):
    came = {"referer": "http://testserver/sample/?sig=compute"}
    answer = client.post(PLACE, {"language": "de"}, headers=came)
    assert (answer.status_code, answer["Location"]) == (302, "/sample/?sig=compute")
    kept = answer.cookies["language"]
    assert (kept.value, kept["httponly"], kept["samesite"], kept["max-age"]) == (
        "de",
        True,
        "Lax",
        365 * 24 * 3600,
    )
    page = client.get("/accounts/login/", headers={"accept-language": "en"})
    assert page["Content-Language"] == "de"
    assert "<h1>Anmelden</h1>" in page.content.decode()


def test_cookie_needs_tls_where_pages_have_it(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post(PLACE, {"language": "de"})
    assert answer.cookies["language"]["secure"] is True


@pytest.mark.parametrize("language", ["", "fr", "xx", "../de", "DE"])
def test_what_is_not_offered_is_refused_and_nothing_is_kept(client, language):
    answer = client.post(PLACE, {"language": language})
    assert answer.status_code == 400
    assert "Choose one of the languages" in answer.content.decode()
    assert "language" not in answer.cookies


@pytest.mark.parametrize(
    "back",
    [
        "",
        "https://evil.example/sample/",
        "https://testserver/sample/",
        "http://testserver.evil.example/sample/",
        "http://testserver@evil.example/",
        "http://testserver//evil.example/",
        "http://testserver/accounts/github/login/callback/?code=1",
        "http://[testserver/",
        "\\x",
    ],
)
def test_choice_leads_to_pages_of_ours_alone(client, back):
    answer = client.post(PLACE, {"language": "en"}, headers={"referer": back})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://testserver", ""]
)
def test_no_other_site_chooses_for_a_reader(client, origin):
    answer = client.post(PLACE, {"language": "de"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "language" not in answer.cookies


def test_reader_needs_no_other_cookie():
    client = Client(enforce_csrf_checks=True)
    assert "Deutsch" in client.get("/accounts/login/").content.decode()
    own = {"origin": "http://testserver"}
    answer = client.post(PLACE, {"language": "de"}, headers=own)
    assert (answer.status_code, list(answer.cookies)) == (302, ["language"])


def test_language_is_changed_by_no_link(client):
    assert client.get(PLACE, {"language": "de"}).status_code == 405


def test_nobody_gets_what_is_not_complete(client, settings):
    settings.LANGUAGES_OFFERED = ["en"]
    assert client.post(PLACE, {"language": "de"}).status_code == 400
    client.cookies["language"] = "de"
    page = client.get("/accounts/login/", headers={"accept-language": "de"})
    assert "Content-Language" not in page
    assert "<h1>Sign in</h1>" in page.content.decode()
