"""A freeze party under way, served, for tests in a browser."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from enhancements.models import Account, Decision, Release
from tests.support import parties
from tests.support.serving import served
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django import DjangoDbBlocker

T = TypeVar("T")
PLACE = "/demo/v1.9/board/party"
# In the order of urgency: 3 and 5 at risk, 2 unknown, 6 not judged, 1 and 4 met.
WORDS = ["met", "unknown", "at-risk", "met", "at-risk"]


def committed(work: Callable[[], T]) -> T:
    """Do it outside of the test's transaction, so that the server sees it."""

    def apart() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(apart).result()


@dataclasses.dataclass(frozen=True)
class Party:
    """A party under way."""

    address: str
    release: Release
    sessions: dict[str, str]
    """Of those who are signed in, by login."""

    def page(self, context: BrowserContext, login: str = "") -> Page:
        """The party's page, of somebody."""
        if login:
            session = self.sessions[login]
            cookie = {"name": "sessionid", "value": session, "url": self.address}
            context.add_cookies([cookie])
        page = context.new_page()
        page.goto(self.address + PLACE)
        return page

    def standings(self) -> dict[str, str]:
        """What stands now, by the number of its enhancement."""
        found = Decision.objects.filter(release=self.release, until=None)
        names = parties.by_number(self.release)
        numbers = {one.pk: n for n, one in enumerate(names, 1)}
        return {f"{numbers[d.enhancement_id]} {d.kind}": d.value for d in found}

    @contextlib.contextmanager
    def decided(self, number: int, value: str) -> Iterator[Decision]:
        """Somebody else decides, until the end of the block."""

        def end() -> None:
            made.until, made.ended_by = timezone.now(), "lead"
            made.ended_batch = made.batch
            made.save()

        made = committed(
            lambda: parties.decide(self.release, number, value, by="shadow")
        )
        yield made
        committed(end)


def session_of(login: str, number: int) -> str:
    """Somebody signs in."""
    account = Account.objects.create(login=login, github_id=number)
    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


@pytest.fixture(scope="module")
def party(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Party]:
    """A release of six entries, three days before its first freeze, served."""
    folder = tmp_path_factory.mktemp("party")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
    ):
        demo = Tracked(folder)
        ahead = timezone.now().date() + dt.timedelta(days=2)
        release = parties.tell(demo, 6, freeze=ahead)
        parties.judge(release, WORDS)
        sessions = {"lead": session_of("lead", 1), "nils": session_of("nils", 2)}
        with served() as address:
            yield Party(address, release, sessions)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def call(party: Party, browser: Browser) -> Iterator[Page]:
    """The page of the lead, with nothing staged."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield party.page(context, "lead")
    context.close()
