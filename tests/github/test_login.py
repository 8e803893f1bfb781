"""Signing in, in a real browser, at a GitHub that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from enhancements.models import Account
from tests.support import npm
from tests.support.emulator import Proxy, emulated
from tests.support.serving import served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.npm,
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
CALLBACK = "/accounts/github/login/callback/"
APP = {"client_id": "tracker", "client_secret": "of the App", "name": "Tracker"}


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The tracker's address."""
    settings.GITHUB_CLIENT_ID = APP["client_id"]
    settings.GITHUB_CLIENT_SECRET = APP["client_secret"]
    with served() as url:
        yield url


@pytest.fixture
def server(site: str, node_modules: Path, npm_place: Path, settings) -> Iterator[Proxy]:
    """A fresh emulator that knows the tracker as an OAuth App."""
    try:
        node = npm.node(npm_place)
    except npm.NotFetched as missing:
        pytest.skip(str(missing))
    app = APP | {"redirect_uris": [site + CALLBACK]}
    with emulated(node, node_modules, oauth_app=app) as proxy:
        settings.GITHUB_URL = proxy.url
        yield proxy


def to_github(page: Page, server: Proxy) -> None:
    """Press the buttons, until GitHub asks who it is."""
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with GitHub").click()
    page.wait_for_url(f"{server.url}/login/oauth/authorize?**")


def be(page: Page, login: str) -> None:
    """Be somebody at GitHub, and come back."""
    page.get_by_role("button").filter(has_text=login).click()
    page.locator("details.usermenu").wait_for()


def sign_out(page: Page) -> None:
    page.locator("details.usermenu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()


def test_somebody_signs_in_comes_back_and_signs_out(
    page: Page, site: str, server: Proxy
):
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text))
    page.goto(f"{site}/demo/?as_of=2026-01-01")
    blocked.clear()  # Nothing is tracked: the page is a 404.
    assert page.context.cookies() == []

    to_github(page, server)
    asked = parse_qs(urlsplit(page.url).query)
    be(page, "bob")

    assert page.url == f"{site}/demo/?as_of=2026-01-01"
    assert [text for text in blocked if "Content Security" in text] == []
    assert "scope" not in asked
    assert asked["code_challenge_method"] == ["S256"]
    account = Account.objects.get()
    assert (account.login, account.name) == ("bob", "bob")
    [cookie] = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")

    sign_out(page)
    assert page.url == f"{site}/demo/?as_of=2026-01-01"
    page.goto(f"{site}/me/")
    assert "/accounts/login/" in page.url


def test_who_tells_github_no_is_told_what_that_means(
    page: Page, site: str, server: Proxy
):
    page.goto(f"{site}/demo/")
    to_github(page, server)
    asked = {name: one for name, [one] in parse_qs(urlsplit(page.url).query).items()}
    # The emulator's page has no such button; GitHub's leads here (its documentation,
    # "Troubleshooting authorization request errors").
    said = {"error": "access_denied", "state": asked["state"]}
    page.goto(f"{asked['redirect_uri']}?{urlencode(said)}")

    assert page.get_by_role("heading", level=1).inner_text() == "You are not signed in"
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name="Sign in with GitHub").click()
    be(page, "alice")
    assert page.url == f"{site}/demo/"


def test_number_is_who_somebody_is_whatever_they_are_called(
    page: Page, site: str, server: Proxy
):
    def numbers() -> dict[str, int]:
        return dict(Account.objects.values_list("login", "github_id"))

    def enter(login: str) -> None:
        page.goto(f"{site}/demo/")
        to_github(page, server)
        be(page, login)
        sign_out(page)

    enter("alice")
    [alice] = numbers().values()
    server.renamed = {"alice": "alison"}
    enter("alice")
    assert numbers() == {"alison": alice}

    server.renamed = {"alice": "alison", "bob": "alice"}
    enter("bob")
    assert numbers()["alison"] == alice
    assert numbers()["alice"] != alice
