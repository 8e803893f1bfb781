"""A token, or an App that finds its installations and renews its tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from enhancements.fakehub.server import Fakehub
from enhancements.sources.github import credentials, failures, reading
from enhancements.sources.github.client import Client
from enhancements.sources.github.client import connect as connect_as_set
from enhancements.sources.github.credentials import App, Server, Token
from tests.support.fakehubs import PLANS

if TYPE_CHECKING:
    from enhancements.fakehub import access

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "rest", "graphql"),
    [
        ("", "https://api.github.com", "https://api.github.com/graphql"),
        ("https://github.com/", "https://api.github.com", None),
        ("https://api.github.com", "https://api.github.com", None),
        (
            "https://ghe.example.org",
            "https://ghe.example.org/api/v3",
            "https://ghe.example.org/api/graphql",
        ),
        (
            "https://ghe.example.org:8443/api/v3/",
            "https://ghe.example.org:8443/api/v3",
            None,
        ),
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000/api/v3", None),
        ("http://[::1]:4000", "http://[::1]:4000/api/v3", None),
        ("http://localhost:4000", "http://localhost:4000/api/v3", None),
    ],
)
def test_addresses_of_servers(address, rest, graphql):
    server = Server.at(address)

    assert server.rest == rest
    if graphql:
        assert server.graphql == graphql


@pytest.mark.parametrize(
    "address",
    [
        "http://ghe.example.org",
        "http://127.0.0.1.example.org",
        "ftp://ghe.example.org",
        "https://user:secret@ghe.example.org",
        "https://ghe.example.org/acme",
        "https://ghe.example.org?x=secret",
        "ghe.example.org",
        "https://",
    ],
)
def test_addresses_that_are_refused_say_what_to_set(address):
    with pytest.raises(failures.Unconfigured, match="TRACKER_GITHUB_URL") as refused:
        Server.at(address)
    assert "secret" not in str(refused.value)


def test_without_a_credential_it_is_said_what_to_set(settings):
    settings.GITHUB_TOKEN = settings.GITHUB_APP_ID = settings.GITHUB_APP_KEY = ""
    with pytest.raises(failures.Unconfigured, match="TRACKER_GITHUB_APP_ID"):
        connect_as_set(PLANS)

    settings.GITHUB_APP_ID = "7"
    with pytest.raises(failures.Unconfigured, match="both"):
        connect_as_set(PLANS)


def test_token_of_the_settings_is_used(settings, busy):
    settings.GITHUB_URL = busy.url
    settings.GITHUB_APP_ID = settings.GITHUB_APP_KEY = ""
    settings.GITHUB_TOKEN = busy.access.add_token("alice").text

    with connect_as_set(PLANS) as client:
        assert reading.repository(client, PLANS).name == PLANS
    assert credentials.credential() is credentials.credential()


def test_two_tokens_are_two_budgets():
    first, second = (Token(text).of("x", None) for text in ("ghp_a", "ghp_b"))  # type: ignore[arg-type]

    assert first.name != second.name
    assert re.fullmatch(r"token [0-9a-f]{8}", first.name)
    assert "ghp_a" not in repr(first)


# Apps


@pytest.fixture
def app(busy: Fakehub) -> access.App:
    made = busy.access.add_app("tracker", owner="acme")
    busy.access.install(made, "acme")
    return made


def asking(busy: Fakehub, credential: App, name: str = PLANS) -> Client:
    return Client(name, server=Server.at(busy.url), credential=credential)


def paths(busy: Fakehub) -> list[str]:
    return [entry.path.removeprefix("/api/v3") for entry in busy.log.entries]


def test_app_finds_its_installation_and_keeps_the_token(busy, app):
    credential = App(str(app.id), app.private_key)
    with asking(busy, credential) as client:
        assert reading.repository(client, PLANS).name == PLANS
        assert reading.page(client, PLANS, "issue", "").items
    with asking(busy, credential) as client:
        reading.repository(client, PLANS)

    asked = paths(busy)
    assert asked[0] == f"/repos/{PLANS}/installation"
    assert sum(path.endswith("/access_tokens") for path in asked) == 1
    assert busy.log.entries[-1].asker.startswith("installation-")


def test_clock_that_goes_wrong_is_learned_from_githubs_answer(busy, app):
    # This world is far in the past: GitHub finds that the App speaks from the future.
    credential = App(str(app.id), app.private_key)
    with asking(busy, credential) as client:
        reading.repository(client, PLANS)

    assert [entry.status for entry in busy.log.entries][:2] == [401, 200]


def test_revoked_installation_token_is_renewed_once(busy, app):
    with asking(busy, App(str(app.id), app.private_key)) as client:
        reading.repository(client, PLANS)
        for token in busy.access.tokens.values():
            token.is_revoked = True
        reading.repository(client, PLANS)
        asked = len(paths(busy))

        for installation in busy.access.installations.values():
            installation.is_suspended = True
        with pytest.raises(failures.GitHubFailed):
            reading.repository(client, PLANS)
        assert len(paths(busy)) - asked < 6


def test_token_is_renewed_before_it_ends(busy, app, monkeypatch):
    with asking(busy, App(str(app.id), app.private_key)) as client:
        reading.repository(client, PLANS)
        later = credentials.time.monotonic() + 3400
        monkeypatch.setattr(credentials.time, "monotonic", lambda: later)
        reading.repository(client, PLANS)

    assert sum(path.endswith("/access_tokens") for path in paths(busy)) == 2


def test_app_that_is_not_installed_is_refused(busy, app):
    credential = App(str(app.id), app.private_key)
    with (
        asking(busy, credential, "forker/plans") as client,
        pytest.raises(failures.Refused, match="not installed at forker/plans"),
    ):
        reading.repository(client, "forker/plans")


def test_wrong_key_is_refused_once_the_clock_is_known(busy, app):
    other = busy.access.add_app("other", owner="acme")
    with (
        asking(busy, App(str(app.id), other.private_key)) as client,
        pytest.raises(failures.Refused),
    ):
        reading.repository(client, PLANS)
    assert len(paths(busy)) == 2


def test_key_that_is_none_says_what_to_set_and_not_what_it_is():
    with pytest.raises(failures.Unconfigured, match="APP_KEY_FILE") as refused:
        App("7", "hunter2").of_itself()
    assert refused.value.__cause__ is None
    assert "hunter2" not in str(refused.value)


def test_key_on_one_line_is_read(settings, busy, app):
    settings.GITHUB_URL, settings.GITHUB_TOKEN = busy.url, ""
    settings.GITHUB_APP_ID = str(app.id)
    settings.GITHUB_APP_KEY = app.private_key.replace("\n", "\\n")

    with connect_as_set(PLANS) as client:
        assert reading.repository(client, PLANS).github_id


def test_refused_token_is_refused_without_asking_again(busy):
    with (
        Client(PLANS, server=Server.at(busy.url), credential=Token("ghp_no")) as client,
        pytest.raises(failures.Refused, match="Bad credentials"),
    ):
        reading.repository(client, PLANS)
    assert len(paths(busy)) == 1
