"""In which language a request is answered, and what is said of that."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from enhancements import languages
from tracker.languages import Languages, chosen, is_for_programs

ASK = RequestFactory()


@pytest.fixture
def both(settings):
    """Somebody lets readers choose."""
    settings.LANGUAGES_OFFERED = ["en", "de"]


@pytest.fixture
def one(settings):
    """There is nothing to choose from."""
    settings.LANGUAGES_OFFERED = ["en"]


def spoken(**more) -> tuple[str, str | None, str | None]:
    """The language within the answer, and what the answer says of it."""
    path = more.pop("path", "/sample/")

    def answer(_: HttpRequest) -> HttpResponse:
        return HttpResponse(languages.current().code)

    found = Languages(answer)(ASK.get(path, **more))
    return (
        found.content.decode(),
        found.get("Content-Language"),
        found.get("Vary"),
    )


def test_only_what_is_complete_is_offered():
    assert list(languages.COMPLETE) == django_settings.LANGUAGES_OFFERED


@pytest.mark.usefixtures("one")
def test_without_a_choice_nothing_is_said_of_languages():
    assert spoken(headers={"accept-language": "de"}) == ("en", None, None)


@pytest.mark.usefixtures("both")
def test_answer_names_its_language_and_what_it_depends_on():
    depends = "Accept-Language, Cookie"
    assert spoken(headers={"accept-language": "de-AT"}) == ("de", "de", depends)
    assert spoken() == ("en", "en", depends)
    assert languages.current().code == "en"


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("wanted", "cookie", "found"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "", "de"),
        ("fr, en-GB;q=0.7, de;q=0.3", "", "en"),
        ("fr", "", "en"),
        ("*", "", "en"),
        ("de;q=nonsense", "", "en"),
        ("de", "en", "en"),
        ("en", "de", "de"),
        ("en", "xx", "en"),
        ("de", "../../de", "de"),
        ("\x00\udcff", "\x00", "en"),
        pytest.param("fr," * 5000 + "de", "", "en", id="too-long"),
    ],
)
def test_choice_comes_before_the_browsers_wish(wanted, cookie, found):
    request = ASK.get("/")
    request.META["HTTP_ACCEPT_LANGUAGE"] = wanted
    request.COOKIES["language"] = cookie
    assert chosen(request) == found


def test_what_is_offered_first_is_what_others_get(settings):
    settings.LANGUAGES_OFFERED = ["de", "en"]
    assert chosen(ASK.get("/")) == "de"


@pytest.mark.parametrize(
    ("path", "is_theirs"),
    [
        ("/sample/", False),
        ("/sample/v1.10/board", False),
        ("/sample/releases/v1.10/", False),
        ("/palette.json", False),
        ("/sample/palette/ways.json", False),
        ("/sample/enhancements/suggest.json", False),
        ("/sample/people/known.json", False),
        ("/sample/sigs/?format=csv", True),
        ("/sample/sigs/?sig=a&format=json", True),
        ("/sample/sigs/?reformat=csv", False),
        ("/sample/sigs/?" + "a&" * 2000, False),
        ("/api/v1/projects/", True),
        ("/sample/47.json", True),
        ("/sample/v1.10/snapshots/1.json", True),
        ("/sample/releases/v1.10/badge.svg", True),
        ("/sample/calendar.ics", True),
        ("/sample/changes/feed.atom", True),
        ("/feeds/secret/inbox.atom", True),
        ("/webhooks/github", True),
    ],
)
def test_programs_are_told_apart_from_readers(path, is_theirs):
    assert is_for_programs(ASK.get(path)) is is_theirs


@pytest.mark.usefixtures("both")
def test_programs_are_answered_in_english():
    wish = {"accept-language": "de"}
    for path in ("/api/v1/projects/", "/sample/calendar.ics"):
        assert spoken(path=path, headers=wish) == ("en", None, None)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("cookie", "kept"), [("sessionid", "private"), ("language", None)]
)
def test_what_depends_on_who_has_signed_in_is_kept_by_nobody_else(cookie, kept):
    request = ASK.get("/sample/")
    name = {
        "sessionid": django_settings.SESSION_COOKIE_NAME,
        "language": django_settings.LANGUAGE_COOKIE,
    }[cookie]
    request.COOKIES[name] = "de"
    answer = Languages(lambda _: HttpResponse())(request)
    assert answer.get("Cache-Control") == kept


@pytest.mark.django_db
@pytest.mark.usefixtures("both")
def test_errors_of_any_kind_are_said_in_the_readers_language():
    client = Client(headers={"accept-language": "de"}, enforce_csrf_checks=True)
    page = client.get("/nothing-here/").content.decode()
    assert '<html lang="de"' in page
    assert "Hier wird kein Projekt namens „nothing-here“ verfolgt." in page
    refused = client.post("/accounts/logout/")
    assert refused.status_code == 403
    assert "<h1>Nicht erlaubt</h1>" in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("both")
def test_switch_stands_on_every_page_and_names_languages_in_their_own_words(client):
    page = client.get("/accounts/login/").content.decode()
    assert ">English</button>" in page
    assert ">Deutsch</button>" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("one")
def test_no_switch_without_a_choice(client):
    page = client.get("/accounts/login/").content.decode()
    assert "Deutsch" not in page
    assert 'class="languages"' not in page
