"""Pages of a hostile world in Chromium: no dialog, no foreign request, no refusal by
the policy, no error, and nothing on them that no template of ours writes.
"""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from tests.safety import addresses, conftest, corpus, crawling, tally, world
from tests.safety.browsing import Looker
from tests.safety.files import LEAD
from tests.support.serving import IN_A_BROWSER, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

    from tests.safety.world import HostileWorld

pytestmark = [
    *IN_A_BROWSER,
    # Before Playwright keeps a loop in this thread.
    pytest.mark.usefixtures("django_db_setup"),
]
FEW = 10
"""Texts of the world that `make test` opens in a browser."""
UNSEEN = {
    *("readyz", "enhancements:board-events", "metrics"),
    "enhancements:snapshot-file",  # a file to keep, which no page shows
}
FILES = (".ics", ".atom")
"""Ends of addresses that programs read; a browser keeps what is there."""
# A page that somebody forgot to escape, and what must be noticed on it.
UNSAFE = {
    "<script>alert('pwned')</script>": ("script:", "dialog:"),
    "<img src=x onerror=alert('pwned')>": ("attribute onerror", "dialog:"),
    "<img src=http://127.0.0.1:1/pixel.png>": ("leads by http in src", "request:"),
    "<p onclick=x>": ("attribute onclick",),
    "<a href=javascript:alert(1)>x</a>": ("leads by javascript",),
    "<iframe srcdoc=x></iframe>": ("element: <iframe",),
    "<style>p{color:red}</style>": ("element: <style",),
    "<div hx-get=//evil.example/>": ("leads to another host in hx-get",),
}


Served = tuple["HostileWorld", str, str]
"""A world, its address, and a session of the release lead."""


@pytest.fixture(scope="module")
def opened(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Served]:
    """A world of the texts that a test names, committed and served, emptied after."""
    folder = tmp_path_factory.mktemp("hostile")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
    ):
        told = world.told(folder, request.param)
        session = told.client(LEAD).cookies["sessionid"].value
        with served() as address:
            yield told, address, session
        call_command("flush", verbosity=0, interactive=False)
        # Playwright's loop gives this thread a connection of its own.
        connections.close_all()


def pages(told: HostileWorld, most: int) -> list[str]:
    """Addresses of everything that a browser shows of both projects; with one of each
    thing of the first alone.
    """
    texts = [one.text for one in told.texts.texts]
    found: list[str] = []
    for project in (told.demo.project, told.keps.project)[:most]:
        known = addresses.things(project, texts)
        found += [
            one.address
            for one in addresses.samples(known, most)
            if not one.is_posted
            and one.route not in UNSEEN
            and not one.route.startswith("api")
            and not one.address.partition("?")[0].endswith(FILES)
        ]
    return list(dict.fromkeys(found))


def looked_at(browser: Browser, opened: Served, most: int) -> dict[str, list[str]]:
    """Faults of all pages, as a stranger sees them and as the release lead does."""
    told, server, session = opened
    every = pages(told, most)
    stranger, lead = Looker(browser, server), Looker(browser, server, session)
    found = lead.all_faults(every)
    found |= stranger.all_faults(every[:: 4 if most == 1 else 1])
    tally.note(
        f"pages in Chromium, {len(told.texts)} texts in every place",
        lead.opened + stranger.opened,
        "pages",
        len(found),
    )
    stranger.close()
    lead.close()
    return found


@pytest.mark.long
@pytest.mark.parametrize("opened", [corpus.some(FEW)], indirect=True, ids=["few"])
def test_pages_of_some_texts_do_no_harm(opened: Served, browser: Browser):
    assert looked_at(browser, opened, 1) == {}


@pytest.mark.campaign
@pytest.mark.parametrize(
    "opened",
    [corpus.every()[part :: corpus.WORLDS] for part in range(corpus.WORLDS)],
    indirect=True,
    ids=range(corpus.WORLDS),
)
def test_every_text_on_every_page_does_no_harm(opened: Served, browser: Browser):
    told = opened[0]
    found = looked_at(browser, opened, len(told.texts))
    answers = conftest.crawl(told, len(told.texts) // 4)
    wrong = crawling.faults(answers)
    tally.note("answers of the same world", len(answers), "answers", len(wrong))
    assert found == {}
    assert wrong == {}


class Careless(http.server.BaseHTTPRequestHandler):
    """Puts what the address says into a page, unescaped, under no policy."""

    def do_GET(self) -> None:
        place = int(self.path.rpartition("/")[2] or 0) if self.path[1:].isdigit() else 0
        text = f"<!doctype html><title>x</title><main>{list(UNSAFE)[place]}</main>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nobody needs to know."""


def test_a_page_that_forgets_to_escape_is_noticed(browser: Browser):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        looker = Looker(browser, f"http://127.0.0.1:{server.server_address[1]}")
        for place, (text, wanted) in enumerate(UNSAFE.items()):
            found = " | ".join(looker.faults(f"/{place}"))
            assert [one for one in wanted if one not in found] == [], (text, found)
        looker.close()
        server.shutdown()
