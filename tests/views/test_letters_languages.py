"""Pages about letters are in their reader's language, the letters in the project's."""

from __future__ import annotations

import re

import pytest

from tests.support.commented import commented

pytestmark = pytest.mark.django_db
TEXTS = re.compile(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", re.DOTALL)


@pytest.fixture(scope="module")
def told(shared):
    """Three entries; #1 and #3 of SIG compute are at risk at the code freeze."""
    commented(shared, 3)
    shared.begin()
    return shared


@pytest.fixture(autouse=True)
def _two_languages(settings) -> None:
    settings.LANGUAGES_OFFERED = ["en", "de"]


def read(client, page: str, language: str) -> str:
    answer = client.get(f"/demo/v1.9/{page}/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("comments", "<h1>Kommentare</h1>"),
        ("announcements", "<h1>Ankündigungen</h1>"),
        ("letters", "<h1>Texte der Kommentare und Ankündigungen</h1>"),
    ],
)
def test_letters_say_the_same_to_readers_of_every_language(client, page, heading):
    english, german = read(client, page, "en"), read(client, page, "de")
    assert heading in german
    assert heading not in english
    assert len(TEXTS.findall(english)) > 2
    assert TEXTS.findall(german) == TEXTS.findall(english)


@pytest.mark.usefixtures("told")
def test_what_a_text_is_for_is_said_in_the_language_of_the_reader(client):
    german = read(client, "letters", "de")
    assert "Meldung zum Stand eines Eintrags" in german
    assert "Ausnahme: Kommentar am Tracking-Issue" in german


@pytest.mark.usefixtures("told")
def test_what_a_sig_is_told_to_be_missing_is_english(client):
    german = "".join(TEXTS.findall(read(client, "announcements", "de")))
    assert german.count("missing: 1 of 3 fails") == 2


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("drift", "<h1>Widersprüche</h1>"),
        ("untracked", "<h1>Arbeit ohne Enhancement</h1>"),
        ("exceptions", "<h1>Ausnahmen</h1>"),
    ],
)
def test_pages_of_a_release_are_in_the_language_of_the_reader(client, page, heading):
    assert heading in read(client, page, "de")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("propose/?title=Warm+standby", "<h1>VEP vorschlagen</h1>"),
        ("guide/", 'aria-label="Auf dieser Seite"'),
    ],
)
def test_pages_of_a_project_are_in_the_language_of_the_reader(client, page, heading):
    answer = client.get(f"/demo/{page}", headers={"accept-language": "de"})
    assert heading in answer.content.decode()
